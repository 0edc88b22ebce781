"""What two officers discussed, and both say so, has a table in the case file."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TABLE = "file_discussions"
TEXT, NUMBER, INSTANT = sa.Text(), sa.Integer(), sa.DateTime(timezone=True)
COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("id", "case", "step", "by", "side", "origin"), TEXT),
    **dict.fromkeys(("number", "version"), NUMBER),
    **dict.fromkeys(("at", "told_at"), INSTANT),
    "customers": ARRAY(TEXT),
    "words": JSONB(),
    **dict.fromkeys(("about", "other", "agreed"), TEXT),
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
        sa.Column("confirmed_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name=f"fk_{TABLE}_case"),
    )
    op.create_index(f"ix_{TABLE}_case", TABLE, ["case"])
    op.create_index(f"ix_{TABLE}_customers", TABLE, ["customers"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table(TABLE)
