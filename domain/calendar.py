"""Working days of an office: weekends, its state's public holidays, the agency's own days.

Public holidays come from the ``holidays`` library, which is data and needs no network. Agency
days (a closedown, a one-off day) come on top, from a CSV file or the database.
"""

import csv
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib import metadata
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import ImportFileError
from domain.offices import OFFICES, Office, State

COLUMNS = ("date", "office", "name")
LAST_YEAR = 2100  # the library knows no public holidays after it
WEEKEND = {5: "Saturday", 6: "Sunday"}
LONGEST_NAME = 200


class Override(BaseModel):
    """A day on which one office, or every office where ``office`` is None, does not work."""

    model_config = ConfigDict(frozen=True)

    date: date
    office: str | None = None
    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class HolidayFileError(ImportFileError):
    """A holiday file cannot be taken; ``faults`` has a line for each thing to put right."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        listed = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(
            f"the holiday file was not taken, and no day of it is in force:\n{listed}\n"
            "Put these right and give the whole file again."
        )


class Calendar:
    """The working days of one office."""

    __slots__ = ("_own", "office", "version")

    def __init__(self, office: Office, overrides: Iterable[Override] = ()) -> None:
        mine = sorted(
            (override.date, override.name)
            for override in overrides
            if override.office in (None, office.code)
        )
        self.office = office
        self._own: dict[date, str] = {}
        for day, name in mine:
            self._own.setdefault(day, name)
        self.version = _version(office.state, mine)

    def why_closed(self, day: date) -> str | None:
        """Return the name of what closes the office on ``day``; None on a working day.

        A public holiday is named before an agency day, and both before the weekend.
        """
        public = public_holidays(self.office.state, day.year)
        return public.get(day) or self._own.get(day) or WEEKEND.get(day.weekday())

    def works(self, day: date) -> bool:
        """Tell whether the office works on ``day``."""
        return self.why_closed(day) is None


@lru_cache(maxsize=1024)
def public_holidays(state: State, year: int) -> Mapping[date, str]:
    """Return the public holidays of a state or territory in one year, by date.

    Whole days only: the evening holidays of Christmas Eve and New Year's Eve end no working day.
    """
    import holidays

    days = holidays.country_holidays(
        "AU", subdiv=state.value, years=year, expand=False, language="en_AU"
    )
    return MappingProxyType({day: name.replace("; ", " and ") for day, name in days.items()})


@lru_cache(maxsize=1)
def library_version() -> str:
    """Return the version of the library that knows the public holidays."""
    return metadata.version("holidays")


def _version(state: State, mine: list[tuple[date, str]]) -> str:
    written = "\n".join(f"{day.isoformat()},{name}" for day, name in mine)
    own = hashlib.sha256(written.encode()).hexdigest()[:12] if mine else "none"
    return f"holidays-{library_version()}/{state.value}/own-{own}"


def parse_overrides(text: str, offices: Collection[str] = OFFICES) -> tuple[Override, ...]:
    """Read a holiday file: CSV with the header ``date,office,name``.

    An empty office means every office. ``offices`` are the codes that may stand there.

    Raises:
        HolidayFileError: one error that names every bad line with its column and the right
            form; nothing of the file is taken.
    """
    faults: list[str] = []
    taken: dict[Override, int] = {}
    for line, row in _rows(text, faults):
        found = _row_faults(row, offices)
        if found:
            faults += [f"line {line}, {fault}" for fault in found]
            continue
        day, office, name = row
        override = Override(date=date.fromisoformat(day), office=office or None, name=name)
        if override in taken:
            faults.append(f"line {line}: says the same as line {taken[override]}; take one out")
        taken.setdefault(override, line)
    if faults:
        raise HolidayFileError(faults)
    return tuple(taken)


def _rows(text: str, faults: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on; what is no CSV becomes a fault."""
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    line, headed = 1, False
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            if not headed:
                headed = True
                if row != list(COLUMNS):
                    faults.append(f"line {line}: the first line must be {','.join(COLUMNS)}")
            elif any(row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(f"line {line}: is no CSV ({error}); write {','.join(COLUMNS)}")
    if not headed and not faults:
        faults.append(f"line 1: is missing; the first line must be {','.join(COLUMNS)}")


def _row_faults(row: list[str], offices: Collection[str]) -> list[str]:
    if len(row) != len(COLUMNS):
        fault = (
            f"columns: {len(row)} instead of {len(COLUMNS)}; write {','.join(COLUMNS)}, "
            "and put a name that has a comma in double quotes"
        )
        return [fault]
    day, office, name = row
    faults = []
    if not _is_date(day):
        faults.append(f"date: '{day}' is no date; write YYYY-MM-DD, such as 2026-12-24")
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


def _is_date(written: str) -> bool:
    """Tell whether it is a date as YYYY-MM-DD; ``fromisoformat`` alone takes other forms too."""
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False
