"""Since when dates of people outside stand still, and why; when they did before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deadlines", sa.Column("holds", JSONB(), server_default=sa.text("'[]'"), nullable=False)
    )
    op.execute(
        "update deadlines set holds = jsonb_build_array(jsonb_build_object('since', now(), "
        "'why', 'the customer was reported to have died')) where state = 'held'"
    )
    op.create_check_constraint(
        op.f("ck_deadlines_held"), "deadlines", "state <> 'held' or jsonb_array_length(holds) > 0"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_deadlines_held"), "deadlines", type_="check")
    op.drop_column("deadlines", "holds")
