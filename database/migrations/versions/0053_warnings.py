"""A warning to a customer who keeps ringing has a table in the case file: warnings."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

TABLE = "file_warnings"
TEXT, TEXTS = sa.Text(), postgresql.ARRAY(sa.Text())
NUMBER, INSTANT = sa.Integer(), sa.DateTime(timezone=True)
COLUMNS: dict[str, Any] = {
    "id": TEXT,
    "case": TEXT,
    "number": NUMBER,
    "step": TEXT,
    "by": TEXT,
    "at": INSTANT,
    "told_at": INSTANT,
    "side": TEXT,
    "origin": TEXT,
    "customers": TEXTS,
    "version": NUMBER,
    "words": postgresql.JSONB(),
    "customer": TEXT,
    "rests_on": TEXTS,
    "day": sa.Date(),
}


def upgrade() -> None:
    no = sa.false()
    op.create_table(
        TABLE,
        *(sa.Column(name, type_, nullable=False) for name, type_ in COLUMNS.items()),
        *(
            sa.Column(name, sa.Boolean(), server_default=no, nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        sa.Column("moved_to", TEXT),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name=f"fk_{TABLE}_case"),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name=f"fk_{TABLE}_customer"),
        sa.CheckConstraint("cardinality(rests_on) > 0", name="rests_on"),
    )
    op.create_index(f"ix_{TABLE}_case", TABLE, ["case"])
    op.create_index(f"ix_{TABLE}_customers", TABLE, ["customers"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table(TABLE)
