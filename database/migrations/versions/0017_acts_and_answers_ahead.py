"""Receipts say which rows their acts added; tasks keep the answers that are given ahead."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("rows", JSONB))
    op.add_column("tasks", sa.Column("ahead", JSONB, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("tasks", "ahead")
    op.drop_column("messages", "rows")
