"""What is still open in a file, who has it, and what nobody has.

A thing that nobody has is done by nobody: so whoever hands over names each, and doctor counts them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from domain.file.commitments import unfinished
from domain.file.correspondence import WRITTEN_RESPONSES, ItemFacts
from domain.file.intrays import open_intrays
from domain.file.issues import open_issues
from domain.file.locks import holder
from domain.file.options import OptionFacts, OptionState
from domain.file.options import state as option_state
from domain.file.plan_versions import VersionFacts
from domain.file.plans import PlanFacts
from domain.file.referrals import ReferralFacts
from domain.file.rows import Facts, File, Row
from domain.file.tellings import tellings_due

UNDECIDED = ("draft", "submitted")  # states of a version of a plan

# What is said of something open, by its kind.
STILL = {
    "issue": "is open",
    "commitment": "is neither kept nor released",
    "intray": "is open",
    "option": "is not answered",
    "decision": "has not been told to everybody",
    "referral": "is not answered",
    "plan_version": "is neither approved nor returned",
    "correspondence": "is not dealt with",
}

# What an open case sees to, whoever will have it: there is work for a role meanwhile.
WITH_ITS_CASE = ("correspondence", "referral")


@dataclass(frozen=True)
class Open:
    """Something open: its row, the case where it arose, and who has it, where that is its own."""

    row: str
    kind: str
    case: str
    owner: str | None = None


@dataclass(frozen=True)
class Orphan:
    """Something open that nobody has, and why."""

    row: str
    why: str


def still_open(file: File) -> tuple[Open, ...]:
    """Return every open issue, promise, intray, option, telling, referral, draft and item."""
    return tuple(_open(file))


def _open(file: File) -> Iterator[Open]:
    for issue in open_issues(file):
        yield _of(issue, None if issue.facts.area else issue.facts.owner)
    for promise in unfinished(file):
        yield _of(promise, promise.facts.who if promise.facts.who not in file.sides else None)
    for intray in open_intrays(file):
        yield _of(intray, intray.facts.to)
    yield from map(_of, _of_whoever_has_it_all(file))


def _of_whoever_has_it_all(file: File) -> Iterator[Row[Facts]]:
    issues = {row.id for row in open_issues(file)}  # what is over asks for no answer
    options = (row for row in file.live(OptionFacts) if row.facts.issue in issues)
    yield from (row for row in options if option_state(row, file) is OptionState.GIVEN)
    yield from (due.decision for due in tellings_due(file))
    yield from (row for row in file.live(ReferralFacts) if row.facts.answer is None)
    yield from _drafts(file)
    items = (row for row in file.live(ItemFacts) if row.facts.category not in WRITTEN_RESPONSES)
    yield from (row for row in items if row.facts.closed is None)  # what answers asks for nothing


def _drafts(file: File) -> Iterator[Row[VersionFacts]]:
    """Yield what is being written of plans that go on."""
    over = {plan.id for plan in file.live(PlanFacts) if plan.facts.ended}
    for row in file.live(VersionFacts):
        if row.facts.state in UNDECIDED and row.facts.plan not in over:
            yield row


def _of(row: Row[Facts], owner: str | None = None) -> Open:
    return Open(row.id, row.facts.kind, row.told.case, owner)


def orphans(
    file: File, cases: Mapping[str, str | None], *, left: Collection[str] = ()
) -> tuple[Orphan, ...]:
    """Return what is open and nobody has.

    ``cases`` are those that are open, each with who has it; ``left`` are officers who are there no
    more. Whoever has the customers has what no open case has, too.
    """
    found = []
    for thing in still_open(file):
        owner = thing.owner or cases.get(thing.case) or holder(file)
        if thing.case not in cases and not holder(file):
            found.append(Orphan(thing.row, f"{thing.case} is closed"))
        elif owner is None and not (thing.kind in WITH_ITS_CASE and thing.case in cases):
            found.append(Orphan(thing.row, "nobody has it"))
        elif owner and owner in left:
            found.append(Orphan(thing.row, f"{owner} has left"))
    return tuple(dict.fromkeys(found))


def left_by_closing(file: File) -> tuple[Open, ...]:
    """Return what is open of a case's own: once it is closed nobody could do anything about it.

    What another case of the customer has open stays with that one.
    """
    return tuple(thing for thing in still_open(file) if thing.case == file.case)


def keeps_it_open(file: File) -> tuple[str, ...]:
    """Say of each row why its case does not close; nothing where none is in the way."""
    left = dict.fromkeys((thing.row, thing.kind) for thing in left_by_closing(file))
    return tuple(f"{row} {STILL[kind]}" for row, kind in left)
