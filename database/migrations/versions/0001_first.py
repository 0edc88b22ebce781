"""The case database as it begins: every table, and the rule that the timeline only grows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text()
INSTANT = sa.DateTime(timezone=True)
WORDS = ARRAY(sa.Text())

TABLES = (
    "offices",
    "officers",
    "officer_roles",
    "officer_accounts",
    "officer_absences",
    "customers",
    "customer_addresses",
    "nominees",
    "cases",
    "settled",
    "timeline",
    "links",
    "ownership_locks",
    "restrictions",
    "messages",
    "documents",
    "outbox",
    "tasks",
    "deadlines",
    "letters",
    "letter_copies",
    "approvals",
    "records",
    "settings",
    "holidays",
)

APPEND_ONLY = """
create function timeline_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the timeline is append-only: % was refused', tg_op
        using errcode = 'CB001',
              hint = 'Correct an entry by a new one that says what it corrects.';
end
$$
"""

# A statement trigger refuses also what would touch no row; ALWAYS, so that no session setting
# turns it off.
REFUSE_CHANGES = """
create trigger timeline_is_append_only
before update or delete or truncate on timeline
for each statement execute function timeline_is_append_only()
"""


def upgrade() -> None:
    op.execute("create sequence case_openings as integer")
    _people()
    _cases()
    _messages()
    _work()
    _calendar()
    op.execute(APPEND_ONLY)
    op.execute(REFUSE_CHANGES)
    op.execute("alter table timeline enable always trigger timeline_is_append_only")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("drop function timeline_is_append_only()")
    op.execute("drop sequence case_openings")


def _people() -> None:
    op.create_table(
        "offices",
        Column("code", TEXT, nullable=False),
        Column("state", TEXT, nullable=False),
        Column("zone", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_offices"),
    )
    op.create_table(
        "officers",
        Column("id", TEXT, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("office", TEXT, nullable=False),
        Column("team", TEXT, nullable=False),
        Column("delegate", TEXT, nullable=True),
        Column("token_hash", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["delegate"], ["officers.id"], name="fk_officers_delegate"),
        sa.ForeignKeyConstraint(["office"], ["offices.code"], name="fk_officers_office"),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
    )
    op.create_table(
        "officer_roles",
        Column("officer", TEXT, nullable=False),
        Column("role", TEXT, nullable=False),
        Column("from_date", sa.Date(), nullable=False),
        Column("until_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"], name="fk_officer_roles_officer"),
        sa.PrimaryKeyConstraint("officer", "role", "from_date", name="pk_officer_roles"),
    )
    op.create_table(
        "officer_accounts",
        Column("account", TEXT, nullable=False),
        Column("officer", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"], name="fk_officer_accounts_officer"),
        sa.PrimaryKeyConstraint("account", name="pk_officer_accounts"),
    )
    op.create_table(
        "officer_absences",
        Column("officer", TEXT, nullable=False),
        Column("from_date", sa.Date(), nullable=False),
        Column("until_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"], name="fk_officer_absences_officer"),
        sa.PrimaryKeyConstraint("officer", "from_date", name="pk_officer_absences"),
    )
    op.create_table(
        "customers",
        Column("id", TEXT, nullable=False),
        Column("reference", TEXT, nullable=True),
        Column("name", TEXT, nullable=False),
        Column("programme", TEXT, nullable=False),
        Column("channel", TEXT, nullable=True),
        Column("email", TEXT, nullable=True),
        Column("associates", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_table(
        "customer_addresses",
        Column("customer", TEXT, nullable=False),
        Column("from_date", sa.Date(), nullable=False),
        Column("lines", WORDS, nullable=False),
        Column("state", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.id"], name="fk_customer_addresses_customer"
        ),
        sa.PrimaryKeyConstraint("customer", "from_date", name="pk_customer_addresses"),
    )
    op.create_table(
        "nominees",
        Column("customer", TEXT, nullable=False),
        Column("from_date", sa.Date(), nullable=False),
        Column("until_date", sa.Date(), nullable=True),
        Column("name", TEXT, nullable=False),
        Column("lines", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name="fk_nominees_customer"),
        sa.PrimaryKeyConstraint("customer", "from_date", name="pk_nominees"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        Column("ref", TEXT, nullable=False),
        Column(
            "opening",
            sa.Integer(),
            server_default=sa.text("nextval('case_openings')"),
            nullable=False,
        ),
        Column("type", TEXT, nullable=False),
        Column("programme", TEXT, nullable=True),
        Column("customer", TEXT, nullable=True),
        Column("office", TEXT, nullable=False),
        Column("phase", TEXT, nullable=False),
        Column("state", TEXT, nullable=False),
        Column("outcome", TEXT, nullable=True),
        Column("segment", TEXT, nullable=True),
        Column("owner", TEXT, nullable=True),
        Column("team", TEXT, nullable=True),
        Column("opened_at", INSTANT, nullable=False),
        Column("closed_at", INSTANT, nullable=True),
        Column("clock_offset", sa.Interval(), nullable=False),
        Column("next_sequence", sa.Integer(), nullable=False),
        Column("next_entry", sa.Integer(), nullable=False),
        Column("waiting", JSONB, nullable=True),
        Column("carried", JSONB, nullable=False),
        Column("matrix", TEXT, nullable=False),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f("ck_cases_state")),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name="fk_cases_customer"),
        sa.ForeignKeyConstraint(["office"], ["offices.code"], name="fk_cases_office"),
        sa.PrimaryKeyConstraint("ref", name="pk_cases"),
        sa.UniqueConstraint("opening", name="uq_cases_opening"),
    )
    op.create_index("ix_cases_customer", "cases", ["customer"])
    op.create_table(
        "settled",
        Column("case", TEXT, nullable=False),
        Column("sequence", sa.Integer(), nullable=False),
        Column("digest", TEXT, nullable=False),
        Column("answer", JSONB, nullable=False),
        Column("cause", JSONB, nullable=False),
        Column("at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("case", "sequence", name="pk_settled"),
    )
    op.create_table(
        "timeline",
        Column("case", TEXT, nullable=False),
        Column("sequence", sa.Integer(), nullable=False),
        Column("settle", sa.Integer(), nullable=True),
        Column("occurred_at", INSTANT, nullable=False),
        Column("recorded_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        Column("actor", TEXT, nullable=True),
        Column("step", TEXT, nullable=False),
        Column("kind", TEXT, nullable=False),
        Column("words", TEXT, nullable=False),
        Column("data", JSONB, nullable=False),
        Column("corrects", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("case", "sequence", name="pk_timeline"),
    )
    op.create_index("ix_timeline_step", "timeline", ["step"])
    op.create_table(
        "links",
        Column("case", TEXT, nullable=False),
        Column("other", TEXT, nullable=False),
        Column("type", TEXT, nullable=False),
        Column("why", TEXT, nullable=False),
        Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("case", "other", name="pk_links"),
    )
    op.create_table(
        "ownership_locks",
        Column("customer", TEXT, nullable=False),
        Column("fence", sa.Integer(), nullable=False),
        Column("area", TEXT, nullable=False),
        Column("case", TEXT, nullable=True),
        Column("owner", TEXT, nullable=True),
        Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        Column("since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name="fk_ownership_locks_customer"),
        sa.PrimaryKeyConstraint("customer", name="pk_ownership_locks"),
    )
    op.create_table(
        "restrictions",
        Column("id", TEXT, nullable=False),
        Column("case", TEXT, nullable=False),
        Column("customer", TEXT, nullable=False),
        Column("channel", TEXT, nullable=False),
        Column("extent", TEXT, nullable=False),
        Column("from_date", sa.Date(), nullable=False),
        Column("review_due", sa.Date(), nullable=True),
        Column("state", TEXT, nullable=False),
        sa.CheckConstraint("extent in ('full', 'partial')", name=op.f("ck_restrictions_extent")),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name="fk_restrictions_customer"),
        sa.PrimaryKeyConstraint("id", name="pk_restrictions"),
    )
    op.create_index("ix_restrictions_customer", "restrictions", ["customer"])


def _messages() -> None:
    op.create_table(
        "messages",
        Column("source", TEXT, nullable=False),
        Column("id", TEXT, nullable=False),
        Column("type", TEXT, nullable=False),
        Column("actor", TEXT, nullable=True),
        Column("officer", TEXT, nullable=True),
        Column("door", TEXT, nullable=True),
        Column("case", TEXT, nullable=True),
        Column("occurred_at", INSTANT, nullable=False),
        Column("received_at", INSTANT, nullable=False),
        Column("recorded_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        Column("about", TEXT, nullable=True),
        Column("facts", JSONB, nullable=False),
        Column("content", JSONB, nullable=False),
        Column("digest", TEXT, nullable=False),
        Column("start", JSONB, nullable=True),
        Column("status", TEXT, nullable=True),
        Column("reason", TEXT, nullable=True),
        Column("delivered_at", INSTANT, nullable=True),
        Column("attempts", sa.Integer(), nullable=False),
        Column("final_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("source", "id", name="pk_messages"),
    )
    op.create_index("ix_messages_case", "messages", ["case"])
    op.create_index("ix_messages_id", "messages", ["id"])
    op.create_index(
        "ix_messages_customer",
        "messages",
        [sa.text("(facts ->> 'customer')"), "occurred_at"],
        postgresql_where=sa.text('"case" is null'),
    )
    op.create_index(
        "ix_messages_undelivered",
        "messages",
        ["recorded_at"],
        postgresql_where=sa.text("status is null and delivered_at is null"),
    )
    op.create_table(
        "documents",
        Column("sha256", TEXT, nullable=False),
        Column("source", TEXT, nullable=False),
        Column("message", TEXT, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("media_type", TEXT, nullable=False),
        Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "source", "message", name="pk_documents"),
    )
    op.create_index("ix_documents_message", "documents", ["source", "message"])
    op.create_table(
        "outbox",
        Column("id", TEXT, nullable=False),
        Column("case", TEXT, nullable=False),
        Column("kind", TEXT, nullable=False),
        Column("payload", JSONB, nullable=False),
        Column("created_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        Column("done_at", INSTANT, nullable=True),
        Column("attempts", sa.Integer(), nullable=False),
        Column("problem", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["kind", "case", "created_at"],
        postgresql_where=sa.text("done_at is null"),
    )


def _work() -> None:
    op.create_table(
        "tasks",
        Column("id", TEXT, nullable=False),
        Column("case", TEXT, nullable=True),
        Column("customer", TEXT, nullable=True),
        Column("kind", TEXT, nullable=False),
        Column("step", TEXT, nullable=False),
        Column("steps", WORDS, nullable=False),
        Column("title", TEXT, nullable=False),
        Column("role", TEXT, nullable=False),
        Column("assignee", TEXT, nullable=True),
        Column("state", TEXT, nullable=False),
        Column("due", INSTANT, nullable=True),
        Column("due_on", sa.Date(), nullable=True),
        Column("working", JSONB, nullable=False),
        Column("checklist", JSONB, nullable=False),
        Column("data", JSONB, nullable=False),
        Column("outcome", TEXT, nullable=True),
        Column("answers", JSONB, nullable=False),
        Column("opened_at", INSTANT, nullable=False),
        Column("ended_at", INSTANT, nullable=True),
        Column("completed_by", TEXT, nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'completed', 'withdrawn')", name=op.f("ck_tasks_state")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_case", "tasks", ["case"])
    op.create_index("ix_tasks_open", "tasks", ["role"], postgresql_where=sa.text("state = 'open'"))
    op.create_table(
        "deadlines",
        Column("id", TEXT, nullable=False),
        Column("case", TEXT, nullable=False),
        Column("step", TEXT, nullable=False),
        Column("rule", TEXT, nullable=False),
        Column("label", TEXT, nullable=False),
        Column("start", INSTANT, nullable=False),
        Column("agreed", sa.Date(), nullable=True),
        Column("due_on", sa.Date(), nullable=False),
        Column("due", INSTANT, nullable=False),
        Column("working", JSONB, nullable=False),
        Column("calendar", TEXT, nullable=False),
        Column("state", TEXT, nullable=False),
        Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state in ('armed', 'met', 'passed', 'withdrawn')", name=op.f("ck_deadlines_state")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
    )
    op.create_index(
        "ix_deadlines_armed", "deadlines", ["due"], postgresql_where=sa.text("state = 'armed'")
    )
    op.create_index("ix_deadlines_case", "deadlines", ["case"])
    op.create_table(
        "letters",
        Column("id", TEXT, nullable=False),
        Column("case", TEXT, nullable=False),
        Column("kind", TEXT, nullable=False),
        Column("step", TEXT, nullable=False),
        Column("state", TEXT, nullable=False),
        Column("stopped_from", TEXT, nullable=True),
        Column("problem", TEXT, nullable=True),
        Column("to", JSONB, nullable=False),
        Column("copies", JSONB, nullable=False),
        Column("channel", TEXT, nullable=True),
        Column("fields", JSONB, nullable=False),
        Column("sha256", TEXT, nullable=True),
        Column("pdf", sa.LargeBinary(), nullable=True),
        Column("pages", sa.Integer(), nullable=True),
        Column("drafted_by", TEXT, nullable=True),
        Column("approvals", sa.Integer(), nullable=False),
        Column("approved_by", TEXT, nullable=True),
        Column("approved_sha256", TEXT, nullable=True),
        Column("signed_by", TEXT, nullable=True),
        Column("signed_sha256", TEXT, nullable=True),
        Column("signed_at", INSTANT, nullable=True),
        Column("sent_at", INSTANT, nullable=True),
        Column("reply", TEXT, nullable=True),
        Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_case", "letters", ["case"])
    op.create_table(
        "letter_copies",
        Column("letter", TEXT, nullable=False),
        Column("number", sa.Integer(), nullable=False),
        Column("to", JSONB, nullable=False),
        Column("pdf", sa.LargeBinary(), nullable=False),
        Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name="fk_letter_copies_letter"),
        sa.PrimaryKeyConstraint("letter", "number", name="pk_letter_copies"),
    )
    op.create_table(
        "approvals",
        Column("id", TEXT, nullable=False),
        Column("case", TEXT, nullable=False),
        Column("step", TEXT, nullable=False),
        Column("asked_of", TEXT, nullable=False),
        Column("requested_by", TEXT, nullable=True),
        Column("asked_at", INSTANT, nullable=False),
        Column("about", TEXT, nullable=False),
        Column("state", TEXT, nullable=False),
        Column("by", TEXT, nullable=True),
        Column("at", INSTANT, nullable=True),
        Column("reason", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
    )
    op.create_index("ix_approvals_case", "approvals", ["case"])
    op.create_table(
        "records",
        Column("id", TEXT, nullable=False),
        Column("case", TEXT, nullable=False),
        Column("step", TEXT, nullable=False),
        Column("system", TEXT, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("data", JSONB, nullable=False),
        Column("state", TEXT, nullable=False),
        Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("state in ('noted', 'confirmed')", name=op.f("ck_records_state")),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
    )
    op.create_index("ix_records_case", "records", ["case"])


def _calendar() -> None:
    op.create_table(
        "settings",
        Column("name", TEXT, nullable=False),
        Column("from_date", sa.Date(), nullable=False),
        Column("value", JSONB, nullable=False),
        Column("set_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", "from_date", name="pk_settings"),
    )
    op.create_table(
        "holidays",
        Column("id", sa.Integer(), nullable=False),
        Column("date", sa.Date(), nullable=False),
        Column("office", TEXT, nullable=True),
        Column("name", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holidays"),
        sa.UniqueConstraint(
            "date",
            "office",
            "name",
            name="uq_holidays_date_office_name",
            postgresql_nulls_not_distinct=True,
        ),
    )
