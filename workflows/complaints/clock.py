"""The two days to acknowledge a complaint: WC-S3n, reading A02.

Armed at receipt for every written complaint. It is met by the letter, and withdrawn where there
is none to send: an exempt complaint, a supplementary item, what is no complaint.
"""

from activities.contracts import Armed
from activities.effects.deadlines import EndDeadline
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
from workflows.handed import Letter

ACKNOWLEDGEMENT = "acknowledgement"
WARNING = "acknowledgement-warning"


def start_clock(case: ComplaintCase) -> None:
    """Count from receipt, and warn before the time is over."""
    receipt = counts_from(case)
    case.arm(ACKNOWLEDGEMENT, TIME_TO_ACKNOWLEDGE, receipt, label="Time to acknowledge")
    case.arm(WARNING, ALERT, receipt, label="Alert about the acknowledgement")


def recount(case: ComplaintCase, reason: str = "the day of receipt was put right") -> None:
    """Count anew from the day that is right, whatever became of the day that was wrong.

    An acknowledgement that has left was in time, or late, by the date as it is now.
    """
    state = case.state
    if not (state.overdue or state.acknowledged or case.armed(ACKNOWLEDGEMENT)):
        return  # there is nothing to acknowledge
    _silence(case, reason)
    state.overdue, state.due_date = False, ""
    left_at = state.acknowledged_at
    if left_at is None:
        start_clock(case)
        return
    state.recounted = True
    name = case.arm(
        ACKNOWLEDGEMENT, TIME_TO_ACKNOWLEDGE, counts_from(case), label="Time to acknowledge"
    )
    case.collect(EndDeadline, "WC-S3n", at=left_at, id=name, state="met")


def stop_clock(case: ComplaintCase, reason: str) -> None:
    """Withdraw what is still armed, and note what has lapsed: nothing is to be acknowledged now."""
    if case.state.overdue and not case.state.acknowledged:
        _note(case, case.state.due_date, "missed", None)
    _silence(case, reason)


def no_clock(case: ComplaintCase, reason: str) -> None:
    """There is no acknowledgement to send, and never was: none can be late either."""
    if case.state.overdue:
        case.state.overdue = False
        _note(case, case.state.due_date, "not needed", case.state.assessed_by)
    _silence(case, reason)


def meet_clock(case: ComplaintCase, letter: Letter) -> None:
    """Note what became of the clock, once, now that the acknowledgement has left.

    It may turn out to have left before its time was over, whenever the case hears of it.
    """
    armed, by = case.armed(ACKNOWLEDGEMENT), letter.signed.by
    due_date = armed.due_on if armed else case.state.due_date
    in_time = case.met(f"{case.ref}.{ACKNOWLEDGEMENT}", "WC-S3n")
    case.state.overdue = not in_time
    _note(case, due_date, "met" if in_time else "missed", by)
    _silence(case, "the acknowledgement was sent")


def _silence(case: ComplaintCase, reason: str) -> None:
    for name in (ACKNOWLEDGEMENT, WARNING):  # the first may have passed, and is owed no more
        case.withdraw_deadline(f"{case.ref}.{name}", "WC-S3n", reason)
    _call_off(case, reason)


def about_to_lapse(case: ComplaintCase, deadline: Armed) -> None:
    """Alert the Complaints SSM while there is still time."""
    last = case.armed(ACKNOWLEDGEMENT)
    _alert(case, ACKNOWLEDGEMENT_ABOUT_TO_LAPSE, last or deadline)


def lapsed(case: ComplaintCase, deadline: Armed) -> None:
    """Flag the complaint as overdue and alert the Complaints SSM."""
    case.state.overdue = True
    case.state.due_date = deadline.due_on
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
