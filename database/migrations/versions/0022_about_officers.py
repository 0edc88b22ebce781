"""A case says which officers never work on it: it is about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = postgresql.ARRAY(sa.Text)
    op.add_column("cases", sa.Column("not_for", names, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("cases", "not_for")
