"""Locks and preparations in the file, the header of plans, and what is said of parties."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TEXT, DATE, FLAG, NUMBER = sa.Text(), sa.Date(), sa.Boolean(), sa.Integer()
INSTANT, JSON, TEXTS = sa.DateTime(timezone=True), JSONB(), ARRAY(sa.Text())

# What every row of the file has.
COMMON: tuple[tuple[str, Any], ...] = (
    ("id", TEXT),
    ("case", TEXT),
    ("number", NUMBER),
    ("step", TEXT),
    ("by", TEXT),
    ("at", INSTANT),
    ("told_at", INSTANT),
    ("side", TEXT),
    ("origin", TEXT),
    ("customers", TEXTS),
    ("version", NUMBER),
    ("words", JSON),
)
ADDED = (
    ("file_parties", "kept_in", TEXT),
    ("file_parties", "no_contact", TEXT),
    ("file_contacts", "unprepared", TEXT),
    ("file_plans", "stacking_document", TEXT),
    ("file_plans", "dated", DATE),
    ("file_plans", "segment", TEXT),
    ("file_plans", "source", TEXT),
    ("file_plans", "main_reason", TEXT),
    ("file_plan_versions", "decided_by", TEXT),
)


def upgrade() -> None:
    _create(
        "file_locks",
        sa.Column("customer", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("area", TEXT, nullable=False),
        sa.Column("was_with", TEXT),
        sa.Column("fence", NUMBER, nullable=False),
        sa.Column("released", TEXT),
    )
    op.create_index(
        "uq_file_locks_customer",
        "file_locks",
        ["customer"],
        unique=True,
        postgresql_where=sa.text("not entered_in_error and released is null"),
    )
    _create(
        "file_preparations",
        sa.Column("customer", TEXT, nullable=False),
        sa.Column("went_over", TEXTS, nullable=False),
    )
    no = sa.false()
    op.add_column(
        "file_parties", sa.Column("international", FLAG, nullable=False, server_default=no)
    )
    op.alter_column("file_parties", "international", server_default=None)
    for table, name, type_ in ADDED:
        op.add_column(table, sa.Column(name, type_))


def _create(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        *(sa.Column(name, type_, nullable=False) for name, type_ in COMMON),
        *columns,
        *(
            sa.Column(name, FLAG, server_default=sa.false(), nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name=f"fk_{table}_case"),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name=f"fk_{table}_customer"),
    )
    op.create_index(f"ix_{table}_case", table, ["case"])
    op.create_index(f"ix_{table}_customers", table, ["customers"], postgresql_using="gin")


def downgrade() -> None:
    for table, name, _ in reversed(ADDED):
        op.drop_column(table, name)
    op.drop_column("file_parties", "international")
    op.drop_table("file_preparations")
    op.drop_table("file_locks")
