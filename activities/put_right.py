"""What follows in a settle on a row that was put right: dates, work, what has left."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from activities import contracts as c
from activities.messages import open_standalone_task
from activities.writers import deadlines
from activities.writing import Writing
from database.models import Deadline, Letter, SystemRecord, TimelineEntry
from domain.file.applying import Written
from domain.file.putting_right import stands_on
from domain.kit_tasks import REPORT_PRIVACY_INCIDENT, SEE_TO_WHAT_STOOD
from domain.roles import Role
from domain.tasks import TaskKind

PUTS_RIGHT = ("corrected", "entered_in_error", "moved")


async def follow(
    act: str, written: Sequence[Written], message: str | None, writing: Writing
) -> None:
    """Arm and withdraw the dates of rows that were put right, and open the work about them."""
    if act.partition(".")[2] not in PUTS_RIGHT or not writing.file:
        return
    first, *others = (each.row for each in written if not each.new)
    for row in (first, *others):
        await _date_of(row.id, struck=row.entered_in_error, writing=writing)
    stood = [row.id for row in stands_on(writing.file, first.id)]
    records, letters = (
        await _left(first.id, writing),
        await _letters_since(first.told.told_at, writing),
    )
    data = {
        "row": first.id,
        "act": act,
        "message": message,
        "open_again": [row.id for row in others],
        "stood": stood,
        "records": records,
    }
    if others or stood or records:
        role = Role.PSSO if writing.case.type == "PersonalisedServicesCase" else None
        _open(SEE_TO_WHAT_STOOD, data | {"letters": letters}, role, writing)
    if act.endswith(".moved") and (letters or records):
        moved = {"row": first.id, "side": first.told.side, "records": records, "letters": letters}
        _open(REPORT_PRIVACY_INCIDENT, moved, None, writing)


def _open(kind: TaskKind, data: dict[str, Any], role: Role | None, writing: Writing) -> None:
    number = f"{kind.name}.{writing.settlement.sequence}.{data['row']}"
    task = open_standalone_task(
        writing.db,
        kind,
        task=f"standalone.{writing.case.ref}.{number}",
        case=writing.case.ref,
        customer=writing.case.customer,
        at=writing.settlement.clock,
        data=data,
        role=role,
    )
    writing.tasks[task.id] = task


async def _date_of(row: str, *, struck: bool, writing: Writing) -> None:
    """Withdraw the date that is named after a row which left; arm that of one that is open."""
    id_, clock = f"{writing.case.ref}.{row}", writing.settlement.clock
    known = writing.deadlines.get(id_) or await writing.db.get(Deadline, id_)
    if known is None:
        return
    writing.deadlines[id_] = known
    if struck:
        end = c.EndDeadline(
            step=known.step, at=clock, id=id_, state="withdrawn", reason="its row left the file"
        )
        await deadlines.end(end, writing)
    elif known.state == "met" and writing.case.state == "open":
        agreed = known.agreed.isoformat() if known.agreed else None
        again = c.ArmDeadline(
            step=known.step,
            at=clock,
            id=id_,
            rule=known.rule,
            start=known.start,
            agreed=agreed,
            label=known.label,
        )
        await deadlines.arm(again, writing)


async def _left(row: str, writing: Writing) -> list[str]:
    """Return the records for other systems that the acts on a row have left."""
    case, of_row = writing.case.ref, TimelineEntry.data["row"].astext == row
    told = select(func.distinct(TimelineEntry.data["message"].astext)).where(
        TimelineEntry.case == case, TimelineEntry.step != "CB-CORRECT", of_row
    )
    keys = [key.replace("|", "-") for key in await writing.db.scalars(told) if key]
    if not keys:
        return []
    ids = await writing.db.scalars(select(SystemRecord.id).where(SystemRecord.case == case))
    return sorted(id_ for id_ in ids if any(f".file-{key}-" in id_ for key in keys))


async def _letters_since(told: datetime, writing: Writing) -> list[str]:
    """Return the letters that have left since a row was told: each may say what it said."""
    wanted = select(Letter.id).where(Letter.case == writing.case.ref, Letter.sent_at >= told)
    return sorted(await writing.db.scalars(wanted))
