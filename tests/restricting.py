"""Restrict a customer in the database alone, for what only asks whether a channel is barred."""

from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Deadline, Restriction
from domain.file.indicators import POINTER

FROM, REVIEW_ON = date(2026, 12, 1), date(2027, 12, 1)
REVIEW_AT = datetime(2027, 12, 1, 13, tzinfo=UTC)


def bar(
    db: AsyncSession, case: str, customer: str, *channels: str, extent: str = "full"
) -> list[Restriction]:
    """Add restrictions of a customer, in force, with their review armed; ``case`` is there."""
    review = f"{case}.review-of-{customer}"
    db.add(
        Deadline(
            id=review,
            case=case,
            step="CSP-T3-S7j",
            rule="CSP-T3-S7j",
            start=REVIEW_AT,
            due_on=REVIEW_ON,
            due=REVIEW_AT,
            working=[],
            calendar="2027.1",
            state="armed",
        )
    )
    rows = [
        Restriction(
            id=f"{case}.{customer}.{channel}",
            case=case,
            customer=customer,
            channel=channel,
            extent=extent,
            from_date=FROM,
            review=review,
            review_state="armed",
            review_due=REVIEW_ON,
            contact_details=f"{extent} {channel}",
            front_screen=POINTER,
            state="in_force",
        )
        for channel in channels
    ]
    db.add_all(rows)
    return rows
