"""A contact says to which office a visit was made, and to whom the customer came or wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

COLUMNS = ("office", "made_to")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("file_contacts", sa.Column(column, sa.Text()))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("file_contacts", column)
