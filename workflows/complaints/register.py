"""The allocation register of the year of receipt: procedure 277-09020010, step 5.

Every item gets its row on receipt, and the row is written again when more is known (A03).
"""

from domain.complaints.receipt import register_name
from domain.complaints.tasks import COMPLAINT_RECORD
from domain.findings import HOLDS
from workflows.complaints.state import ComplaintCase, channel_of, customer_of, received_on

REGISTER = "Allocation register"


def log_item(case: ComplaintCase, actor: str | None) -> None:
    """Write the item into the customer's correspondence, as it stands (WC-S1a, WC-S2a)."""
    item, channel = case.opened_by.facts, channel_of(case).value
    case.record("WC-S1a", COMPLAINT_RECORD, "channel_of_receipt", actor=actor, channel=channel)
    case.record(
        "WC-S2a",
        "Cuba",
        "View Correspondence",
        actor=actor,
        date_received=received_on(case).isoformat(),
        channel=channel,
        category=item.category,
        document=item.document,
    )


def register(case: ComplaintCase, status: str, *, actor: str | None = None) -> None:
    """Write the row of this item as it stands (WC-S5a), in its own year's register (WC-S5b)."""
    day = received_on(case)
    name = register_name(day)
    state = case.state
    case.record(
        "WC-S5a",
        REGISTER,
        name,
        actor=actor,
        complaint=case.ref,
        customer=customer_of(case),
        date=day.isoformat(),
        level=state.level.value if state.level else None,
        owner=state.owner,
        status=status,
        acknowledged=state.acknowledged,
        acknowledgement_late=state.overdue
        or (state.recounted and case.answer("acknowledged_late") is True),
    )
    case.decide(
        "WC-S5b",
        HOLDS,
        f"it belongs in {name}, the register of its year of receipt",
        reading="A03",
        received_on=day.isoformat(),
    )
