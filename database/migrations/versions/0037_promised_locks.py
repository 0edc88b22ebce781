"""A lock says who may take the customer, as was agreed with who has them."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file_locks", sa.Column("promised_to", sa.Text()))


def downgrade() -> None:
    op.drop_column("file_locks", "promised_to")
