"""Decisions that are asked of a role, and what was decided."""

from activities.effects.approvals import AskApproval, DecideApproval
from activities.writing import Writing
from database.models import Approval


async def ask(effect: AskApproval, writing: Writing) -> None:
    """Ask a role for a decision."""
    row = Approval(
        id=effect.id,
        case=writing.case.ref,
        step=effect.step,
        asked_of=effect.asked_of,
        requested_by=effect.requested_by,
        asked_at=effect.at,
        about=effect.about,
        state="asked",
    )
    writing.approvals[row.id] = row
    writing.db.add(row)


async def decide(effect: DecideApproval, writing: Writing) -> None:
    """Write what was decided, by whom, and why."""
    row: Approval = writing.found(writing.approvals, effect.id, "approval")
    receipt = writing.receipts.get(effect.message or "")
    row.state, row.at = effect.state, effect.at
    row.by = receipt.officer if receipt else None
    row.reason = receipt.content.get("reason") if receipt else None
    kind = {"given": "approved", "refused": "refused", "withdrawn": "withdrawn"}[effect.state]
    writing.entry(
        effect.step,
        kind,
        f"Decision {effect.state}",
        effect.at,
        actor=row.by,
        approval=row.id,
        version=row.version,
    )
