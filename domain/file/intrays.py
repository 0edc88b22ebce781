"""Intrays and notepads: what somebody is asked to look at, and what was written down.

Notepads are filed by the rules of ``notepads``.

Source: CMA-T2-S10i, CMA-T1-S1n, CSP-T4-S2c, CSP-T1-S2h.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from domain.days import AHEAD, Day
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
from domain.file.issues import IssueFacts
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code

REFERRAL_REASON, CASE_REVIEW = "referral_reason", "case_review"
PLACES = {1: REFERRAL_REASON, 2: CASE_REVIEW}  # RES-T1-S2c, RES-T1-S2d


# By these others reach whoever has the customer: each is answered, and closed with the answer.
CONSULTATION = "consultation"  # a specialist must speak with the PSSO first: BG-ROLE-SPEC-b, -c
LIAISON = "liaison"  # a specialist was in contact with the customer: BG-ROLE-SPEC-d
CHANGE = "change"  # something changed that could affect the customer: BG-ROLE-SPEC-e
BUSINESS_REQUEST = "business_request"  # papers, forms, a conference: BG-ROLE-PSSO-c
TO_THE_OWNER = (CONSULTATION, LIAISON, CHANGE, BUSINESS_REQUEST)

FOLLOW_UP, NEW_REFERRAL = "ps_followup", "ps_new_referral"  # CSP-T4-S2c, CSP-T4-S4


class _Intray(BaseModel):
    """``to`` is an officer or a position; ``item`` the piece of correspondence that it is for.

    ``issue`` is the issue that it is about, where it is about one.
    """

    sort: Code
    to: Elsewhere
    customer: CustomerId
    due: Annotated[Day | None, AHEAD] = None
    item: RowId | None = None
    issue: RowId | None = None


class IntrayFacts(_Intray, Facts):
    """An intray; ``closed`` is why it is there no more."""

    kind = "intray"

    closed: Code | None = None


class IntrayRaised(_Intray, Act):
    """Somebody is asked to look at something."""

    name = "intray.raised"
    words = "an intray was raised"
    senders = (*OFFICERS, "cuba")
    content = ("note",)


class IntrayClosed(Act):
    """What an intray asked for has been done, or is not wanted."""

    name = "intray.closed"
    words = "an intray was closed"
    senders = (*OFFICERS, "cuba")
    content = ("note",)
    changes_row = "intray"

    intray: RowId
    why: Code


class _Notepad(BaseModel):
    """``heading`` is a code of the list of headings; the words of a notepad are content.

    ``place`` counts from one; ``points_to`` names the function's own notepad, which stays there.
    """

    of: Literal["stacking_document", "plan"] = "stacking_document"
    heading: Code
    points_to: Elsewhere | None = None


class NotepadFacts(_Notepad, Facts):
    """A notepad of the stacking document or of the plan, in its place."""

    kind = "notepad"

    place: int


class NotepadFiled(_Notepad, Act):
    """A notepad was written; without a ``place`` it follows those that are there."""

    name = "notepad.filed"
    words = "a notepad was filed"
    senders = OFFICERS
    content = ("text",)

    place: int | None = None


def open_intrays(file: File) -> tuple[Row[IntrayFacts], ...]:
    """Return the intrays that are still to be dealt with. Source: CSP-T6-S1d."""
    return tuple(row for row in file.live(IntrayFacts) if not row.facts.closed)


def customer_is_in_the_file(given: Given[IntrayRaised]) -> str | None:
    """An intray against somebody else's customer is nobody's work here."""
    customer = given.act.customer
    return None if customer in given.file.sides else f"{customer} is no party of {given.file.case}"


def still_open(given: Given[IntrayClosed]) -> str | None:
    """Nothing is closed twice."""
    row = given.file.find(IntrayFacts, given.act.intray)
    return f"{row.id} is closed already: {row.facts.closed}" if row and row.facts.closed else None


def issue_is_in_the_file(given: Given[IntrayRaised]) -> str | None:
    """What an intray is about is an issue that somebody wrote down."""
    name = given.act.issue
    if name and given.file.find(IssueFacts, name) is None:
        return f"there is no {name} in this file"
    if name is None and given.act.sort == CONSULTATION:
        return "say which issue the specialist wants to speak about"
    return None


def raise_(given: Given[IntrayRaised]) -> Changes:
    """Keep it, on the side of the customer."""
    return (Add(facts_of(IntrayFacts, given.act), side=given.act.customer),)


def close(given: Given[IntrayClosed]) -> Changes:
    """Say why it is there no more."""
    return (amended(found(given, IntrayFacts, given.act.intray), closed=given.act.why),)


_MAY = (Relation.OWNER, Relation.SPECIALIST)


def _closes(sort: str) -> Callable[[Given[IntrayClosed]], bool]:
    def closes(given: Given[IntrayClosed]) -> bool:
        row = given.file.find(IntrayFacts, given.act.intray)
        return row is not None and row.facts.sort == sort

    return closes


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        IntrayRaised,
        steps=("CSP-T4-S2c", "CSP-T4-S4", "CMA-T2-S10i", "BG-ROLE-SPEC-d", "BG-ROLE-SPEC-e"),
        by=(*_MAY, Relation.SYSTEM, Relation.OTHER),
        changes=raise_,
        rules=(customer_is_in_the_file, issue_is_in_the_file),
        leaves=(
            Leaves(
                "CSP-T4-S2c",
                "Cuba",
                "ps_followup_intray",
                {"due": "due", "to": "to", "note": "note"},
                when={"sort": FOLLOW_UP},
            ),
            Leaves(
                "CSP-T4-S4",
                "Cuba",
                "ps_followup_intray",
                {"due": "due", "to": "to"},
                when={"sort": FOLLOW_UP},
            ),
            Leaves(
                "BG-ROLE-SPEC-d",
                "Cuba",
                "liaison_note",
                {"issue": "issue", "to": "to", "note": "note"},
                when={"sort": LIAISON},
            ),
            Leaves(
                "BG-ROLE-SPEC-e",
                "Cuba",
                "change_notice",
                {"issue": "issue", "to": "to", "note": "note"},
                when={"sort": CHANGE},
            ),
        ),
    ),
    ActKind(
        IntrayClosed,
        steps=("CSP-T4-S2c", "CMA-T1-S1n", "BG-ROLE-PSSO-c"),
        by=(*_MAY, Relation.SYSTEM),
        changes=close,
        rules=(still_open,),
        leaves=(
            Leaves(
                "CSP-T4-S2c",
                "Cuba",
                "ps_new_referral_intray",
                {"intray": "intray", "closed": "why"},
                where=_closes(NEW_REFERRAL),
            ),
            Leaves(
                "BG-ROLE-PSSO-c",
                "Cuba",
                "business_request",
                {"request": "intray", "answered": "why", "response": "note"},
                where=_closes(BUSINESS_REQUEST),
            ),
        ),
    ),
)
