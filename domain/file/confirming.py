"""Corrections that wait for a second person: those that open a gate of the corrector's own request.

Whoever has the customer asks for the finalisation. Where putting a row right would take away what
blocks a gate, the row stays as it is, and blocks, until somebody else has confirmed it.

Source: CSP-T6-S1a to CSP-T6-S1h, CSP-T6-S3d.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Add,
    Change,
    Changes,
    Given,
    Relation,
    Strike,
    amended,
    found,
)
from domain.file.corrections import CorrectionFacts
from domain.file.gates import READ_BY, Looked
from domain.file.rows import Facts, File, Row, RowId
from domain.needs import Opened

_MAY = (Relation.OWNER, Relation.SPECIALIST, Relation.APPROVER, Relation.OTHER)


class _Decided(Act):
    """What somebody else says of a correction that waits."""

    senders = OFFICERS
    content = ("reason",)
    changes_row = "correction"

    correction: RowId


class CorrectionConfirmed(_Decided):
    """A second person has looked: the row is put right."""

    name = "correction.confirmed"
    words = "a correction was confirmed by a second person"


class CorrectionRefused(_Decided):
    """A second person has looked: the row stays as it is."""

    name = "correction.refused"
    words = "a correction was refused by a second person"


PutRight = Callable[[Given[Any]], Changes]


def seconded(put_right: PutRight, of: str) -> PutRight:
    """Return what puts a row right at once, or leaves it to a second person."""

    def changes(given: Given[Any]) -> Changes:
        made = put_right(given)
        opens = opened_by(given, made)
        return (_pending(given, of, opens),) if opens else made

    return changes


def opened_by(given: Given[Any], made: Changes) -> tuple[str, ...]:
    """Return the gates of the corrector's own request that a correction would open.

    Source: CSP-T6-S3d.
    """
    if given.relation is not Relation.OWNER or not given.file.gated:
        return ()
    before, after = _blocked(given.file), _blocked(as_if(given.file, made))
    return tuple(step for step in READ_BY if step in before and step not in after)


def _blocked(file: File) -> set[str]:
    """Return the gates that rows block; what is only not attested yet is for the owner to say."""
    return {step for step, read in READ_BY.items() if read(Looked(file)).blocked_by}


def as_if(file: File, made: Changes) -> File:
    """Return a file as changes would leave it."""
    now = {change.row.id: _other(change) for change in made if not isinstance(change, Add)}
    return replace(file, rows=tuple(now.get(row.id, row) for row in file.rows))


def _other(change: Any) -> Row[Facts]:
    row: Row[Facts] = change.row
    match change:
        case Change():
            return replace(row, facts=change.facts)
        case Strike():
            return replace(row, entered_in_error=True)
        case _:
            return row


def _pending(given: Given[Any], of: str, opens: tuple[str, ...]) -> Add:
    act, row = given.act, found(given, Facts, given.act.row)
    facts = CorrectionFacts.model_validate(
        {
            "of": of,
            "row": row.id,
            "seen": row.version,
            "right": getattr(act, "right", {}),
            "to": getattr(act, "to", None),
            "why": act.why,
            "asked_by": given.by,
            "opens": opens,
        }
    )
    return Add(facts, side=row.told.side)


def pending(file: File, row: str) -> Row[CorrectionFacts] | None:
    """Return the correction of a row that waits for a second person."""
    rows = (each for each in file.live(CorrectionFacts) if each.facts.row == row)
    return next((each for each in rows if each.facts.state == "pending"), None)


def undecided(opened: Opened) -> tuple[str, ...]:
    """Say that the correction for which work was opened waits still."""
    row = opened.file.find(CorrectionFacts, str(opened.data["correction"]))
    if row is None or row.facts.state != "pending":
        return ()
    return (f"{row.id}, of {row.facts.row}, is neither confirmed nor refused",)


def one_at_a_time(given: Given[Any]) -> str | None:
    """Two corrections of one row that wait would each be of a row that is no more."""
    waits = pending(given.file, given.act.row)
    if waits is None:
        return None
    return f"{waits.id} waits for a second person: {waits.facts.row} is being put right already"


def is_pending(given: Given[_Decided]) -> str | None:
    """What is decided is decided once."""
    row = given.file.find(CorrectionFacts, given.act.correction)
    if row is None or row.facts.state == "pending":
        return None
    return f"{row.id} was {row.facts.state} by {row.facts.decided_by}"


def by_a_second_person(given: Given[_Decided]) -> str | None:
    """Nobody opens the gate of their own request alone. Source: CSP-T6-S3d."""
    row = given.file.find(CorrectionFacts, given.act.correction)
    if row is None or row.facts.asked_by != given.by:
        return None
    return f"{given.by} asked for {row.id}: another person confirms it, or refuses it"


def of_the_row_as_it_is(given: Given[CorrectionConfirmed]) -> str | None:
    """A correction of what has changed since puts right what nobody has looked at."""
    row = given.file.find(CorrectionFacts, given.act.correction)
    wrong = given.file.find(Facts, row.facts.row) if row else None
    if row is None or (wrong and wrong.version == row.facts.seen):
        return None
    return f"{row.facts.row} has changed since {row.id} was asked for: refuse it, and correct anew"


def confirming(acts: Mapping[str, tuple[type[Act], PutRight]]) -> PutRight:
    """Return what a confirmation does: the correction as it was asked for.

    ``acts`` has what each sort of correction is, and what it does.
    """

    def confirm(given: Given[Any]) -> Changes:
        row = found(given, CorrectionFacts, given.act.correction)
        facts = row.facts
        of, put_right = acts[facts.of]
        said = {"row": facts.row, "seen": facts.seen, "why": facts.why}
        said |= {"right": facts.right, "to": facts.to}
        act = of.model_validate({name: said[name] for name in said if name in of.model_fields})
        done = amended(row, state="confirmed", decided_by=given.by)
        return (*put_right(replace(given, act=act)), done)

    return confirm


def refuse(given: Given[CorrectionRefused]) -> Changes:
    """Leave the row as it is."""
    row = found(given, CorrectionFacts, given.act.correction)
    return (amended(row, state="refused", decided_by=given.by),)


def acts(of: Mapping[str, tuple[type[Act], PutRight]]) -> tuple[ActKind[Any], ...]:
    """Return what a second person may say."""
    return (
        ActKind(
            CorrectionConfirmed,
            steps=("CB-CORRECT",),
            by=_MAY,
            changes=confirming(of),
            rules=(is_pending, by_a_second_person, of_the_row_as_it_is),
        ),
        ActKind(
            CorrectionRefused,
            steps=("CB-CORRECT",),
            by=_MAY,
            changes=refuse,
            rules=(is_pending, by_a_second_person),
        ),
    )
