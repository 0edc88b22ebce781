"""A letter has one addressee: so far each was to the customer of its case."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letters", sa.Column("addressee", sa.Text()))
    op.execute(
        'update letters set addressee = cases.customer from cases where cases.ref = letters."case"'
    )


def downgrade() -> None:
    op.drop_column("letters", "addressee")
