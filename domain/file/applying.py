"""What an act makes of a file: the file after it, and each row that is other than before.

The settle writes it, a door tries it without a trace, and both do the same.
"""

from dataclasses import dataclass, replace

from domain.file.acts import Act, ActKind, Add, Change, Changes, Given, Reword, Strike
from domain.file.rows import Facts, File, Row, Told
from domain.step_ids import StepId


@dataclass(frozen=True)
class Written:
    """A row that an act added or changed, as it is now; ``number`` counts its kind in the case.

    ``words_of`` is the row whose words it takes over, where it does.
    """

    row: Row[Facts]
    number: int
    words_of: str | None = None

    @property
    def new(self) -> bool:
        """Tell whether the act added it."""
        return self.row.version == 1


def apply(
    given: Given[Act], kind: ActKind[Act], step: StepId | None = None
) -> tuple[File, tuple[Written, ...]]:
    """Return the file after an act that was admitted, and the rows that are other than before.

    ``step`` is what called for it, where that is not the first that the act serves.
    """
    file, written = given.file, []
    changes: Changes = kind.changes(given)
    for change in changes:
        if isinstance(change, Add):
            one = _added(change, given, file, step or kind.steps[0])
            file = replace(file, rows=(*file.rows, one.row))
        else:
            one = Written(_changed(change, file), 0)
            file = replace(
                file, rows=tuple(one.row if row.id == one.row.id else row for row in file.rows)
            )
        written.append(one)
    return file, tuple(written)


def _added(change: Add, given: Given[Act], file: File, step: StepId) -> Written:
    stub = next((row for row in file.rows if row.id == change.words_of), None)
    number = file.next_number(type(change.facts))
    id_ = (stub and stub.moved_to) or f"{change.facts.kind}-{number}"
    told = Told(
        case=file.case,
        step=step,
        by=given.by,
        at=given.at,
        told_at=given.told_at,
        side=change.side,
        origin=given.act.origin,
        in_confidence=given.act.in_confidence,
    )
    return Written(Row(id_, told, change.facts), int(id_.rpartition("-")[2]), change.words_of)


def _changed(change: Change | Strike | Reword, file: File) -> Row[Facts]:
    row = replace(change.row, version=change.row.version + 1)
    match change:
        case Change():
            return replace(row, facts=change.facts)
        case Strike():
            to = f"{row.facts.kind}-{file.next_number(type(row.facts))}" if change.moved else None
            return replace(row, entered_in_error=True, moved_to=to)
        case Reword():
            return row
