"""Hand-overs: what is open as a customer goes to another officer, and what becomes of each thing.

The receiver takes each, or says why not. A thing keeps its owner until it is taken, and nothing
else changes that: so what nobody took is found, and nobody has a promise that they never saw.

Source: CSP-T1-S2e, CSP-T2-S2b.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict

from domain.file.acts import Act, ActKind, Add, Changes, Given, Relation, amended, found
from domain.file.orphans import still_open
from domain.file.rows import Facts, File, Row, RowId
from domain.messages import Code, Ident
from domain.refers import OFFICER
from domain.roles import Role

OfficerId = Annotated[Ident, OFFICER]

# The fact that says whose a thing is, of each kind that is somebody's own.
OWNED_BY = {"issue": "owner", "intray": "to", "commitment": "who"}


class NotTaken(BaseModel):
    """One thing that the receiver does not take, and why; a code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: RowId
    why: Code


class HandoverFacts(Facts):
    """One hand-over: what was open then, what of it was taken, and what was not.

    ``given_by`` is who had the customer, ``to`` who has them now.
    """

    kind = "handover"

    given_by: OfficerId
    to: OfficerId
    things: tuple[RowId, ...]
    taken: tuple[RowId, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()


class HandoverMade(Act):
    """A customer goes to another officer, with what is open: written by their case alone."""

    name = "handover.made"
    words = "what is open was handed over"
    senders = (Role.PS_SSM, Role.PS_SM)

    given_by: OfficerId
    to: OfficerId


class HandoverAnswered(Act):
    """Whoever gets a customer takes what is open, thing by thing, or says why not."""

    name = "handover.answered"
    words = "things that were handed over were taken, or not"
    senders = (Role.PSSO,)
    content = ("reason",)
    changes_row = "handover"

    handover: RowId
    take: tuple[RowId, ...] = ()
    leave: tuple[NotTaken, ...] = ()


def latest(file: File) -> Row[HandoverFacts] | None:
    """Return the last hand-over of a case: an earlier one was overtaken by it."""
    mine = [row for row in file.live(HandoverFacts) if row.told.case == file.case]
    return mine[-1] if mine else None


def unanswered(file: File) -> tuple[str, ...]:
    """Return the things handed over last that are open still, and neither taken nor left."""
    row = latest(file)
    if row is None:
        return ()
    said = {*row.facts.taken, *(left.row for left in row.facts.not_taken)}
    still = {thing.row for thing in still_open(file)}
    return tuple(thing for thing in row.facts.things if thing in still and thing not in said)


def left_open(file: File) -> tuple[NotTaken, ...]:
    """Return what the last receiver did not take, and is open still."""
    row, still = latest(file), {thing.row for thing in still_open(file)}
    return tuple(left for left in row.facts.not_taken if left.row in still) if row else ()


def by_the_receiver(given: Given[HandoverAnswered]) -> str | None:
    """Nobody takes what was given to somebody else, and only the last who got it may."""
    row, last = given.file.find(HandoverFacts, given.act.handover), latest(given.file)
    if row is None:
        return None
    if last and last.id != row.id:
        return f"{row.id} is over: {last.id} came after it"
    if given.by != row.facts.to and given.relation is not Relation.OWNER:
        return f"{row.id} is for {row.facts.to} to answer"
    return None


def about_what_was_handed_over(given: Given[HandoverAnswered]) -> str | None:
    """A thing is taken or left, and it is one of those that were handed over."""
    row = given.file.find(HandoverFacts, given.act.handover)
    if row is None:
        return None
    take, leave = set(given.act.take), {left.row for left in given.act.leave}
    if not take | leave:
        return "say what is taken, and what is not, and why"
    if both := sorted(take & leave):
        return f"{', '.join(both)}: taken, or not; say one of them"
    unknown = sorted((take | leave) - set(row.facts.things))
    return f"{', '.join(unknown)}: not among what {row.id} handed over" if unknown else None


def hand_over(given: Given[HandoverMade]) -> Changes:
    """List what is open of the case, and of whoever had the customer; nothing where nothing is."""
    act, file = given.act, given.file
    open_ = (t for t in still_open(file) if t.case == file.case or t.owner == act.given_by)
    things = tuple(dict.fromkeys(thing.row for thing in open_))
    if not things:
        return ()
    facts = HandoverFacts(given_by=act.given_by, to=act.to, things=things)
    return (Add(facts, side=file.sides[0]),)


def answer(given: Given[HandoverAnswered]) -> Changes:
    """Give what was taken to whoever took it; what is of somebody else stays theirs."""
    act, row = given.act, found(given, HandoverFacts, given.act.handover)
    again = {*act.take, *(left.row for left in act.leave)}
    known = [left for left in row.facts.not_taken if left.row not in again]
    taken = tuple(dict.fromkeys([one for one in row.facts.taken if one not in again] + [*act.take]))
    answered = amended(row, taken=taken, not_taken=(*known, *act.leave))
    gets = (_theirs(given.file, thing, row.facts) for thing in act.take)
    return (answered, *(change for change in gets if change))


def _theirs(file: File, thing: str, handed: HandoverFacts) -> Any:
    """Return the change by which a thing is the receiver's, where it was the giver's own."""
    row = file.find(Facts, thing)
    name = OWNED_BY.get(row.facts.kind) if row else None
    if row is None or name is None or getattr(row.facts, name) != handed.given_by:
        return None
    return amended(row, **{name: handed.to})


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        HandoverMade,
        steps=("CSP-T1-S2e", "CSP-T2-S2b"),
        by=(Relation.PRODUCT,),
        changes=hand_over,
    ),
    ActKind(
        HandoverAnswered,
        steps=("CSP-T2-S2b",),
        by=(Relation.OWNER, Relation.OTHER),
        changes=answer,
        rules=(by_the_receiver, about_what_was_handed_over),
    ),
)
