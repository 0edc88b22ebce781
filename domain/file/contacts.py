"""Contacts: one row a conversation or attempt, however many issues it served.

Source: CMA-T1-S1a, CMA-T1-S1b, CSP-T4-S1a, CSP-T4-S1b, CSP-T4-S2b, CSP-T4-S5a to CSP-T4-S5d,
CSP-T6-S1i, CLK-T3-S3c, RES-T4-S3e; A46.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, model_validator

from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Add,
    Changes,
    Given,
    Leaves,
    Relation,
    amended,
    facts_of,
    found,
)
from domain.file.commitments import CommitmentFacts, followups
from domain.file.communications import kept, log, not_agreed, segment_3_of
from domain.file.plans import PlanFacts
from domain.file.preparations import unchecked
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code, Ident
from domain.refers import OFFICER

SAME_ATTEMPT = timedelta(minutes=30)  # redialling is one attempt, not two
GRACE = timedelta(minutes=5)  # how far the clocks of two systems may differ


class Result(StrEnum):
    """What came of a contact."""

    REACHED = "reached"
    THIRD_PARTY = "third_party"
    NO_ANSWER = "no_answer"
    ENGAGED = "engaged"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    CUT_OFF = "cut_off"
    REFUSED = "refused"
    CALL_BACK_AGREED = "call_back_agreed"


TALKED = frozenset({Result.REACHED, Result.CALL_BACK_AGREED, Result.REFUSED})


class Identity(StrEnum):
    """Whether whoever was reached is the customer. Source: CMA-T1-S1b."""

    CONFIRMED = "confirmed"
    FAILED = "failed"
    NOT_DONE = "not_done"


class _Contact(BaseModel):
    """``detail`` is the id of the number or address used, never the number.

    ``for_followup`` names the commitment to contact that it was made for, where it was made for
    one; ``at_source`` is its id in the telephony system. ``guide`` says whether the guide for a
    first talk was used, ``given`` which products and services the customer was given (empty:
    none), ``understood`` whether the customer understands what happens next.
    ``unprepared`` is why it was made before the checks that the customer's behaviour, or a
    restriction, asks for (CSP-T4-S1c). ``process`` is the one by which a caller was authenticated:
    customers with a Managed Service Plan have one of their own (BG-PORO-b). ``office`` is where a
    visit was made, ``made_to`` the officer whom the customer came or wrote to, where that is
    another than who tells of it.
    """

    customer: CustomerId
    direction: Literal["in", "out"] = "out"
    channel: Literal["phone", "face_to_face", "writing", "online"] = "phone"
    result: Result
    identity: Identity = Identity.NOT_DONE
    purpose: Code = "service"
    detail: RowId | None = None
    issues: tuple[RowId, ...] = ()
    parties: tuple[CustomerId, ...] = ()
    at_source: Elsewhere | None = None
    for_followup: RowId | None = None
    guide: bool | None = None
    given: tuple[Code, ...] | None = None
    understood: bool | None = None
    unprepared: Code | None = None
    process: Literal["standard", "msp"] = "standard"
    office: Elsewhere | None = None
    made_to: Annotated[Ident | None, OFFICER] = None

    @model_validator(mode="after")
    def _identity_of_somebody(self) -> Self:
        if self.identity is not Identity.NOT_DONE and self.result not in TALKED:
            raise ValueError(f"nobody's identity can be checked where the result is {self.result}")
        return self

    @model_validator(mode="after")
    def _visits_an_office(self) -> Self:
        if self.office and self.channel != "face_to_face":
            raise ValueError("an office is where a visit was made: its channel is face_to_face")
        return self


class ContactFacts(_Contact, Facts):
    """A contact, or an attempt at one."""

    kind = "contact"


class ContactMade(_Contact, Act):
    """Somebody spoke, or tried to speak, with a customer."""

    name = "contact.made"
    words = "a contact, or an attempt at one"
    senders = (*OFFICERS, "telephony")
    content = ("said", "caller")


def make(given: Given[ContactMade]) -> Changes:
    """Keep it, on the side of the customer; a talk keeps what it was agreed for."""
    act = given.act
    contact = Add(facts_of(ContactFacts, act), side=act.customer)
    if act.result not in TALKED:
        return (contact,)
    id_ = f"{ContactFacts.kind}-{given.file.next_number(ContactFacts)}"
    said = kept(given, act.customer, act.channel, id_) if act.direction == "out" else ()
    if act.for_followup is None:
        return (contact, *said)
    row = found(given, CommitmentFacts, act.for_followup)
    return (contact, *said, amended(row, kept_at=given.at, kept_by=id_))


def customer_is_in_the_file(given: Given[ContactMade]) -> str | None:
    """A contact with somebody else's customer would count, and be shown, in the wrong file."""
    customers = {given.act.customer, *given.act.parties}
    unknown = sorted(customers - set(given.file.sides))
    return f"{', '.join(unknown)} is no party of {given.file.case}" if unknown else None


