"""What may happen in any phase of a service restriction (CSP-T3-S13a, S14b, S14c)."""

from activities.contracts import Vary
from domain.kit_tasks import READ_MESSAGE
from domain.restrictions.messages import (
    BehaviourContinued,
    RestrictionConsidered,
    VariationRequested,
)
from domain.restrictions.phases import Phase
from domain.restrictions.tasks.in_force import DECIDE_VARIATION, SEE_TO_BREACH
from domain.roles import Role
from workflows.handed import Done, NotNow, Received
from workflows.restrictions.state import RestrictionCase

BREACH_PROCEDURE = "Customer not complying with a Managed Service Plan"
BEFORE_IT_IS_PROPOSED = (Phase.WARNING, Phase.WATCHED)


def considered_again(case: RestrictionCase, received: Received[RestrictionConsidered]) -> None:
    """Join what is considered already; violence ends a warning (CSP-T3-S2d)."""
    facts = received.facts
    if (facts.violence or facts.immediate) and case.phase in BEFORE_IT_IS_PROPOSED:
        case.state.violent = True
        case.move_on(Phase.CONSIDERED, "CSP-T3-S2d")
    case.open(
        READ_MESSAGE,
        step="CSP-T3-S1a",
        role=Role.PSSO,
        background=True,
        message=received.envelope.key,
        message_type=received.envelope.type,
    )


def behaviour_continued(case: RestrictionCase, received: Received[BehaviourContinued]) -> None:
    """Take contact over a channel that is barred as a breach (CSP-T3-S14b)."""
    facts, state = received.facts, case.state
    if not state.in_force:
        case.note("CSP-T3-S2a", "the behaviour goes on", incident=facts.incident)
        return
    barred = facts.channel in state.in_force
    branch = "Yes, no variation" if barred else "No"
    words = "the contact broke the restriction" if barred else "the channel is open to the customer"
    case.decide("CSP-T3-S14b", branch, words, incident=facts.incident, channel=facts.channel)
    if barred:
        case.record("CSP-T3-S14b", "CIMS", "breach", channel=facts.channel, incident=facts.incident)
        case.open(SEE_TO_BREACH, background=True, incident=facts.incident, channel=facts.channel)


def breach_seen_to(case: RestrictionCase, done: Done) -> None:
    """Leave a breach to its procedure, which is not supplied (CSP-T3-S14c, A07)."""
    if done.outcome == "breach_procedure":
        case.hand_to("CSP-T3-S14c", BREACH_PROCEDURE, actor=done.by)


def variation_requested(case: RestrictionCase, received: Received[VariationRequested]) -> None:
    """Have an Approver decide on an occasion; what is open needs no variation (CSP-T3-S4b, S4c).

    Raises:
        NotNow: nothing is in force, or the channel is open.
    """
    facts = received.facts
    if facts.channel not in case.state.in_force:
        raise NotNow(f"{facts.channel} is not restricted: it is open as for anybody")
    case.open(
        DECIDE_VARIATION,
        background=True,
        about=received.envelope.key,
        channel=facts.channel,
        on=facts.on.isoformat(),
        message=received.envelope.key,
    )


def variation_decided(case: RestrictionCase, done: Done) -> None:
    """Open the channel on that day, where the Approver says so (CSP-T3-S13a)."""
    if done.outcome == "approve":
        case.collect(Vary, "CSP-T3-S13a", task=done.task, actor=done.by)
