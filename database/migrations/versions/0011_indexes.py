"""Lists of cases and work find theirs by an index; so do corrections, and what is under way."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_phase", "cases", ["phase", "opening"])
    op.create_index("ix_cases_owner", "cases", ["owner", "opening"])
    op.create_index("ix_cases_waiting_step", "cases", [sa.text("(waiting ->> 'step')"), "opening"])
    op.create_index(
        "ix_cases_waiting_types",
        "cases",
        [sa.text("(waiting -> 'types')")],
        postgresql_using="gin",
    )
    op.create_index(
        "ix_tasks_assignee", "tasks", ["assignee"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(
        "ix_timeline_corrects",
        "timeline",
        ["case", "corrects"],
        postgresql_where=sa.text("corrects is not null"),
    )
    op.create_index(
        "ix_messages_unanswered",
        "messages",
        ["case", "delivered_at"],
        postgresql_where=sa.text("status is null"),
    )


def downgrade() -> None:
    for name, table in (
        ("ix_messages_unanswered", "messages"),
        ("ix_timeline_corrects", "timeline"),
        ("ix_tasks_assignee", "tasks"),
        ("ix_cases_waiting_types", "cases"),
        ("ix_cases_waiting_step", "cases"),
        ("ix_cases_owner", "cases"),
        ("ix_cases_phase", "cases"),
    ):
        op.drop_index(name, table)
