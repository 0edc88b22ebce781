"""What stands of a date once an act that was in time has been told after it had passed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Deadline, Task, TimelineEntry


async def as_if_told_at_once(
    sessions: async_sessionmaker[AsyncSession], case: str, rule: str, act: str, alert: str | None
) -> None:
    """Hold that a date is met at the instant of the act, and that nothing of its passing is left.

    ``alert`` is the kind of work that the passing has opened.
    """
    at = datetime.fromisoformat(act)
    async with sessions() as db:
        dates = select(Deadline).where(Deadline.case == case, Deadline.rule == rule)
        date = (await db.scalars(dates.order_by(Deadline.due).limit(1))).one()
        about = TimelineEntry.data["deadline"].astext == date.id
        lines = list(
            await db.scalars(
                select(TimelineEntry)
                .where(TimelineEntry.case == case, about)
                .order_by(TimelineEntry.sequence)
            )
        )
        alerts = list(
            await db.scalars(select(Task.state).where(Task.case == case, Task.kind == alert))
        )
    assert (date.state, date.ended_at) == ("met", at)
    assert [line.kind for line in lines][-2:] == ["passed", "met"]
    assert lines[-1].words.endswith("met (it was in time, and told late)")
    assert alerts == (["withdrawn"] if alert else [])
