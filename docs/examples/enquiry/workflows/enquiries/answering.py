"""An enquiry is answered by letter, in five working days.

Entered  by ``enquiry.received``.
Leaves   to ANSWERED. When the time is over the Team Leader is told, and it is still answered.
"""

from domain.enquiries.deadlines import TIME_TO_ANSWER
from domain.enquiries.letters import ENQUIRY_ANSWER
from domain.enquiries.lookups import OPEN_ENQUIRIES
from domain.enquiries.messages import EnquiryReceived
from domain.enquiries.phases import Phase
from domain.enquiries.state import EnquiryState
from domain.enquiries.tasks import ANSWER, ANSWER_OVERDUE

from activities.contracts import Armed
from domain.messages import CaseWithdrawn
from workflows.case import Case
from workflows.handed import Received

EnquiryCase = Case[EnquiryState, EnquiryReceived]
TIME = "answer"


async def answering(case: EnquiryCase) -> str:
    """Have the enquiry answered; its timeline says what else the customer asks."""
    due = case.arm(TIME, TIME_TO_ANSWER, case.clock.cause, label="Time to answer")
    case.ask("others", OPEN_ENQUIRIES, "CB-MESSAGE")
    await case.find_answers()
    if others := case.answer("others"):
        case.note("CB-NOTE", "the customer has asked something else, too", others=others)
    await case.send(ENQUIRY_ANSWER, ANSWER)
    if not case.state.late:
        case.met(due, "CB-MESSAGE")
    return case.to(Phase.ANSWERED, "CB-MESSAGE")


async def answered(case: EnquiryCase) -> None:
    """Close what is answered."""
    case.close("answered", "The enquiry was answered")


async def withdrawn(case: EnquiryCase) -> None:
    """Close what the customer took back."""
    case.close("withdrawn", "The enquiry was withdrawn")


def late(case: EnquiryCase, deadline: Armed) -> None:
    """Tell the Team Leader that the time is over."""
    case.state.late = True
    case.open(ANSWER_OVERDUE, background=True, due_on=deadline.due_on)


def taken_back(case: EnquiryCase, _: Received[CaseWithdrawn]) -> None:
    """End the enquiry: the customer took it back."""
    case.move_on(Phase.WITHDRAWN, "CB-CLOSE")
