"""Locks are rows of the file: the table that had one a customer goes."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("ownership_locks")


def downgrade() -> None:
    op.create_table(
        "ownership_locks",
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name="fk_ownership_locks_customer"),
        sa.PrimaryKeyConstraint("customer", name="pk_ownership_locks"),
    )
