"""What is owed is known until it is done, also after its date; the clock of a played stack."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OWED = """
update deadlines set owed = true from cases
 where cases.ref = deadlines."case" and cases.state = 'open'
   and deadlines.state in ('armed', 'passed')
   and rule not in ('WC-S3n.alert', 'CSP-T4-S5e', 'CSP-T6-S1k')
"""


def upgrade() -> None:
    op.add_column(
        "deadlines", sa.Column("owed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(OWED)
    owed = sa.text("owed")
    op.create_index("ix_deadlines_owed", "deadlines", ["due"], postgresql_where=owed)
    op.create_index("ix_deadlines_owed_case", "deadlines", ["case", "due"], postgresql_where=owed)
    op.create_index(
        "ix_tasks_due",
        "tasks",
        ["due"],
        postgresql_where=sa.text("state = 'open' and due is not null"),
    )
    op.create_table(
        "played_clock",
        sa.Column("one", sa.Boolean(), nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.CheckConstraint("one", name=op.f("ck_played_clock_one")),
        sa.PrimaryKeyConstraint("one", name="pk_played_clock"),
    )


def downgrade() -> None:
    op.drop_table("played_clock")
    op.drop_index("ix_tasks_due", "tasks")
    op.drop_index("ix_deadlines_owed_case", "deadlines")
    op.drop_index("ix_deadlines_owed", "deadlines")
    op.drop_column("deadlines", "owed")
