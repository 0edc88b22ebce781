"""Whether everything that is declared will be run, answered and printed: each omission, in words.

The domain looks into itself (``domain.declared``); here is what the other rooms owe it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

import activities
import domain
import workflows
from activities.gathering import Gatherers
from activities.lifecycles import ANSWERS, GATHERERS
from activities.lookups import Answers
from domain import declared
from domain.case_type import CaseType
from domain.catalogue import CASE_TYPES, LETTERS
from domain.declared import file_of, held, modules
from domain.errors import DeclarationError
from domain.kit_tasks import KIT_TASKS
from domain.letters import LetterKind
from domain.lookups import Lookup
from domain.messages import Message
from letters.gallery import SAMPLES
from letters.render import TEMPLATES
from worker.registration import LIFECYCLES
from workflows.declaration import Lifecycle


class Registered(Protocol):
    """A workflow, as a worker runs it."""

    lifecycle: Lifecycle[Any, Any, Any]


class Parts(NamedTuple):
    """What is joined of all lifecycles, room by room."""

    workflows: Sequence[type[Registered]] = LIFECYCLES
    case_types: Mapping[str, CaseType[Message]] = CASE_TYPES
    letters: Mapping[str, LetterKind] = LETTERS
    answers: Answers = ANSWERS
    gatherers: Gatherers = GATHERERS


@cache
def check() -> None:
    """Look for omissions in every room.

    Raises:
        DeclarationError: all that is missing, at once.
    """
    if found := [*declared.faults(), *faults(Parts())]:
        raise DeclarationError(found)


def faults(parts: Parts) -> list[str]:
    """Say what the rooms beside the domain leave out, in words that say what to add where."""
    return [
        *_registration(parts),
        *(fault for each in parts.workflows for fault in _lifecycle(each.lifecycle)),
        *_lookups(parts),
        *_pages(parts),
        *_activities(parts),
    ]


def _registration(parts: Parts) -> Iterator[str]:
    place = "worker/registration.py"
    run = [each.lifecycle.of.name for each in parts.workflows]
    for file, lifecycle in held(workflows, Lifecycle, "workflow"):
        if lifecycle.of.name not in run:
            yield f"{file}: no worker runs {lifecycle.of.name}; put it into LIFECYCLES in {place}"
    for name in parts.case_types:
        if name not in run:
            yield f"{name}: no workflow runs it; write one, and put it into LIFECYCLES in {place}"
    for name in run:
        if name not in parts.case_types:
            yield f"{place}: {name} is no kind of case; put it into DECLARED in domain/catalogue.py"


def _lifecycle(lifecycle: Lifecycle[Any, Any, Any]) -> Iterator[str]:
    of = lifecycle.of
    phases = {phase.value for phase in of.phases}
    for phase in sorted(phases - {*lifecycle.phases}):
        yield f"{of.name}: nothing is done in the phase {phase}; put its function into phases"
    for phase in sorted({*lifecycle.phases, lifecycle.first} - phases):
        yield f"{of.name}: {phase} is no phase of it; name it in phases.py"
    for message in (*(order.kind for order in lifecycle.standing), *lifecycle.held):
        if message.name not in lifecycle.known:
            yield f"{of.name}: it does not take {message.name}; put it into takes of its case type"
    for task in sorted({*lifecycle.done} - {kind.name for kind in (*of.tasks, *KIT_TASKS)}):
        yield f"{of.name}: it has no task {task}, on which something would follow"


def _lookups(parts: Parts) -> Iterator[str]:
    asked = {lookup: file for file, lookup in held(domain, Lookup, "lookups")}
    for lookup, file in asked.items():
        if lookup not in parts.answers:
            yield f"{file}: nobody answers {lookup}; answer it in activities/<lifecycle>.py"
    for name in sorted({*parts.answers} - {*asked}):
        yield f"activities answer {name}, which nobody asks; declare it in lookups.py"


def _pages(parts: Parts) -> Iterator[str]:
    for kind in parts.letters.values():
        if not (TEMPLATES / kind.template).is_file():
            yield f"letter {kind.name}: write its page, letters/templates/{kind.template}"
        if not (SAMPLES / f"{kind.name}.yaml").is_file():
            yield f"letter {kind.name}: write an example, letters/samples/{kind.name}.yaml"


def _activities(parts: Parts) -> Iterator[str]:
    for module in modules(activities):
        answers, gatherers = getattr(module, "ANSWERS", ()), getattr(module, "GATHERERS", ())
        if not ({*answers} <= {*parts.answers} and {*gatherers} <= {*parts.gatherers}):
            place = "put it into LIFECYCLES in activities/lifecycles.py"
            yield f"{file_of(module.__name__)}: nobody knows what it answers and fills; {place}"
    filled = {kind.fields for kind in parts.letters.values()}
    for fields in parts.gatherers:
        if fields not in filled:
            yield f"activities fill {fields.__name__}, which no letter has; leave it out"
