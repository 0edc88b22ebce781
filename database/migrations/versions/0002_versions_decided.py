"""An approval says which version of a plan, a request or a letter it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("approvals", sa.Column("version", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("approvals", "version")
