"""The case file in the database: one table a kind, with the facts of ``domain.file`` as columns.

``id`` is the row's everywhere: the case in which it arose, its kind, its number there. ``side`` is
the customer whose information it is, or ``both``; ``customers`` are those in whose file it stands.
``words`` are what people said or wrote, always of that side. Rows are never deleted: one that was
entered in error says so, and ``file_history`` has every version.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from database.base import Base, Json

LIVE = "not entered_in_error"


def _one_live(name: str, *columns: str, where: str = "") -> Index:
    """Let a row be the only live one: an index, not a look before writing."""
    condition = f"{LIVE} and {where}" if where else LIVE
    return Index(name, *columns, unique=True, postgresql_where=text(condition))


class FileRow(Base):
    """What every row of the file has."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    step: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    told_at: Mapped[datetime]
    side: Mapped[str]
    origin: Mapped[str]
    in_confidence: Mapped[bool] = mapped_column(server_default=false())
    customers: Mapped[list[str]]
    version: Mapped[int]
    entered_in_error: Mapped[bool] = mapped_column(server_default=false())
    moved_to: Mapped[str | None]
    words: Mapped[Json]

    @declared_attr
    @classmethod
    def case(cls) -> Mapped[str]:
        """The case in which the row arose."""
        return mapped_column(ForeignKey("cases.ref"), index=True)


class Party(FileRow):
    """A customer in a case, in one role."""

    __tablename__ = "file_parties"
    __table_args__ = (
        _one_live("uq_file_parties_role", "case", "customer", "role", where="until is null"),
    )

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    role: Mapped[str]
    since: Mapped[date]
    speaks_for: Mapped[str | None]
    covers: Mapped[list[str]]
    until: Mapped[date | None]
    ended: Mapped[str | None]
    international: Mapped[bool]
    kept_in: Mapped[str | None]
    no_contact: Mapped[str | None]


class Lock(FileRow):
    """Whose customer somebody is: one live lock each, whichever case holds it."""

    __tablename__ = "file_locks"
    __table_args__ = (_one_live("uq_file_locks_customer", "customer", where="released is null"),)

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    holder: Mapped[str]
    area: Mapped[str]
    was_with: Mapped[str | None]
    fence: Mapped[int]
    promised_to: Mapped[str | None]
    promised_area: Mapped[str | None]
    released: Mapped[str | None]


class Preparation(FileRow):
    """That somebody went over what must be known before a contact."""

    __tablename__ = "file_preparations"

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    went_over: Mapped[list[str]]


class Detail(FileRow):
    """A number or address of a customer; its value is among the words."""

    __tablename__ = "file_details"

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    sort: Mapped[str]
    mark: Mapped[str]
    times: Mapped[str | None]
    checked_on: Mapped[date | None]


class Issue(FileRow):
    """What a customer raised."""

    __tablename__ = "file_issues"

    about: Mapped[str]
    raised_in: Mapped[str]
    parties: Mapped[list[str]]
    area: Mapped[str | None]
    real_time: Mapped[bool]
    split_from: Mapped[str | None]
    owner: Mapped[str]
    consulted_before_acting: Mapped[datetime | None]
    consulted_before_telling: Mapped[datetime | None]
    told_how: Mapped[str | None]
    outcomes_discussed: Mapped[datetime | None]
    closed: Mapped[str | None]
    closed_on: Mapped[str | None]
    duplicate_of: Mapped[str | None]
    handed_to: Mapped[str | None]


class Decision(FileRow):
    """What was decided on issues."""

    __tablename__ = "file_decisions"

    issues: Mapped[list[str]]
    result: Mapped[str]
    delegation: Mapped[str]
    in_force_from: Mapped[date]
    review_until: Mapped[date | None]
    replaces: Mapped[str | None]
    decided_by: Mapped[str]
    set_aside: Mapped[str | None]


class Telling(FileRow):
    """That a party was told of a decision."""

    __tablename__ = "file_tellings"

    decision: Mapped[str]
    party: Mapped[str]
    rests_on: Mapped[str]
    by_voice: Mapped[bool]
    understood: Mapped[bool | None]
    returned: Mapped[bool]


class Option(FileRow):
    """What a customer could do about an issue."""

    __tablename__ = "file_options"

    issue: Mapped[str]
    party: Mapped[str]
    option: Mapped[str]
    consequences: Mapped[list[str]]
    explained_in: Mapped[str]
    strategy: Mapped[str | None]
    replaces: Mapped[str | None]
    answer: Mapped[str | None]
    answered_in: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]


