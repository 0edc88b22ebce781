"""Warnings to a customer who keeps ringing: for the rest of a day, each about behaviour of its own.

Source: CSP-T3-S9a, CSP-T3-S9b; readings A17, A49.
"""

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel

from domain.days import Day
from domain.file.acts import OFFICERS, Act, ActKind, Add, Changes, Given, Relation
from domain.file.contacts import ContactFacts
from domain.file.indicators import IncidentFacts
from domain.file.rows import CustomerId, Facts, File, Row, RowId


class _Warning(BaseModel):
    """``rests_on`` are the calls and incidents that the customer was warned about.

    In the file by the ids that they have everywhere: another case is to know them again.
    """

    customer: CustomerId
    rests_on: tuple[RowId, ...]


class WarningFacts(_Warning, Facts):
    """A warning; it holds for the rest of the office's ``day``."""

    kind = "warning"

    day: Day


class WarningGiven(_Warning, Act):
    """A customer was warned not to ring again that day: written by the cold transfer alone."""

    name = "warning.given"
    words = "a customer was warned not to ring again that day"
    senders = OFFICERS


def warnings(file: File, customer: str) -> tuple[Row[WarningFacts], ...]:
    """Return the warnings that a customer was given, the first one first."""
    rows = [row for row in file.live(WarningFacts) if row.facts.customer == customer]
    return tuple(sorted(rows, key=lambda row: (row.told.at, row.id)))


def warned_about_before(file: File, customer: str) -> frozenset[str]:
    """Return the rows that another case has warned a customer about: they ground no other warning.

    A case warns once, and reads again what its own warning rests on.
    """
    given = (row for row in warnings(file, customer) if row.told.case != file.case)
    return frozenset(_here(row, file) for warning in given for row in warning.facts.rests_on)


def behaviour_left(warning: WarningFacts, gone: Collection[str], file: File) -> bool:
    """Tell whether a warning is about any behaviour of its customer, but for what is ``gone``."""
    rows = (file.find(IncidentFacts, _here(id_, file)) for id_ in warning.rests_on)
    return any(
        row and row.id not in gone and row.facts.customer == warning.customer for row in rows
    )


def it_rests_on_the_customers_own(given: Given[WarningGiven]) -> str | None:
    """Nobody is warned about nothing, or about what somebody else did. Source: CSP-T3-S9a."""
    act, file = given.act, given.file
    calls = [row.id for row in file.live(ContactFacts) if row.facts.customer == act.customer]
    behaved = [row.id for row in file.live(IncidentFacts) if row.facts.customer == act.customer]
    if not act.rests_on:
        return "name the calls and incidents that the customer is warned about"
    others = sorted({_here(id_, file) for id_ in act.rests_on} - {*calls, *behaved})
    return f"{', '.join(others)}: no call or incident of {act.customer}" if others else None


def once_for_one_behaviour(given: Given[WarningGiven]) -> str | None:
    """Whoever was warned about a thing is not warned about it again. Source: CSP-T3-S9a."""
    about = {_everywhere(id_, given.file) for id_ in given.act.rests_on}
    for row in warnings(given.file, given.act.customer):
        if again := sorted(about & set(row.facts.rests_on)):
            return f"{given.act.customer} was warned about {', '.join(again)} already, by {row.id}"
    return None


def warn(given: Given[WarningGiven]) -> Changes:
    """Keep it with the customer; it ends with the day on which it was given."""
    act, day = given.act, given.office.day_of(given.at)
    about = tuple(_everywhere(id_, given.file) for id_ in act.rests_on)
    facts = WarningFacts(customer=act.customer, rests_on=about, day=day)
    return (Add(facts, side=act.customer),)


def _everywhere(id_: str, file: File) -> str:
    return id_ if "." in id_ else f"{file.case}.{id_}"


def _here(id_: str, file: File) -> str:
    return id_.removeprefix(f"{file.case}.")


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        WarningGiven,
        steps=("CSP-T3-S9b",),
        by=(Relation.PRODUCT,),
        changes=warn,
        rules=(it_rests_on_the_customers_own, once_for_one_behaviour),
    ),
)
