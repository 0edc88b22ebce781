"""Parties: the customers in a case, in which roles, and how each may be reached.

The values of details are content, always of one side. Here stand their ids and marks.

Source: CSP-T1-S2c, CSP-T7-S5b, CMA-T2-S10k, CMA-T1-S1h.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from domain.days import PAST_YEAR, SINCE, Day
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
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code


class PartyRole(StrEnum):
    """What a customer is in a case."""

    PRIMARY = "primary"
    ASSOCIATED = "associated"
    PAYER = "payer"
    PAYEE = "payee"
    NOMINEE = "nominee"
    REPRESENTATIVE = "representative"


class Mark(StrEnum):
    """Whether a detail may be shown; one that nobody marked is protected."""

    OPEN = "open"
    PROTECTED = "protected"
    NOT_TO_BE_USED = "not_to_be_used"


class _Party(BaseModel):
    """``speaks_for`` is the customer for whom a nominee or representative acts.

    ``covers`` are what an authority allows them to hear and to say. Somebody ``international`` has
    no Personalised Services screens: a record is kept by hand.
    """

    customer: CustomerId
    role: PartyRole
    since: Annotated[Day, SINCE]
    speaks_for: CustomerId | None = None
    covers: tuple[Code, ...] = ()
    international: bool = False


class PartyFacts(_Party, Facts):
    """A party in one role; ``until`` and ``ended`` say when and why that was over.

    ``kept_in`` is the record that stands in for the screens of somebody international;
    ``no_contact`` is why there is no need to contact an associated customer.
    """

    kind = "party"

    until: Annotated[Day | None, SINCE] = None
    ended: Literal["left", "died", "authority_ended", "entered_anew"] | None = None
    kept_in: Elsewhere | None = None
    no_contact: Code | None = None


class PartyAdded(_Party, Act):
    """A customer is in the case, in a role."""

    name = "party.added"
    words = "a customer is part of the case"
    senders = (*OFFICERS, "cuba")


class PartyEnded(Act):
    """A customer is no more in the case in a role.

    Without ``until`` it is the office's day on which that came about.
    """

    name = "party.ended"
    words = "a customer is no more part of the case in a role"
    senders = (*OFFICERS, "cuba")
    content = ("reason",)
    changes_row = "party"

    party: RowId
    until: Annotated[Day | None, SINCE] = None
    ended: Literal["left", "died", "authority_ended", "entered_anew"]


class PartyRecordedByHand(Act):
    """A record was opened in place of the screens that an international customer has not."""

    name = "party.recorded_by_hand"
    words = "a record was opened in place of the screens of an international customer"
    senders = OFFICERS
    changes_row = "party"

    party: RowId
    kept_in: Elsewhere


class PartyLeftAlone(Act):
    """An associated customer need not be contacted."""

    name = "party.left_alone"
    words = "an associated customer need not be contacted"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "party"

    party: RowId
    why: Code


class _Detail(BaseModel):
    """``times`` are those at which it is safe to use, as a code; any where none is given."""

    customer: CustomerId
    sort: Literal["phone", "email", "address"]
    mark: Mark = Mark.PROTECTED
    times: Code | None = None


class DetailFacts(_Detail, Facts):
    """A number or address of a customer; ``checked_on`` is when somebody made sure of it."""

    kind = "detail"

    checked_on: Annotated[Day | None, PAST_YEAR] = None


class DetailGiven(_Detail, Act):
    """A customer gave a number or an address."""

    name = "detail.given"
    words = "a customer gave a number or an address"
    senders = (*OFFICERS, "cuba", "cims")
    content = ("value",)


class DetailMarked(Act):
    """Whether a detail may be used or shown was decided anew, or it was checked."""

    name = "detail.marked"
    words = "it was said whether a detail may be used and shown"
    senders = (*OFFICERS, "cuba", "cims")
    content = ("reason",)
    changes_row = "detail"

    detail: RowId
    mark: Mark
    checked_on: Annotated[Day | None, PAST_YEAR] = None


def current(file: File, on: date | None = None) -> tuple[Row[PartyFacts], ...]:
    """Return who is in the case on a day, today where none is given, in each role."""
    day = on or file.today
    return tuple(
        row
        for row in file.live(PartyFacts)
        if row.facts.since <= day and (row.facts.until is None or day < row.facts.until)
    )


def speaks_for(file: File, speaker: str, customer: str, about: str, on: date | None = None) -> bool:
    """Tell whether somebody may speak of something for a customer. Source: CMA-T1-S1h."""
    return any(
        row.facts.customer == speaker
        and row.facts.speaks_for == customer
        and (not row.facts.covers or about in row.facts.covers)
        for row in current(file, on)
    )


def not_there_twice(given: Given[PartyAdded]) -> str | None:
    """One row a role: a second would outlive the end of the first."""
    act = given.act
    for row in current(given.file):
        if (row.facts.customer, row.facts.role) == (act.customer, act.role):
            return f"{act.customer} is {act.role} already, by {row.id}"
    return None


def speaks_for_somebody_else(given: Given[PartyAdded]) -> str | None:
    """Authority is somebody's, over somebody else's matter."""
    act = given.act
    speaks = act.role in (PartyRole.NOMINEE, PartyRole.REPRESENTATIVE)
    if speaks and (act.speaks_for is None or act.speaks_for == act.customer):
        return f"say for whom {act.customer} is {act.role}: another customer of the case"
    if act.speaks_for and not speaks:
        return f"a {act.role} speaks for nobody else"
    return None


def ends_after_it_began(given: Given[PartyEnded]) -> str | None:
    """What ended before it began never was."""
    row = given.file.find(PartyFacts, given.act.party)
    until = _until(given)
    if row is None or until >= row.facts.since:
        return None
    return f"{row.id} began on {row.facts.since}, after {until}"


def _until(given: Given[PartyEnded]) -> date:
    return given.act.until or given.office.day_of(given.at)


def is_international(given: Given[PartyRecordedByHand]) -> str | None:
    """A second record beside the screens would say something else. Source: CSP-T1-S2m."""
    row = given.file.find(PartyFacts, given.act.party)
    if row is None or row.facts.international:
        return None
    return f"{row.facts.customer} is not international, and has the screens"


def is_associated(given: Given[PartyLeftAlone]) -> str | None:
    """Whose case it is must be contacted. Source: CSP-T1-S2j, CSP-T1-S2l."""
    row = given.file.find(PartyFacts, given.act.party)
    if row is None or row.facts.role is not PartyRole.PRIMARY:
        return None
    return f"{row.facts.customer} is the primary customer, who is contacted"


def record_by_hand(given: Given[PartyRecordedByHand]) -> Changes:
    """Say where the record is."""
    row = found(given, PartyFacts, given.act.party)
    return (amended(row, kept_in=given.act.kept_in),)


def leave_alone(given: Given[PartyLeftAlone]) -> Changes:
    """Say why."""
    row = found(given, PartyFacts, given.act.party)
    return (amended(row, no_contact=given.act.why),)


def add(given: Given[PartyAdded]) -> Changes:
    """Keep it on the side of the customer; who speaks for one stands in that one's file."""
    return (Add(facts_of(PartyFacts, given.act), side=given.act.speaks_for or given.act.customer),)


