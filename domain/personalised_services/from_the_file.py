"""What letters say of a customer's issues, options and attempts: from what the customer may see.

Source: CSP-T5-S4a, CSP-T6-S1i, CSP-T6-S1j, CSP-T4-S5a.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.file.commitments import followups
from domain.file.contacts import TALKED, ContactFacts, attempts
from domain.file.issues import Outcome
from domain.file.options import OptionFacts, OptionState, state
from domain.file.seeing import Seen, Sight
from domain.issues import ISSUE_TYPES
from domain.written import sentence

_INSTANT = timedelta(microseconds=1)
_STILL = (OptionState.GIVEN, OptionState.LAPSED)

# How an issue came to its end, as its customer reads it; a duplicate is said with its original.
DEALT_WITH = {
    Outcome.RESOLVED: "this is resolved.",
    Outcome.DECLINED: "we looked into this and could not do what you asked.",
    Outcome.WITHDRAWN: "you told us that we need not go on with this.",
    Outcome.OUTSIDE_AGENCY: "we told you who can help you with this.",
    Outcome.NOT_PURSUED: "we heard no more from you about this.",
}


def issues(sight: Sight) -> list[dict[str, Any]]:
    """Return the open issues, each as the customer put it."""
    return [
        {"title": _title(seen), "said": sentence(seen.words.get("words"))}
        for seen in sight.of("issue")
        if "closed" not in seen.facts
    ]


def options(sight: Sight) -> list[dict[str, Any]]:
    """Return the options that the customer may still take up, with what each means."""
    return list(_options(sight))


def _options(sight: Sight) -> Iterator[dict[str, Any]]:
    for seen in sight.of("option"):
        row = sight.file.find(OptionFacts, seen.id)
        if row and state(row, sight.file) in _STILL:
            yield {
                "title": str(seen.facts["option"]).replace("_", " ").capitalize(),
                "detail": sentence(seen.words.get("meaning")),
                "consequence": sentence(seen.words.get("consequences")),
            }


def dealt_with(sight: Sight) -> list[str]:
    """Return what became of each issue that is closed, a sentence each."""
    return [
        f"{_title(seen)}: {DEALT_WITH[outcome]}"
        for seen in sight.of("issue")
        if "closed" in seen.facts and (outcome := Outcome(str(seen.facts["closed"]))) in DEALT_WITH
    ]


def _title(seen: Seen) -> str:
    return ISSUE_TYPES[str(seen.facts["about"])].to_the_customer


def spoken_on(sight: Sight, zone: ZoneInfo) -> date | None:
    """Return the day of the last talk with the customer."""
    last = _last_talk(sight)
    return _day(last, zone) if last else None


def _last_talk(sight: Sight) -> datetime | None:
    talks = (
        contact.told.at
        for contact in sight.file.live(ContactFacts)
        if contact.facts.customer == sight.person and contact.facts.result in TALKED
    )
    return max(talks, default=None)


def tried_on(sight: Sight, zone: ZoneInfo, since: datetime | None) -> list[date]:
    """Return the days of the attempts to reach the customer, since the last talk and ``since``.

    An earlier letter spoke of what lies before it.
    """
    spoken = [_last_talk(sight), since + _INSTANT if since else None]
    first = max(filter(None, spoken), default=datetime.min.replace(tzinfo=zone))
    made = attempts(sight.file, sight.person, first, sight.file.now + _INSTANT)
    return sorted({_day(each.contact.told.at, zone) for each in made if not each.why_not})


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def next_contact_on(sight: Sight) -> date | None:
    """Return the day of the next contact that was agreed with the customer."""
    agreed = [row.facts.by_day for row in followups(sight.file) if row.facts.whom == sight.person]
    return min(agreed, default=None)
