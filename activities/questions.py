"""What a case may ask the case database; the answers are facts, never names or words.

A question is declared under its name as one of two:

- ``Known``: a function of the settle at work. It needs no statement.
- ``Looked``: a scalar subquery over the parameters ``CASE`` and ``CUSTOMER``, and the rule that
  makes the answer of what it found (JSON, or None where nothing was).

Everything that a settle asks goes as ONE statement, after its effects are written: an answer is as
fresh as its settle, and a further question costs no round trip.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import JsonValue
from sqlalchemy import ScalarSelect, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.types import Text

from activities.contracts import Ask
from activities.writing import Writing
from database.models import Case, OwnershipLock, Task
from domain.complaints.escalations import OpenComplaint, escalations

CASE = bindparam("case", type_=Text)
CUSTOMER = bindparam("customer", type_=Text)  # of the case; without one nothing is found


@dataclass(frozen=True)
class Known:
    """A question whose answer the settle knows; it is given the arguments of the question."""

    answer: Callable[[Writing, Mapping[str, JsonValue]], Any]


@dataclass(frozen=True)
class Looked:
    """A question that is looked up."""

    found: ScalarSelect[Any]
    answer: Callable[[Any], Any]


async def ask(question: Ask, writing: Writing) -> None:
    """Note a question; it is answered when everything else of the settle is written."""
    writing.asked.append(question)


async def answer(writing: Writing) -> None:
    """Answer what the settle asks, as things stand in this transaction."""
    looked: list[tuple[Ask, Looked]] = []
    for asked in writing.asked:
        match QUESTIONS[asked.question]:
            case Known(known):
                writing.answers[asked.key] = known(writing, asked.arguments)
            case question:
                looked.append((asked, question))
    if looked:
        names = tuple(sorted({asked.question for asked, _ in looked}))
        given = {"case": writing.case.ref, "customer": writing.case.customer}
        found = (await writing.db.execute(_all_of(names), given)).mappings().one()
        for asked, question in looked:
            writing.answers[asked.key] = question.answer(found[asked.question])


@lru_cache(maxsize=256)
def _all_of(names: tuple[str, ...]) -> Select[Any]:
    """Return one statement for several questions, made once for each set of them."""
    return select(
        *(
            question.found.label(name)
            for name in names
            if isinstance(question := QUESTIONS[name], Looked)
        )
    )


# ---------------------------------------------------------------------- what the settle knows


def _open_work(writing: Writing, _: Mapping[str, JsonValue]) -> list[str]:
    return sorted(task.id for task in writing.tasks.values() if task.state == "open")


def _checklist(writing: Writing, arguments: Mapping[str, JsonValue]) -> JsonValue:
    """Return the questions that the agency adds to a ``kind`` of task."""
    return writing.times.settings.checklist(str(arguments["kind"]), writing.today())


def _setting(writing: Writing, arguments: Mapping[str, JsonValue]) -> JsonValue:
    """Return the value of the setting ``name``."""
    return writing.times.settings.at(writing.today()).get(str(arguments["name"]))


# ---------------------------------------------------------------------- what is looked up

_OTHER_COMPLAINTS = (
    Case.customer == CUSTOMER,
    Case.type == "Complaint",
    Case.state == "open",
    Case.ref != CASE,
)

# A PS lock or an open PS plan counts (A48).
_PS_OWNER = (
    select(func.jsonb_build_object("case", Case.ref, "owner", Case.owner, type_=JSONB))
    .where(
        Case.customer == CUSTOMER,
        Case.type.in_(("PersonalisedServicesCase", "ManagedServicePlan")),
        Case.state == "open",
    )
    .order_by(Case.opening)
    .limit(1)
)

_OPEN_COMPLAINTS = select(
    func.jsonb_agg(aggregate_order_by(Case.ref, Case.opening), type_=JSONB)
).where(*_OTHER_COMPLAINTS)

_WORKED_BY = (
    select(func.jsonb_agg(Task.role.distinct())).where(Task.case == Case.ref).scalar_subquery()
)
_WHO_HAS_THEM = select(
    func.jsonb_agg(
        aggregate_order_by(
            func.jsonb_build_array(Case.ref, Case.phase, Case.segment, _WORKED_BY), Case.opening
        ),
        type_=JSONB,
    )
).where(*_OTHER_COMPLAINTS)


def _escalations(found: list[Any] | None) -> list[str]:
    complaints = (
        OpenComplaint(ref, phase, segment, frozenset(roles or ()))
        for ref, phase, segment, roles in found or ()
    )
    return escalations(complaints)


_HELD_BY = select(OwnershipLock.case).where(OwnershipLock.customer == CUSTOMER, OwnershipLock.held)


def _as_it_is(found: JsonValue) -> JsonValue:
    return found


QUESTIONS: Mapping[str, Known | Looked] = {
    "customer": Known(lambda writing, _: writing.case.customer),
    "open_work": Known(_open_work),
    "checklist": Known(_checklist),
    "setting": Known(_setting),
    "ps_owner": Looked(_PS_OWNER.scalar_subquery(), _as_it_is),
    "owning_case": Looked(_HELD_BY.scalar_subquery(), _as_it_is),
    "open_complaints": Looked(_OPEN_COMPLAINTS.scalar_subquery(), lambda found: found or []),
    "open_escalations": Looked(_WHO_HAS_THEM.scalar_subquery(), _escalations),
}
