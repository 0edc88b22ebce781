"""Correspondence: what came in, on which day it reached the agency, and what answered it.

Source: CMA-T1-S1i to CMA-T1-S1o, CLK-T2-S4a, CSP-T6-S1e.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel

from domain.days import PAST_YEARS, Day
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
from domain.file.issues import IssueFacts
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code
from domain.roles import Role

# What an MP or the Ombudsman asks of the agency, and what the agency writes on it (CSP-T6-S1e).
ENQUIRIES = frozenset({"mp_enquiry", "ombudsman_enquiry"})
WRITTEN_RESPONSES = frozenset({"ministerial_response", "ombudsman_response"})
NO_RESPONSE_DUE = "no_response_due"  # why an enquiry is closed that nobody answers in writing


class _Item(BaseModel):
    """``documents`` are the hashes of what it holds: the same letter has the same."""

    sender: Elsewhere
    about: tuple[CustomerId, ...]
    category: Code
    documents: tuple[Elsewhere, ...] = ()


class ItemFacts(_Item, Facts):
    """An item; ``categories`` are those that it had before, the first one first.

    ``received_on`` is the day on which it reached the agency anywhere. One that is
    ``duplicate_of`` another holds the same document: it is linked, and never refused.
    """

    kind = "correspondence"

    received_on: Annotated[Day, PAST_YEARS]
    categories: tuple[Code, ...] = ()
    answered_by: RowId | None = None
    closed: Code | None = None
    duplicate_of: RowId | None = None


class CorrespondenceReceived(_Item, Act):
    """Something written came in, on the day on which it is told where none is given.

    What is attached to the message that tells it is among its documents.
    """

    name = "correspondence.received"
    words = "something written came in"
    senders = (Role.MAIL_TEAM, *OFFICERS, "mail_room")
    content = ("text",)

    received_on: Annotated[Day | None, PAST_YEARS] = None


class CorrespondenceRecategorised(Act):
    """An item carries another category, with the reason."""

    name = "correspondence.recategorised"
    words = "an item was given another category"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "item"

    item: RowId
    category: Code
    why: Code


class CorrespondenceAnswered(Act):
    """A letter or a contact answered an item."""

    name = "correspondence.answered"
    words = "an item was answered"
    senders = OFFICERS
    changes_row = "item"

    item: RowId
    by: RowId


class CorrespondenceClosed(Act):
    """Every issue that an item raised has been dealt with."""

    name = "correspondence.closed"
    words = "an item was closed"
    senders = OFFICERS
    changes_row = "item"

    item: RowId
    why: Code


def the_same(item: _Item, file: File) -> Row[ItemFacts] | None:
    """Return the first item about one of these customers that holds the same document."""
    return next(
        (
            row
            for row in file.live(ItemFacts)
            if set(row.facts.about) & set(item.about)
            and set(row.facts.documents) & set(item.documents)
        ),
        None,
    )


def issues_of(item: str, file: File) -> tuple[Row[IssueFacts], ...]:
    """Return the issues that an item raised."""
    return tuple(row for row in file.live(IssueFacts) if row.facts.raised_in == item)


def about_one_parent(given: Given[CorrespondenceReceived]) -> str | None:
    """What is about both parents is split before it is used: one would read the other's."""
    customers = set(given.act.about)
    unknown = sorted(customers - set(given.file.sides))
    if unknown or not customers:
        return f"{', '.join(unknown) or 'nobody'} is no party of {given.file.case}"
    return None


def another_category(given: Given[CorrespondenceRecategorised]) -> str | None:
    """A change that changes nothing hides one that does."""
    row = given.file.find(ItemFacts, given.act.item)
    if row is None or row.facts.category != given.act.category:
        return None
    return f"{row.id} has the category {row.facts.category} already"


def answered_by_something(given: Given[CorrespondenceAnswered]) -> str | None:
    """An answer is a letter or a contact."""
    by = given.act.by
    if by.startswith(f"{given.file.case}.l") or given.file.find(Facts, by):
        return None
    return f"there is no letter or contact {by} in this file"


def every_issue_is_over(given: Given[CorrespondenceClosed]) -> str | None:
    """An item that is closed over an open issue loses it. Source: CMA-T1-S1n, CMA-T1-S1o."""
    raised = issues_of(given.act.item, given.file)
    still = [row.id for row in raised if not (row.facts.closed or row.facts.handed_to)]
    return f"{', '.join(still)} is not over yet" if still else None


def answered_in_writing(given: Given[CorrespondenceClosed]) -> str | None:
    """An enquiry of an outside body that ends unanswered would be forgotten. Source: CSP-T6-S1e."""
    item, file = given.file.find(ItemFacts, given.act.item), given.file
    if item is None or item.facts.category not in ENQUIRIES or given.act.why == NO_RESPONSE_DUE:
        return None
    response = file.find(ItemFacts, item.facts.answered_by or "")
    if response and response.facts.category in WRITTEN_RESPONSES:
        return None
    return f"no written response answers {item.id}; where none is due, close it: {NO_RESPONSE_DUE}"


def receive(given: Given[CorrespondenceReceived]) -> Changes:
    """Keep it, on the side of whom it is about first; the same letter is linked."""
    act, same = given.act, the_same(given.act, given.file)
    known = {"received_on": _received_on(given), "duplicate_of": same.id if same else None}
    return (Add(facts_of(ItemFacts, act, **known), side=act.side or act.about[0]),)


def _received_on(given: Given[CorrespondenceReceived]) -> date:
    return given.act.received_on or given.office.day_of(given.at)


def recategorise(given: Given[CorrespondenceRecategorised]) -> Changes:
    """Give it another category; the old one stays known."""
    row = found(given, ItemFacts, given.act.item)
    before = (*row.facts.categories, row.facts.category)
    return (amended(row, category=given.act.category, categories=before),)


def answer(given: Given[CorrespondenceAnswered]) -> Changes:
    """Say what answered it."""
    return (amended(found(given, ItemFacts, given.act.item), answered_by=given.act.by),)


def close(given: Given[CorrespondenceClosed]) -> Changes:
    """End it."""
    return (amended(found(given, ItemFacts, given.act.item), closed=given.act.why),)


_MAY = (Relation.OWNER, Relation.SPECIALIST)

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        CorrespondenceReceived,
        steps=("CMA-T1-S1i", "CLK-T2-S4a"),
        by=(*_MAY, Relation.SYSTEM, Relation.OTHER),
        changes=receive,
        rules=(about_one_parent,),
        leaves=(
            Leaves(
                "CLK-T2-S4a",
                "CIMS",
                "ps_case_note",
                {"category": "category"},
                derived=lambda given: {"received_on": _received_on(given).isoformat()},
            ),
        ),
    ),
    ActKind(
        CorrespondenceRecategorised,
        steps=("CMA-T1-S1k", "CMA-T1-S1o"),
        by=_MAY,
        changes=recategorise,
        rules=(another_category,),
        leaves=(
            Leaves(
                "CMA-T1-S1k",
                "Cuba",
                "view_correspondence",
                {"category": "category", "reason": "why"},
            ),
        ),
    ),
    ActKind(
        CorrespondenceAnswered,
        steps=("CMA-T1-S1m",),
        by=_MAY,
        changes=answer,
        rules=(answered_by_something,),
    ),
    ActKind(
        CorrespondenceClosed,
        steps=("CMA-T1-S1n", "CMA-T1-S1o"),
        by=_MAY,
        changes=close,
        rules=(every_issue_is_over, answered_in_writing),
    ),
)
