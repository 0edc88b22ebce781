"""What a cold transfer remembers between its phases."""

from datetime import datetime

from pydantic import BaseModel


class ColdTransferState(BaseModel):
    """The calls of one customer and what was said to them.

    ``warned_in`` is the message in which the warning was given; ``called`` is when the customer
    last rang about something that is not urgent. ``since`` is when the transfer began: ``calls``
    are those that came from then on. It rests on an approval, or on ``restrictions`` (A19).
    """

    psso: str | None = None
    warned_at: datetime | None = None
    warned_until: datetime | None = None  # once that day is over
    warned_in: str | None = None
    called: datetime | None = None
    since: datetime | None = None
    calls: int = 0
    reviewed: str | None = None  # the outcome of the review
    approved_by: str | None = None
    restrictions: list[str] = []

    def within_the_warning(self, at: datetime) -> bool:
        """Tell whether an instant lies in the day of a warning that is over (A17)."""
        since, until = self.warned_at, self.warned_until
        return since is not None and until is not None and since <= at < until
