"""The case database: PostgreSQL is the record. All instants are stored UTC."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base, Json


class Office(Base):
    """An office: its state rules the holidays, its zone the clock of its cases."""

    __tablename__ = "offices"

    code: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    zone: Mapped[str]


class Officer(Base):
    """A person. Four eyes compares persons, not accounts. ``areas`` are where they may decide."""

    __tablename__ = "officers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    office: Mapped[str] = mapped_column(ForeignKey("offices.code"))
    team: Mapped[str] = mapped_column(default="")
    delegate: Mapped[str | None] = mapped_column(ForeignKey("officers.id"))
    token_hash: Mapped[str | None]
    areas: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))


class OfficerRole(Base):
    """A role that a person holds from a day, until a day where it ended."""

    __tablename__ = "officer_roles"

    officer: Mapped[str] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    from_date: Mapped[date] = mapped_column(primary_key=True)
    until_date: Mapped[date | None]


class OfficerAccount(Base):
    """A further account of a person."""

    __tablename__ = "officer_accounts"

    account: Mapped[str] = mapped_column(primary_key=True)
    officer: Mapped[str] = mapped_column(ForeignKey("officers.id"))


class OfficerAbsence(Base):
    """Days on which a person is away and the delegate's work list shows theirs."""

    __tablename__ = "officer_absences"

    officer: Mapped[str] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    from_date: Mapped[date] = mapped_column(primary_key=True)
    until_date: Mapped[date]


class Customer(Base):
    """A customer. The id is opaque; the reference is the agency's and never leaves this table."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str | None]
    name: Mapped[str]
    programme: Mapped[str]
    channel: Mapped[str | None]
    email: Mapped[str | None]
    associates: Mapped[list[str]] = mapped_column(default=list)
    died: Mapped[bool] = mapped_column(server_default=false(), default=False)  # as was reported
    died_on: Mapped[date | None]


class CustomerAddress(Base):
    """Where a customer lives, from a day on."""

    __tablename__ = "customer_addresses"

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    from_date: Mapped[date] = mapped_column(primary_key=True)
    lines: Mapped[list[str]]
    state: Mapped[str | None]  # none abroad


class Nominee(Base):
    """Somebody who gets a copy of a customer's letters, between two days."""

    __tablename__ = "nominees"

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    from_date: Mapped[date] = mapped_column(primary_key=True)
    until_date: Mapped[date | None]
    name: Mapped[str]
    lines: Mapped[list[str]]
    died: Mapped[bool] = mapped_column(server_default=false(), default=False)  # as was reported


class Case(Base):
    """A case as it stands after its last settle."""

    __tablename__ = "cases"

    ref: Mapped[str] = mapped_column(primary_key=True)
    opening: Mapped[int] = mapped_column(
        unique=True, server_default=text("nextval('case_openings')")
    )
    type: Mapped[str]
    programme: Mapped[str | None]
    customer: Mapped[str | None] = mapped_column(ForeignKey("customers.id"))
    office: Mapped[str] = mapped_column(ForeignKey("offices.code"))
    phase: Mapped[str]
    state: Mapped[str]
    outcome: Mapped[str | None]
    segment: Mapped[str | None]
    owner: Mapped[str | None]
    team: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    clock_offset: Mapped[timedelta]
    next_sequence: Mapped[int]
    next_entry: Mapped[int] = mapped_column(default=1)
    waiting: Mapped[Json | None]
    # Officers who never work on it, for it is about them.
    not_for: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    carried: Mapped[Json]
    chain: Mapped[str | None]  # the case's own workflow; None: whichever settles next becomes it
    # Which settle was refused for good, why, and when that was.
    stopped: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    # How its workflow was found not to agree with it, and since when.
    lost: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    matrix: Mapped[str]

    __table_args__ = (
        CheckConstraint("state in ('open', 'closed')", name="state"),
        Index("ix_cases_customer", "customer"),
        Index("ix_cases_phase", "phase", "opening"),
        Index("ix_cases_owner", "owner", "opening"),
        Index("ix_cases_waiting_step", text("(waiting ->> 'step')"), "opening"),
        Index("ix_cases_waiting_types", text("(waiting -> 'types')"), postgresql_using="gin"),
    )


