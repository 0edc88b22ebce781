"""Each case that is brought back leaves a line of its own, and one in the log of administration."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TRIGGER = """
create trigger note_administration after insert or update or delete on repairs
for each row execute function note_administration('case')
"""


def upgrade() -> None:
    op.create_table(
        "repairs",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.func.clock_timestamp(),
            nullable=False,
        ),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("settles", sa.Integer(), nullable=True),
        sa.Column("known", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_repairs"),
    )
    op.create_index("ix_repairs_case", "repairs", ["case"])
    op.execute(TRIGGER)
    op.execute("alter table repairs enable always trigger note_administration")


def downgrade() -> None:
    op.drop_table("repairs")
