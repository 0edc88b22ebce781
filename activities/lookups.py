"""How a lookup is answered, and those that every lifecycle makes.

A lookup (``domain.lookups``) is answered in one of three ways:

- ``Known``: a function of the settle at work. It needs no statement.
- ``OfFile``: a function of the case file as the settle leaves it, which is read where one asks.
- ``Looked``: a scalar subquery over the parameters ``THIS_CASE``, ``ITS_CUSTOMER`` and, but where a
  no is weighed, ``TODAY``; and the rule that makes the answer of what it found (JSON, or None where
  nothing was).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Date, ScalarSelect, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text

from activities.writing import Writing
from database.file import Referral
from database.models import Customer, Task
from domain.file.referrals import OVER
from domain.file.rows import File
from domain.lookups import CHECKLIST, CUSTOMER, SETTING, WITH_OTHERS
from domain.standing.lookups import DEATHS, DIED
from domain.standing.tasks import SEE_TO_DEATH, SEE_TO_DEATH_OF_PARTY

THIS_CASE = bindparam("case", type_=Text)
THIS_LETTER = bindparam("letter", type_=Text)  # where a letter is filled
TODAY = bindparam("day", type_=Date)  # of the office
ITS_CUSTOMER = bindparam("customer", type_=Text)  # without one nothing is found


@dataclass(frozen=True)
class Known:
    """What the settle knows; it is given the arguments of the lookup."""

    answer: Callable[[Writing, Mapping[str, JsonValue]], Any]


@dataclass(frozen=True)
class OfFile:
    """What a case must know of its file: codes, ids, counts and dates, never words."""

    answer: Callable[[File], Any]


def as_it_is(found: JsonValue) -> JsonValue:
    """Answer with what was found."""
    return found


@dataclass(frozen=True)
class Looked:
    """What is looked up."""

    found: ScalarSelect[Any]
    answer: Callable[[Any], Any] = as_it_is


Answers = Mapping[str, Known | Looked | OfFile]  # by the name of the lookup


def _checklist(writing: Writing, arguments: Mapping[str, JsonValue]) -> JsonValue:
    return writing.times.settings.checklist(str(arguments["kind"]), writing.today())


def _setting(writing: Writing, arguments: Mapping[str, JsonValue]) -> JsonValue:
    return writing.times.settings.at(writing.today()).get(str(arguments["name"]))


_DIED = select(func.to_jsonb(Customer.died, type_=JSONB)).where(Customer.id == ITS_CUSTOMER)
_DEATHS = (
    select(func.jsonb_object_agg(Task.id, Customer.id, type_=JSONB))
    .join(Customer, Customer.id == Task.data["customer"].astext)
    .where(
        Task.case == THIS_CASE,
        Task.kind.in_([SEE_TO_DEATH.name, SEE_TO_DEATH_OF_PARTY.name]),
        Customer.died,
    )
)
_WITH_OTHERS = select(
    func.jsonb_object_agg(func.concat("referral-", Referral.number), Referral.to, type_=JSONB)
).where(
    Referral.case == THIS_CASE,
    ~Referral.entered_in_error,
    Referral.made_on.is_not(None),
    func.coalesce(Referral.answer, "").not_in([each.value for each in OVER]),
)

ANSWERS: Answers = MappingProxyType(
    {
        CUSTOMER: Known(lambda writing, _: writing.case.customer),
        CHECKLIST: Known(_checklist),
        SETTING: Known(_setting),
        DIED: Looked(_DIED.scalar_subquery(), lambda found: found is True),
        DEATHS: Looked(_DEATHS.scalar_subquery(), lambda found: found or {}),
        WITH_OTHERS: Looked(_WITH_OTHERS.scalar_subquery(), lambda found: found or {}),
    }
)
