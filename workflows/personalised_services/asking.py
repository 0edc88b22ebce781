"""What is asked of the SSM: somebody else hears of it where the SSM is silent."""

from collections.abc import Iterator
from contextlib import contextmanager

from activities.contracts import Armed
from domain.personalised_services.deadlines import SSM_ANSWER, UNTOUCHED
from domain.personalised_services.tasks.standing import CASE_UNTOUCHED, SSM_SILENT
from workflows.handed import Done
from workflows.personalised_services.state import PsCase

UNTOUCHED_NAME = "untouched"


@contextmanager
def the_ssm_answers(case: PsCase) -> Iterator[None]:
    """Count how long the SSM takes over what is asked here; a silent one is the SM's to see to."""
    due = case.arm(
        "ssm-answer", SSM_ANSWER, case.clock.cause, label="Answer of the SSM", numbered=True
    )
    yield
    case.met(due, "CB-TASK")


def ssm_silent(case: PsCase, deadline: Armed) -> None:
    """Tell the Service Manager, where the question is still open."""
    if case.awaits_decision():
        case.open(SSM_SILENT, background=True, due_on=deadline.due_on)


def touched(case: PsCase) -> None:
    """Count anew how long nobody has touched the case: there was a contact, or a review.

    What was done in time and is told late takes the reminder back.
    """
    id_ = f"{case.ref}.{UNTOUCHED_NAME}"
    if not case.armed(id_):
        case.met(id_, "CB-TASK")
    case.arm(UNTOUCHED_NAME, UNTOUCHED, case.clock.cause, label="A month without contact or review")


def untouched(case: PsCase, deadline: Armed) -> None:
    """Show the case to its owner."""
    case.open(CASE_UNTOUCHED, background=True, due_on=deadline.due_on)


def looked_at(case: PsCase, _: Done) -> None:
    """Count anew from the owner's look."""
    touched(case)