class Receipt(Base):
    """A message and what became of it. The row is the receipt: nothing is lost after it."""

    __tablename__ = "messages"

    source: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    actor: Mapped[str | None]
    officer: Mapped[str | None]  # the person whom the door authenticated
    door: Mapped[str | None]  # None: no door saw it, it came as a signal
    case: Mapped[str | None]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]  # by the door's clock, which in a simulated stack is played
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    about: Mapped[str | None]
    facts: Mapped[Json]
    content: Mapped[Json]
    digest: Mapped[str]
    start: Mapped[Json | None]  # how to start the case, for a message that opens one
    rows: Mapped[list[Any] | None]  # what its acts added to the file, act by act, once written
    status: Mapped[str | None]
    reason: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]  # by a forwarder; see leases
    final_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_messages_case", "case"),
        Index("ix_messages_id", "id"),
        Index(
            "ix_messages_customer",
            text("(facts ->> 'customer')"),
            "occurred_at",
            postgresql_where=text('"case" is null'),
        ),
        Index(
            "ix_messages_undelivered",
            "recorded_at",
            postgresql_where=text("status is null and delivered_at is null"),
        ),
        Index(
            "ix_messages_unanswered",
            "case",
            "delivered_at",
            postgresql_where=text("status is null"),
        ),
    )


class Document(Base):
    """A file that came with a message."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    message: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    unsearched: Mapped[str | None]  # why words of danger could not be looked for in all of it
    bytes: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("ix_documents_message", "source", "message"),)


class PastSettle(Base):
    """The answer of a settle under its key; run again, it answers the same."""

    __tablename__ = "settled"

    case: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    answer: Mapped[Json]
    cause: Mapped[Json]  # the message or deadline that this settle follows, for the evidence
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class TimelineEntry(Base):
    """One line of a case's history. Append-only, by a rule of the database."""

    __tablename__ = "timeline"

    case: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    settle: Mapped[int | None]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor: Mapped[str | None]
    step: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    data: Mapped[Json] = mapped_column(default=dict)
    corrects: Mapped[int | None]

    __table_args__ = (
        Index("ix_timeline_step", "step"),
        Index(
            "ix_timeline_corrects",
            "case",
            "corrects",
            postgresql_where=text("corrects is not null"),
        ),
    )


