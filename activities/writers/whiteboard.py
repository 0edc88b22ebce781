"""The whiteboard: whose calls are put through, since when, on what, and how often they rang."""

from activities.effects.whiteboard import CountCall, PutOnBoard, TakeOffBoard
from activities.writing import UnknownIdError, Writing
from database.models import WhiteboardEntry


async def put_on(effect: PutOnBoard, writing: Writing) -> None:
    """Show the case's customer."""
    if writing.case.customer is None:
        raise UnknownIdError(f"{writing.case.ref} has no customer to show on the whiteboard")
    await writing.db.flush()  # the row follows its case
    writing.db.add(
        WhiteboardEntry(
            case=writing.case.ref,
            customer=writing.case.customer,
            since=effect.since,
            approved_by=effect.approved_by,
            restrictions=effect.restrictions,
            calls=0,
        )
    )
    await writing.db.flush()
    writing.entry(effect.step, "recorded", "On the whiteboard", effect.at, actor=effect.actor)


async def count(effect: CountCall, writing: Writing) -> None:
    """Count a call."""
    row = await _row(writing)
    row.calls, row.last_call = effect.calls, effect.at
    writing.entry(effect.step, "recorded", f"Call {effect.calls} on cold transfer", effect.at)


async def take_off(effect: TakeOffBoard, writing: Writing) -> None:
    """Show the customer no more."""
    row = await _row(writing)
    row.until = effect.at
    writing.entry(effect.step, "recorded", "Off the whiteboard", effect.at, actor=effect.actor)


async def _row(writing: Writing) -> WhiteboardEntry:
    row = await writing.db.get(WhiteboardEntry, writing.case.ref)
    if row is None:
        raise UnknownIdError(f"{writing.case.ref} is not on the whiteboard")
    return row
