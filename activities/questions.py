"""Answer what a case asks of the case database; the answers are facts, never names or words.

Everything that a settle asks goes as ONE statement, after its effects are written: an answer is as
fresh as its settle, and a further question costs no round trip.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities import file
from activities.contracts import Ask
from activities.lifecycles import ANSWERS
from activities.lookups import Known, Looked, OfFile
from activities.writing import Writing
from database.models import Receipt, Task
from domain.catalogue import TASKS


async def ask(question: Ask, writing: Writing) -> None:
    """Note a question; it is answered when everything else of the settle is written."""
    writing.asked.append(question)


async def answer(writing: Writing) -> None:
    """Answer what the settle asks, as things stand in this transaction."""
    looked: list[tuple[Ask, Looked]] = []
    for asked in writing.asked:
        match ANSWERS[asked.question]:
            case Known(known):
                writing.answers[asked.key] = known(writing, asked.arguments)
            case OfFile(of_file):
                writing.answers[asked.key] = of_file(await file.current(writing))
            case lookup:
                looked.append((asked, lookup))
    if looked:
        names = tuple(sorted({asked.question for asked, _ in looked}))
        given = {"case": writing.case.ref, "customer": writing.case.customer}
        found = (await writing.db.execute(_all_of(names), given)).mappings().one()
        for asked, lookup in looked:
            writing.answers[asked.key] = lookup.answer(found[asked.question])


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


@lru_cache(maxsize=256)
def _all_of(names: tuple[str, ...]) -> Select[Any]:
    """Return one statement for several questions, made once for each set of them."""
    return select(
        *(lookup.found.label(name) for name in names if isinstance(lookup := ANSWERS[name], Looked))
    )
