"""What is known for a letter, in one statement: who signs it, where it goes, what it may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, ScalarSelect, Select, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from database.models import CustomerAddress, Nominee, Officer, Restriction, Task, Variation
from domain.letter_channels import Channel
from domain.restrictions.channels import Barred
from domain.restrictions.parts import Part, stopped_ways

CASE = bindparam("case", type_=Text)
_CUSTOMER = bindparam("customer", type_=Text)  # without one nothing is known of anybody
_LETTER = bindparam("letter", type_=Text)
_OFFICER = bindparam("officer", type_=Text)
_DAY = bindparam("day", type_=Date)


@dataclass(frozen=True)
class About:
    """Which letter, whose, signed by whom, on which day of its office."""

    case: str
    customer: str | None
    letter: str
    officer: str
    day: date


@dataclass(frozen=True)
class LetterFacts:
    """What is known for a letter on its day. ``own`` is what its kind looks up beside."""

    signatory: Mapping[str, str] | None  # name and team
    lines: tuple[str, ...]  # of the customer's address
    nominees: tuple[Mapping[str, Any], ...]  # name, lines, and the day from which they are
    barred: frozenset[Channel]  # ways of a letter, on this day
    hours: str | None  # when the phone is answered to one who may ring in part
    answers: Mapping[str, Any]
    own: Any


async def letter_facts(
    db: AsyncSession, about: About, own: ScalarSelect[Any] | None = None
) -> LetterFacts:
    """Return what is known for a letter.

    ``answers`` are those of the officers of its case, the newest first to count; what they wrote
    for another letter is left out: nobody would have said it in this one.
    """
    row = (await db.execute(_with(own), vars(about))).one()
    barred = [(channel, part and Part.model_validate(part)) for channel, part in row.barred or ()]
    answers: dict[str, Any] = {}
    for given in row.answers or ():
        answers |= given
    return LetterFacts(
        signatory=row.signatory,
        lines=tuple(row.lines or ()),
        nominees=tuple(row.nominees or ()),
        barred=stopped_ways(barred),
        hours=next((each.words() for at, each in barred if each and at == Barred.PHONE), None),
        answers=answers,
        own=row.own if own is not None else None,
    )


_SIGNATORY = select(
    func.jsonb_build_object("name", Officer.name, "team", Officer.team, type_=JSONB)
).where(Officer.id == _OFFICER)

_ADDRESS = (
    select(CustomerAddress.lines)
    .where(CustomerAddress.customer == _CUSTOMER, CustomerAddress.from_date <= _DAY)
    .order_by(CustomerAddress.from_date.desc())
    .limit(1)
)

_NOMINEES = select(
    func.jsonb_agg(
        aggregate_order_by(
            func.jsonb_build_object(
                *("name", Nominee.name, "lines", Nominee.lines, "since", Nominee.from_date)
            ),
            Nominee.from_date,
        ),
        type_=JSONB,
    )
).where(
    Nominee.customer == _CUSTOMER,
    Nominee.from_date <= _DAY,
    ~Nominee.died,
    Nominee.until_date.is_(None) | (Nominee.until_date >= _DAY),
)

# Channels that are barred on the day, in full or, where something is said of it, all but a part.
_BARRED = select(
    func.jsonb_agg(func.jsonb_build_array(Restriction.channel, Restriction.part), type_=JSONB)
).where(
    Restriction.customer == _CUSTOMER,
    Restriction.state == "in_force",
    (Restriction.extent == "full") | Restriction.part.is_not(None),
    Restriction.from_date <= _DAY,
    ~exists().where(
        Variation.customer == _CUSTOMER,
        Variation.channel == Restriction.channel,
        Variation.on_day == _DAY,
    ),
)

_OF_LETTER = Task.data["letter"].astext
_ANSWERS = select(
    func.jsonb_agg(aggregate_order_by(Task.answers, Task.ended_at), type_=JSONB)
).where(
    Task.case == CASE,
    Task.state == "completed",
    _OF_LETTER.is_(None) | (_OF_LETTER == _LETTER),
)


@lru_cache(maxsize=64)
def _with(own: ScalarSelect[Any] | None) -> Select[Any]:
    """Return the statement with what one kind of letter looks up; made once for each."""
    known = select(
        _SIGNATORY.scalar_subquery().label("signatory"),
        _ADDRESS.scalar_subquery().label("lines"),
        _NOMINEES.scalar_subquery().label("nominees"),
        _BARRED.scalar_subquery().label("barred"),
        _ANSWERS.scalar_subquery().label("answers"),
    )
    return known if own is None else known.add_columns(own.label("own"))
