"""Asking after what others have of a complaint: a procedure that forgets it loses it (A07).

Each hand-over has a day on which it is asked after; whoever asked says until when a report is
waited for. The report itself ends it, whenever it comes.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from activities.contracts import Armed, CallOff
from domain.complaints.deadlines import CHASE
from domain.complaints.tasks import CHASE_PROCEDURE
from domain.file.acts import Act
from domain.file.referrals import OVER, ReferralAnswered, ReferralChased, ReferralMade
from workflows.complaints.state import ComplaintCase, unanswered
from workflows.file import Then
from workflows.handed import Done, Received

NAMED = "report-of-"  # the day is named after who has it


def wait_for_report(
    case: ComplaintCase, to: str, start: datetime, agreed: str | None = None
) -> None:
    """Count until the day on which a procedure is asked how it stands."""
    case.arm(f"{NAMED}{to}", CHASE, start, agreed=agreed, label="Report of a procedure")


def silent(case: ComplaintCase, deadline: Armed) -> None:
    """Have whoever has the complaint ask after it."""
    to = deadline.id.removeprefix(f"{case.ref}.{NAMED}")
    task = case.open(
        CHASE_PROCEDURE,
        assignee=case.state.owner,
        background=True,
        due_on=deadline.due_on,
        procedure=to,
    )
    case.state.chasing[task] = to


def wait_no_more(case: ComplaintCase, to: str, reason: str) -> None:
    """Nothing is asked after any more: it reported, or has nothing of the complaint."""
    case.withdraw_deadline(f"{case.ref}.{NAMED}{to}", CHASE.step, reason)
    about = {"procedure": to}
    case.collect(CallOff, CHASE.step, kind=CHASE_PROCEDURE.name, about=about, reason=reason)


def asked_after(case: ComplaintCase, done: Done) -> None:
    """Keep that it was asked after, and wait until the day that was agreed."""
    to = case.state.chasing.pop(done.task)
    until = str(done.answers["CB-REFERRAL.until"])
    row = next((row for row, whose in unanswered(case).items() if whose == to), None)
    if row is None:
        return
    case.act(
        ReferralChased,
        CHASE.step,
        actor=done.by,
        message=done.message,
        referral=row,
        answer_due=until,
    )
    wait_for_report(case, to, done.at, until)


# ---------------------------------------------------------------- by acts of officers


def referred(case: ComplaintCase, received: Received[ReferralMade]) -> None:
    """Count until the day on which what an officer referred is asked after."""
    made = received.facts
    agreed = made.answer_due.isoformat() if made.answer_due else None
    wait_for_report(case, made.to, received.envelope.occurred_at, agreed)


def answered(case: ComplaintCase, received: Received[ReferralAnswered]) -> None:
    """End the wait for an answer; accepted is not answered."""
    to = unanswered(case).get(received.facts.referral)
    if to and received.facts.answer in OVER:
        wait_no_more(case, to, "it was answered")


def chased(case: ComplaintCase, received: Received[ReferralChased]) -> None:
    """Wait until the day that an officer agreed."""
    if to := unanswered(case).get(received.facts.referral):
        wait_no_more(case, to, "it was asked after")
        agreed = received.facts.answer_due.isoformat()
        wait_for_report(case, to, received.envelope.occurred_at, agreed)


THEN: Mapping[type[Act], Then] = MappingProxyType(
    {ReferralMade: referred, ReferralAnswered: answered, ReferralChased: chased}
)