def barred(file: File) -> list[str]:
    """Return the channels that are barred today, with whose they are. Source: CSP-T3-S4a."""
    return [
        f"{each.channel}, {each.customer}, {each.id}"
        + (f", open {each.part.words()}" if each.part else "")
        for each in file.restrictions
        if each.barred or each.part
    ]


def over_an_open_channel(given: Given[ContactMade]) -> str | None:
    """The agency keeps to what it has told the customer: it does not ring one who may not ring.

    Nor does it outside of the hours that stay open, or by another officer than the one who remains.

    Source: CSP-T3-S4a, CSP-T3-S14b.
    """
    act = given.act
    if act.direction == "in" or act.unprepared or given.relation is Relation.SYSTEM:
        return None
    for each in given.file.restrictions:
        if (each.customer, each.channel) != (act.customer, act.channel):
            continue
        hour = f"{given.at.astimezone(given.office.clock):%H:%M}"
        outside = each.part is not None and each.part.admits(hour, given.by, act.office) is False
        if each.barred or outside:
            but = f", open {each.part.words()}" if each.part else ""
            return (
                f"{act.channel} is barred to {act.customer} by {each.id}{but}: reach them another "
                "way, have a variation decided, or say why it was used unprepared"
            )
    return None


def by_whoever_owns_the_messages(given: Given[ContactMade]) -> str | None:
    """Two officers who each say something else make segment 3 worse.

    Source: RES-T4-S3e.
    """
    act = given.act
    if act.direction == "in":
        return None
    return not_agreed(given, act.customer, act.channel)


def _is_a_message_on_segment_3(given: Given[ContactMade]) -> bool:
    outward = given.act.direction == "out"
    return outward and segment_3_of(given.file, given.act.customer) is not None


def not_to_come(given: Given[ContactMade]) -> str | None:
    """A contact that has not been made yet would meet a follow-up that nobody did."""
    if given.at <= given.told_at + GRACE:
        return None
    return "it lies in the future; report a contact once it was made"


def once_from_a_source(given: Given[ContactMade]) -> str | None:
    """A call that telephony and the officer both report is one call."""
    at_source = given.act.at_source
    if at_source is None:
        return None
    for contact in given.file.live(ContactFacts):
        if contact.facts.at_source == at_source:
            return f"this call is in the file already, as {contact.id}; add to that one"
    return None


def followup_is_open(given: Given[ContactMade]) -> str | None:
    """A contact keeps what was agreed with just this customer, and nothing else.

    Source: CSP-T4-S5a.
    """
    name, act = given.act.for_followup, given.act
    if name is None:
        return None
    row = next((row for row in followups(given.file) if row.id == name), None)
    if row is None:
        return f"{name} is no follow-up of this file that is still to be made"
    if row.facts.whom != act.customer:
        return f"{name} was agreed with {row.facts.whom}, not with {act.customer}"
    if given.at < row.told.at:
        return f"{name} was agreed after that: {row.told.at:%d %B %Y %H:%M} UTC"
    return None


def the_owner_says_what_it_was_for(given: Given[ContactMade]) -> str | None:
    """Whoever else took a call has not made the contact that the owner agreed.

    Source: CSP-T4-S5a.
    """
    if given.act.for_followup is None or given.relation is Relation.OWNER:
        return None
    return f"only whoever has the customer says that it was made for {given.act.for_followup}"


def has_msp(file: File, customer: str) -> bool:
    """Tell whether a customer has a Managed Service Plan that is not over."""
    plans = (row.facts for row in file.live(PlanFacts))
    return any((p.sort, p.customer) == ("msp", customer) and not p.ended for p in plans)


def by_the_process_of_the_plan(given: Given[ContactMade]) -> str | None:
    """Who has a plan is authenticated by its process before anybody helps, and nobody else is.

    Source: BG-PORO-a, BG-PORO-b; A05.
    """
    act = given.act
    if act.direction != "in" or act.identity is Identity.NOT_DONE:
        return None
    planned = has_msp(given.file, act.customer)
    if planned == (act.process == "msp"):
        return None
    if planned:
        return f"{act.customer} has a Managed Service Plan: authenticate by its process (msp)"
    return f"{act.customer} has no Managed Service Plan: the process for those is not theirs"


def talks_since(file: File, customer: str, since: datetime) -> tuple[Row[ContactFacts], ...]:
    """Return when and how a customer was spoken with since an instant, the first talk first."""
    talks = (
        row
        for row in file.live(ContactFacts)
        if row.facts.customer == customer and row.facts.result in TALKED and row.told.at >= since
    )
    return tuple(sorted(talks, key=lambda row: (row.told.at, row.id)))


