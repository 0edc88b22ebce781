"""Everything that the product knows by name, collected from the kinds of case that declare it.

A new lifecycle adds its ``CaseType`` here; doors, work lists, settles and `casebound catalogue`
know it from then on; what it leaves out is found by ``domain.declared``. Workflows do not read
this: they know their own.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol, TypeVar

from domain import kit_deadlines, kit_settings, to_come
from domain.case_type import CaseType
from domain.cold_transfer.case_type import COLD_TRANSFER
from domain.complaints.case_type import COMPLAINT
from domain.deadline_rules import DeadlineRule
from domain.every_case import EVERY_CASE, NO_CASE
from domain.kit_tasks import KIT_TASKS
from domain.letters import LetterKind
from domain.messages import Message
from domain.ownership.case_type import OWNERSHIP
from domain.personalised_services.case_type import PERSONALISED_SERVICES
from domain.restrictions.case_type import SERVICE_RESTRICTION
from domain.setting_kinds import Setting
from domain.step_ids import StepId
from domain.tasks import TaskKind

DECLARED: tuple[CaseType[Message], ...] = (
    COMPLAINT,
    PERSONALISED_SERVICES,
    SERVICE_RESTRICTION,
    OWNERSHIP,
    COLD_TRANSFER,
)


class Named(Protocol):
    """Whatever is known by its name."""

    @property
    def name(self) -> str:
        """The wire name."""


N = TypeVar("N", bound=Named)


def _by_name(declared: Iterable[N]) -> Mapping[str, N]:
    return MappingProxyType({thing.name: thing for thing in declared})


CASE_TYPES: Mapping[str, CaseType[Message]] = _by_name(DECLARED)
MESSAGES: Mapping[str, type[Message]] = _by_name(
    (*EVERY_CASE, *NO_CASE, *(message for each in DECLARED for message in each.takes))
)
TASKS: Mapping[str, TaskKind] = _by_name(
    (*KIT_TASKS, *(kind for each in DECLARED for kind in each.tasks))
)
LETTERS: Mapping[str, LetterKind] = _by_name(kind for each in DECLARED for kind in each.letters)
SETTINGS: Mapping[str, Setting] = _by_name(
    (
        *kit_settings.SETTINGS,
        *(setting for each in DECLARED for setting in each.settings),
        *to_come.SETTINGS,
    )
)
RULES: Mapping[str, DeadlineRule] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            *kit_deadlines.RULES,
            *(rule for each in DECLARED for rule in each.rules),
            *to_come.RULES,
        )
    }
)


@cache
def takers(message: type[Message]) -> tuple[str, ...]:
    """Return the kinds of case that take a message."""
    return tuple(
        name for name, each in CASE_TYPES.items() if message in EVERY_CASE or message in each.takes
    )


def opened_by(message: type[Message]) -> CaseType[Message] | None:
    """Return the kind of case that a message opens; None where it opens none."""
    return next((each for each in CASE_TYPES.values() if message is each.opened_by), None)


def steps_of(message: str, case_type: str | None) -> tuple[StepId, ...]:
    """Return the steps that a message serves in a kind of case, the leading one first.

    Without a case they are those of the case that it would open. What a case does not take, or
    nobody knows, becomes work: ``CB-MESSAGE``.
    """
    known = MESSAGES.get(message)
    if known is None:
        return ("CB-MESSAGE",)
    case = CASE_TYPES.get(case_type) if case_type else opened_by(known)
    taken = {**EVERY_CASE, **NO_CASE, **(case.takes if case else {})}
    return taken.get(known, ("CB-MESSAGE",))
