"""How a letter was prepared, so that it is tried again, and what of it the SSM has released."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letters", sa.Column("prepared", JSONB(), nullable=True))
    op.create_table(
        "letter_releases",
        sa.Column("letter", sa.Text(), sa.ForeignKey("letters.id"), primary_key=True),
        sa.Column("of", sa.Text(), primary_key=True),
        sa.Column("what", sa.Text(), primary_key=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("letter_releases")
    op.drop_column("letters", "prepared")
