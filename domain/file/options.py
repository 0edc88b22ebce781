"""Options: what a customer could do about an issue, what it would mean, and the answer.

Source: CSP-T4-S5c, CSP-T4-S5g, CSP-T5-S3a, CSP-T7-S1b, CSP-T7-S1c.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel

from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Add,
    Changes,
    Given,
    Leaves,
    Relation,
    amended,
    facts_of,
    found,
)
from domain.file.contacts import TALKED, ContactFacts
from domain.file.correspondence import ItemFacts
from domain.file.issues import IssueFacts, open_issues
from domain.file.parties import speaks_for
from domain.file.rows import CustomerId, Facts, File, Row, RowId
from domain.messages import Code


class OptionState(StrEnum):
    """Where an option stands; computed, never typed. Silence is lapsed, never declined."""

    GIVEN = "given"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REPLACED = "replaced"


class _Option(BaseModel):
    """``option`` is a code; what it means for the customer is content.

    ``consequences`` are codes of what follows from it, those of behaviour towards staff among them.
    ``strategy`` is the one of the segment that it follows (CSP-T5-S2).
    ``explained_in`` is the contact or letter in which the party heard of it and of what follows.
    """

    issue: RowId
    party: CustomerId
    option: Code
    consequences: tuple[Code, ...]
    explained_in: RowId
    strategy: Code | None = None
    replaces: RowId | None = None


class OptionFacts(_Option, Facts):
    """An option; ``answered_in`` is the contact or item in which the party answered."""

    kind = "option"

    answer: Literal["taken_up", "declined"] | None = None
    answered_in: RowId | None = None
    answered_at: AwareDatetime | None = None
    lapsed_at: AwareDatetime | None = None


class OptionGiven(_Option, Act):
    """A party was given an option, with what it means."""

    name = "option.given"
    words = "a customer was given an option"
    senders = OFFICERS
    content = ("meaning", "consequences")


class OptionAnswered(Act):
    """A party, or whoever may speak for the party, took an option up or declined it."""

    name = "option.answered"
    words = "a customer answered an option"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "option"

    option: RowId
    answer: Literal["taken_up", "declined"]
    answered_in: RowId


class OptionLapsed(Act):
    """A party was given time for an option, and said nothing to it."""

    name = "option.lapsed"
    words = "a customer said nothing to an option in the time that there was"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "option"

    option: RowId


def state(row: Row[OptionFacts], file: File) -> OptionState:
    """Return where an option stands."""
    if row.facts.answer:
        return OptionState(row.facts.answer)
    if any(other.facts.replaces == row.id for other in file.live(OptionFacts)):
        return OptionState.REPLACED
    return OptionState.LAPSED if row.facts.lapsed_at else OptionState.GIVEN


def unanswered(file: File) -> tuple[Row[OptionFacts], ...]:
    """Return the options to which nobody has answered, lapsed ones among them.

    Silence leads to another follow-up. Source: CSP-T4-S5g.
    """
    silent = (OptionState.GIVEN, OptionState.LAPSED)
    return tuple(row for row in file.live(OptionFacts) if state(row, file) in silent)


def without_option(file: File) -> tuple[Row[IssueFacts], ...]:
    """Return the open issues for which no option was given. Source: CSP-T5-S3a, CSP-T7-S1b."""
    given = {row.facts.issue for row in file.live(OptionFacts)}
    return tuple(issue for issue in open_issues(file) if issue.id not in given)


def standing(file: File) -> tuple[Row[OptionFacts], ...]:
    """Return the options that were not replaced, in the order in which they were given."""
    rows = [row for row in file.live(OptionFacts) if state(row, file) is not OptionState.REPLACED]
    return tuple(sorted(rows, key=lambda row: (row.told.at, row.id)))


def explained_at(row: Row[OptionFacts], file: File) -> datetime:
    """Return when the party heard of it: in the contact, else when it was given in writing."""
    contact = file.find(ContactFacts, row.facts.explained_in)
    return contact.told.at if contact else row.told.at


def given_since(file: File) -> datetime | None:
    """Return when the last option was explained: time to take them up counts from then.

    Source: CSP-T7-S1c.
    """
    return max((explained_at(row, file) for row in file.live(OptionFacts)), default=None)


def issue_is_open(given: Given[OptionGiven]) -> str | None:
    """An option for what is over is no option."""
    issue = given.file.find(IssueFacts, given.act.issue)
    if issue is None:
        return f"there is no {given.act.issue} in this file"
    return f"{issue.id} is closed: {issue.facts.closed}" if issue.facts.closed else None


def party_is_affected(given: Given[OptionGiven]) -> str | None:
    """An option is of whoever has the issue; the other parent never hears of it."""
    issue = given.file.find(IssueFacts, given.act.issue)
    if issue is None or given.act.party in issue.facts.parties:
        return None
    return f"{issue.id} does not affect {given.act.party}"


def explained_to_the_party(given: Given[OptionGiven]) -> str | None:
    """What nobody explained cannot be taken up. Source: CSP-T7-S1b."""
    explained_in = given.act.explained_in
    contact = given.file.find(ContactFacts, explained_in)
    if contact is None and not explained_in.startswith(f"{given.file.case}.l"):
        return f"there is no contact or letter {explained_in} in this file"
    if contact and given.act.party not in (contact.facts.customer, *contact.facts.parties):
        return f"{explained_in} was with {contact.facts.customer}, not with {given.act.party}"
    if contact and contact.facts.result not in TALKED:
        return f"in {explained_in} nobody spoke with {given.act.party}"
    return None


def says_what_follows(given: Given[OptionGiven]) -> str | None:
    """Nobody can weigh an option without what follows from it. Source: CSP-T4-S5c."""
    if given.act.consequences:
        return None
    return "say what follows from it, by the codes of `consequences`"


def replaces_one_of_the_same(given: Given[OptionGiven]) -> str | None:
    """An option that replaces another issue's, or another party's, would take theirs away."""
    name = given.act.replaces
    if name is None:
        return None
    row = given.file.find(OptionFacts, name)
    if row and (row.facts.issue, row.facts.party) == (given.act.issue, given.act.party):
        return None
    return f"{name} is no option of {given.act.issue} for {given.act.party}"


def not_answered(given: Given[OptionAnswered] | Given[OptionLapsed]) -> str | None:
    """An answer is given once; another needs a new option."""
    option = given.file.find(OptionFacts, given.act.option)
    if option is None or option.facts.answer is None:
        return None
    return f"{option.id} was {option.facts.answer} already, in {option.facts.answered_in}"


def answered_somewhere(given: Given[OptionAnswered]) -> str | None:
    """An answer names the contact or item in which it was given: silence is none.

    It is of the party, or of whoever may speak for the party of that issue. Source: CSP-T4-S5g,
    CMA-T1-S1h.
    """
    name, option = given.act.answered_in, given.file.find(OptionFacts, given.act.option)
    contact, item = given.file.find(ContactFacts, name), given.file.find(ItemFacts, name)
    if contact:
        if contact.facts.result not in TALKED:
            return f"in {contact.id} nobody was spoken with"
        speakers = {contact.facts.customer, *contact.facts.parties}
        on = given.office.day_of(contact.told.at)
    elif item:
        speakers, on = {item.facts.sender}, item.facts.received_on
    else:
        return f"there is no contact or item {name} in this file: name where it was answered"
    if option is None or _speaks_for(option, speakers, given.file, on):
        return None
    party = option.facts.party
    return f"{name} is not of {party}, nor of anybody who may speak for {party} of this issue"


def _speaks_for(option: Row[OptionFacts], speakers: set[str], file: File, on: date) -> bool:
    party, issue = option.facts.party, file.find(IssueFacts, option.facts.issue)
    about = issue.facts.about if issue else ""
    return party in speakers or any(
        speaks_for(file, speaker, party, about, on) for speaker in speakers
    )


def answered_after_it_was_explained(given: Given[OptionAnswered]) -> str | None:
    """What was said before anybody had explained it is no answer to it. Source: CSP-T7-S1b."""
    option = given.file.find(OptionFacts, given.act.option)
    said = given.file.find(Facts, given.act.answered_in)
    if option is None or said is None:
        return None
    explained = explained_at(option, given.file)
    return (
        f"{said.id} came before {option.id} was explained, {explained:%d %B %Y %H:%M} UTC"
        if said.told.at < explained
        else None
    )


def give(given: Given[OptionGiven]) -> Changes:
    """Keep it, on the side of the party."""
    return (Add(facts_of(OptionFacts, given.act), side=given.act.party),)


def answer(given: Given[OptionAnswered]) -> Changes:
    """Say what the party answered, where and when."""
    act = given.act
    row = found(given, OptionFacts, act.option)
    return (amended(row, answer=act.answer, answered_in=act.answered_in, answered_at=given.at),)


def lapse(given: Given[OptionLapsed]) -> Changes:
    """Say until when nobody had answered: it may be answered still."""
    return (amended(found(given, OptionFacts, given.act.option), lapsed_at=given.at),)


def still_replaced(given: Given[OptionAnswered] | Given[OptionLapsed]) -> str | None:
    """What was replaced is not on the table any more."""
    row = given.file.find(OptionFacts, given.act.option)
    if row is None or state(row, given.file) is not OptionState.REPLACED:
        return None
    return f"{row.id} was replaced: answer the option that replaces it"


_MAY = (Relation.OWNER, Relation.SPECIALIST)

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        OptionGiven,
        steps=("CSP-T4-S5c", "CSP-T5-S2", "CSP-T5-S3a"),
        by=_MAY,
        changes=give,
        rules=(
            issue_is_open,
            party_is_affected,
            explained_to_the_party,
            says_what_follows,
            replaces_one_of_the_same,
        ),
        leaves=(
            Leaves(
                "CSP-T5-S2",
                "Cuba",
                "options",
                {"issue": "issue", "option": "option", "strategy": "strategy"},
                where=lambda given: given.act.strategy is not None,
            ),
            Leaves(
                "CSP-T5-S3a",
                "Cuba",
                "ps_stacking_document",
                {"options": "option", "issue": "issue", "meaning": "meaning"},
            ),
            Leaves(
                "CSP-T4-S5c",
                "Cuba",
                "options_given",
                {
                    "customer": "party",
                    "option": "option",
                    "explained_in": "explained_in",
                    "words": "consequences",
                },
                derived=lambda given: {"consequences": list(given.act.consequences)},
            ),
        ),
    ),
    ActKind(
        OptionAnswered,
        steps=("CSP-T4-S5g",),
        by=_MAY,
        changes=answer,
        rules=(
            not_answered,
            still_replaced,
            answered_somewhere,
            answered_after_it_was_explained,
        ),
        leaves=(
            Leaves(
                "CSP-T4-S5g",
                "Cuba",
                "customer_decision",
                {"option": "option", "decision": "answer", "answered_in": "answered_in"},
            ),
        ),
    ),
    ActKind(
        OptionLapsed,
        steps=("CSP-T4-S5g",),
        by=_MAY,
        changes=lapse,
        rules=(not_answered, still_replaced),
    ),
)
