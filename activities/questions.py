"""Answer what a case asks of the case database; the answers are facts, never names or words.

Everything that a case asks goes as ONE statement, after its effects are written: an answer is as
fresh as its settle, and a further question costs no round trip.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities import file
from activities.lifecycles import ANSWERS
from activities.lookups import Known, Looked, OfFile
from activities.writing import Writing
from database.models import Case, Office, Receipt, Task
from database.queries.file import read_file, sides_of
from domain.catalogue import TASKS
from domain.file.rows import File
from domain.lookups import Lookup

# In the order in which lifecycles declare them.
LOOKUPS = tuple(each for each in ANSWERS if isinstance(each, Lookup))


async def answer(writing: Writing) -> None:
    """Answer what an open case asks, as things stand in this transaction."""
    if writing.case.state == "closed":
        return
    writing.answers |= await _answered(writing, writing.case.carried.get("questions", {}))


async def still(answers: Mapping[str, Any], writing: Writing) -> bool:
    """Tell whether what a case was answered before is answered so now."""
    asked = writing.case.carried.get("questions", {})
    now = await _answered(writing, {key: asked[key] for key in answers if key in asked})
    return all(answers[key] == answer for key, answer in now.items())


async def _answered(writing: Writing, questions: Mapping[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    looked: dict[str, tuple[str, Looked]] = {}
    for key, asked in questions.items():
        match ANSWERS[asked["question"]]:
            case Known(known):
                answers[key] = known(writing, asked["arguments"])
            case OfFile(of_file):
                answers[key] = of_file(await file.current(writing))
            case lookup:
                looked[key] = asked["question"], lookup
    if looked:
        names = tuple(sorted({question for question, _ in looked.values()}))
        given = {
            "case": writing.case.ref,
            "customer": writing.case.customer,
            "day": writing.today(),
        }
        found = (await writing.db.execute(_all_of(names), given)).mappings().one()
        for key, (question, lookup) in looked.items():
            answers[key] = lookup.answer(found[question])
    return answers


async def known(db: AsyncSession, receipt: Receipt, task: Task) -> dict[str, Any]:
    """Return what the product knows of what a completion says no to, as things stand now."""
    answers, kind = receipt.facts.get("answers") or {}, TASKS.get(task.kind)
    asks = kind.asks if kind else {}
    denied = [asks[key].known for key, given in answers.items() if given is False and key in asks]
    names = tuple(sorted({each for each in denied if each}))
    if not names:
        return {}
    given = {"case": task.case, "customer": task.customer}
    found = (await db.execute(_all_of(names), given)).mappings().one()
    return {
        name: lookup.answer(found[name])
        for name in names
        if isinstance(lookup := ANSWERS[name], Looked)
    }


class Told(TypedDict):
    """What the product looked up, in words: ``lookup`` names it, ``found`` may be empty."""

    lookup: str
    heading: str
    found: list[str]


async def told(db: AsyncSession, ref: str, now: datetime) -> dict[str, list[Told]]:
    """Return what the product looks up beside each open task of a case, as things stand now.

    That is newer than what the case knew when it opened the work.
    """
    columns = select(Task.id, Task.kind, Case.customer, Office.zone)
    joined = columns.join(Case, Case.ref == Task.case).join(Office, Office.code == Case.office)
    rows = (await db.execute(joined.where(Task.case == ref, Task.state == "open"))).all()
    shows = {row.id: TASKS[row.kind].shows for row in rows if row.kind in TASKS}
    wanted = [lookup for lookup in LOOKUPS if any(lookup in each for each in shows.values())]
    if not wanted:
        return {}
    day = now.astimezone(ZoneInfo(rows[0].zone)).date()
    given = {"case": ref, "customer": rows[0].customer, "day": day}
    looked = {lookup for lookup in wanted if isinstance(ANSWERS[lookup], Looked)}
    found: Mapping[str, Any] = {}  # a file is read by itself
    if looked:
        found = (await db.execute(_all_of(tuple(sorted(looked))), given)).mappings().one()
    file = await _file_now(db, ref, rows[0], now) if looked != {*wanted} else None
    words = {lookup: _words(lookup, found, file) for lookup in wanted}
    return {
        task: [words[lookup] for lookup in wanted if lookup in each] for task, each in shows.items()
    }


async def _file_now(db: AsyncSession, ref: str, case: Any, now: datetime) -> File:
    sides = await sides_of(db, ref, case.customer)
    return await read_file(db, ref, sides or [ref], now, ZoneInfo(case.zone))


def _words(lookup: Lookup, found: Mapping[str, Any], file: File | None) -> Told:
    match ANSWERS[lookup]:
        case OfFile(of_file) if file:
            answer = of_file(file)
        case Looked() as looked:
            answer = looked.answer(found[lookup])
        case _:
            answer = None
    words = list(lookup.told(answer)) if answer else []
    return {"lookup": str(lookup), "heading": lookup.heading, "found": words}


@lru_cache(maxsize=256)
def _all_of(names: tuple[str, ...]) -> Select[Any]:
    """Return one statement for several questions, made once for each set of them."""
    return select(
        *(lookup.found.label(name) for name in names if isinstance(lookup := ANSWERS[name], Looked))
    )
