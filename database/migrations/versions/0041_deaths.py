"""A customer who was reported to have died; dates of people outside that stand still."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

STATES = ("armed", "held", "met", "passed", "withdrawn")


def upgrade() -> None:
    op.add_column(
        "customers", sa.Column("died", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("customers", sa.Column("died_on", sa.Date(), nullable=True))
    _states(STATES)


def downgrade() -> None:
    op.execute("update deadlines set state = 'armed' where state = 'held'")
    _states(tuple(state for state in STATES if state != "held"))
    op.drop_column("customers", "died_on")
    op.drop_column("customers", "died")


def _states(states: tuple[str, ...]) -> None:
    known = ", ".join(f"'{state}'" for state in states)
    op.drop_constraint(op.f("ck_deadlines_state"), "deadlines", type_="check")
    op.create_check_constraint(op.f("ck_deadlines_state"), "deadlines", f"state in ({known})")
