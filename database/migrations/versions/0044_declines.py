"""Why a referral is not taken up has a table in the case file: declines."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
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
    "ground": TEXT,
    "next": TEXT,
    "shown_by": TEXT,
}


def upgrade() -> None:
    no = sa.false()
    op.create_table(
        "file_declines",
        *(sa.Column(name, type_, nullable=False) for name, type_ in COLUMNS.items()),
        *(
            sa.Column(name, FLAG, server_default=no, nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        *(sa.Column(name, TEXT) for name in ("moved_to", "area")),
        sa.Column("agreed", FLAG),
        sa.PrimaryKeyConstraint("id", name="pk_file_declines"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name="fk_file_declines_case"),
    )
    op.create_index("ix_file_declines_case", "file_declines", ["case"])
    op.create_index(
        "ix_file_declines_customers", "file_declines", ["customers"], postgresql_using="gin"
    )


def downgrade() -> None:
    op.drop_table("file_declines")
