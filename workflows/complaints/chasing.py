"""Asking after what others have of a complaint, by acts of officers too (A07).

Each hand-over has a day on which whoever has the complaint asks after it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from activities.contracts import Armed
from domain.file.acts import Act
from domain.file.referrals import OVER, ReferralAnswered, ReferralChased, ReferralMade
from domain.roles import Role
from workflows import left_to_procedure
from workflows.complaints.state import ComplaintCase
from workflows.file import Then
from workflows.handed import Received


def silent(case: ComplaintCase, deadline: Armed) -> None:
    """Have whoever has the complaint ask after it."""
    owner = case.state.owner
    left_to_procedure.silent(case, deadline, role=Role.COMPLAINTS_OFFICER, assignee=owner)


def referred(case: ComplaintCase, received: Received[ReferralMade]) -> None:
    """Count until the day on which what an officer referred is asked after."""
    made = received.facts
    agreed = made.answer_due.isoformat() if made.answer_due else None
    left_to_procedure.wait(case, made.to, received.envelope.occurred_at, agreed)


def answered(case: ComplaintCase, received: Received[ReferralAnswered]) -> None:
    """End the wait for an answer; accepted is not answered."""
    to = left_to_procedure.referrals(case).get(received.facts.referral)
    if to and received.facts.answer in OVER:
        left_to_procedure.wait_no_more(case, to, "it was answered")


def chased(case: ComplaintCase, received: Received[ReferralChased]) -> None:
    """Wait until the day that an officer agreed."""
    if to := left_to_procedure.referrals(case).get(received.facts.referral):
        left_to_procedure.wait_no_more(case, to, "it was asked after")
        agreed = received.facts.answer_due.isoformat()
        left_to_procedure.wait(case, to, received.envelope.occurred_at, agreed)


THEN: Mapping[type[Act], Then] = MappingProxyType(
    {
        ReferralMade: referred,
        ReferralAnswered: answered,
        ReferralChased: chased,
    }
)
