"""A restriction in force has special contact details, and the pointer that a front screen shows."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

TABLE, COLUMNS = "restrictions", ("contact_details", "front_screen")
TOLD_OF, SCREEN = "ck_restrictions_told_of", "ck_restrictions_front_screen"


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column(TABLE, sa.Column(name, sa.Text()))
    op.execute(
        """
        update restrictions set front_screen = 'msp_see_note', contact_details = extent || ' ' ||
            case channel when 'phone' then 'telephone' else replace(channel, '_', '-') end
        where state = 'in_force'
        """
    )
    op.create_check_constraint(
        op.f(TOLD_OF),
        TABLE,
        "state = 'ended' or (contact_details is not null and front_screen is not null)",
    )
    op.create_check_constraint(op.f(SCREEN), TABLE, "front_screen = 'msp_see_note'")


def downgrade() -> None:
    for name in (SCREEN, TOLD_OF):
        op.drop_constraint(op.f(name), TABLE)
    for name in COLUMNS:
        op.drop_column(TABLE, name)