def checks_come_first(given: Given[ContactMade]) -> str | None:
    """Nobody meets a customer unwarned; a contact that was made all the same says why.

    Source: CSP-T4-S1c.
    """
    act = given.act
    if act.direction == "in" or act.unprepared or given.relation is Relation.SYSTEM:
        return None
    left = unchecked(given.file, act.customer)
    if not left:
        return None
    return (
        f"{', '.join(left)} asks for checks before {act.customer} is contacted: go over it and the "
        "case review (contact.prepared), or say why contact was made unprepared"
    )


class Attempt(NamedTuple):
    """An outward contact that reached nobody; ``why_not`` says why it does not count."""

    contact: Row[ContactFacts]
    why_not: str | None


def attempts(
    file: File, customer: str, since: datetime, until: datetime, purpose: str | None = None
) -> tuple[Attempt, ...]:
    """Return every attempt to reach a customer in a window, and of each whether it counts.

    Where there is a ``purpose``, only those for it are looked at.

    One counts that went outward, to a detail that was not known to be wrong, at a time of its own.

    Source: CLK-T3-S3c, A46.
    """
    return tuple(_attempts(file, customer, (since, until), purpose))


def _attempts(
    file: File, customer: str, window: tuple[datetime, datetime], purpose: str | None
) -> Iterator[Attempt]:
    wrong: set[str] = set()
    last: datetime | None = None
    contacts = [c for c in file.live(ContactFacts) if c.facts.customer == customer]
    for contact in sorted(contacts, key=lambda c: (c.told.at, c.id)):
        at, facts = contact.told.at, contact.facts
        asked = window[0] <= at < window[1] and purpose in (None, facts.purpose)
        if asked and facts.direction == "out" and facts.result not in TALKED:
            if facts.detail in wrong:
                yield Attempt(contact, "the detail was known to be wrong by then")
            elif last and at - last < SAME_ATTEMPT:
                yield Attempt(
                    contact, "it followed the one before too closely to be one of its own"
                )
            else:
                last = at
                yield Attempt(contact, None)
        if facts.result is Result.WRONG_NUMBER and facts.detail:
            wrong.add(facts.detail)


_RECORD = {
    "customer": "customer",
    "direction": "direction",
    "channel": "channel",
    "result": "result",
    "identity": "identity",
    "purpose": "purpose",
    "said": "said",
}

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        ContactMade,
        steps=(
            "CSP-T4-S1a",
            "CSP-T1-S2j",
            "CSP-T4-S5a",
            "CSP-T4-S5b",
            "CSP-T6-S1i",
            "BG-PORO-b",
            "RES-T4-S3e",
        ),
        by=(Relation.OWNER, Relation.SPECIALIST, Relation.SYSTEM, Relation.OTHER),
        changes=make,
        rules=(
            customer_is_in_the_file,
            not_to_come,
            once_from_a_source,
            the_owner_says_what_it_was_for,
            followup_is_open,
            over_an_open_channel,
            by_whoever_owns_the_messages,
            checks_come_first,
            by_the_process_of_the_plan,
        ),
        leaves=(
            Leaves(
                "CSP-T4-S1a",
                "Cuba",
                "contact_record",
                _RECORD,
                where=lambda given: given.act.for_followup is None,
            ),
            Leaves(
                "CSP-T4-S5b",
                "Cuba",
                "contact_record",
                _RECORD | {"issues": "issues", "for_followup": "for_followup"},
                where=lambda given: given.act.for_followup is not None,
            ),
            Leaves(
                "BG-PORO-a",
                "Cuba",
                "authentication_result",
                {"customer": "customer", "process": "process", "result": "identity"},
                when={"process": "msp"},
            ),
            Leaves(
                "CSP-T4-S1b",
                "Cuba",
                "initial_contact_guide",
                {"used": "guide"},
                where=lambda given: given.act.guide is not None,
            ),
            Leaves(
                "CSP-T4-S2b",
                "Cuba",
                "ps_stacking_document",
                {"products_and_services": "given"},
                where=lambda given: given.act.given is not None,
            ),
            Leaves(
                "CSP-T4-S5d",
                "Cuba",
                "confirmation",
                {"customer": "customer", "understood": "understood"},
                where=lambda given: given.act.understood is not None,
            ),
            Leaves(
                "RES-T4-S3e",
                "Cuba",
                "message_log",
                {
                    "customer": "customer",
                    "channel": "channel",
                    "about": "purpose",
                    "message": "said",
                },
                derived=lambda given: log(given, given.act.customer, given.act.channel),
                where=_is_a_message_on_segment_3,
            ),
        ),
    ),
)
