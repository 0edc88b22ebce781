"""What of a channel stays open that is restricted in part is kept with the restriction."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLE, PART = "restrictions", "ck_restrictions_part"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("part", JSONB(none_as_null=True)))
    op.create_check_constraint(op.f(PART), TABLE, "part is null or extent = 'partial'")


def downgrade() -> None:
    op.drop_constraint(op.f(PART), TABLE)
    op.drop_column(TABLE, "part")
