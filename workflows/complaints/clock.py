"""The two days to acknowledge a complaint: WC-S3n, reading A02.

Armed at receipt for every written complaint. It is met by the letter, and withdrawn where there
is none to send: an exempt complaint, a supplementary item, what is no complaint.
"""

from activities.contracts import Armed
from domain.complaints.deadlines import ALERT, TIME_TO_ACKNOWLEDGE
from domain.complaints.handling import clock_watcher
from domain.complaints.tasks import (
    ACKNOWLEDGEMENT_ABOUT_TO_LAPSE,
    ACKNOWLEDGEMENT_LAPSED,
    COMPLAINT_RECORD,
)
from domain.findings import HOLDS
from domain.tasks import TaskKind
from workflows.complaints.state import ComplaintCase, counts_from
from workflows.handed import Done

ACKNOWLEDGEMENT = "acknowledgement"
WARNING = "acknowledgement-warning"


def start_clock(case: ComplaintCase) -> None:
    """Count from receipt, and warn before the time is over."""
    receipt = counts_from(case)
    case.arm(ACKNOWLEDGEMENT, TIME_TO_ACKNOWLEDGE, receipt, label="Time to acknowledge")
    case.arm(WARNING, ALERT, receipt, label="Alert about the acknowledgement")


def stop_clock(case: ComplaintCase, reason: str) -> None:
    """Withdraw what is still armed: no acknowledgement is to be sent."""
    for name in (ACKNOWLEDGEMENT, WARNING):
        if deadline := case.armed(name):
            case.withdraw_deadline(deadline.id, "WC-S3n", reason)
    _call_off(case, reason)


def no_clock(case: ComplaintCase, reason: str) -> None:
    """There is no acknowledgement to send, and never was: none can be late either."""
    if case.state.overdue:
        case.state.overdue = False
        _note(case, case.state.due_date, "not needed", case.state.assessed_by)
    stop_clock(case, reason)


def meet_clock(case: ComplaintCase, sent: Done) -> None:
    """The acknowledgement went out. Late, it was missed before and stays missed.

    Sent in time it counts as that, although the case hears of it after its time was over.
    """
    state = case.state
    if deadline := case.armed(ACKNOWLEDGEMENT):
        case.met(deadline.id, "WC-S3n")
        _note(case, deadline.due_on, "met", sent.by)
    elif state.lapsed_at and sent.at < state.lapsed_at:
        state.overdue = False
        _note(case, state.due_date, "met", sent.by)
    stop_clock(case, "the acknowledgement was sent")


def about_to_lapse(case: ComplaintCase, deadline: Armed) -> None:
    """Alert the Complaints SSM while there is still time."""
    last = case.armed(ACKNOWLEDGEMENT)
    _alert(case, ACKNOWLEDGEMENT_ABOUT_TO_LAPSE, last or deadline)


def lapsed(case: ComplaintCase, deadline: Armed) -> None:
    """Flag the complaint as overdue and alert the Complaints SSM."""
    case.state.overdue = True
    case.state.lapsed_at, case.state.due_date = deadline.due, deadline.due_on
    _note(case, deadline.due_on, "missed", None)
    _call_off(case, "the acknowledgement is late")
    _alert(case, ACKNOWLEDGEMENT_LAPSED, deadline)


def _alert(case: ComplaintCase, kind: TaskKind, deadline: Armed) -> None:
    role = clock_watcher()
    case.decide(
        "BG-WC-b",
        HOLDS,
        f"the Complaints Team Leader is the Complaints SSM here: {kind.title}",
        role=role.value,
        alert=kind.name,
        due_on=deadline.due_on,
    )
    case.state.alert = case.open(
        kind, role=role, background=True, due_on=deadline.due_on, phase=case.phase
    )


def _call_off(case: ComplaintCase, reason: str) -> None:
    alert, case.state.alert = case.state.alert, None
    if alert:
        case.withdraw_task(alert, reason)


def _note(case: ComplaintCase, due_date: str, result: str, officer: str | None) -> None:
    case.record(
        "WC-S3n",
        COMPLAINT_RECORD,
        "acknowledgement_clock",
        actor=officer,
        due_date=due_date,
        result=result,
    )
