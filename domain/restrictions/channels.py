"""The primary channels that a restriction bars, and what each means for a letter.

Source: CSP-T3-S4a, CSP-T3-S4b, CSP-T3-S7g.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.letter_channels import Channel


class Barred(StrEnum):
    """A channel of service that can be restricted."""

    PHONE = "phone"
    FACE_TO_FACE = "face_to_face"
    WRITING = "writing"
    ONLINE = "online"


class Extent(StrEnum):
    """How far a channel is restricted. What is not restricted is open as for anybody."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


Extents = Mapping[Barred, Extent]

# How letters leave and what they offer, by the channel that bars it.
STOPS: Mapping[Barred, tuple[Channel, ...]] = MappingProxyType(
    {
        Barred.PHONE: (Channel.PHONE,),
        Barred.FACE_TO_FACE: (Channel.IN_PERSON,),
        Barred.WRITING: (Channel.POST, Channel.EMAIL),
        Barred.ONLINE: (Channel.ONLINE,),
    }
)

SHORT = MappingProxyType(
    {
        Barred.PHONE: "telephone",
        Barred.FACE_TO_FACE: "face-to-face",
        Barred.WRITING: "writing",
        Barred.ONLINE: "online",
    }
)


# Where something happened that is told to the customer.
PLACES = MappingProxyType(
    {
        Barred.PHONE: "on the telephone",
        Barred.FACE_TO_FACE: "in one of our offices",
        Barred.WRITING: "in what you wrote to us",
        Barred.ONLINE: "in our online services",
    }
)


def restricted(extents: Extents) -> dict[Barred, Extent]:
    """Return the channels that are restricted at all, in their order."""
    return {
        channel: extents[channel]
        for channel in Barred
        if extents.get(channel, Extent.NONE) is not Extent.NONE
    }


def still_open(extents: Extents) -> tuple[Barred, ...]:
    """Return the channels that stay open, in part at least."""
    return tuple(each for each in Barred if extents.get(each) is not Extent.FULL)


def summary(extents: Extents) -> str:
    """Say in a few words which channel is restricted how far. Source: CSP-T3-S7g."""
    words = [
        f"{extent.value} {' and '.join(SHORT[each] for each in alike)}"
        for extent in (Extent.FULL, Extent.PARTIAL)
        if (alike := [each for each, how in restricted(extents).items() if how is extent])
    ]
    return ", ".join(words)


def fault(extents: Extents) -> str | None:
    """Say why channels cannot be restricted so; None where they can.

    A restriction of nothing is none, and a customer who is left no channel is heard nowhere.

    Source: CSP-T3-S4a.
    """
    if not restricted(extents):
        return "no channel is restricted: say which is, and how far"
    if not still_open(extents):
        return "every channel is barred in full: leave one open, at least in part"
    return None
