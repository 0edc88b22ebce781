"""What is still open in a file, who has it, and what nobody has.

A thing that nobody has is done by nobody: so whoever hands over names each, and doctor counts them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from domain.file.commitments import unfinished
from domain.file.correspondence import ItemFacts
from domain.file.intrays import open_intrays
from domain.file.issues import IssueFacts, open_issues
from domain.file.options import OptionFacts, OptionState
from domain.file.options import state as option_state
from domain.file.plans import VersionFacts
from domain.file.referrals import ReferralFacts
from domain.file.rows import Facts, File, Row
from domain.file.tellings import tellings_due

UNDECIDED = ("draft", "submitted")  # states of a version of a plan


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
    options = file.live(OptionFacts)
    yield from (row for row in options if option_state(row, file) is OptionState.GIVEN)
    yield from (due.decision for due in tellings_due(file))
    yield from (row for row in file.live(ReferralFacts) if row.facts.answer is None)
    yield from (row for row in file.live(VersionFacts) if row.facts.state in UNDECIDED)
    yield from (row for row in file.live(ItemFacts) if row.facts.closed is None)


def _of(row: Row[Facts], owner: str | None = None) -> Open:
    return Open(row.id, row.facts.kind, row.told.case, owner)


def orphans(
    file: File, has: str | None, *, left: Collection[str] = (), closed: Collection[str] = ()
) -> tuple[Orphan, ...]:
    """Return what is open and nobody has.

    ``has`` is who has the customers. ``left`` are officers who are there no more, ``closed`` the
    cases that are closed: what arose in one is nobody's, unless somebody has the customers.
    """
    found = []
    for thing in still_open(file):
        owner = thing.owner or has
        if owner is None:
            why = f"{thing.case} is closed" if thing.case in closed else "nobody has it"
            found.append(Orphan(thing.row, why))
        elif owner in left:
            found.append(Orphan(thing.row, f"{owner} has left"))
        elif thing.case in closed and not has:
            found.append(Orphan(thing.row, f"{thing.case} is closed"))
    return tuple(dict.fromkeys(found))


def owned_by(file: File, officers: Collection[str]) -> tuple[Row[Facts], ...]:
    """Return the open issues and intrays that some officers have: they go with the customer."""
    issues: tuple[Row[IssueFacts], ...] = open_issues(file)
    mine = [row for row in issues if row.facts.owner in officers]
    return (*mine, *(row for row in open_intrays(file) if row.facts.to in officers))
