"""A case knows its own workflow by the first of its runs, whose name Temporal gives."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("chain", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "chain")