class Task(Base):
    """A piece of work for a role or a person."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str | None]
    customer: Mapped[str | None]
    kind: Mapped[str]
    step: Mapped[str]
    steps: Mapped[list[str]]
    title: Mapped[str]
    role: Mapped[str]
    assignee: Mapped[str | None]
    state: Mapped[str]
    due: Mapped[datetime | None]
    due_on: Mapped[date | None]
    working: Mapped[list[Any]] = mapped_column(default=list)
    checklist: Mapped[Json] = mapped_column(default=dict)
    data: Mapped[Json] = mapped_column(default=dict)
    outcome: Mapped[str | None]
    answers: Mapped[Json] = mapped_column(default=dict)
    ahead: Mapped[Json] = mapped_column(default=dict, server_default="{}")  # given ahead, by key
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    completed_by: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("state in ('open', 'completed', 'withdrawn')", name="state"),
        Index("ix_tasks_case", "case"),
        Index("ix_tasks_open", "role", postgresql_where=text("state = 'open'")),
        Index("ix_tasks_assignee", "assignee", postgresql_where=text("state = 'open'")),
        Index("ix_tasks_due", "due", postgresql_where=text("state = 'open' and due is not null")),
    )


class Deadline(Base):
    """A date that a case counts on, with its working."""

    __tablename__ = "deadlines"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str]
    step: Mapped[str]
    rule: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    start: Mapped[datetime]
    agreed: Mapped[date | None]
    due_on: Mapped[date]
    due: Mapped[datetime]
    working: Mapped[list[Any]]
    calendar: Mapped[str]
    state: Mapped[str]
    holds: Mapped[list[Any]] = mapped_column(  # when it stood still, and why: domain.holds
        default=list, server_default=text("'[]'")
    )
    owed: Mapped[bool] = mapped_column(  # until it is met, also late, or withdrawn
        default=False, server_default=false()
    )
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("id", "state"),  # what hangs on a date follows its state
        CheckConstraint("state in ('armed', 'held', 'met', 'passed', 'withdrawn')", name="state"),
        CheckConstraint("state <> 'held' or jsonb_array_length(holds) > 0", name="held"),
        Index("ix_deadlines_case", "case"),
        Index("ix_deadlines_armed", "due", postgresql_where=text("state = 'armed'")),
        Index("ix_deadlines_owed", "due", postgresql_where=text("owed")),
        Index("ix_deadlines_owed_case", "case", "due", postgresql_where=text("owed")),
    )


class PlayedClock(Base):
    """What the clock of a played stack is ahead of real time by; no row: nothing is played."""

    __tablename__ = "played_clock"

    one: Mapped[bool] = mapped_column(primary_key=True, default=True)
    ahead: Mapped[timedelta]

    __table_args__ = (CheckConstraint("one", name="one"),)


class Letter(Base):
    """A letter and where it stands; the PDF's hash is what was approved and signed.

    A copy is a letter of its own, to another addressee: it leaves once ``copy_of`` has left.
    """

    __tablename__ = "letters"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str]
    kind: Mapped[str]
    step: Mapped[str]
    state: Mapped[str]
    stopped_from: Mapped[str | None]
    problem: Mapped[str | None]
    addressee: Mapped[str | None]  # None where nobody knows yet whose the case is
    to: Mapped[Json] = mapped_column(default=dict)
    copies: Mapped[list[Any]] = mapped_column(default=list)
    channel: Mapped[str | None]
    fields: Mapped[Json] = mapped_column(default=dict)
    sha256: Mapped[str | None]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pages: Mapped[int | None]
    drafted_by: Mapped[str | None]
    approvals: Mapped[int] = mapped_column(default=0)
    approved_by: Mapped[str | None]
    approved_sha256: Mapped[str | None]
    signed_by: Mapped[str | None]
    signed_sha256: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    reply: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # By whom, in which role, when and with which answers it was last prepared: it is tried again
    # with them once what stopped it is put right.
    prepared: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    copy_of: Mapped[str | None] = mapped_column(ForeignKey("letters.id"), index=True)

    __table_args__ = (Index("ix_letters_case", "case"),)


class LetterRelease(Base):
    """What a text of a letter may show of somebody else, because the SSM has said so, and why."""

    __tablename__ = "letter_releases"

    letter: Mapped[str] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    text: Mapped[str] = mapped_column(primary_key=True)  # the hash of what the letter says
    of: Mapped[str] = mapped_column(primary_key=True)  # the customer whose it is
    what: Mapped[str] = mapped_column(primary_key=True)  # such as "phone, detail-2"
    by: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class Approval(Base):
    """A decision that was asked of a role, and the answer."""

    __tablename__ = "approvals"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str]
    step: Mapped[str]
    asked_of: Mapped[str]
    requested_by: Mapped[str | None]
    asked_at: Mapped[datetime]
    about: Mapped[str] = mapped_column(default="")  # a task, a message or a letter
    version: Mapped[str | None]  # of what is decided, as a hash
    read: Mapped[list[Any] | None]  # rows of the file by which it was judged, with their versions
    state: Mapped[str]
    by: Mapped[str | None]
    at: Mapped[datetime | None]
    reason: Mapped[str | None]

    __table_args__ = (Index("ix_approvals_case", "case"),)


class SystemRecord(Base):
    """What a procedure tells a person to write in another system."""

    __tablename__ = "records"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str]
    step: Mapped[str]
    system: Mapped[str]
    name: Mapped[str]
    data: Mapped[Json]
    state: Mapped[str] = mapped_column(default="noted")
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("state in ('noted', 'confirmed')", name="state"),
        Index("ix_records_case", "case"),
    )


class Link(Base):
    """Two cases belong together; written from both sides."""

    __tablename__ = "links"

    case: Mapped[str] = mapped_column(primary_key=True)
    other: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]


class Restriction(Base):
    """A channel that is restricted to a customer; the guard asks this table before every letter.

    One that is in force has a review, whose date is armed, or has come and is being held: the row
    follows that deadline, so that nothing can take the review away and leave the restriction. It
    has the special contact details of the channel, and the pointer to them that is all a front
    screen shows; both end with it (CSP-T3-S7f to S7h).
    """

    __tablename__ = "restrictions"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.ref"))
    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    channel: Mapped[str]
    extent: Mapped[str]
    from_date: Mapped[date]
    until_date: Mapped[date | None]
    review: Mapped[str | None]
    review_state: Mapped[str | None]
    review_due: Mapped[date | None]
    contact_details: Mapped[str | None]
    front_screen: Mapped[str | None]
    part: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    state: Mapped[str]

    __table_args__ = (
        CheckConstraint(
            "channel in ('phone', 'face_to_face', 'writing', 'online')", name="channel"
        ),
        CheckConstraint("extent in ('full', 'partial')", name="extent"),
        CheckConstraint("state in ('in_force', 'ended')", name="state"),
        CheckConstraint(
            "state = 'ended' or (review_due is not null and coalesce(review_state, '') in "
            "('armed', 'passed'))",
            name="reviewed",
        ),
        CheckConstraint(
            "state = 'ended' or (contact_details is not null and front_screen is not null)",
            name="told_of",
        ),
        CheckConstraint("part is null or extent = 'partial'", name="part"),
        CheckConstraint("front_screen = 'msp_see_note'", name="front_screen"),
        ForeignKeyConstraint(
            ["review", "review_state"],
            ["deadlines.id", "deadlines.state"],
            onupdate="CASCADE",
            name="fk_restrictions_review",
        ),
        Index("ix_restrictions_customer", "customer"),
    )


class Variation(Base):
    """A restricted channel that is open to its customer for one day (CSP-T3-S13a)."""

    __tablename__ = "variations"

    id: Mapped[str] = mapped_column(primary_key=True)  # of the task that decided it
    case: Mapped[str] = mapped_column(ForeignKey("cases.ref"))
    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    channel: Mapped[str]
    on_day: Mapped[date]
    decided_by: Mapped[str | None]

    __table_args__ = (Index("ix_variations_customer", "customer", "on_day"),)


class WhiteboardEntry(Base):
    """A customer on cold transfer, as the team sees it on its whiteboard (CSP-T3-S12a).

    Without an approval, or a restriction that stands for one (A19), nobody is on it.
    """

    __tablename__ = "whiteboard"

    case: Mapped[str] = mapped_column(ForeignKey("cases.ref"), primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    restrictions: Mapped[list[str]] = mapped_column(default=list)
    calls: Mapped[int] = mapped_column(default=0)
    last_call: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("calls >= 0", name="calls"),
        CheckConstraint(
            "approved_by is not null or cardinality(restrictions) > 0", name="rests_on"
        ),
        Index(
            "uq_whiteboard_customer",
            "customer",
            unique=True,
            postgresql_where=text("until is null"),
        ),
    )


class Outbox(Base):
    """Something to be pushed after its commit: a start, a tell, a letter, a record.

    Whoever pushes it counts the attempt, and thereby has a number that nobody else has: only under
    the last number may an attempt be written up.
    """

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str]
    kind: Mapped[str]
    payload: Mapped[Json]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    done_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # After a pause; while it is under way, when its lease is over.
    next_attempt_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    leaving_at: Mapped[datetime | None]  # from then on it may have left, whatever is known of it
    given_up_at: Mapped[datetime | None]  # nobody tries it again before a person has said so
    problem: Mapped[str | None]

    __table_args__ = (
        # By kind first: records wait for other systems, and every record ever made is open.
        Index(
            "ix_outbox_open",
            "kind",
            "case",
            "created_at",
            postgresql_where=text("done_at is null and given_up_at is null"),
        ),
    )


class SettingOverride(Base):
    """A setting's value from a day on."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    from_date: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[list[Any]]  # one element: JSON of any type
    set_by: Mapped[str]


