"""Corrections that wait for a second person have a table, and a stub says where its row went."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
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
    "of": TEXT,
    "row": TEXT,
    "seen": NUMBER,
    "right": JSON,
    "why": TEXT,
    "asked_by": TEXT,
    "opens": TEXTS,
    "state": TEXT,
}
TABLES = (
    *("parties", "details", "locks", "preparations", "issues", "decisions", "tellings", "options"),
    *("commitments", "contacts", "correspondence", "plans", "plan_versions", "intrays", "notepads"),
    *("indicators", "incidents", "referrals", "attestations", "letters_wanted", "handovers"),
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(f"file_{table}", sa.Column("moved_to", TEXT))
    no = sa.false()
    op.create_table(
        "file_corrections",
        *(sa.Column(name, type_, nullable=False) for name, type_ in COLUMNS.items()),
        *(sa.Column(name, TEXT) for name in ("moved_to", "to", "decided_by")),
        *(
            sa.Column(name, FLAG, server_default=no, nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_file_corrections"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name="fk_file_corrections_case"),
    )
    op.create_index("ix_file_corrections_case", "file_corrections", ["case"])
    op.create_index(
        "ix_file_corrections_customers", "file_corrections", ["customers"], postgresql_using="gin"
    )


def downgrade() -> None:
    op.drop_table("file_corrections")
    for table in TABLES:
        op.drop_column(f"file_{table}", "moved_to")
