"""Acts that come with a completion: their form and their references, as of acts of their own."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case
from database.queries import officers, referents
from domain.catalogue import takers
from domain.errors import Fault
from domain.file.carried import WORDS as WORDS_OF_ACTS
from domain.file.catalogue import ACTS
from domain.messages import CarriedAct, Message
from domain.refers import OFFICER, Here, references_of
from starter.doors import form
from starter.doors.sent import Sent

MOST = 50  # acts of one sitting; its settle has ten seconds


def among(facts: Mapping[str, Any]) -> list[CarriedAct]:
    """Return the acts among the facts of a completion."""
    return [CarriedAct.model_validate(act) for act in facts.get("acts") or ()]


def faults(sent: Sent) -> list[Fault | str]:
    """Say what is wrong with the form of the acts that a completion carries, without a value."""
    acts, words = among(sent.facts), sent.content.get(WORDS_OF_ACTS, [])
    if len(acts) > MOST:
        return [f"acts: {len(acts)} are too many for one sitting; {MOST} at most"]
    fits = isinstance(words, list) and all(isinstance(said, dict) for said in words)
    if not fits or (words and len(words) != len(acts)):
        return ["content.acts: one object for each act, in their order; {} where nothing was said"]
    found: list[Fault | str] = []
    for number, act in enumerate(acts):
        kind = ACTS.get(act.type)
        if kind is None:
            words_of = f"acts.{number}: no act on the file has this name"
            found.append(Fault(words_of, act.type, tuple(ACTS)))
            continue
        found += form.faults_of(f"acts.{number}.facts", kind.of, act.facts)
        said = words[number] if words else {}
        what = f"{kind.of.name}, act {number}"
        found += form.content_faults(said, kind.of.content, what)
    return found


def read(sent: Sent) -> list[Message]:
    """Return the facts of each act that a completion carries."""
    return [ACTS[act.type].of.model_validate(act.facts) for act in among(sent.facts)]


def date_faults(sent: Sent, at: Any, zone: ZoneInfo) -> list[str]:
    """Say which days among the acts cannot be meant."""
    return [
        f"acts.{number}.{fault}"
        for number, act in enumerate(read(sent))
        for fault in act.date_faults(at, zone)
    ]


async def reference_fault(db: AsyncSession, sent: Sent, case: Case | None) -> str | None:
    """Say why the acts of a completion cannot be acts on the file of its case."""
    acts = read(sent)
    if acts and (case is None or case.type not in takers(type(acts[0]))):
        return "it carries acts on a case file, and the case of this task has none"
    here = Here(case.ref, case.customer) if case else Here()
    found = [
        f"act {number}, {act.name}: {fault}"
        for number, act in enumerate(acts, start=1)
        for fault in await referents.fact_faults(db, act, here)
    ]
    return "; ".join(found) or None


async def name_persons(db: AsyncSession, act: CarriedAct) -> dict[str, JsonValue]:
    """Return the facts of an act with the person in place of whichever account was named."""
    facts = dict(act.facts)
    kind: type[Message] = ACTS[act.type].of
    for name in (name for name, to in references_of(kind) if to == OFFICER):
        if isinstance(given := facts.get(name), str):
            named = await officers.known(db, given)
            facts[name] = named.id if named else given
    return facts
