"""The case file: a table a kind, one of a kind where only one may be live, and every version."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT, DATE, FLAG, NUMBER = sa.Text(), sa.Date(), sa.Boolean(), sa.Integer()
INSTANT, JSON, TEXTS = sa.DateTime(timezone=True), JSONB(), ARRAY(sa.Text())


def given(name: str, type_: Any) -> tuple[str, Any, bool]:
    """Declare a column that every row has."""
    return name, type_, False


def may_be_null(name: str, type_: Any) -> tuple[str, Any, bool]:
    """Declare a column that a row may lack."""
    return name, type_, True


# What every row of the file has.
COMMON = (
    given("id", TEXT),
    given("case", TEXT),
    given("number", NUMBER),
    given("step", TEXT),
    given("by", TEXT),
    given("at", INSTANT),
    given("told_at", INSTANT),
    given("side", TEXT),
    given("origin", TEXT),
    given("customers", TEXTS),
    given("version", NUMBER),
    given("words", JSON),
)

TABLES: Mapping[str, tuple[tuple[str, Any, bool], ...]] = {
    "file_parties": (
        given("customer", TEXT),
        given("role", TEXT),
        given("since", DATE),
        may_be_null("speaks_for", TEXT),
        given("covers", TEXTS),
        may_be_null("until", DATE),
        may_be_null("ended", TEXT),
    ),
    "file_details": (
        given("customer", TEXT),
        given("sort", TEXT),
        given("mark", TEXT),
        may_be_null("times", TEXT),
        may_be_null("checked_on", DATE),
    ),
    "file_issues": (
        given("about", TEXT),
        given("raised_in", TEXT),
        given("parties", TEXTS),
        may_be_null("area", TEXT),
        given("real_time", FLAG),
        may_be_null("split_from", TEXT),
        given("owner", TEXT),
        may_be_null("consulted_before_acting", INSTANT),
        may_be_null("consulted_before_telling", INSTANT),
        may_be_null("closed", TEXT),
        may_be_null("closed_on", TEXT),
        may_be_null("duplicate_of", TEXT),
        may_be_null("handed_to", TEXT),
    ),
    "file_decisions": (
        given("issues", TEXTS),
        given("result", TEXT),
        given("delegation", TEXT),
        given("in_force_from", DATE),
        may_be_null("review_until", DATE),
        may_be_null("replaces", TEXT),
        given("decided_by", TEXT),
        may_be_null("set_aside", TEXT),
    ),
    "file_tellings": (
        given("decision", TEXT),
        given("party", TEXT),
        given("rests_on", TEXT),
        given("by_voice", FLAG),
        may_be_null("understood", FLAG),
        given("returned", FLAG),
    ),
    "file_options": (
        given("issue", TEXT),
        given("party", TEXT),
        given("option", TEXT),
        given("explained_in", TEXT),
        may_be_null("replaces", TEXT),
        may_be_null("answer", TEXT),
        may_be_null("answered_in", TEXT),
        may_be_null("answered_at", INSTANT),
        may_be_null("lapsed_at", INSTANT),
    ),
    "file_commitments": (
        given("who", TEXT),
        given("whom", TEXT),
        given("what", TEXT),
        given("by_day", DATE),
        given("made_in", TEXT),
        may_be_null("issue", TEXT),
        may_be_null("replaces", TEXT),
        given("due", INSTANT),
        may_be_null("kept_at", INSTANT),
        may_be_null("kept_by", TEXT),
        may_be_null("released", TEXT),
    ),
    "file_contacts": (
        given("customer", TEXT),
        given("direction", TEXT),
        given("channel", TEXT),
        given("result", TEXT),
        given("identity", TEXT),
        given("purpose", TEXT),
        may_be_null("detail", TEXT),
        given("issues", TEXTS),
        given("parties", TEXTS),
        may_be_null("at_source", TEXT),
        may_be_null("for_followup", TEXT),
    ),
    "file_correspondence": (
        given("sender", TEXT),
        given("received_on", DATE),
        given("about", TEXTS),
        given("category", TEXT),
        given("documents", TEXTS),
        given("categories", TEXTS),
        may_be_null("answered_by", TEXT),
        may_be_null("closed", TEXT),
        may_be_null("duplicate_of", TEXT),
    ),
    "file_plans": (
        given("sort", TEXT),
        given("customer", TEXT),
        given("start", DATE),
        may_be_null("end", DATE),
        may_be_null("review_by", DATE),
        may_be_null("ended", TEXT),
    ),
    "file_plan_versions": (
        given("plan", TEXT),
        given("strategies", TEXTS),
        given("actions", JSON),
        given("ordinal", NUMBER),
        given("sha256", TEXT),
        given("state", TEXT),
    ),
    "file_intrays": (
        given("sort", TEXT),
        given("to", TEXT),
        given("customer", TEXT),
        may_be_null("due", DATE),
        may_be_null("item", TEXT),
        may_be_null("closed", TEXT),
    ),
    "file_notepads": (
        given("of", TEXT),
        given("heading", TEXT),
        given("place", NUMBER),
        may_be_null("points_to", TEXT),
    ),
    "file_indicators": (
        given("sort", TEXT),
        given("customer", TEXT),
        given("why", TEXT),
        given("review_by", DATE),
        given("safety", FLAG),
        may_be_null("authority", TEXT),
        may_be_null("removed", TEXT),
    ),
    "file_incidents": (
        given("sort", TEXT),
        given("severity", TEXT),
        given("customer", TEXT),
        given("channel", TEXT),
        given("recorded_in", TEXT),
        given("calls", NUMBER),
    ),
    "file_referrals": (
        given("to", TEXT),
        given("sort", TEXT),
        given("party", TEXT),
        given("issues", TEXTS),
        may_be_null("consent", TEXT),
        may_be_null("answer_due", DATE),
        may_be_null("answer", TEXT),
        may_be_null("chased_on", DATE),
    ),
}

ONE_LIVE = (
    (
        "uq_file_parties_role",
        "file_parties",
        (
            "case",
            "customer",
            "role",
        ),
        "not entered_in_error and until is null",
    ),
    ("uq_file_contacts_at_source", "file_contacts", ("at_source",), "not entered_in_error"),
    (
        "uq_file_plans_sort",
        "file_plans",
        (
            "customer",
            "sort",
        ),
        "not entered_in_error and ended is null",
    ),
    (
        "uq_file_plan_versions_draft",
        "file_plan_versions",
        ("plan",),
        "not entered_in_error and state in ('draft', 'submitted')",
    ),
    (
        "uq_file_notepads_place",
        "file_notepads",
        (
            "case",
            "of",
            "place",
        ),
        "not entered_in_error",
    ),
    (
        "uq_file_indicators_sort",
        "file_indicators",
        (
            "customer",
            "sort",
        ),
        "not entered_in_error and removed is null",
    ),
)

APPEND_ONLY = """
create function file_history_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the history of the file is append-only: % was refused', tg_op
        using errcode = 'CB001',
              hint = 'What is wrong in a file is corrected, which makes another version.';
