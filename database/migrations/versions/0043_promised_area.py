"""A customer may be promised to any area: the lock says to which."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file_locks", sa.Column("promised_area", sa.Text()))


def downgrade() -> None:
    op.drop_column("file_locks", "promised_area")
