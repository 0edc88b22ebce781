"""What letters say of a customer's issues, options and attempts: from what the customer may see.

Source: CSP-T5-S4a, CSP-T6-S1i, CSP-T6-S1j, CSP-T4-S5a.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.file.commitments import CONTACT, CommitmentFacts, CommitmentState, followups
from domain.file.commitments import state as commitment_state
from domain.file.contacts import TALKED, ContactFacts, attempts
from domain.file.issues import IssueFacts, Outcome
from domain.file.options import OptionFacts, OptionState, state
from domain.file.seeing import Seen, Sight
from domain.file.tellings import DecisionFacts
from domain.issues import ISSUE_TYPES, Activity
from domain.written import sentence

OUTSIDE_US = "This is outside the Agency: we cannot decide it, and we can tell you who can."
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


def reviewed(sight: Sight) -> list[dict[str, Any]]:
    """Return every issue that was gone over, and where it stands. Source: RES-T3-S3c."""
    return [
        {
            "title": _title(seen),
            "said": sentence(seen.words.get("words")),
            "stands": _stands(seen),
        }
        for seen in sight.of("issue")
        if seen.facts.get("closed") not in (Outcome.DUPLICATE, Outcome.DIED)
    ]


def _stands(seen: Seen) -> str:
    if "closed" in seen.facts:
        words = DEALT_WITH[Outcome(str(seen.facts["closed"]))]
        return words[0].upper() + words[1:]
    outside = ISSUE_TYPES[str(seen.facts["about"])].activity is Activity.OUTSIDE
    return OUTSIDE_US if outside else "We are working on this."


def decisions(sight: Sight) -> list[dict[str, Any]]:
    """Return what was decided, as the customer reads it. Source: RES-T4-S3f."""
    issues = {row.id: ISSUE_TYPES[row.facts.about] for row in sight.file.live(IssueFacts)}
    found = []
    for seen in _standing(sight):
        row = sight.file.find(DecisionFacts, seen.id)
        named = row.facts.issues if row else ()
        about = [issues[issue].to_the_customer for issue in named if issue in issues]
        result = str(seen.facts["result"]).replace("_", " ")
        words = f"{', '.join(about) or 'Your matter'}: {result}"
        found.append({"words": words, "in_force_from": seen.facts["in_force_from"]})
    return found


def _standing(sight: Sight) -> Iterator[Seen]:
    """Yield the decisions that hold, as the customer may see each."""
    rows = sight.file.live(DecisionFacts)
    replaced = {row.facts.replaces for row in rows}
    over = {row.id for row in rows if row.facts.set_aside} | replaced
    return (seen for seen in sight.of("decision") if seen.id not in over)


def review_on(sight: Sight) -> date | None:
    """Return the first day to come until which a decision can be reviewed."""
    named = (seen.facts.get("review_until") for seen in _standing(sight))
    days = [date.fromisoformat(str(day)) for day in named if day]
    return min((day for day in days if day > sight.file.today), default=None)


def promises(sight: Sight) -> tuple[list[str], list[str]]:
    """Return what we promised this customer and did, and what is still to come."""
    done, to_do = [], []
    for row in sight.file.live(CommitmentFacts):
        facts, stands = row.facts, commitment_state(row, sight.file)
        if facts.whom != sight.person or facts.what == CONTACT:
            continue
        what = str(facts.what).replace("_", " ").capitalize()
        if stands in (CommitmentState.KEPT, CommitmentState.KEPT_LATE):
            done.append(f"{what}: done.")
        elif stands in (CommitmentState.OPEN, CommitmentState.MISSED):
            to_do.append(f"{what}: by {facts.by_day.day} {facts.by_day:%B %Y}.")
    return done, to_do


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