class Commitment(FileRow):
    """Who does what for whom by which day."""

    __tablename__ = "file_commitments"

    who: Mapped[str]
    whom: Mapped[str]
    what: Mapped[str]
    by_day: Mapped[date]
    made_in: Mapped[str]
    issue: Mapped[str | None]
    replaces: Mapped[str | None]
    why: Mapped[str | None]
    due: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    kept_by: Mapped[str | None]
    released: Mapped[str | None]


class Contact(FileRow):
    """A contact, or an attempt at one."""

    __tablename__ = "file_contacts"
    __table_args__ = (_one_live("uq_file_contacts_at_source", "at_source"),)

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    direction: Mapped[str]
    channel: Mapped[str]
    result: Mapped[str]
    identity: Mapped[str]
    purpose: Mapped[str]
    detail: Mapped[str | None]
    issues: Mapped[list[str]]
    parties: Mapped[list[str]]
    at_source: Mapped[str | None]
    for_followup: Mapped[str | None]
    guide: Mapped[bool | None]
    given: Mapped[list[str] | None]
    understood: Mapped[bool | None]
    unprepared: Mapped[str | None]
    process: Mapped[str]
    office: Mapped[str | None]
    made_to: Mapped[str | None]


class LetterWanted(FileRow):
    """A letter that somebody is to get beside those that a procedure asks for."""

    __tablename__ = "file_letters_wanted"

    sort: Mapped[str]
    to: Mapped[str]
    called_for_in: Mapped[str]
    copies: Mapped[list[str]]


class Communication(FileRow):
    """What somebody else than the owner of the messages says to a customer on segment 3."""

    __tablename__ = "file_communications"

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    speaker: Mapped[str]
    channel: Mapped[str]
    about: Mapped[str]
    until: Mapped[date]
    kept_by: Mapped[str | None]


class Discussion(FileRow):
    """What two officers discussed and agreed, as one of them tells it and the other confirms."""

    __tablename__ = "file_discussions"

    about: Mapped[str]
    other: Mapped[str]
    agreed: Mapped[str]
    confirmed_at: Mapped[datetime | None]


class Item(FileRow):
    """Something written that came in."""

    __tablename__ = "file_correspondence"

    sender: Mapped[str]
    received_on: Mapped[date]
    about: Mapped[list[str]]
    category: Mapped[str]
    documents: Mapped[list[str]]
    categories: Mapped[list[str]]
    answered_by: Mapped[str | None]
    closed: Mapped[str | None]
    duplicate_of: Mapped[str | None]


class Plan(FileRow):
    """The header of a plan."""

    __tablename__ = "file_plans"
    __table_args__ = (_one_live("uq_file_plans_sort", "customer", "sort", where="ended is null"),)

    sort: Mapped[str]
    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    start: Mapped[date]
    end: Mapped[date | None]
    review_by: Mapped[date | None]
    stacking_document: Mapped[str | None]
    dated: Mapped[date | None]
    segment: Mapped[str | None]
    source: Mapped[str | None]
    main_reason: Mapped[str | None]
    headed_in: Mapped[str | None]
    consulted: Mapped[list[str]]
    consulted_on: Mapped[date | None]
    recommended: Mapped[str | None]
    ended: Mapped[str | None]


class PlanVersion(FileRow):
    """One version of a plan, whole; its strategies and actions never change."""

    __tablename__ = "file_plan_versions"
    __table_args__ = (
        _one_live(
            "uq_file_plan_versions_draft", "case", "plan", where="state in ('draft', 'submitted')"
        ),
    )

    plan: Mapped[str]
    strategies: Mapped[list[Any]]
    actions: Mapped[list[Any]]
    ordinal: Mapped[int]
    sha256: Mapped[str]
    decided_by: Mapped[str | None]
    state: Mapped[str]


class Intray(FileRow):
    """What somebody is asked to look at."""

    __tablename__ = "file_intrays"

    sort: Mapped[str]
    to: Mapped[str]
    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    due: Mapped[date | None]
    item: Mapped[str | None]
    issue: Mapped[str | None]
    closed: Mapped[str | None]


class Notepad(FileRow):
    """A notepad of the stacking document or of a plan."""

    __tablename__ = "file_notepads"
    __table_args__ = (_one_live("uq_file_notepads_place", "case", "of", "place"),)

    of: Mapped[str]
    heading: Mapped[str]
    place: Mapped[int]
    points_to: Mapped[str | None]


