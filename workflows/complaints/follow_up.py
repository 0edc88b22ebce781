"""What may happen to a complaint in any phase, and what follows when background work is done."""

from collections.abc import Callable

from domain.complaints.handling import acknowledged_by
from domain.complaints.messages import SupplementaryReceived
from domain.complaints.phases import Phase
from domain.complaints.tasks import (
    ACKNOWLEDGEMENT_ABOUT_TO_LAPSE,
    ACKNOWLEDGEMENT_LAPSED,
    COMPLAINT_RECORD,
    HANDLE_LEVEL_1,
    READ_SUPPLEMENTARY,
)
from domain.messages import CaseWithdrawn, Message
from domain.roles import Role
from workflows.complaints.state import ComplaintCase
from workflows.declaration import Done, Received

# ---------------------------------------------------------------- standing orders


def supplementary_received(case: ComplaintCase, received: Received[Message]) -> None:
    """Give further correspondence to whoever has the complaint now (WC-S3d)."""
    told = received.facts
    other = told.complaint if isinstance(told, SupplementaryReceived) else None
    level, in_ps = case.state.level, case.state.in_ps
    role = acknowledged_by(level, in_ps=in_ps) if level else Role.ALLOCATIONS_OFFICER
    case.open(
        READ_SUPPLEMENTARY,
        role=role,
        background=True,
        message=received.envelope.key,
        complaint=other,
    )


def taken_back(case: ComplaintCase, _received: Received[Message]) -> None:
    """End the complaint: the customer took it back."""
    case.move_on(Phase.WITHDRAWN, "CB-CLOSE")


STANDING: dict[type[Message], Callable[[ComplaintCase, Received[Message]], None]] = {
    SupplementaryReceived: supplementary_received,
    CaseWithdrawn: taken_back,
}

# ---------------------------------------------------------------- background work, done


def level_1_handled(case: ComplaintCase, done: Done) -> None:
    """Record the Level 1 Officer's tasks as they were answered (WC-S3l)."""
    asked = case.answer("level_1_checklist")
    items = tuple(asked) if isinstance(asked, dict) else ()
    case.record(
        "WC-S3l",
        COMPLAINT_RECORD,
        "level_1_checklist",
        actor=done.by,
        answers=items,
        message=done.message,
        officer=done.by,
        items=list(items),
    )


def alert_read(case: ComplaintCase, done: Done) -> None:
    """Forget the alert: there is nothing left to call off."""
    if case.state.alert == done.task:
        case.state.alert = None


COMPLETED: dict[str, Callable[[ComplaintCase, Done], None]] = {
    HANDLE_LEVEL_1.name: level_1_handled,
    ACKNOWLEDGEMENT_ABOUT_TO_LAPSE.name: alert_read,
    ACKNOWLEDGEMENT_LAPSED.name: alert_read,
}


def completed(case: ComplaintCase, done: Done) -> None:
    """Do what follows on background work that a wait has taken."""
    if then := COMPLETED.get(done.kind):
        then(case, done)
