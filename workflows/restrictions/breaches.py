"""A restriction is broken: Child Support Table 3, Step 14 (procedure 101-17021300).

A breach is seen to at once. What the external procedure has of it is a referral in the file of the
customer, which is asked after, and for which an ended restriction stays open until it is answered.
"""

from datetime import datetime
from typing import cast

from domain.cold_transfer.messages import CallAnswered
from domain.file.procedures import ProcedureReported
from domain.findings import BLOCKS, HOLDS
from domain.restrictions.channels import Barred
from domain.restrictions.lookups import BREACH_PROCEDURE, KEPT_TO
from domain.restrictions.messages import BehaviourContinued, ContactCame
from domain.restrictions.tasks.in_force import SEE_TO_BREACH
from workflows import left_to_procedure
from workflows.handed import Done, Received
from workflows.restrictions.state import RestrictionCase

BREACH = "Yes, no variation"
PROCEDURE = "Customer not complying with a Managed Service Plan"


def behaviour_continued(case: RestrictionCase, received: Received[BehaviourContinued]) -> None:
    """Take contact over a channel that is barred as a breach (CSP-T3-S14b)."""
    facts, state = received.facts, case.state
    if not state.in_force:
        case.note("CSP-T3-S2a", "the behaviour goes on", incident=facts.incident)
        return
    _check_access(case, facts.channel)
    _weigh(case, facts.channel, facts.incident, received.envelope.occurred_at)


def contact_came(case: RestrictionCase, received: Received[ContactCame]) -> None:
    """Take a contact over a restricted channel as a breach, unless it kept to it (CSP-T3-S14b)."""
    facts = received.facts
    if facts.channel in case.state.in_force:
        _weigh(case, facts.channel, facts.contact, received.envelope.occurred_at)


def _weigh(case: RestrictionCase, channel: Barred, row: str, at: datetime) -> None:
    """Have a breach seen to; ``row`` of the file says what came over the channel, and when."""
    branch, words = _is_breach(case, channel, row, at)
    case.decide("CSP-T3-S14b", branch, words, incident=row, channel=channel)
    if branch == BREACH:
        case.record("CSP-T3-S14b", "CIMS", "breach", channel=channel, incident=row)
        task = case.open(SEE_TO_BREACH, background=True, incident=row, channel=channel)
        case.state.breaches[task] = row


def _check_access(case: RestrictionCase, channel: Barred) -> None:
    """Take every channel that is not restricted as open, as for anybody (CSP-T3-S4b)."""
    extent = case.state.in_force.get(channel)
    words = (
        f"the channel is restricted, {extent}" if extent else "the channel is open as for anybody"
    )
    case.decide("CSP-T3-S4b", BLOCKS if extent else HOLDS, words, channel=channel)


def _is_breach(case: RestrictionCase, channel: Barred, row: str, at: datetime) -> tuple[str, str]:
    """Return the branch of contact over a channel at an instant, with why."""
    if channel not in case.state.in_force:
        return "No", "the channel is open to the customer"
    for one in case.state.varied:
        if one.channel == channel and one.since <= at and (one.until is None or at < one.until):
            return "Yes, with approved variation", "the channel was open for one occasion"
    if left := case.state.parts.get(channel):
        kept = cast("dict[str, bool]", case.answer(KEPT_TO) or {}).get(row)
        if kept:
            return "No", f"it stays open {left.words()}, and that was kept to"
        found = "whoever sees to it finds whether that was kept to"
        why = found if kept is None else "that was not kept to"
        return BREACH, f"it stays open {left.words()}: {why}"
    return BREACH, "the contact broke the restriction"


def seen_to(case: RestrictionCase, done: Done) -> None:
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
        case.hand_to("CSP-T3-S14c", PROCEDURE, actor=done.by, incident=incident)
        customer = case.opened_by.facts.customer
        left_to_procedure.refer(
            case, "CSP-T3-S14c", BREACH_PROCEDURE, party=customer, actor=done.by, at=done.at
        )


def reported(case: RestrictionCase, received: Received[ProcedureReported]) -> None:
    """Write how the procedure ended the breach (CSP-T3-S14c)."""
    left_to_procedure.reported(case, received, step="CSP-T3-S14c")
    said, by = received.facts, received.envelope.actor
    if said.procedure == BREACH_PROCEDURE:
        case.record(
            "CSP-T3-S14c",
            "CIMS",
            "breach",
            actor=by,
            ended=said.outcome,
            reference=said.reference,
        )