class Indicator(FileRow):
    """A warning on a customer."""

    __tablename__ = "file_indicators"
    __table_args__ = (
        _one_live("uq_file_indicators_sort", "customer", "sort", where="removed is null"),
    )

    sort: Mapped[str]
    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    why: Mapped[str]
    review_by: Mapped[date]
    safety: Mapped[bool]
    authority: Mapped[str | None]
    removed: Mapped[str | None]


class Incident(FileRow):
    """Behaviour that was written down."""

    __tablename__ = "file_incidents"

    sort: Mapped[str]
    severity: Mapped[str]
    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    channel: Mapped[str]
    recorded_in: Mapped[str]
    calls: Mapped[int]


class Referral(FileRow):
    """That a customer, or an issue, went to somebody else."""

    __tablename__ = "file_referrals"

    to: Mapped[str]
    sort: Mapped[str]
    party: Mapped[str]
    issues: Mapped[list[str]]
    consent: Mapped[str | None]
    answer_due: Mapped[date | None]
    considered_by: Mapped[str | None]
    discussed_with: Mapped[str | None]
    agreed: Mapped[bool | None]
    made_on: Mapped[date | None]
    answer: Mapped[str | None]
    chased_on: Mapped[date | None]
    outcome: Mapped[str | None]
    reference: Mapped[str | None]


class Attestation(FileRow):
    """That somebody who looked says that a gate holds."""

    __tablename__ = "file_attestations"

    gate: Mapped[str]
    shown_by: Mapped[str]


class Handover(FileRow):
    """What was open when a customer went to another officer, and what became of each thing."""

    __tablename__ = "file_handovers"

    given_by: Mapped[str]
    to: Mapped[str]
    things: Mapped[list[str]]
    taken: Mapped[list[str]]
    not_taken: Mapped[list[Any]]


class Correction(FileRow):
    """A correction that waits, or waited, for a second person."""

    __tablename__ = "file_corrections"

    of: Mapped[str]
    row: Mapped[str]
    seen: Mapped[int]
    right: Mapped[Json]
    to: Mapped[str | None]
    why: Mapped[str]
    asked_by: Mapped[str]
    opens: Mapped[list[str]]
    decided_by: Mapped[str | None]
    state: Mapped[str]


class Fault(FileRow):
    """A fault of the agency's own that a case brought to light."""

    __tablename__ = "file_faults"

    sort: Mapped[str]
    about: Mapped[str]
    shown_by: Mapped[str]
    raised_to: Mapped[str | None]
    corrected_by: Mapped[str | None]


class Decline(FileRow):
    """Why a referral is not taken up, and what the SSM said to it."""

    __tablename__ = "file_declines"

    ground: Mapped[str]
    next: Mapped[str]
    shown_by: Mapped[str]
    area: Mapped[str | None]
    agreed: Mapped[bool | None]


class WarningRow(FileRow):
    """A warning to a customer who keeps ringing, for the rest of a day."""

    __tablename__ = "file_warnings"

    customer: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    rests_on: Mapped[list[str]]
    day: Mapped[date]

    __table_args__ = (CheckConstraint("cardinality(rests_on) > 0", name="rests_on"),)


class FileVersion(Base):
    """One version of a row, with the act that made it. Append-only."""

    __tablename__ = "file_history"

    row: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    told_at: Mapped[datetime]
    why: Mapped[str | None]
    facts: Mapped[Json]


MODELS: Mapping[str, type[FileRow]] = MappingProxyType(
    {
        "party": Party,
        "detail": Detail,
        "lock": Lock,
        "preparation": Preparation,
        "issue": Issue,
        "decision": Decision,
        "telling": Telling,
        "option": Option,
        "commitment": Commitment,
        "contact": Contact,
        "letter_wanted": LetterWanted,
        "communication": Communication,
        "discussion": Discussion,
        "correspondence": Item,
        "plan": Plan,
        "plan_version": PlanVersion,
        "intray": Intray,
        "notepad": Notepad,
        "indicator": Indicator,
        "incident": Incident,
        "referral": Referral,
        "attestation": Attestation,
        "handover": Handover,
        "correction": Correction,
        "fault": Fault,
        "decline": Decline,
        "warning": WarningRow,
    }
)

for _model in MODELS.values():
    Index(f"ix_{_model.__tablename__}_customers", _model.customers, postgresql_using="gin")