end
$$
"""
GUARD = """
create trigger file_history_is_append_only
before update or delete or truncate on file_history
for each statement execute function file_history_is_append_only()
"""


def upgrade() -> None:
    for table, columns in TABLES.items():
        _create(table, columns)
    for name, table, those, where in ONE_LIVE:
        op.create_index(name, table, list(those), unique=True, postgresql_where=sa.text(where))
    op.create_table(
        "file_history",
        *(sa.Column(name, TEXT, nullable=False) for name in ("row", "act", "by")),
        sa.Column("version", NUMBER, nullable=False),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("at", "told_at")),
        sa.Column("why", TEXT),
        sa.Column("facts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("row", "version", name="pk_file_history"),
    )
    op.execute(APPEND_ONLY)
    op.execute(GUARD)


def _create(table: str, columns: tuple[tuple[str, Any, bool], ...]) -> None:
    of_a_customer = [name for name, _, _ in columns if name == "customer"]
    op.create_table(
        table,
        *(sa.Column(name, type_, nullable=null) for name, type_, null in (*COMMON, *columns)),
        *(
            sa.Column(name, FLAG, server_default=sa.false(), nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name=f"fk_{table}_case"),
        *(
            sa.ForeignKeyConstraint([name], ["customers.id"], name=f"fk_{table}_{name}")
            for name in of_a_customer
        ),
    )
    op.create_index(f"ix_{table}_case", table, ["case"])
    op.create_index(f"ix_{table}_customers", table, ["customers"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("file_history")
    op.execute("drop function file_history_is_append_only()")
    for table in reversed(list(TABLES)):
        op.drop_table(table)