def end(given: Given[PartyEnded]) -> Changes:
    """Say when and why it was over."""
    row = found(given, PartyFacts, given.act.party)
    return (amended(row, until=_until(given), ended=given.act.ended),)


def give(given: Given[DetailGiven]) -> Changes:
    """Keep it, on the customer's own side, protected where nobody said otherwise."""
    return (Add(facts_of(DetailFacts, given.act), side=given.act.customer),)


def mark(given: Given[DetailMarked]) -> Changes:
    """Say whether it may be used and shown."""
    row = found(given, DetailFacts, given.act.detail)
    checked_on = given.act.checked_on or row.facts.checked_on
    return (amended(row, mark=given.act.mark, checked_on=checked_on),)


_MAY = (Relation.OWNER, Relation.SPECIALIST, Relation.SYSTEM)

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        PartyAdded,
        steps=("CSP-T1-S2c",),
        by=_MAY,
        changes=add,
        rules=(not_there_twice, speaks_for_somebody_else),
    ),
    ActKind(PartyEnded, steps=("CSP-T7-S5b",), by=_MAY, changes=end, rules=(ends_after_it_began,)),
    ActKind(
        PartyRecordedByHand,
        steps=("CSP-T1-S2m",),
        by=(Relation.OWNER,),
        changes=record_by_hand,
        rules=(is_international,),
        leaves=(
            Leaves(
                "CSP-T1-S2m",
                "Casebound",
                "manual_ps_record",
                {"party": "party", "kept_in": "kept_in"},
            ),
        ),
    ),
    ActKind(
        PartyLeftAlone,
        steps=("CSP-T1-S2l",),
        by=(Relation.OWNER,),
        changes=leave_alone,
        rules=(is_associated,),
    ),
    ActKind(DetailGiven, steps=("CSP-T4-S2d",), by=(*_MAY, Relation.OTHER), changes=give),
    ActKind(DetailMarked, steps=("CSP-T4-S2d",), by=_MAY, changes=mark),
)
