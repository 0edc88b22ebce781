"""Who read what is known of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.func.clock_timestamp(),
            nullable=False,
        ),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("officer", "known_by", "what")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("customer", "case", "thing")),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
    )
    for name in ("officer", "customer", "case"):
        op.create_index(f"ix_readings_{name}", "readings", [name, "id"])


def downgrade() -> None:
    op.drop_table("readings")
