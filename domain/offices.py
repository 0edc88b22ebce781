"""Offices: whose calendar and whose clock a case's dates follow."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator


class State(StrEnum):
    """The states and territories that declare public holidays."""

    ACT = "ACT"
    NSW = "NSW"
    VIC = "VIC"
    QLD = "QLD"
    SA = "SA"
    WA = "WA"
    TAS = "TAS"
    NT = "NT"


class Office(BaseModel):
    """A place of work. ``state`` gives its public holidays, ``zone`` (IANA) its local day."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(min_length=1, max_length=20, pattern=r"^\S+$")
    state: State
    zone: str

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                f"'{zone}' is no IANA time zone; write one such as Australia/Sydney"
            ) from error
        return zone

    @property
    def clock(self) -> ZoneInfo:
        """The zone as a tzinfo; ``zoneinfo`` keeps one object a zone."""
        return ZoneInfo(self.zone)

    def day_of(self, at: datetime) -> date:
        """Return the office's day at an aware instant."""
        return at.astimezone(self.clock).date()

    def first_instant(self, day: date) -> datetime:
        """Return, in UTC, the instant from which the office's day is ``day`` or later.

        Where clocks skip midnight it is the end of the gap; where they strike midnight twice it
        is the first time: what is done from then on is done on ``day``.
        """
        midnight = datetime.combine(day, time(), self.clock)
        strikes = (midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return min(at for at in strikes if self.day_of(at) >= day)


_ZONES = {
    # Not Australia/Canberra: that name is only an alias, and some zone databases leave it out.
    State.ACT: "Australia/Sydney",
    State.NSW: "Australia/Sydney",
    State.VIC: "Australia/Melbourne",
    State.QLD: "Australia/Brisbane",
    State.SA: "Australia/Adelaide",
    State.WA: "Australia/Perth",
    State.TAS: "Australia/Hobart",
    State.NT: "Australia/Darwin",
}

OFFICES: Mapping[str, Office] = MappingProxyType(
    {
        state.value: Office(code=state.value, state=state, zone=zone)
        for state, zone in _ZONES.items()
    }
)
"""The default office of each state and territory; its code is the state's."""
