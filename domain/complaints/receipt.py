"""Receiving a written complaint: procedure 277-09020010, steps 1, 2 and 5."""

from datetime import UTC, date, datetime, time
from enum import StrEnum


class Channel(StrEnum):
    """How a complaint reached the agency. Source: WC-S1a and WC-S1c, reading A01."""

    ONLINE_FORM = "online_form"
    WEBMASTER_MAILBOX = "webmaster_mailbox"
    POST = "post"
    FAX = "fax"
    CENTRELINK = "centrelink"
    MEDICARE = "medicare"
    IN_PERSON = "in_person"
    PHONE = "phone"


class Via(StrEnum):
    """Through whom the customer complained, besides writing themselves. Source: WC-S3e, A01."""

    NONE = "none"
    MP = "mp"
    OMBUDSMAN = "ombudsman"
    MINISTERIAL = "ministerial"


SPOKEN = frozenset({Channel.IN_PERSON, Channel.PHONE})
ASSESSING_TEAM = "Escalated and External Complaints"


def accepted(channel: Channel) -> bool:
    """Tell whether a complaint by this channel is a written one.

    Source: WC-S1a, WC-S1c; the list of channels is reading A01. What is said in person counts
    as said over the phone, and leaves the procedure.
    """
    return channel not in SPOKEN


def escalated(via: Via) -> bool:
    """Tell whether an item is an escalation that the external team manages. Source: WC-S3b."""
    return via is not Via.NONE


def day_of_receipt(logged_on: date, received_on: date | None) -> date:
    """Return the day on which the complaint reached the agency.

    Source: WC-S2a. ``received_on`` where the mail team gave it, else ``logged_on``, the office's
    day of the message.
    """
    return received_on or logged_on


def earliest(received_on: date, *days: date | str) -> date:
    """Return the earliest day on which the same letter came; texts are in ISO form.

    Source: WC-S3n. Look-alikes are shown and linked, and days count from the earliest receipt.
    """
    known = (date.fromisoformat(day) if isinstance(day, str) else day for day in days)
    return min(received_on, *known) if days else received_on


def register_name(received_on: date) -> str:
    """Return the register that a complaint belongs in, whatever year it is worked in.

    Source: WC-S5b, reading A03.
    """
    return f"Allocation {received_on.year}"


def clock_start(occurred_at: datetime, received_on: date | None) -> datetime:
    """Return the instant that the acknowledgement counts from.

    Source: WC-S3n, reading A02. Post often knows its day only. Midnight UTC falls in the
    working day of every Australian zone, so it is that day in whatever office the case has.
    """
    return datetime.combine(received_on, time(), tzinfo=UTC) if received_on else occurred_at
