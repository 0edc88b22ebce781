"""What is agreed to be said to a customer on segment 3 has a table in the case file."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

TABLE = "file_communications"
TEXT, NUMBER, INSTANT = sa.Text(), sa.Integer(), sa.DateTime(timezone=True)
COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("id", "case", "step", "by", "side", "origin"), TEXT),
    **dict.fromkeys(("number", "version"), NUMBER),
    **dict.fromkeys(("at", "told_at"), INSTANT),
    "customers": ARRAY(TEXT),
    "words": JSONB(),
    **dict.fromkeys(("customer", "speaker", "channel", "about"), TEXT),
    "until": sa.Date(),
}


def upgrade() -> None:
    flags = ("in_confidence", "entered_in_error")
    op.create_table(
        TABLE,
        *(sa.Column(name, type_, nullable=False) for name, type_ in COLUMNS.items()),
        *(
            sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            for name in flags
        ),
        sa.Column("moved_to", TEXT),
        sa.Column("kept_by", TEXT),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name=f"fk_{TABLE}_case"),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name=f"fk_{TABLE}_customer"),
    )
    op.create_index(f"ix_{TABLE}_case", TABLE, ["case"])
    op.create_index(f"ix_{TABLE}_customers", TABLE, ["customers"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table(TABLE)
