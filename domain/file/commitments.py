"""Commitments: who does what for whom, by which day.

An agreed follow-up is one: an officer contacts a customer by the day, and only a contact keeps it.

Source: CSP-T4-S5a, CSP-T4-S5e, CLK-T3-S1h, RES-T1-S2f, RES-T3-S3d.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel

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
from domain.file.rows import Elsewhere, Facts, File, Row, RowId
from domain.messages import Code
from domain.offices import Office

CONTACT = "contact"  # what a follow-up is a commitment to


class CommitmentState(StrEnum):
    """Where a commitment stands; computed, never typed."""

    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    MISSED = "missed"
    RELEASED = "released"
    REPLACED = "replaced"


class _Commitment(BaseModel):
    """``who`` is a customer or an officer, ``what`` a code, ``by_day`` its last day.

    ``made_in`` is the contact or item in which it was made, or the case or work in which officers
    agreed it. A new day is a commitment of its own that ``replaces`` the old one; ``why`` says why
    there is one.
    """

    who: Elsewhere
    whom: Elsewhere
    what: Code
    by_day: Annotated[Day, AHEAD]
    made_in: RowId
    issue: RowId | None = None
    replaces: RowId | None = None
    why: Literal["customer_asked", "not_reached", "agency_needs_time", "other"] | None = None


class CommitmentFacts(_Commitment, Facts):
    """A commitment. ``due`` is the first instant after its day, in the office that counts it.

    ``kept_by`` is the row that shows that it was kept; ``released`` is why nobody holds anybody to
    it any more.
    """

    kind = "commitment"

    due: AwareDatetime
    kept_at: AwareDatetime | None = None
    kept_by: RowId | None = None
    released: Code | None = None


class CommitmentMade(_Commitment, Act):
    """Somebody promised something by a day; the words of it are content."""

    name = "commitment.made"
    words = "somebody promised something by a day"
    senders = OFFICERS
    content = ("words", "reason")


class CommitmentKept(Act):
    """What was promised was done; ``shown_by`` is the row that shows it, where one does."""

    name = "commitment.kept"
    words = "what was promised was done"
    senders = (*OFFICERS, "cuba")
    content = ("words",)
    changes_row = "commitment"

    commitment: RowId
    shown_by: RowId | None = None


class CommitmentReleased(Act):
    """Nobody holds anybody to a promise any more."""

    name = "commitment.released"
    words = "a promise is needed no more"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "commitment"

    commitment: RowId
    why: Literal["done_otherwise", "no_longer_needed", "customer_left", "other"]


def state(row: Row[CommitmentFacts], file: File) -> CommitmentState:
    """Return where a commitment stands at the time of the file.

    Source: CSP-T4-S5e.
    """
    facts = row.facts
    if facts.released:
        return CommitmentState.RELEASED
    if facts.kept_at:
        late = facts.kept_at >= facts.due
        return CommitmentState.KEPT_LATE if late else CommitmentState.KEPT
    if any(other.facts.replaces == row.id for other in file.live(CommitmentFacts)):
        return CommitmentState.REPLACED
    return CommitmentState.MISSED if file.now >= facts.due else CommitmentState.OPEN


def unfinished(file: File) -> tuple[Row[CommitmentFacts], ...]:
    """Return what somebody still has to do, the missed ones among it."""
    still = (CommitmentState.OPEN, CommitmentState.MISSED)
    return tuple(row for row in file.live(CommitmentFacts) if state(row, file) in still)


def followups(file: File) -> tuple[Row[CommitmentFacts], ...]:
    """Return the follow-ups that are still to be made, the earliest first. Source: CSP-T4-S5a."""
    rows = [row for row in unfinished(file) if row.facts.what == CONTACT]
    return tuple(sorted(rows, key=lambda row: (row.facts.by_day, row.id)))


def due_after(day: date, office: Office) -> datetime:
    """Return the first instant after a day, in the office that counts it."""
    return office.first_instant(day + timedelta(days=1))


def made_somewhere(given: Given[CommitmentMade]) -> str | None:
    """A promise without the talk in which it was made is one that nobody can be held to."""
    made_in = given.act.made_in
    case = given.file.case
    among_officers = made_in == case or made_in.startswith(f"{case}.t")
    if not among_officers and given.file.find(Facts, made_in) is None:
        return f"there is no {made_in} in this file: name the contact or item in which it was made"
    return None


def somebody_of_the_file(given: Given[CommitmentMade]) -> str | None:
    """A promise to or by nobody of the file is in the wrong file."""
    act = given.act
    if {act.who, act.whom} & set(given.file.sides):
        return None
    return f"neither {act.who} nor {act.whom} is a party of {given.file.case}"


def day_is_to_come(given: Given[CommitmentMade]) -> str | None:
    """A promise by a day that is over is missed before it is made."""
    if given.act.by_day >= given.office.day_of(given.at):
        return None
    return f"by_day {given.act.by_day} is over on the day that it was made"


def old_one_is_unfinished(given: Given[CommitmentMade]) -> str | None:
    """A new day for what is done or given up would open it again unseen."""
    replaces = given.act.replaces
    if replaces is None or replaces in {row.id for row in unfinished(given.file)}:
        return None
    return f"{replaces} is no unfinished commitment of this file"


def a_new_day_has_its_reason(given: Given[CommitmentMade]) -> str | None:
    """A day that moves without a word is a day that nobody needs to keep. Source: CSP-T4-S5e."""
    act = given.act
    if act.replaces and act.why is None:
        return f"say why {act.replaces} gets a new day"
    if act.why and act.replaces is None:
        return "only a new day has a reason: say which commitment it replaces"
    return None


def a_followup_is_an_officers(given: Given[CommitmentMade]) -> str | None:
    """A follow-up is the agency's to make: a customer who is to ring keeps nobody's day."""
    act = given.act
    if act.what != CONTACT:
        return None
    if act.who in given.file.sides:
        return f"{act.who} is a customer; say which officer makes the contact"
    return None if act.whom in given.file.sides else f"say which customer {act.who} contacts"


def one_followup_at_a_time(given: Given[CommitmentMade]) -> str | None:
    """A second day beside the first leaves the first one to nobody. Source: CSP-T4-S5a."""
    act = given.act
    if act.what != CONTACT:
        return None
    for row in followups(given.file):
        if row.facts.whom == act.whom and row.id != act.replaces:
            return f"{row.id} is still to be made: make that contact, or replace it with the reason"
    return None


def only_a_contact_keeps_a_followup(given: Given[CommitmentKept]) -> str | None:
    """Saying so is no contact with the customer. Source: CSP-T4-S5a."""
    row = given.file.find(CommitmentFacts, given.act.commitment)
    if row is None or row.facts.what != CONTACT:
        return None
    return f"{row.id} is a follow-up: it is kept by contact.made with for_followup {row.id}"


def is_unfinished(given: Given[CommitmentKept] | Given[CommitmentReleased]) -> str | None:
    """Kept names which one: what is not open cannot be kept, and nothing is kept twice."""
    name = given.act.commitment
    if name in {row.id for row in unfinished(given.file)}:
        return None
    return f"{name} is no unfinished commitment of this file"


def shown_by_a_row(given: Given[CommitmentKept]) -> str | None:
    """Closing a task keeps no promise: what shows it stands in the file."""
    shown_by = given.act.shown_by
    if shown_by is None or given.file.find(Facts, shown_by):
        return None
    return f"there is no {shown_by} in this file"


def kept_after_it_was_made(given: Given[CommitmentKept]) -> str | None:
    """What was done before it was promised is not what was promised."""
    row = given.file.find(CommitmentFacts, given.act.commitment)
    if row is None or given.at >= row.told.at:
        return None
    return f"{row.id} was made after that: {row.told.at:%d %B %Y %H:%M} UTC"


def make(given: Given[CommitmentMade]) -> Changes:
    """Keep it, on the side of the customer who promised or is promised to."""
    act = given.act
    due = due_after(act.by_day, given.office)
    side = act.who if act.who in given.file.sides else act.whom
    return (Add(facts_of(CommitmentFacts, act, due=due), side=side),)


def keep(given: Given[CommitmentKept]) -> Changes:
    """Say when it was done, and by what that is shown."""
    row = found(given, CommitmentFacts, given.act.commitment)
    return (amended(row, kept_at=given.at, kept_by=given.act.shown_by),)


def release(given: Given[CommitmentReleased]) -> Changes:
    """Say why nobody holds anybody to it."""
    row = found(given, CommitmentFacts, given.act.commitment)
    return (amended(row, released=given.act.why),)


_FIELDS = {"who": "who", "what": "what", "due_date": "by_day"}
_MAY = (Relation.OWNER, Relation.SPECIALIST)

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        CommitmentMade,
        steps=("CSP-T4-S5e", "CSP-T4-S5a"),
        by=_MAY,
        changes=make,
        rules=(
            somebody_of_the_file,
            made_somewhere,
            day_is_to_come,
            old_one_is_unfinished,
            a_new_day_has_its_reason,
            a_followup_is_an_officers,
            one_followup_at_a_time,
        ),
        leaves=(Leaves("CSP-T4-S5e", "Cuba", "commitment", _FIELDS),),
    ),
    ActKind(
        CommitmentKept,
        steps=("CSP-T4-S5e",),
        by=(*_MAY, Relation.SYSTEM),
        changes=keep,
        rules=(
            is_unfinished,
            only_a_contact_keeps_a_followup,
            shown_by_a_row,
            kept_after_it_was_made,
        ),
    ),
    ActKind(
        CommitmentReleased,
        steps=("CSP-T4-S5e",),
        by=_MAY,
        changes=release,
        rules=(is_unfinished,),
    ),
)
