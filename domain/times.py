"""What the dates of an office are counted with: its calendar, and the settings of all days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.calendar import Calendar
from domain.catalogue import RULES
from domain.deadlines import Deadline, agreed_fault, work_out
from domain.holds import Hold, moved_on
from domain.settings import Settings


@dataclass(frozen=True)
class Times:
    """Deadlines of one office."""

    calendar: Calendar
    settings: Settings

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office."""
        return self.calendar.office.clock

    def day(self, at: datetime) -> date:
        """Return the office's day of an instant."""
        return self.calendar.office.day_of(at)

    def work_out(
        self, rule: str, start: datetime, agreed: date | None, holds: Iterable[Hold] = ()
    ) -> Deadline:
        """Work a deadline out from its rule, moved on by the times for which it was held.

        Raises:
            KeyError: no such rule.
        """
        worked = work_out(RULES[rule], start, self.calendar, self.settings, agreed=agreed)
        return self.moved_on(worked, holds)

    def moved_on(self, worked: Deadline, holds: Iterable[Hold]) -> Deadline:
        """Return a date moved on by the times for which it was held."""
        return moved_on(worked, holds, self.calendar)

    def agreed_fault(self, rule: str, start: datetime, agreed: date) -> str | None:
        """Say, in an officer's words, why a date that was agreed does not fit its rule."""
        return agreed_fault(RULES[rule], start, agreed, self.calendar, self.settings)
