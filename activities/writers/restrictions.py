"""Restrictions of service channels: imposed with a review, varied for a day, lifted."""

from datetime import date

from sqlalchemy import select

from activities.effects.restrictions import Impose, Lift, Vary
from activities.writing import Writing, day
from database.models import Restriction, Variation
from domain.file.indicators import POINTER
from domain.restrictions.channels import Barred, summary
from domain.restrictions.parts import details

IN_FORCE, ENDED = "in_force", "ended"


async def impose(effect: Impose, writing: Writing) -> None:
    """Restrict the channels; what this case restricted before and does not now is open again."""
    review = writing.found(writing.deadlines, effect.review, "deadline")
    await writing.db.flush()  # the rows follow it
    rows = {Barred(row.channel): row for row in await _rows(writing)}
    today = writing.times.day(effect.at)
    for channel, extent in effect.channels.items():
        row = rows.pop(channel, None)
        if row is None:
            row = Restriction(
                id=f"{writing.case.ref}.{channel}",
                case=writing.case.ref,
                customer=writing.case.customer,
                channel=channel,
                from_date=today,
            )
            writing.db.add(row)
        elif row.state == ENDED:
            row.from_date = today
        row.extent, row.state, row.until_date = extent, IN_FORCE, None
        left = effect.parts.get(channel)
        row.part = left.model_dump(mode="json", exclude_none=True) if left else None
        row.contact_details, row.front_screen = details(channel, extent, left), POINTER
        row.review, row.review_state, row.review_due = review.id, review.state, review.due_on
    for row in rows.values():
        _end(row, today)
    await writing.db.flush()
    words = summary(effect.channels)
    writing.entry(
        effect.step,
        "recorded",
        f"Restriction in force: {words}; reviewed by {day(review.due_on)}",
        effect.at,
        actor=effect.actor,
        channels=effect.channels,
        review=review.id,
    )


async def lift(effect: Lift, writing: Writing) -> None:
    """Open every channel again."""
    for row in await _rows(writing):
        _end(row, writing.times.day(effect.at))
    await writing.db.flush()
    writing.entry(
        effect.step,
        "recorded",
        "Restriction ended: every channel is open",
        effect.at,
        actor=effect.actor,
    )


def _end(row: Restriction, on: date) -> None:
    if row.state == IN_FORCE:
        row.state, row.until_date = ENDED, on
        row.contact_details = row.front_screen = None


async def vary(effect: Vary, writing: Writing) -> None:
    """Open the channel for the day that was asked for, where it is not over."""
    data = writing.found(writing.tasks, effect.task, "task").data
    on = date.fromisoformat(str(data["on"]))
    if on < writing.times.day(effect.at):
        words = f"The variation for {day(on)} came after its day, and opens nothing"
        writing.entry(effect.step, "refused", words, effect.at, actor=effect.actor)
        return
    writing.db.add(
        Variation(
            id=effect.task,
            case=writing.case.ref,
            customer=writing.case.customer,
            channel=str(data["channel"]),
            on_day=on,
            decided_by=effect.actor,
        )
    )
    words = f"Open for one occasion on {day(on)}: {data['channel']}"
    writing.entry(effect.step, "approved", words, effect.at, actor=effect.actor, task=effect.task)


async def _rows(writing: Writing) -> list[Restriction]:
    wanted = select(Restriction).where(Restriction.case == writing.case.ref)
    return list(await writing.db.scalars(wanted))
