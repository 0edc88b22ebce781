"""An approval keeps the rows of the file, and their versions, by which it was judged."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("approvals", sa.Column("read", JSONB))


def downgrade() -> None:
    op.drop_column("approvals", "read")
