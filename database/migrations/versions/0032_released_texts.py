"""A release is for one text of a letter: what was released before is asked anew."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KEY = "pk_letter_releases"


def upgrade() -> None:
    op.execute("delete from letter_releases")
    op.add_column("letter_releases", sa.Column("text", sa.Text(), nullable=False))
    op.drop_constraint(KEY, "letter_releases", type_="primary")
    op.create_primary_key(KEY, "letter_releases", ["letter", "text", "of", "what"])


def downgrade() -> None:
    op.execute("delete from letter_releases")
    op.drop_constraint(KEY, "letter_releases", type_="primary")
    op.drop_column("letter_releases", "text")
    op.create_primary_key(KEY, "letter_releases", ["letter", "of", "what"])
