"""A document in which no words of danger could be looked for says so, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("unsearched", sa.Text()))


def downgrade() -> None:
    op.drop_column("documents", "unsearched")
