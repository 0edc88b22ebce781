"""To what a reference refers: declared with the fact, or with the question, that holds it.

A reference that nobody looked up leads nowhere: a complaint is given over to one that does not
exist, or two are to each other, and nobody works on either. Doors and settles look it up.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel


class To(StrEnum):
    """What there is to refer to."""

    CASE = "case"
    CUSTOMER = "customer"
    OFFICER = "officer"
    ROW = "row"  # of the case file: its act looks it up, in the transaction that writes it
    THING = "thing"  # a row of the file, a letter, a task or a case: what shows that it was done
    ELSEWHERE = "elsewhere"  # a code of a list, or the id of a thing in another system


@dataclass(frozen=True)
class Refers:
    """To what one reference refers, and what it must be.

    ``type`` is the kind of case. ``same_customer`` says that it is of the customer of the case
    that is told, where both have one. ``another`` is not that case, or that customer, itself.
    ``joins`` gives the case that is told over to the one that is named: neither that one nor what
    it was given over to may be the first. ``may_be_elsewhere`` and ``may_be_new`` let pass what is
    not known here, the one where it has no form of ours.
    """

    to: To
    type: str | None = None
    same_customer: bool = False
    another: bool = False
    joins: bool = False
    may_be_elsewhere: bool = False
    may_be_new: bool = False


ELSEWHERE = Refers(To.ELSEWHERE)
ROW = Refers(To.ROW)
THING = Refers(To.THING, same_customer=True)
OFFICER = Refers(To.OFFICER)
CUSTOMER = Refers(To.CUSTOMER)
ANOTHER_CUSTOMER = Refers(To.CUSTOMER, another=True)
NEW_CUSTOMER = Refers(To.CUSTOMER, may_be_new=True)
ANY_CASE = Refers(To.CASE, may_be_elsewhere=True)
COMPLAINT = Refers(To.CASE, type="Complaint", same_customer=True)
ANOTHER_COMPLAINT = Refers(To.CASE, type="Complaint", same_customer=True, another=True)
JOINED_TO = Refers(
    To.CASE,
    type="Complaint",
    same_customer=True,
    another=True,
    joins=True,
    may_be_elsewhere=True,
)


@dataclass(frozen=True)
class Here:
    """Where a reference is given: the case that is told, and its customer, where there are any."""

    case: str | None = None
    customer: str | None = None


NOWHERE = Here()
UNKNOWN_CUSTOMER = "not known here; `casebound customers import` adds customers"


@dataclass(frozen=True)
class Found:
    """What is known of the thing that a reference refers to. ``joined_to`` is of cases alone."""

    id: str
    type: str | None = None
    customer: str | None = None
    joined_to: Collection[str] = ()  # the cases that it was given over to, one after the other


def fault(refers: Refers, given: str, found: Found | None, here: Here) -> str | None:
    """Say why a reference cannot stand, in words for whoever gave it; None where it may."""
    if found is None:
        return _unknown(refers, given)
    return next(_unfit(refers, given, found, here), None)


def _unknown(refers: Refers, given: str) -> str | None:
    match refers.to:
        case To.CASE if not refers.may_be_elsewhere or has_our_form(given):
            return f"there is no case {given}"
        case To.CUSTOMER if not refers.may_be_new:
            return UNKNOWN_CUSTOMER
        case To.OFFICER:
            return f"no officer is known as '{given}'"
        case To.THING if not is_a_row(given):
            return f"there is no {given}: name a row of the file, a letter, a task or a case"
    return None


def _unfit(refers: Refers, given: str, found: Found, here: Here) -> Iterator[str]:
    itself = here.case if refers.to is To.CASE else here.customer
    if refers.type and found.type != refers.type:
        yield f"{given} is a {found.type}; give a {refers.type}"
    if refers.another and given == itself:
        yield f"{given} is this {refers.to} itself; name another one"
    if refers.joins and here.case in found.joined_to:
        yield f"{given} was given over to {here.case}: nobody would work on either"
    if refers.same_customer and len({found.customer, here.customer} - {None}) > 1:
        yield f"{given} is of another customer"


def has_our_form(given: str) -> bool:
    """Tell whether something is written as our cases are: what begins so is one, or a slip."""
    from domain.catalogue import CASE_TYPES

    return given.lower().startswith(tuple(f"{each.prefix}-" for each in CASE_TYPES.values()))


def is_a_row(given: str) -> bool:
    """Tell whether something is called as rows are; whether it is there, the file itself says."""
    from domain.file.kinds import KINDS

    kind, dash, number = given.rpartition(".")[2].rpartition("-")
    return bool(dash) and kind in KINDS and number.isdecimal()


@cache
def references_of(model: type[BaseModel]) -> tuple[tuple[str, Refers | None], ...]:
    """Return the fields of a model that hold words of a sender's own, with what they refer to."""
    return tuple(_references(model))


def _references(model: type[BaseModel]) -> Iterator[tuple[str, Refers | None]]:
    for name, field in model.model_fields.items():
        known = [*field.metadata, *_metadata(field.annotation)]
        refers = next((each for each in known if isinstance(each, Refers)), None)
        if refers or _holds_words(field.annotation):
            yield name, refers


def _metadata(annotation: Any) -> Iterator[Any]:
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from parts[1:]
    for part in parts:
        yield from _metadata(part)


def _holds_words(annotation: Any) -> bool:
    if isinstance(annotation, type) and not issubclass(annotation, Enum | NoneType):
        return issubclass(annotation, str)
    return any(_holds_words(part) for part in get_args(annotation) if not isinstance(part, str))
