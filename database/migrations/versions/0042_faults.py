"""Faults that cases bring to light have a table in the case file: the log of systemic issues."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
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
    "sort": TEXT,
    "about": TEXT,
    "shown_by": TEXT,
}


def upgrade() -> None:
    no = sa.false()
    op.create_table(
        "file_faults",
        *(sa.Column(name, type_, nullable=False) for name, type_ in COLUMNS.items()),
        *(
            sa.Column(name, FLAG, server_default=no, nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        *(sa.Column(name, TEXT) for name in ("moved_to", "raised_to", "corrected_by")),
        sa.PrimaryKeyConstraint("id", name="pk_file_faults"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name="fk_file_faults_case"),
    )
    op.create_index("ix_file_faults_case", "file_faults", ["case"])
    op.create_index(
        "ix_file_faults_customers", "file_faults", ["customers"], postgresql_using="gin"
    )


def downgrade() -> None:
    op.drop_table("file_faults")
