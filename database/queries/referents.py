"""Look up what references refer to; what it must be, the domain says and judges.

A statement for each sort of thing that is referred to, and none where nothing is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import JsonValue
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Customer
from database.queries.officers import all_known
from domain import refers
from domain.messages import Message
from domain.refers import Found, Here, Refers, To

Asked = Mapping[str, tuple[Refers, str]]  # by the name of the fact, or the key of the answer

JOINING = 0x6A6F696E  # one lock for whoever gives a case over: two must not to each other at once

# Each case, and what it was given over to, one after the other. What is on its way counts: a case
# that has yet to settle its first message, and a completion that nobody has refused so far.
_CASES = text("""
with recursive known as (
  select ref, type, customer from cases where ref = any(:refs)
  union
  select start->>'case', start->>'type', start->>'customer' from messages
  where "case" = any(:refs) and start is not null
    and not exists (select from cases where ref = messages."case")
), led as (
  select ref as first, ref as at from known
  union
  select led.first, given.to
  from led
  join messages said on said."case" = led.at and said.type = 'task.completed'
    and said.door is not null and coalesce(said.status, 'applied') = 'applied'
  cross join lateral (
    select said.facts->'answers'->>key as to from unnest(cast(:keys as text[])) key
  ) given
  where given.to is not null
)
select ref, type, customer,
  array(select at from led where led.first = ref and at <> ref) as joined_to
from known
""")


# Letters, tasks and cases by their ids. A row of the file is looked up by whoever reads the file.
_THINGS = text("""
select thing.id, cases.customer
from (
  select id, "case" from letters where id = any(:ids)
  union all
  select id, "case" from tasks where id = any(:ids)
  union all
  select ref, ref from cases where ref = any(:ids)
) thing
left join cases on cases.ref = thing."case"
""")


async def find(db: AsyncSession, asked: Asked) -> dict[str, Found]:
    """Return what is known of each thing that is referred to, by the name it is asked under."""
    wanted: defaultdict[To, set[str]] = defaultdict(set)
    for to, given in asked.values():
        wanted[to.to].add(given)
    known: dict[To, Mapping[str, Found]] = {}
    if wanted[To.CASE]:
        if any(to.joins for to, _ in asked.values()):
            await db.execute(select(func.pg_advisory_xact_lock(JOINING)))
        known[To.CASE] = await _cases(db, wanted[To.CASE])
    if wanted[To.CUSTOMER]:
        known[To.CUSTOMER] = await _customers(db, wanted[To.CUSTOMER])
    if wanted[To.THING]:
        known[To.THING] = await _things(db, wanted[To.THING])
    if wanted[To.OFFICER]:
        people = await all_known(db, sorted(wanted[To.OFFICER]))
        known[To.OFFICER] = {account: Found(person.id) for account, person in people.items()}
    return {
        name: known[to.to][given]
        for name, (to, given) in asked.items()
        if given in known.get(to.to, {})
    }


async def fact_faults(db: AsyncSession, facts: Message, here: Here) -> list[str]:
    """Say which references among the facts of a message cannot stand, in plain words."""
    asked = dict(_among(facts))
    found = await find(db, asked)
    faults = (
        (name, refers.fault(to, given, found.get(name), here))
        for name, (to, given) in asked.items()
    )
    return [f"{name.partition('#')[0]}: {words}" for name, words in faults if words]


def _among(facts: Message) -> Iterable[tuple[str, tuple[Refers, str]]]:
    """Yield the references of a message; of several under one name each has a number too."""
    for name, to in refers.references_of(type(facts)):
        given = getattr(facts, name)
        for number, one in enumerate(given if isinstance(given, tuple) else (given,)):
            if to and to.to is not To.ELSEWHERE and isinstance(one, str):
                yield f"{name}#{number}" if number else name, (to, one)


async def _cases(db: AsyncSession, refs: Collection[str]) -> dict[str, Found]:
    rows = await db.execute(_CASES, {"refs": sorted(refs), "keys": _joining_keys()})
    return {
        row.ref: Found(row.ref, row.type, row.customer, frozenset(row.joined_to)) for row in rows
    }


def _joining_keys() -> list[str]:
    from domain.catalogue import TASKS

    return sorted(
        {
            key
            for kind in TASKS.values()
            for key, question in kind.asks.items()
            if question.refers and question.refers.joins
        }
    )


async def _things(db: AsyncSession, ids: Collection[str]) -> dict[str, Found]:
    rows = await db.execute(_THINGS, {"ids": sorted(ids)})
    return {row.id: Found(row.id, customer=row.customer) for row in rows}


async def _customers(db: AsyncSession, ids: Collection[str]) -> dict[str, Found]:
    wanted = select(Customer.id).where(Customer.id.in_(sorted(ids)))
    return {id_: Found(id_, customer=id_) for id_ in await db.scalars(wanted)}


def among(answers: Mapping[str, JsonValue], asks: Mapping[str, Any]) -> Asked:
    """Return the references among answers that are looked up."""
    return {
        key: (asks[key].refers, answer)
        for key, answer in answers.items()
        if key in asks
        and asks[key].refers
        and asks[key].refers.to is not To.ELSEWHERE
        and isinstance(answer, str)
    }
