"""What is asked and not answered, and what nobody touches: somebody hears of it."""

from activities.contracts import Armed
from domain.personalised_services.deadlines import SM_ANSWER, SSM_ANSWER, UNTOUCHED
from domain.personalised_services.tasks.standing import CASE_UNTOUCHED, SILENT
from domain.roles import Role
from workflows.handed import Done
from workflows.personalised_services.state import PsCase

UNTOUCHED_NAME = "untouched"


# Of whom it is counted how long they take over what they are asked, decisions and advice alike.
ANSWERS = {Role.PS_SSM: SSM_ANSWER, Role.PS_SM: SM_ANSWER}


def ssm_silent(case: PsCase, deadline: Armed) -> None:
    """Tell the Service Manager of what the SSM has not answered."""
    _tell(case, deadline, Role.PS_SM)


def sm_silent(case: PsCase, deadline: Armed) -> None:
    """Tell a Team Leader of what the Service Manager has not answered."""
    _tell(case, deadline, Role.TEAM_LEADER)


def _tell(case: PsCase, deadline: Armed, role: Role) -> None:
    task = deadline.id.replace(".answer-", ".")
    case.open(SILENT, role=role, background=True, due_on=deadline.due_on, unanswered=task)


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
