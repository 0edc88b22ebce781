"""What of a channel stays open that is restricted in part: at which hours, where, with whom.

A partial restriction bars its channel only where it says so: what it says is a thing, which the
guard of letters, the guard of calls and the letter to the customer read alike.

Source: CSP-T3-S4a, CSP-T3-S5c, CSP-T3-S7f.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from domain.letter_channels import Channel
from domain.restrictions.channels import SHORT, STOPS, Barred, Extent, Extents, summary


class Only(StrEnum):
    """In which way alone a channel stays open."""

    HOURS = "hours"
    OFFICE = "office"
    OFFICER = "officer"
    POST = "post"
    EMAIL = "email"
    READING = "reading"


class Part(BaseModel):
    """What stays open of a channel; hours are of the office's clock, such as 10:00."""

    model_config = ConfigDict(frozen=True)

    only: Only
    since: str | None = None
    until: str | None = None
    office: str | None = None
    officer: str | None = None

    def admits(
        self, hour: str, officer: str | None = None, office: str | None = None
    ) -> bool | None:
        """Tell whether a contact is inside it, at an hour of the office's clock, with an officer.

        ``office`` is the one that it was made to. None where nobody can tell: in which way
        something was written no contact says.
        """
        if self.only is Only.HOURS:
            return str(self.since) <= hour < str(self.until)
        if self.only is Only.OFFICER and officer:
            return officer == self.officer
        if self.only is Only.OFFICE and office:
            return office.casefold() == str(self.office).casefold()
        return None

    def words(self) -> str:
        """Say it to a customer, after the channel."""
        match self.only:
            case Only.HOURS:
                return f"only between {self.since} and {self.until}"
            case Only.OFFICE:
                return f"only at our {(self.office or '').replace('_', ' ').title()} office"
            case Only.OFFICER:
                return "only with the one officer who looks after your matters"
            case Only.POST:
                return "only by post"
            case Only.EMAIL:
                return "only by email"
            case Only.READING:
                return "only to read what is there"


Parts = Mapping[Barred, Part]


def details(channel: Barred, extent: Extent, left: Part | None) -> str:
    """Return the special contact details of a channel, in a few words. Source: CSP-T3-S7f."""
    words = summary({channel: extent})
    return f"{words}, {left.words()}" if left else words


# In which ways each channel can stay open in part.
WAYS: Mapping[Barred, tuple[Only, ...]] = MappingProxyType(
    {
        Barred.PHONE: (Only.HOURS, Only.OFFICER),
        Barred.FACE_TO_FACE: (Only.HOURS, Only.OFFICE, Only.OFFICER),
        Barred.WRITING: (Only.POST, Only.EMAIL, Only.OFFICER),
        Barred.ONLINE: (Only.READING,),
    }
)
HOURS = tuple(f"{hour:02}:00" for hour in range(8, 19))

# What else must be said of a way, by the fields of a part.
NEEDS: Mapping[Only, tuple[str, ...]] = MappingProxyType(
    {
        Only.HOURS: ("since", "until"),
        Only.OFFICE: ("office",),
        Only.OFFICER: ("officer",),
    }
)
# The ways of a letter that a part bars.
_STOPS = MappingProxyType({Only.POST: (Channel.EMAIL,), Only.EMAIL: (Channel.POST,)})


def part(only: Only, said: Mapping[str, str | None]) -> Part:
    """Return a part with what was said that it needs."""
    return Part(only=only, **{name: said.get(name) for name in NEEDS.get(only, ())})


def stopped_ways(barred: Iterable[tuple[str, Part | None]]) -> frozenset[Channel]:
    """Return the ways of a letter that channels bar, each in full or all but a part of it."""
    return frozenset(
        way
        for channel, left in barred
        for way in (STOPS[Barred(channel)] if left is None else _STOPS.get(left.only, ()))
    )


def faults(
    extents: Extents, ways: Mapping[Barred, Only], said: Mapping[str, str | None]
) -> list[str]:
    """Say what is missing of channels that stay open in part, and what is said of none."""
    wanted = {name for only in ways.values() for name in NEEDS.get(only, ())}
    lacks = [
        f"{SHORT[channel]} is restricted in part: say what of it stays open"
        for channel, extent in extents.items()
        if extent is Extent.PARTIAL and channel not in ways
    ]
    lacks += [
        f"{SHORT[channel]} is not restricted in part: leave out what of it stays open"
        for channel in ways
        if extents.get(channel) is not Extent.PARTIAL
    ]
    lacks += [f"say which {_FIELDS[name]}" for name in sorted(wanted) if not said.get(name)]
    lacks += [
        f"nothing stays open by {_FIELDS[name]}: leave it out"
        for name, value in sorted(said.items())
        if value and name not in wanted
    ]
    since, until = said.get("since"), said.get("until")
    if since and until and since >= until:
        lacks.append(f"{since} to {until} are no hours: the first comes before the last")
    return lacks


_FIELDS = MappingProxyType(
    {
        "since": "hour it opens at",
        "until": "hour it closes at",
        "office": "office",
        "officer": "officer",
    }
)
