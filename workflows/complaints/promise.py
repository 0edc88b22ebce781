"""The day by which the acknowledgement says that the customer hears: CB-LETTER, reading A41.

Armed when the acknowledgement has left, from the letter's own day. A reply meets it: an answer to
what came in, the report of the procedure that has the complaint, a first contact that resolved it.
Once it has passed, whoever has the complaint tells the customer how far it is; that meets it late.
"""

from activities.contracts import Armed
from domain.complaints.deadlines import HEARS
from domain.complaints.handling import acknowledged_by
from domain.complaints.tasks import TELL_HOW_FAR
from domain.file.correspondence import CorrespondenceAnswered
from workflows.complaints.state import ComplaintCase, level_of
from workflows.handed import Done, Letter, Received

PROMISE = "promise"


def promise(case: ComplaintCase, letter: Letter) -> None:
    """Count from the day that the letter bears, as the day that it states was counted."""
    case.arm(PROMISE, HEARS, letter.signed.at, label="The customer hears about the complaint")


def kept(case: ComplaintCase) -> None:
    """Say that the customer has heard: nobody need tell them how far it is."""
    case.met(f"{case.ref}.{PROMISE}", "CB-LETTER")
    _call_off(case, "the customer has heard")


def lapsed(case: ComplaintCase, deadline: Armed) -> None:
    """Have whoever has the complaint tell the customer how far it is."""
    case.open(
        TELL_HOW_FAR,
        role=acknowledged_by(level_of(case), in_ps=case.state.in_ps),
        assignee=case.state.owner,
        background=True,
        due_on=deadline.due_on,
    )


def take_back(case: ComplaintCase, reason: str) -> None:
    """Forget what the acknowledgement promised: there is nothing to hear any more."""
    if case.state.acknowledged:
        case.withdraw_deadline(f"{case.ref}.{PROMISE}", "CB-LETTER", reason)
        _call_off(case, reason)


def _call_off(case: ComplaintCase, reason: str) -> None:
    for task in case.background_work(TELL_HOW_FAR):
        case.withdraw_task(task, reason)


def answered(case: ComplaintCase, _received: Received[CorrespondenceAnswered]) -> None:
    """Take an answer to what came in for a reply."""
    kept(case)


def told_how_far(case: ComplaintCase, _done: Done) -> None:
    """Take it that the customer was told."""
    kept(case)
