"""Days off that are no whole state's, or whose day the state gives anew: each office decides them.

The library of public holidays knows states. Some days are kept in one district alone, each on a day
of its own, and from 2028 Western Australia keeps four on other days than before. Which of them an
office keeps, and when, is the agency's to say for each year; until then the library's word stands.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict

from domain.days import FIRST_YEAR, LAST_YEAR
from domain.offices import Office, State


class RegionalDay(BaseModel):
    """A day that an office decides for each year.

    ``public`` is the name under which the library counts it for the whole state: a decision
    stands in place of that. ``usually`` tells people when it lies.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    state: State
    usually: str
    public: str | None = None
    since: int = FIRST_YEAR


REGIONAL_DAYS = (
    RegionalDay(
        code="nt_show",
        name="Show Day",
        state=State.NT,
        usually="a Friday of July: Alice Springs the first, Tennant Creek the second, Katherine "
        "the third, Darwin the fourth",
    ),
    RegionalDay(
        code="qld_show",
        name="Show Day",
        state=State.QLD,
        public="The Royal Queensland Show",
        usually="Brisbane the Wednesday of the Royal Queensland Show, in August; other districts a "
        "day of their own",
    ),
    RegionalDay(
        code="tas_regatta",
        name="Royal Hobart Regatta",
        state=State.TAS,
        usually="the second Monday of February, in the south",
    ),
    RegionalDay(
        code="tas_recreation",
        name="Recreation Day",
        state=State.TAS,
        usually="the first Monday of November, in the north",
    ),
    RegionalDay(
        code="wa_labour",
        name="Labour Day",
        state=State.WA,
        public="Labour Day",
        since=2028,
        usually="the second Monday of March from 2028, the third in the year of a state election",
    ),
    RegionalDay(
        code="wa_kings_birthday",
        name="King's Birthday",
        state=State.WA,
        public="King's Birthday",
        since=2028,
        usually="the second Monday of June from 2028; some districts have a day of their own",
    ),
    RegionalDay(
        code="wa_show",
        name="Show Day",
        state=State.WA,
        since=2028,
        usually="from 2028 the first Monday of the school holidays of September and October; some "
        "districts have a day of their own",
    ),
    RegionalDay(
        code="wa_day",
        name="Western Australia Day",
        state=State.WA,
        public="Western Australia Day",
        since=2028,
        usually="the second Monday of November from 2028",
    ),
)
BY_CODE = {each.code: each for each in REGIONAL_DAYS}


class Decided(BaseModel):
    """What an office has decided of a regional day in a year: when it is kept; None is not."""

    model_config = ConfigDict(frozen=True)

    office: str
    day: str  # the code
    year: int
    on: date | None


def decision_faults(decided: Decided, office: Office) -> list[str]:
    """Say everything that is wrong with a decision; empty where it may stand."""
    day = BY_CODE.get(decided.day)
    if day is None or day.state is not office.state:
        known = ", ".join(each.code for each in REGIONAL_DAYS if each.state is office.state)
        return [f"'{decided.day}' is no day that {office.code} decides; it has {known or 'none'}"]
    if not day.since <= decided.year <= LAST_YEAR:
        return [f"{day.name} is decided for the years from {day.since} to {LAST_YEAR}"]
    if decided.on and decided.on.year != decided.year:
        return [f"{decided.on} is not in {decided.year}"]
    return []


def undecided(
    offices: Iterable[Office], years: Iterable[int], decided: Iterable[Decided]
) -> Iterator[tuple[Office, RegionalDay, int]]:
    """Yield what each of these offices has yet to decide of these years."""
    known = {(each.office, each.day, each.year) for each in decided}
    years = sorted(years)
    for office in offices:
        for day in (each for each in REGIONAL_DAYS if each.state is office.state):
            for year in (year for year in years if year >= day.since):
                if (office.code, day.code, year) not in known:
                    yield office, day, year
