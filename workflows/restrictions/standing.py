"""What may happen in any phase of a service restriction (CSP-T3-S13a, S14b, S14c)."""

from datetime import datetime

from activities.contracts import Armed, Vary
from domain.cold_transfer.messages import CallAnswered
from domain.findings import BLOCKS, HOLDS
from domain.kit_tasks import READ_MESSAGE
from domain.messages import OWN_SOURCES, CaseWithdrawn, LetterFailed
from domain.personalised_services.messages import ReviewBroughtForward
from domain.restrictions.channels import Barred
from domain.restrictions.deadlines import VARIATION_OPENS, VARIATION_OVER
from domain.restrictions.letters import APPROVAL_NOTICE
from domain.restrictions.messages import (
    BehaviourContinued,
    RestrictionConsidered,
    VariationRequested,
)
from domain.restrictions.phases import Phase
from domain.restrictions.state import Varied
from domain.restrictions.tasks.in_force import DECIDE_VARIATION, SEE_TO_BREACH, SEND_APPROVAL_NOTICE
from domain.roles import Role
from workflows.handed import Done, NotNow, Received
from workflows.restrictions.state import RestrictionCase

BREACH = "Yes, no variation"
OPENS, OVER = "opens", "over"
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


def withdrawn(case: RestrictionCase, _received: Received[CaseWithdrawn]) -> None:
    """End what is only considered; what is in force ends by its review alone.

    Raises:
        NotNow: the restriction is in force.
    """
    if case.state.in_force:
        raise NotNow("a restriction in force is ended by its review (CSP-T3-S7j), by two people")
    case.move_on(Phase.WITHDRAWN, "CB-CLOSE")


def brought_forward(case: RestrictionCase, received: Received[ReviewBroughtForward]) -> None:
    """Leave a review where it is that does not wait for its day: a wait takes the others.

    Raises:
        NotNow: nothing is in force, or it is being reviewed.
    """
    if received.envelope.source not in OWN_SOURCES:
        raise NotNow("no restriction waits for its review here")
    case.note("CSP-T3-S7j", "segment 3 is reviewed; no restriction waits for its review here")


def behaviour_continued(case: RestrictionCase, received: Received[BehaviourContinued]) -> None:
    """Take contact over a channel that is barred as a breach (CSP-T3-S14b)."""
    facts, state = received.facts, case.state
    if not state.in_force:
        case.note("CSP-T3-S2a", "the behaviour goes on", incident=facts.incident)
        return
    _check_access(case, facts.channel)
    branch, words = _is_breach(case, facts.channel, received.envelope.occurred_at)
    case.decide("CSP-T3-S14b", branch, words, incident=facts.incident, channel=facts.channel)
    if branch == BREACH:
        case.record("CSP-T3-S14b", "CIMS", "breach", channel=facts.channel, incident=facts.incident)
        task = case.open(
            SEE_TO_BREACH, background=True, incident=facts.incident, channel=facts.channel
        )
        state.breaches[task] = facts.incident


def _check_access(case: RestrictionCase, channel: Barred) -> None:
    """Take every channel that is not restricted as open, as for anybody (CSP-T3-S4b)."""
    extent = case.state.in_force.get(channel)
    words = (
        f"the channel is restricted, {extent}" if extent else "the channel is open as for anybody"
    )
    case.decide("CSP-T3-S4b", BLOCKS if extent else HOLDS, words, channel=channel)


def _is_breach(case: RestrictionCase, channel: Barred, at: datetime) -> tuple[str, str]:
    """Return the branch of contact over a channel at an instant, with why."""
    if channel not in case.state.in_force:
        return "No", "the channel is open to the customer"
    for one in case.state.varied:
        if one.channel == channel and one.since <= at and (one.until is None or at < one.until):
            return "Yes, with approved variation", "the channel was open for one occasion"
    return BREACH, "the contact broke the restriction"


def breach_seen_to(case: RestrictionCase, done: Done) -> None:
    """Leave a breach to its procedure, which is not supplied, or to a cold transfer (A07).

    Source: CSP-T3-S14c.
    """
    incident = case.state.breaches.pop(done.task, None)
    if done.outcome == "cold_transfer":
        case.begin(
            "ColdTransfer",
            CallAnswered,
            "a call broke the restriction",
            step="CSP-T3-S14c",
            customer=case.opened_by.facts.customer,
            incident=incident,
        )
    elif done.outcome == "breach_procedure":
        case.hand_to("CSP-T3-S14c", BREACH_PROCEDURE, actor=done.by)


def letter_failed(case: RestrictionCase, received: Received[LetterFailed]) -> None:
    """Have a notice prepared again that did not go: by another way, or to another address.

    Source: CSP-T3-S7a.
    """
    letter = received.envelope.about or ""
    if letter in case.state.notices:
        case.letters.again(SEND_APPROVAL_NOTICE, letter)
        return
    case.open(
        READ_MESSAGE,
        background=True,
        message=received.envelope.key,
        message_type=received.envelope.type,
    )


def notice_prepared(case: RestrictionCase, done: Done) -> None:
    """Let a notice go that its Approver has signed, or leave it (CSP-T3-S7a)."""
    case.letters.prepared(APPROVAL_NOTICE, done)


def variation_requested(case: RestrictionCase, received: Received[VariationRequested]) -> None:
    """Have an Approver decide on an occasion; what is open needs no variation (CSP-T3-S4b, S4c).

    Raises:
        NotNow: nothing is in force, or the channel is open.
    """
    facts = received.facts
    if facts.channel not in case.state.in_force:
        raise NotNow(f"{facts.channel} is not restricted: it is open as for anybody")
    words = "a single exception is decided as a variation for one occasion"
    case.decide("CSP-T3-S4c", HOLDS, words, reading="A20", channel=facts.channel)
    task = case.open(
        DECIDE_VARIATION,
        background=True,
        about=received.envelope.key,
        channel=facts.channel,
        on=facts.on.isoformat(),
        message=received.envelope.key,
    )
    case.state.asked[task] = facts


def variation_decided(case: RestrictionCase, done: Done) -> None:
    """Open the channel on that day, where the Approver says so (CSP-T3-S13a)."""
    asked = case.state.asked.pop(done.task)
    if done.outcome != "approve":
        return
    case.collect(Vary, "CSP-T3-S13a", task=done.task, actor=done.by)
    for name, rule in ((OPENS, VARIATION_OPENS), (OVER, VARIATION_OVER)):
        label = f"One occasion {name}: {asked.channel}"
        case.arm(
            f"{name}.{asked.channel}.{done.task.rpartition('.')[2]}",
            rule,
            done.at,
            agreed=asked.on.isoformat(),
            label=label,
        )


def occasion_comes(case: RestrictionCase, deadline: Armed) -> None:
    """Let a channel be open from the first instant of its day, and barred again after the last."""
    name, channel, _ = deadline.id.removeprefix(f"{case.ref}.").split(".")
    if name == OPENS:
        case.state.varied.append(Varied(channel=Barred(channel), since=deadline.due))
        return
    for one in case.state.varied:
        if one.channel == channel and one.until is None:
            one.until = deadline.due
