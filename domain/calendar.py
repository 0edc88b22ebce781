"""Working days of an office: weekends, its state's public holidays, the agency's own days.

Public holidays come from the ``holidays`` library, which is data and needs no network. What an
office has decided of a regional day stands in place of it. Agency days (a closedown, a one-off day)
come on top, from a CSV file or the database.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib import metadata
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from domain.days import day_fault
from domain.offices import OFFICES, Office, State
from domain.regional_days import BY_CODE, Decided

WEEKEND = {5: "Saturday", 6: "Sunday"}
LONGEST_NAME = 200


class Override(BaseModel):
    """A day on which one office, or every office where ``office`` is None, does not work."""

    model_config = ConfigDict(frozen=True)

    date: date
    office: str | None = None
    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class Calendar:
    """The working days of one office."""

    __slots__ = ("_not_kept", "_own", "_regional", "office", "version")

    def __init__(
        self,
        office: Office,
        overrides: Iterable[Override] = (),
        decided: Iterable[Decided] = (),
    ) -> None:
        mine = sorted(
            (override.date, override.name)
            for override in overrides
            if override.office in (None, office.code)
        )
        self.office = office
        self._own: dict[date, str] = {}
        for day, name in mine:
            self._own.setdefault(day, name)
        kept = [each for each in decided if each.office == office.code]
        self._regional = {each.on: BY_CODE[each.day].name for each in kept if each.on}
        self._not_kept = {(each.year, BY_CODE[each.day].public) for each in kept}
        self.version = _version(office.state, mine, kept)

    def why_closed(self, day: date) -> str | None:
        """Return the name of what closes the office on ``day``; None on a working day.

        A public holiday is named before an agency day, and both before the weekend.
        """
        return self.why_public(day) or self._own.get(day) or WEEKEND.get(day.weekday())

    def why_public(self, day: date) -> str | None:
        """Return the name of the public holiday that ``day`` is here, regional ones among them."""
        public = public_holidays(self.office.state, day.year).get(day, ())
        kept = [name for name in public if (day.year, name) not in self._not_kept]
        regional = self._regional.get(day)
        return " and ".join([*kept, *([regional] if regional else [])]) or None

    def works(self, day: date) -> bool:
        """Tell whether the office works on ``day``."""
        return self.why_closed(day) is None


@lru_cache(maxsize=1024)
def public_holidays(state: State, year: int) -> Mapping[date, tuple[str, ...]]:
    """Return the names of the public holidays of a state or territory in one year, by date.

    Whole days only: the evening holidays of Christmas Eve and New Year's Eve end no working day.
    """
    import holidays

    days = holidays.country_holidays(
        "AU", subdiv=state.value, years=year, expand=False, language="en_AU"
    )
    return MappingProxyType({day: tuple(names.split("; ")) for day, names in days.items()})


@lru_cache(maxsize=1)
def library_version() -> str:
    """Return the version of the library that knows the public holidays."""
    return metadata.version("holidays")


def _version(state: State, mine: list[tuple[date, str]], decided: list[Decided]) -> str:
    written = "\n".join(f"{day.isoformat()},{name}" for day, name in mine)
    own = hashlib.sha256(written.encode()).hexdigest()[:12] if mine else "none"
    version = f"holidays-{library_version()}/{state.value}/own-{own}"
    if not decided:
        return version
    kept = "\n".join(sorted(f"{each.day},{each.year},{each.on}" for each in decided))
    return f"{version}/regional-{hashlib.sha256(kept.encode()).hexdigest()[:12]}"


def override_faults(
    day: str, office: str | None, name: str, offices: Collection[str] = OFFICES
) -> list[str]:
    """Say everything that is wrong with a day off as somebody wrote it; empty where it may stand.

    No office means every office. ``offices`` are the codes that may stand there.
    """
    faults = []
    if fault := day_fault(day):
        faults.append(f"date: '{day}' {fault}")
    if office and office not in offices:
        known = ", ".join(sorted(offices))
        faults.append(
            f"office: '{office}' is not known; write one of {known}, or nothing for every office"
        )
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        faults.append(
            f"name: say in 1 to {LONGEST_NAME} characters, on one line, why the office is "
            "closed, such as Closedown"
        )
    return faults
