"""A case says that its workflow is lost, and since when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("lost", JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "lost")