class ReferenceVersion(Base):
    """The version of offices, holidays and settings: one row, and triggers that number it anew."""

    __tablename__ = "reference_version"

    one: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    version: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (CheckConstraint("one", name="one"),)


class Holiday(Base):
    """A day on which an office, or every office, does not work, until it is taken back."""

    __tablename__ = "holidays"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    date: Mapped[date]
    office: Mapped[str | None]
    name: Mapped[str]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("date", "office", "name", postgresql_nulls_not_distinct=True),
    )


class RegionalDecision(Base):
    """What an office has decided of a regional day in a year: when it is kept; null is not."""

    __tablename__ = "regional_days"

    office: Mapped[str] = mapped_column(ForeignKey("offices.code"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)  # of domain.regional_days
    year: Mapped[int] = mapped_column(primary_key=True)
    kept_on: Mapped[date | None]


class Administered(Base):
    """One change to what is set up: who made it, and what was there before.

    Append-only, and written by triggers alone: on people, customers, days and settings.
    """

    __tablename__ = "administration"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor: Mapped[str]
    known_by: Mapped[str]  # how whoever did it was known
    part: Mapped[str]  # the table
    about: Mapped[str | None]  # an officer, a customer, an office, a setting
    before: Mapped[Json | None]
    after: Mapped[Json | None]

    __table_args__ = (Index("ix_administration_about", "about"),)


class Reading(Base):
    """Somebody read what is known of a person: who, what, when. Append-only, beside no timeline."""

    __tablename__ = "readings"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    officer: Mapped[str]
    known_by: Mapped[str]  # how the officer was known
    what: Mapped[str]  # customer, written, document
    customer: Mapped[str | None]
    case: Mapped[str | None]
    thing: Mapped[str | None]  # the key of a message, the hash of a document, a task

    __table_args__ = (
        Index("ix_readings_officer", "officer", "id"),
        Index("ix_readings_customer", "customer", "id"),
        Index("ix_readings_case", "case", "id"),
    )


class Repair(Base):
    """A case that was brought back: what was wrong with its workflow, and what was done."""

    __tablename__ = "repairs"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    case: Mapped[str]
    found: Mapped[str]
    way: Mapped[str]
    settles: Mapped[int | None]  # that the case database had
    known: Mapped[int | None]  # the last settle that the workflow knew

    __table_args__ = (Index("ix_repairs_case", "case"),)
