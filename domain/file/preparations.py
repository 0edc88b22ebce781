"""Checks before contact with a customer who has behaved badly, or to whom channels are closed.

Source: CSP-T4-S1c.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, Field

from domain.file.acts import OFFICERS, Act, ActKind, Add, Changes, Given, Leaves, Relation, facts_of
from domain.file.indicators import IncidentFacts, IndicatorKind
from domain.file.indicators import live as live_indicators
from domain.file.intrays import CASE_REVIEW, NotepadFacts
from domain.file.rows import CustomerId, Facts, File, RowId


class _Preparation(BaseModel):
    """``went_over`` are the incidents, restrictions and notepads that were read."""

    customer: CustomerId
    went_over: tuple[RowId, ...] = Field(min_length=1)


class PreparationFacts(_Preparation, Facts):
    """Somebody went over what must be known before a customer is contacted."""

    kind = "preparation"


class ContactPrepared(_Preparation, Act):
    """The case review and the stacking document were gone over before contact."""

    name = "contact.prepared"
    words = "review and stacking document were gone over before contact"
    senders = OFFICERS


def asks_for_checks(file: File, customer: str) -> tuple[str, ...]:
    """Return the ids of what makes contact with a customer wait for checks.

    A restriction asks for them whether somebody wrote it down in the file, or it is in force only.

    Source: CSP-T4-S1c.
    """
    incidents = [row for row in file.live(IncidentFacts) if row.facts.customer == customer]
    restrictions = [
        row
        for row in live_indicators(file, customer)
        if row.facts.sort is IndicatorKind.SERVICE_RESTRICTION
    ]
    imposed = [each.id for each in file.restrictions if each.customer == customer]
    return (*(row.id for row in (*incidents, *restrictions)), *imposed)


def unchecked(file: File, customer: str) -> tuple[str, ...]:
    """Return the ids of what nobody has gone over yet; a new incident asks for new checks."""
    gone_over = {
        id_
        for row in file.live(PreparationFacts)
        if row.facts.customer == customer
        for id_ in row.facts.went_over
    }
    return tuple(id_ for id_ in asks_for_checks(file, customer) if id_ not in gone_over)


def customer_is_in_the_file(given: Given[ContactPrepared]) -> str | None:
    """Checks on somebody else open no door here."""
    customer = given.act.customer
    return None if customer in given.file.sides else f"{customer} is no party of {given.file.case}"


def all_of_it_was_read(given: Given[ContactPrepared]) -> str | None:
    """Who goes over a part of it meets the customer unwarned. Source: CSP-T4-S1c."""
    missing = [id_ for id_ in _to_read(given) if id_ not in given.act.went_over]
    if not missing:
        return None
    return f"go over {', '.join(missing)} too"


def _to_read(given: Given[ContactPrepared]) -> Iterator[str]:
    yield from unchecked(given.file, given.act.customer)
    for row in given.file.live(NotepadFacts):
        if row.facts.heading == CASE_REVIEW and row.told.case == given.file.case:
            yield row.id


def it_is_there(given: Given[ContactPrepared]) -> str | None:
    """Nobody has gone over what does not exist."""
    imposed = {each.id for each in given.file.restrictions}
    for id_ in given.act.went_over:
        if id_ not in imposed and given.file.find(Facts, id_) is None:
            return f"there is no {id_} in this file"
    return None


def prepare(given: Given[ContactPrepared]) -> Changes:
    """Keep it, on the side of the customer."""
    return (Add(facts_of(PreparationFacts, given.act), side=given.act.customer),)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        ContactPrepared,
        steps=("CSP-T4-S1c",),
        by=(Relation.OWNER, Relation.SPECIALIST, Relation.APPROVER),
        changes=prepare,
        rules=(customer_is_in_the_file, it_is_there, all_of_it_was_read),
        leaves=(
            Leaves(
                "CSP-T4-S1c",
                "Cuba",
                "ps_stacking_document_read",
                {"customer": "customer", "went_over": "went_over"},
            ),
        ),
    ),
)
