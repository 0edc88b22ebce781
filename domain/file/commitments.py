"""Commitments: who does what for whom, by which day.

Source: CSP-T4-S5e, CLK-T3-S1h, RES-T1-S2f, RES-T3-S3d.
"""

from datetime import timedelta
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

    ``made_in`` is the contact or item in which it was made. A new day is a commitment of its own
    that ``replaces`` the old one.
    """

    who: Elsewhere
    whom: Elsewhere
    what: Code
    by_day: Annotated[Day, AHEAD]
    made_in: RowId
    issue: RowId | None = None
    replaces: RowId | None = None


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


def made_somewhere(given: Given[CommitmentMade]) -> str | None:
    """A promise without the talk in which it was made is one that nobody can be held to."""
    made_in = given.act.made_in
    if given.file.find(Facts, made_in) is None:
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
    due = given.office.first_instant(act.by_day + timedelta(days=1))
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


_FIELDS = {"who": "who", "what": "what", "due": "by_day"}
_MAY = (Relation.OWNER, Relation.SPECIALIST)

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        CommitmentMade,
        steps=("CSP-T4-S5e",),
        by=_MAY,
        changes=make,
        rules=(somebody_of_the_file, made_somewhere, day_is_to_come, old_one_is_unfinished),
        leaves=(Leaves("CSP-T4-S5e", "Cuba", "commitment", _FIELDS),),
    ),
    ActKind(
        CommitmentKept,
        steps=("CSP-T4-S5e",),
        by=(*_MAY, Relation.SYSTEM),
        changes=keep,
        rules=(is_unfinished, shown_by_a_row, kept_after_it_was_made),
    ),
    ActKind(
        CommitmentReleased,
        steps=("CSP-T4-S5e",),
        by=_MAY,
        changes=release,
        rules=(is_unfinished,),
    ),
)
