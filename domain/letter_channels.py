"""How a letter may leave, and whether it may offer the ways of answering that it offers.

The restriction guard asks both before a letter is drafted, approved and sent. It is pure: it
takes the channels that are barred in full on that day and answers in words.
"""

import re
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.phone_numbers import holds_phone_number


class Channel(StrEnum):
    """A way in which the Agency and a customer reach each other."""

    POST = "post"
    EMAIL = "email"
    PHONE = "phone"
    ONLINE = "online"
    IN_PERSON = "in_person"


CHANNEL_WORDS = {
    Channel.POST: "post",
    Channel.EMAIL: "email",
    Channel.PHONE: "phone",
    Channel.ONLINE: "online services",
    Channel.IN_PERSON: "visits to an office",
}


class ChannelChoice(BaseModel):
    """How a letter leaves, and why; ``channel`` is None where it is stopped."""

    model_config = ConfigDict(frozen=True)

    channel: Channel | None
    why: str


def channel_for(
    preference: str | None,
    *,
    has_address: bool,
    has_email: bool,
    barred: Collection[Channel] = (),
) -> ChannelChoice:
    """Choose how a letter leaves: as the customer prefers, else by post.

    A customer who prefers post, or no channel that carries a letter, is never written to by
    email instead. ``barred`` has the last word.
    """
    fallback = ""
    if preference == Channel.EMAIL:
        if has_email and Channel.EMAIL not in barred:
            return ChannelChoice(channel=Channel.EMAIL, why="the customer prefers email")
        lacking = "is barred" if Channel.EMAIL in barred else "has no address on record"
        fallback = f"the customer prefers email, which {lacking}; "
    if Channel.POST in barred:
        return ChannelChoice(
            channel=None, why=f"{fallback}post is barred by a restriction: ask for a variation"
        )
    if not has_address:
        return ChannelChoice(
            channel=None, why=f"{fallback}the customer has no postal address: find one"
        )
    if preference == Channel.POST:
        return ChannelChoice(channel=Channel.POST, why="the customer prefers post")
    return ChannelChoice(channel=Channel.POST, why=f"{fallback}post is the rule")


# How a way of answering looks in text that people write.
_OFFERS: Mapping[Channel, Callable[[str], object]] = {
    Channel.PHONE: holds_phone_number,
    Channel.EMAIL: re.compile(r"[\w.+-]+@[\w-]+\.\w+").search,
    Channel.ONLINE: re.compile(r"https?://|\bwww\.", re.IGNORECASE).search,
}


def barred_offer(
    offers: Collection[Channel], texts: Mapping[str, str], barred: Collection[Channel]
) -> str | None:
    """Say which barred channel a letter offers, in its contact lines or in free text.

    ``texts`` are the free texts by field name. The answer names fields, never their content.
    """
    for channel in sorted(barred):
        words = CHANNEL_WORDS[channel]
        if channel in offers:
            return f"its contact lines offer {words}, which a restriction bars"
        offered = _OFFERS.get(channel)
        for field, text in texts.items():
            if offered and offered(text):
                return f"{field} offers {words}, which a restriction bars"
    return None
