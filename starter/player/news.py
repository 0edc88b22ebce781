"""What is new in the timelines of a story, line by line."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Case, TimelineEntry


@dataclass(frozen=True)
class Line:
    """One line of the story as it happens."""

    at: datetime
    case: str
    who: str
    words: str
    step: str
    kind: str


Tell = Callable[[Line], None]


@dataclass
class News:
    """Tells every entry of every timeline once, in the order in which things happened."""

    sessions: async_sessionmaker[AsyncSession]
    teller: Tell
    _told: dict[str, int] = field(default_factory=dict)  # case: its last entry that was told

    async def tell(self) -> None:
        """Tell what has come since the last time."""
        entry = TimelineEntry
        known = [(entry.case == ref) & (entry.sequence > last) for ref, last in self._told.items()]
        untold = (
            select(entry)
            .join(Case, Case.ref == entry.case)
            .where(or_(entry.case.not_in(self._told), *known))
            .order_by(entry.occurred_at, Case.opening, entry.sequence)
        )
        async with self.sessions() as db:
            news = list(await db.scalars(untold))
        for row in news:
            self._told[row.case] = max(self._told.get(row.case, 0), row.sequence)
            self.teller(
                Line(
                    at=row.occurred_at,
                    case=row.case,
                    who=row.actor or "casebound",
                    words=row.words,
                    step=row.step,
                    kind=row.kind,
                )
            )
