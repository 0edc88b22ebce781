"""A plan has who was consulted on it, when, and what they recommend."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = "file_plans"


def upgrade() -> None:
    nobody = sa.text("'{}'")
    op.add_column(
        TABLE, sa.Column("consulted", ARRAY(sa.Text()), server_default=nobody, nullable=False)
    )
    op.alter_column(TABLE, "consulted", server_default=None)
    op.add_column(TABLE, sa.Column("consulted_on", sa.Date()))
    op.add_column(TABLE, sa.Column("recommended", sa.Text()))


def downgrade() -> None:
    for column in ("recommended", "consulted_on", "consulted"):
        op.drop_column(TABLE, column)
