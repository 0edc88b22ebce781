"""Hand-overs have a table in the case file: what was open, and whether the receiver took it."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TEXT, TEXTS, JSON = sa.Text(), postgresql.ARRAY(sa.Text()), postgresql.JSONB()
NUMBER, INSTANT, FLAG = sa.Integer(), sa.DateTime(timezone=True), sa.Boolean()
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
    "words": JSON,
    "given_by": TEXT,
    "to": TEXT,
    "things": TEXTS,
    "taken": TEXTS,
    "not_taken": JSON,
}


def upgrade() -> None:
    no = sa.false()
    op.create_table(
        "file_handovers",
        *(sa.Column(name, type_, nullable=False) for name, type_ in COLUMNS.items()),
        *(
            sa.Column(name, FLAG, server_default=no, nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_file_handovers"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name="fk_file_handovers_case"),
    )
    op.create_index("ix_file_handovers_case", "file_handovers", ["case"])
    op.create_index(
        "ix_file_handovers_customers", "file_handovers", ["customers"], postgresql_using="gin"
    )


def downgrade() -> None:
    op.drop_table("file_handovers")
