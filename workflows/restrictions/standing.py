"""What may happen in any phase of a service restriction (CSP-T3-S13a)."""

from activities.contracts import Armed
from activities.effects.restrictions import Vary
from domain.findings import HOLDS
from domain.messages import OWN_SOURCES, CaseWithdrawn, LetterFailed
from domain.personalised_services.messages import ReviewBroughtForward
from domain.restrictions.channels import Barred
from domain.restrictions.deadlines import VARIATION_OPENS, VARIATION_OVER
from domain.restrictions.letters import APPROVAL_NOTICE
from domain.restrictions.messages import (
    RestrictionConsidered,
    VariationRequested,
)
from domain.restrictions.phases import Phase
from domain.restrictions.state import Varied
from domain.restrictions.tasks.in_force import DECIDE_VARIATION, SEND_APPROVAL_NOTICE
from workflows.handed import Done, NotNow, Received
from workflows.restrictions.state import RestrictionCase

OPENS, OVER = "opens", "over"
BEFORE_IT_IS_PROPOSED = (Phase.WARNING, Phase.WATCHED)


def considered_again(case: RestrictionCase, received: Received[RestrictionConsidered]) -> None:
    """Join what is considered already; violence ends a warning (CSP-T3-S2d)."""
    facts = received.facts
    if (facts.violence or facts.immediate) and case.phase in BEFORE_IT_IS_PROPOSED:
        case.state.violent = True
        case.move_on(Phase.CONSIDERED, "CSP-T3-S2d")
    case.have_read(received.envelope, step="CSP-T3-S1a")


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


def letter_failed(case: RestrictionCase, received: Received[LetterFailed]) -> None:
    """Have a notice prepared again that did not go: by another way, or to another address.

    Source: CSP-T3-S7a.
    """
    letter = received.envelope.about or ""
    if letter in case.state.notices:
        case.letters.again(SEND_APPROVAL_NOTICE, letter)
        return
    case.have_read(received.envelope)


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
