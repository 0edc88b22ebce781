"""A case says that it stands still, and why."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("stopped", JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "stopped")
