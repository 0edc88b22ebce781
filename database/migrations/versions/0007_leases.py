"""What leaves is claimed with a lease, tried again after a pause of its own, or given up."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = "ix_outbox_open"
COLUMNS = ["kind", "case", "created_at"]


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column(
            "next_attempt_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
    )
    op.add_column("outbox", sa.Column("leaving_at", sa.DateTime(timezone=True)))
    op.add_column("outbox", sa.Column("given_up_at", sa.DateTime(timezone=True)))
    op.add_column("messages", sa.Column("next_attempt_at", sa.DateTime(timezone=True)))
    op.drop_index(OPEN, table_name="outbox")
    still_open = sa.text("done_at is null and given_up_at is null")
    op.create_index(OPEN, "outbox", COLUMNS, postgresql_where=still_open)


def downgrade() -> None:
    op.drop_index(OPEN, table_name="outbox")
    op.create_index(OPEN, "outbox", COLUMNS, postgresql_where=sa.text("done_at is null"))
    op.drop_column("messages", "next_attempt_at")
    for name in ("given_up_at", "leaving_at", "next_attempt_at"):
        op.drop_column("outbox", name)
