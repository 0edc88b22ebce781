"""Everything that the product knows by name, collected from where it is declared.

A new lifecycle adds its declarations here; doors, work lists, settles and `casebound catalogue`
know them from then on. Workflows do not read this: they know their own.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from domain.complaints import messages as complaint_messages
from domain.complaints import phases as complaint_phases
from domain.complaints import tasks as complaint_tasks
from domain.deadline_rules import RULES
from domain.kit_tasks import KIT_TASKS
from domain.letters import LETTERS
from domain.messages import (
    CalendarChanged,
    CaseWithdrawn,
    CustomerCalledBack,
    CustomerReplied,
    CustomerUpdated,
    LetterDelivered,
    Message,
    TaskCompleted,
)
from domain.personalised_services import messages as personalised_services_messages
from domain.personalised_services import phases as personalised_services_phases
from domain.personalised_services import tasks as personalised_services_tasks
from domain.roles import ROLE_WORDS
from domain.tasks import TaskKind

KIT_MESSAGES: tuple[type[Message], ...] = (
    TaskCompleted,
    CustomerReplied,
    CustomerCalledBack,
    CaseWithdrawn,
    LetterDelivered,
    CalendarChanged,
    CustomerUpdated,
)


class Named(Protocol):
    """Whatever is known by its name."""

    @property
    def name(self) -> str:
        """The wire name."""


N = TypeVar("N", bound=Named)


def _by_name(declared: Iterable[N]) -> Mapping[str, N]:
    found: dict[str, N] = {}
    for thing in declared:
        if found.setdefault(thing.name, thing) is not thing:
            raise ValueError(f"{thing.name} is declared twice; a wire name means one thing")
    return MappingProxyType(found)


MESSAGES: Mapping[str, type[Message]] = _by_name(
    (*KIT_MESSAGES, *complaint_messages.MESSAGES, *personalised_services_messages.MESSAGES)
)
TASKS: Mapping[str, TaskKind] = _by_name(
    (*KIT_TASKS, *complaint_tasks.TASKS, *personalised_services_tasks.TASKS)
)
ROLES: Mapping[str, str] = MappingProxyType({role.value: w for role, w in ROLE_WORDS.items()})

# The phases of each lifecycle, in the order of their declaration.
LIFECYCLES: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        "Complaint": complaint_phases.Phase,
        "PersonalisedServicesCase": personalised_services_phases.Phase,
    }
)

__all__ = ["LETTERS", "LIFECYCLES", "MESSAGES", "ROLES", "RULES", "TASKS"]
