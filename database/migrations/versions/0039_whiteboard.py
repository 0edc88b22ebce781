"""The whiteboard: whose calls are put through, on whose approval, and how often they rang."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "whiteboard",
        sa.Column("case", sa.Text, sa.ForeignKey("cases.ref"), primary_key=True),
        sa.Column("customer", sa.Text, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("approved_by", sa.Text),
        sa.Column("restrictions", ARRAY(sa.Text), nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("last_call", sa.DateTime(timezone=True)),
        sa.CheckConstraint("calls >= 0", name=op.f("ck_whiteboard_calls")),
        sa.CheckConstraint(
            "approved_by is not null or cardinality(restrictions) > 0",
            name=op.f("ck_whiteboard_rests_on"),
        ),
    )
    op.create_index(
        "uq_whiteboard_customer",
        "whiteboard",
        ["customer"],
        unique=True,
        postgresql_where=sa.text("until is null"),
    )


def downgrade() -> None:
    op.drop_table("whiteboard")
