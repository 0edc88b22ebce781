"""What the file shows of a caller: how often they rang, how they behaved, what is arranged.

A warning needs all three, the words after a refusal two of them (A17).
"""

from datetime import datetime, timedelta
from typing import TypedDict

from domain.cold_transfer.settings import PERSISTENT_CALLS
from domain.file.contacts import ContactFacts, Identity
from domain.file.indicators import IncidentFacts, IndicatorKind, live
from domain.file.rows import File, Row
from domain.file.warned import warned_about_before
from domain.needs import Opened
from domain.step_ids import StepId

STEP: StepId = "CSP-T3-S8b"
OUTSIDE = "outside"
A_DAY = timedelta(days=1)


class Caller(TypedDict):
    """What the last day shows of a caller, and what is arranged, by the ids of rows."""

    calls: list[str]
    incidents: list[str]
    arranged: list[str]


def calls(file: File, since: datetime) -> tuple[Row[ContactFacts], ...]:
    """Return the calls of the file's customer since an instant, the first one first.

    Not those that an earlier cold transfer has warned about.
    """
    before = warned_about_before(file, file.sides[0])
    rows = (
        row
        for row in file.live(ContactFacts)
        if row.facts.customer == file.sides[0]
        and row.facts.direction == "in"
        and row.facts.channel == "phone"
        and row.told.at >= since
        and row.id not in before
    )
    return tuple(sorted(rows, key=lambda row: (row.told.at, row.id)))


def incidents(file: File, since: datetime) -> tuple[Row[IncidentFacts], ...]:
    """Return how the file's customer behaved on the telephone since an instant.

    Not what an earlier cold transfer has warned about: each warning rests on behaviour of its own.
    """
    before = warned_about_before(file, file.sides[0])
    rows = (
        row
        for row in file.live(IncidentFacts)
        if row.facts.customer == file.sides[0]
        and row.facts.channel == "phone"
        and row.told.at >= since
        and row.id not in before
    )
    return tuple(sorted(rows, key=lambda row: (row.told.at, row.id)))


def caller(file: File) -> Caller:
    """Return what the last day shows of the caller, and what is arranged with them."""
    since = file.now - A_DAY
    return {
        "calls": [row.id for row in calls(file, since)],
        "incidents": [row.id for row in incidents(file, since)],
        "arranged": arranged(file),
    }


def restricted(file: File) -> list[str]:
    """Return the restrictions of the customer that are in force. Source: CSP-T3-S11a."""
    return [each.id for each in file.restrictions if each.customer == file.sides[0]]


def arranged(file: File) -> list[str]:
    """Return what a call can lie outside of: restrictions, and what was agreed on contact (A49).

    Source: CSP-T3-S8b.
    """
    agreed = [
        row.id
        for row in live(file, file.sides[0])
        if row.facts.sort is IndicatorKind.SPECIAL_CONTACT_DETAILS
    ]
    return [*restricted(file), *agreed]


def not_identified(opened: Opened) -> tuple[str, ...]:
    """Say that nobody proved who they are on this call. Source: CSP-T3-S8a.

    A call that broke a restriction was reported before, and is not older than a day.
    """
    since = opened.at - A_DAY if opened.data.get("incident") else opened.at
    for row in calls(opened.file, since):
        if row.facts.identity is Identity.CONFIRMED:
            return ()
    return (f"no call since {_at(opened)} in which {opened.file.sides[0]} was identified",)


def not_to_be_warned(opened: Opened) -> tuple[str, ...]:
    """Say which of the three conditions of a warning does not hold. Source: CSP-T3-S9a, A17."""
    lacks = [*not_persistent_and_aggressive(opened)]
    if not arranged(opened.file):
        lacks.append("nothing is restricted, and no arrangement on contact is in the file")
    elif opened.answers.get(STEP) not in (None, OUTSIDE):
        lacks.append("the call lies within what is arranged")
    return tuple(lacks)


def not_persistent_and_aggressive(opened: Opened) -> tuple[str, ...]:
    """Say which of the two conditions of the words after a refusal does not hold.

    Source: CSP-T3-S11e, A17.
    """
    since = _since(opened)
    rows = incidents(opened.file, since)
    rang = max(len(calls(opened.file, since)), sum(row.facts.calls for row in rows))
    lacks = []
    if rang < (wanted := _persistent(opened)):
        lacks.append(f"{rang} calls within a day are not persistent; {wanted} are")
    if not rows:
        lacks.append("no aggressive or inappropriate call is recorded (behaviour.reported)")
    return tuple(lacks)


def _since(opened: Opened) -> datetime:
    """Return the instant from which behaviour counts: a day before the call, or the warning."""
    since = opened.data.get("since")
    return (datetime.fromisoformat(str(since)) if since else opened.at) - A_DAY


def _persistent(opened: Opened) -> int:
    if opened.times is None:
        raise LookupError(f"{PERSISTENT_CALLS} is a setting of an office, and none is known here")
    return int(str(opened.times.settings.at(opened.times.day(opened.at)).get(PERSISTENT_CALLS)))


def _at(opened: Opened) -> str:
    at = opened.at.astimezone(opened.times.zone) if opened.times else opened.at
    return f"{at:%H:%M}"
