"""Received: written complaints, steps 1 and 2 (procedure 277-09020010).

Entered  by ``complaint.received``.
Leaves   to ASSESSING (WC-S2b); what was said in person or by phone leaves the procedure (WC-S1c).
"""

from domain.complaints.escalations import ESCALATED
from domain.complaints.lookups import ACKNOWLEDGED_LATE, OPEN_ITEMS
from domain.complaints.phases import Phase
from domain.complaints.procedures import Procedure
from domain.complaints.receipt import (
    ASSESSING_TEAM,
    accepted,
    escalated,
    register_name,
)
from domain.findings import BLOCKS, HOLDS
from domain.lookups import WITH_OTHERS
from workflows.complaints.clock import start_clock
from workflows.complaints.correspondence import file_letter
from workflows.complaints.handing_over import end, hand_over
from workflows.complaints.register import REGISTER, log_item, register
from workflows.complaints.state import ComplaintCase, channel_of, is_about, received_on


async def received(case: ComplaintCase) -> str | None:
    """Log a complaint, register it, start its clock, and queue it for assessment."""
    case.ask(WITH_OTHERS, WITH_OTHERS, "WC-S5a")
    case.ask("open_items", OPEN_ITEMS, "WC-S2a")
    case.ask("acknowledged_late", ACKNOWLEDGED_LATE, "WC-S3n")
    channel = channel_of(case)
    written = accepted(channel)
    case.decide(
        "WC-S1a",
        HOLDS if written else BLOCKS,
        f"it came by {channel.value.replace('_', ' ')}",
        reading="A01",
        channel=channel.value,
    )
    if not written:
        return _leave(case)
    case.decide("WC-S1c", "Yes", "it was made in writing or online", channel=channel.value)
    _log(case)
    if about := case.opened_by.facts.about_officer:
        is_about(case, about, "WC-S3j", case.opened_by.envelope.actor)
    register(case, "received")
    case.record(
        "WC-S5b", REGISTER, register_name(received_on(case)), share_drive="Escalated Complaints"
    )
    start_clock(case)
    return case.to(Phase.ASSESSING, "WC-S2b")


def _leave(case: ComplaintCase) -> str | None:
    channel = channel_of(case)
    case.decide(
        "WC-S1c",
        "No, in person or by phone",
        "it follows the path of telephone complaints",
        channel=channel.value,
    )
    hand_over(case, "WC-S1c", Procedure.TELEPHONE, channel=channel.value)
    return end(case, "telephone_complaint", "It was ended as a telephone complaint", "WC-S1c")


def _log(case: ComplaintCase) -> None:
    """Record the item and its intray, and give it to the one team that assesses (WC-S1b)."""
    item = case.opened_by.facts
    log_item(case, case.opened_by.envelope.actor)
    file_letter(case)
    case.set("WC-S1b", team=ASSESSING_TEAM)
    if escalated(item.via):
        case.set("WC-S3b", segment=ESCALATED)
    case.record("WC-S2b", "Cuba", "Potential Complaint Received", queued_to="Complaints Team")
