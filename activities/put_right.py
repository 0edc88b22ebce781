"""What follows in a settle on a row that was put right: dates, work, what has left."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from activities.effects.deadlines import ArmDeadline, EndDeadline
from activities.effects.links import TellCase
from activities.effects.tasks import CallOff, Redate
from activities.messages import open_standalone_task
from activities.writers import deadlines, links, tasks
from activities.writing import Writing
from database.file import MODELS, FileVersion
from database.models import Case, Deadline, Letter, SystemRecord, TimelineEntry
from database.queries.file import whole
from domain.cold_transfer.messages import WarningWithdrawn
from domain.file.applying import Written
from domain.file.commitments import unfinished
from domain.file.corrections import CorrectionFacts
from domain.file.putting_right import stands_on
from domain.file.referrals import unanswered
from domain.file.rows import Facts, Row
from domain.file.seeing import leaks
from domain.file.stood import in_words, questions, said_by
from domain.file.warned import WarningFacts
from domain.kit_tasks import CONFIRM_CORRECTION, REPORT_PRIVACY_INCIDENT, SEE_TO_WHAT_STOOD
from domain.messages import Envelope
from domain.roles import Role
from domain.step_ids import StepId
from domain.tasks import Question, TaskKind

PUTS_RIGHT = ("corrected", "entered_in_error", "moved")
STEP: StepId = "CB-CORRECT"


async def follow(
    act: str, written: Sequence[Written], message: str | None, writing: Writing
) -> None:
    """Arm and withdraw the dates of rows that were put right, and open the work about them."""
    asked = [each for each in written if isinstance(each.row.facts, CorrectionFacts)]
    if asked:
        act = await _second_person(asked[0], writing)
    changed = [each.row for each in written if not each.new and each not in asked]
    if act.rpartition(".")[2] not in PUTS_RIGHT or not writing.file or not changed:
        return
    first, *others = changed
    for row in changed:
        await _date_of(row, writing)
        if row.entered_in_error:
            await _call_off({row.facts.kind: row.id}, "its row left the file", writing)
            await _tell_who_warned(row, writing)
    records = await _left(first.id, writing)
    letters = await _letters_since(first.told.told_at, writing)
    shown = await _shown_in(letters, first, writing)
    for number, record in enumerate(records, start=1):
        _tell(record, first, act, number, writing)
    again = {row.id for row in others}
    stood = [row for row in stands_on(writing.file, first.id) if row.id not in again]
    data: dict[str, Any] = {"row": first.id, "side": first.told.side, "act": act}
    data |= {"records": [record.id for record in records], "letters": letters}
    if asks := questions(first.id, [row.id for row in stood], letters, shown):
        versions = {row.id: row.version for row in stood}
        looked = data | {"message": message, "open_again": sorted(again), "versions": versions}
        role = Role.PSSO if writing.case.type == "PersonalisedServicesCase" else None
        _open(SEE_TO_WHAT_STOOD, first, looked, role, writing, asks=asks)
    if act.endswith(".moved") and (letters or records):
        _open(REPORT_PRIVACY_INCIDENT, first, data, None, writing)


async def _second_person(correction: Written, writing: Writing) -> str:
    """Have somebody else look at a correction; return what was put right once they have."""
    row: Any = correction.row
    if correction.new:
        about = {"correction": row.id, "row": row.facts.row, "opens": list(row.facts.opens)}
        _open(CONFIRM_CORRECTION, row, about, None, writing)
        return ""
    await _call_off({"correction": row.id}, f"it was {row.facts.state}", writing)
    return f"{row.facts.row.rpartition('-')[0]}.{row.facts.of}" if _confirmed(row) else ""


def _confirmed(row: Row[CorrectionFacts]) -> bool:
    return row.facts.state == "confirmed"


def _open(
    kind: TaskKind,
    about: Row[Any],
    data: dict[str, Any],
    role: Role | None,
    writing: Writing,
    *,
    asks: dict[str, Question] | None = None,
) -> None:
    # By the row as it is, not by the settle: a case that was brought back has settled more often.
    number = f"{kind.name}.{about.id}.{about.version}"
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
    task.checklist = {key: asked.model_dump(mode="json") for key, asked in (asks or {}).items()}
    writing.tasks[task.id] = task


async def _tell_who_warned(row: Row[Facts], writing: Writing) -> None:
    """Let the cold transfer that gave a warning hear that it has left, while it is open."""
    if not isinstance(row.facts, WarningFacts):
        return
    gave, here = row.told.case, writing.case
    case = here if gave == here.ref else await writing.db.get(Case, gave)
    if case is None or case.state != "open":
        return
    warning = whole(row.id, here.ref)
    message = Envelope(
        id=f"{warning}.{row.version}",
        type=WarningWithdrawn.name,
        source="casebound",
        case=gave,
        occurred_at=writing.settlement.clock,
        facts={"warning": warning},
    )
    why = "its warning was given to the wrong customer"
    told = TellCase(step="CSP-T3-S9b", at=message.occurred_at, case=gave, message=message, why=why)
    await links.tell(told, writing)


async def _call_off(about: dict[str, str], reason: str, writing: Writing) -> None:
    """Take back all work about a row."""
    kinds = {task.kind for task in writing.tasks.values() if about.items() <= task.data.items()}
    for kind in sorted(kinds):
        clock = writing.settlement.clock
        effect = CallOff(step=STEP, at=clock, kind=kind, about=about, reason=reason)
        await tasks.call_off(effect, writing)


async def _date_of(row: Row[Facts], writing: Writing) -> None:
    """Withdraw the date of a row that left; arm that of one that is open, for its day."""
    id_, clock = f"{writing.case.ref}.{row.id}", writing.settlement.clock
    known = writing.deadlines.get(id_) or await writing.db.get(Deadline, id_)
    if known is None or writing.file is None:
        return
    writing.deadlines[id_] = known
    if row.entered_in_error:
        left = EndDeadline(
            step=known.step, at=clock, id=id_, state="withdrawn", reason="its row left the file"
        )
        await deadlines.end(left, writing)
        await _redate(row.id, known, None, writing)
        return
    still = {open_.id for open_ in (*unfinished(writing.file), *unanswered(writing.file))}
    day = getattr(row.facts, "by_day", None) or getattr(row.facts, "answer_due", None)
    counts = known.state in ("armed", "held") and known.agreed == day
    if row.id in still and day and not counts and writing.case.state == "open":
        again = ArmDeadline(
            step=known.step,
            at=clock,
            id=id_,
            rule=known.rule,
            start=known.start,
            agreed=day.isoformat(),
            label=known.label,
        )
        await deadlines.arm(again, writing)
        await _redate(row.id, known, day.isoformat(), writing)


async def _redate(row: str, date: Deadline, day: str | None, writing: Writing) -> None:
    """Let open work that has the day of a follow-up have the day that the file has."""
    for task in list(writing.tasks.values()):
        if task.data.get("followup") == row:
            effect = Redate(
                step=date.step,
                at=writing.settlement.clock,
                kind=task.kind,
                field="followup",
                was=row,
                row=row if day else None,
                rule=date.rule,
                start=date.start,
                agreed=day,
                reason="its row was put right",
            )
            await tasks.redate(effect, writing)


async def _left(row: str, writing: Writing) -> list[SystemRecord]:
    """Return the records for other systems that the acts on a row have left."""
    case, of_row = writing.case.ref, TimelineEntry.data["row"].astext == row
    told = select(func.distinct(TimelineEntry.data["message"].astext)).where(
        TimelineEntry.case == case, TimelineEntry.step != STEP, of_row
    )
    keys = [key.replace("|", "-") for key in await writing.db.scalars(told) if key]
    if not keys:
        return []
    wanted = select(SystemRecord).where(SystemRecord.case == case).order_by(SystemRecord.id)
    found = await writing.db.scalars(wanted)
    return [each for each in found if any(f".file-{key}-" in each.id for key in keys)]


def _tell(record: SystemRecord, row: Row[Facts], act: str, number: int, writing: Writing) -> None:
    """Let another system know that what was written there is other, or should not be there."""
    facts = None if row.entered_in_error else row.facts.model_dump(mode="json")
    data = {"corrects": record.id, "record": record.name, "act": act, "row": row.id}
    writing.leave(
        STEP,
        record.system,
        "correction",
        data | {"facts": facts},
        writing.settlement.clock,
        id_=f"{writing.case.ref}.corrected-{row.id}-{row.version}-{number}",
    )


async def _letters_since(told: datetime, writing: Writing) -> list[str]:
    """Return the letters that have left since a row was told: each may say what it said."""
    wanted = select(Letter.id).where(Letter.case == writing.case.ref, Letter.sent_at >= told)
    return sorted(await writing.db.scalars(wanted))


async def _shown_in(letters: Sequence[str], row: Row[Facts], writing: Writing) -> set[str]:
    """Return the letters that were filled with what a row said before it was put right."""
    if not letters:
        return set()
    id_, kind = whole(row.id, writing.case.ref), MODELS[row.facts.kind]
    before = select(FileVersion.facts).where(
        FileVersion.row == id_, FileVersion.version < row.version
    )
    happened = {"at": writing.times.day(row.told.at).isoformat()}
    versions = [happened, *await writing.db.scalars(before)]
    words = await writing.db.scalar(select(kind.words).where(kind.id == id_)) or {}
    said = said_by(row.id, row.told.side, versions, map(str, words.values()))
    filled = await writing.db.execute(
        select(Letter.id, Letter.fields).where(Letter.id.in_(letters))
    )
    return {leak.place for leak in leaks({id_: in_words(fields) for id_, fields in filled}, said)}
