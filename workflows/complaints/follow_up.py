"""What may happen to a complaint in any phase, and what follows when background work is done."""

from collections.abc import Callable

from activities.effects.cases import Identify
from activities.effects.tasks import HandOver
from domain.complaints.acts import ACTS
from domain.complaints.handling import acknowledged_by
from domain.complaints.messages import (
    ComplaintCorrected,
    CustomerIdentified,
    LetterLoggedAgain,
    SupplementaryReceived,
)
from domain.complaints.phases import Phase
from domain.complaints.tasks import (
    ACKNOWLEDGEMENT_ABOUT_TO_LAPSE,
    ACKNOWLEDGEMENT_LAPSED,
    BRING_IN_PSSO,
    COMPLAINT_RECORD,
    HANDLE_LEVEL_1,
    READ_SUPPLEMENTARY,
    RESOLVE_AT_FIRST_CONTACT,
    TELL_HOW_FAR,
)
from domain.file.correspondence import CorrespondenceAnswered
from domain.file.procedures import ProcedureReported
from domain.lookups import CUSTOMER
from domain.messages import CaseWithdrawn, CustomerCalledBack, CustomerReplied, Message
from domain.personalised_services.messages import PssoChanged
from domain.roles import Role
from workflows.complaints import promise
from workflows.complaints.acknowledging import take_up
from workflows.complaints.chasing import THEN
from workflows.complaints.correcting import corrected
from workflows.complaints.correspondence import file_supplementary
from workflows.complaints.handing_over import reported
from workflows.complaints.same_letter import logged_again
from workflows.complaints.state import ComplaintCase, customer_of
from workflows.declaration import act, order
from workflows.file import acts_on_the_file
from workflows.handed import Done, NotNow, Received

# ---------------------------------------------------------------- standing orders


def supplementary_received(case: ComplaintCase, received: Received[SupplementaryReceived]) -> None:
    """Give further correspondence to whoever has the complaint now, by name (WC-S3d)."""
    facts = received.facts
    if facts.complaint is None:
        day = facts.received_on.isoformat() if facts.received_on else None
        file_supplementary(case, received.envelope.key, day)
    case.open(
        READ_SUPPLEMENTARY,
        role=_reader(case),
        assignee=case.state.owner,
        background=True,
        message=received.envelope.key,
        complaint=facts.complaint,
    )


def identified(case: ComplaintCase, received: Received[CustomerIdentified]) -> None:
    """Give the complaint its customer; an assessment looks again at what is in hand (WC-S2a).

    Raises:
        NotNow: it has a customer.
    """
    if customer_of(case) is not None:
        raise NotNow("whose complaint it is is known already; complaint.corrected puts it right")
    customer, actor = received.facts.customer, received.envelope.actor
    case.collect(Identify, "WC-S2a", customer=customer, actor=actor)
    case.ask("customer", CUSTOMER, "WC-S2a")
    if case.phase == Phase.ASSESSING:
        case.move_on(Phase.ASSESSING, "WC-S3b")


def psso_changed(case: ComplaintCase, received: Received[PssoChanged]) -> None:
    """Give what the former PSSO had of this complaint to the new one (WC-S4b).

    Where it is about that one it is nobody's by name, until another PSSO takes it.
    """
    state = case.state
    if state.ps_owner is None:
        return
    to = received.facts.to
    if state.owner == state.ps_owner:
        state.owner = None if to in state.about else to
        case.set("WC-S4b", owner=state.owner)
    state.ps_owner = to
    case.collect(HandOver, "WC-S4b", role=Role.PSSO, to=to)
    case.record("WC-S4b", "Personalised Services", "psso_notified", complaint=case.ref, psso=to)


def heard_from_customer(case: ComplaintCase, received: Received[Message]) -> None:
    """Let whoever has the complaint now read what its customer wrote or said."""
    case.have_read(received.envelope, role=_reader(case))


def _reader(case: ComplaintCase) -> Role:
    level, in_ps = case.state.level, case.state.in_ps
    return acknowledged_by(level, in_ps=in_ps) if level else Role.ALLOCATIONS_OFFICER


def taken_back(case: ComplaintCase, _received: Received[CaseWithdrawn]) -> None:
    """End the complaint: the customer took it back."""
    case.move_on(Phase.WITHDRAWN, "CB-CLOSE")


STANDING = (
    order(CustomerIdentified, identified),
    order(PssoChanged, psso_changed),
    act(SupplementaryReceived, supplementary_received),
    act(CustomerReplied, heard_from_customer),
    act(CustomerCalledBack, heard_from_customer),
    order(CaseWithdrawn, taken_back),
    order(ProcedureReported, reported),
    order(ComplaintCorrected, corrected),
    order(LetterLoggedAgain, logged_again),
    *acts_on_the_file(
        then={**THEN, CorrespondenceAnswered: promise.answered},
        only=ACTS.keys() - {ProcedureReported},
    ),
)

# ---------------------------------------------------------------- background work, done


def level_1_handled(case: ComplaintCase, done: Done) -> None:
    """Record the Level 1 Officer's tasks as they were answered (WC-S3l)."""
    items = tuple(case.state.level_1_items)
    case.record(
        "WC-S3l",
        COMPLAINT_RECORD,
        "level_1_checklist",
        actor=done.by,
        taken={item: item for item in items},
        messages=(done.message,),
        items=list(items),
        officer=done.by,
        time=done.at.isoformat(),
    )


def first_contact_made(case: ComplaintCase, done: Done) -> None:
    """Give the complaint to whoever spoke with the customer, unless it is somebody's (WC-S3k)."""
    take_up(case, "WC-S3k", done)
    if done.answers.get("WC-S3k") is True:
        promise.kept(case)


def psso_brought_in(case: ComplaintCase, done: Done) -> None:
    """Give the complaint to the PSSO who was told, where no PS case here names one (WC-S4b)."""
    state = case.state
    if state.ps_owner is None:
        state.ps_owner = state.owner = str(done.answers["WC-S4b"])
        case.set("WC-S4b", owner=state.owner)


def alert_read(case: ComplaintCase, done: Done) -> None:
    """Forget the alert: there is nothing left to call off."""
    if case.state.alert == done.task:
        case.state.alert = None


COMPLETED: dict[str, Callable[[ComplaintCase, Done], None]] = {
    HANDLE_LEVEL_1.name: level_1_handled,
    RESOLVE_AT_FIRST_CONTACT.name: first_contact_made,
    BRING_IN_PSSO.name: psso_brought_in,
    ACKNOWLEDGEMENT_ABOUT_TO_LAPSE.name: alert_read,
    ACKNOWLEDGEMENT_LAPSED.name: alert_read,
    TELL_HOW_FAR.name: promise.told_how_far,
}
