"""Dates and work about a row of the file.

A date is named after its row, ``ps-....commitment-2``: so the act that ends it finds it.
"""

from activities.effects.deadlines import EndDeadline
from activities.effects.tasks import CallOff
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.personalised_services.state import PsCase


def deadline_of(case: PsCase, row: str) -> str:
    """Name the date of a row."""
    return f"{case.ref}.{row}"


def meet(case: PsCase, row: str, step: StepId) -> None:
    """Let the date of a row be met by the act at hand, although both may be of one settle."""
    deadline = deadline_of(case, row)
    step = case.verbs.step_of(deadline) or step
    if not case.met(deadline, step):
        case.collect(EndDeadline, step, id=deadline, state="met")


def call_off(case: PsCase, kind: TaskKind, step: StepId, reason: str, **row: str) -> None:
    """Take back work about a row, which an act of its own has made needless."""
    case.collect(CallOff, step, kind=kind.name, about=row, reason=reason)
