"""Locks: whose customers these are. Those of one case are taken together, and released together.

One lock of a customer is live at a time; its number grows with each officer who has the customer,
so that what an old holder meant is known as such.

Source: CSP-T1-S2c, CSP-T1-S2e, CMA-T1-S5c, CSP-T7-S5b.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from domain.file.acts import Act, ActKind, Add, Changes, Given, Relation, amended
from domain.file.parties import PartyFacts, PartyRole, current
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row
from domain.messages import Code, Ident
from domain.ownership.priority import (
    PERSONALISED_SERVICES,
    PRIORITY,
    gives_up_by_agreement_only,
)
from domain.refers import OFFICER
from domain.roles import Role

PASSED_ON, TAKEN_OVER = "passed_on", "taken_over"  # why a lock is no more, and another case has one

OfficerId = Annotated[Ident, OFFICER]


class Joining(BaseModel):
    """A customer who is locked: in which role, and with whom they were until now, if anybody.

    Where ``international`` is true the customer has no Personalised Services screens. One whom
    another case has is ``taken_from`` it: as was agreed there, or from who must give them up.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    customer: CustomerId
    role: PartyRole = PartyRole.ASSOCIATED
    was_with: Elsewhere | None = None
    international: bool = False
    taken_from: Elsewhere | None = None


class LockFacts(Facts):
    """A customer's lock. ``fence`` is its number; ``released`` is why it is no more.

    ``promised_to`` is the officer who may take the customer for ``promised_area``, as was agreed
    with who has them, or approved.
    """

    kind = "lock"

    customer: CustomerId
    holder: OfficerId
    area: Code
    was_with: Elsewhere | None = None
    fence: int
    promised_to: OfficerId | None = None
    promised_area: Code | None = None
    released: Code | None = None

    def is_promised(self, area: str, to: str) -> bool:
        """Tell whether an officer may take the customer for an area."""
        return (self.promised_area, self.promised_to) == (area, to)


class PartiesLocked(Act):
    """The customers of a case are locked and assigned to one PSSO: all of them, or none.

    Nobody need have been reached for it.
    """

    name = "parties.locked"
    words = "the customers were locked and assigned"
    senders = (Role.PSSO, Role.PS_SSM)
    content = ("reason",)
    names = MappingProxyType({"psso": Role.PSSO})

    psso: OfficerId
    parties: tuple[Joining, ...] = Field(min_length=1)

    def brings_in(self) -> tuple[str, ...]:
        """Return whom it names."""
        return tuple(one.customer for one in self.parties)


class LockPromised(Act):
    """It was agreed, or approved, who takes a customer: written by the case that has them.

    Until they take the customer, whoever has them keeps them.
    """

    name = "lock.promised"
    words = "the customer was promised to another area"
    senders = (Role.TEAM_LEADER,)

    customer: CustomerId
    to: OfficerId | None = None  # nobody: the promise is taken back
    area: Code | None = None


class LockPassed(Act):
    """A customer is with another area: written by the case that has them from then on.

    ``fence`` is the number of the lock that it was agreed on, 0 where nobody had the customer.
    """

    name = "lock.passed"
    words = "the customer was locked to another area"
    senders = (Role.TEAM_LEADER,)

    customer: CustomerId
    holder: OfficerId  # the area itself, where the customer is in its queue
    area: Code
    fence: int


# ---------------------------------------------------------------------- reading


def held(file: File) -> tuple[Row[LockFacts], ...]:
    """Return the locks of this case, in the order of the customers' ids."""
    rows = [row for row in _live(file) if row.told.case == file.case]
    return tuple(sorted(rows, key=lambda row: row.facts.customer))


def held_elsewhere(file: File, customer: str) -> Row[LockFacts] | None:
    """Return the lock of a customer that another case holds."""
    for row in _live(file):
        if row.facts.customer == customer and row.told.case != file.case:
            return row
    return None


def lock_of(file: File, customer: str) -> Row[LockFacts] | None:
    """Return the lock of a customer, whichever case has it."""
    return next((row for row in _live(file) if row.facts.customer == customer), None)


def holder(file: File) -> str | None:
    """Return the officer who has the customers of this case; None where nobody has."""
    rows = held(file)
    return rows[0].facts.holder if rows else None


def _live(file: File) -> Iterator[Row[LockFacts]]:
    return (row for row in file.live(LockFacts) if row.facts.released is None)


def _fence(file: File, customer: str) -> int:
    known = (row.facts for row in file.live(LockFacts) if row.facts.customer == customer)
    return 1 + max((facts.fence for facts in known), default=0)


# ---------------------------------------------------------------------- rules


def everybody_is_known(given: Given[PartiesLocked]) -> str | None:
    """A lock of nobody would keep nobody else away. Whom each one is, a door can look up."""
    unknown = sorted(set(given.act.brings_in()) - set(given.file.sides))
    if not unknown:
        return None
    return f"{', '.join(unknown)} is not known here; `casebound customers import` adds customers"


def nobody_twice(given: Given[PartiesLocked]) -> str | None:
    """Two locks of one customer would be released one without the other."""
    names = given.act.brings_in()
    if len(set(names)) < len(names):
        return "a customer is named twice"
    here = {row.facts.customer: row.id for row in held(given.file)}
    for name in names:
        if name in here:
            return f"{name} is locked by this case already, by {here[name]}"
    return None


def the_primary_one_too(given: Given[PartiesLocked]) -> str | None:
    """Whoever else is locked, a case is about its own customer."""
    primary = given.file.sides[0]
    if held(given.file) or primary in given.act.brings_in():
        return None
    return f"lock {primary}, whose case it is, with them: all together, or nobody"


def nobody_is_held_elsewhere(given: Given[PartiesLocked]) -> str | None:
    """A lock is agreed on with whoever holds it, and none is taken alone.

    Where whoever holds it is of no area of the priority list it may be taken by its name (A40).

    Source: CMA-T1-S5c, CMA-T2-S10e, CSP-T1-S2c.
    """
    there = [reason for one in given.act.parties if (reason := _kept_from(one, given))]
    return f"{'; '.join(there)}; nobody was locked" if there else None


def _kept_from(one: Joining, given: Given[PartiesLocked]) -> str | None:
    row = held_elsewhere(given.file, one.customer)
    if row is None:
        return f"nobody has {one.customer}: leave taken_from out" if one.taken_from else None
    lock, case = row.facts, row.told.case
    words = f"{lock.customer} is locked to {lock.holder} by {case}"
    promised = lock.is_promised(PERSONALISED_SERVICES, given.act.psso)
    if promised and one.taken_from == case:
        return None
    if one.taken_from == case and not gives_up_by_agreement_only(lock.area):
        return None
    if lock.area in PRIORITY and lock.area != PERSONALISED_SERVICES:
        words += f", and {lock.area} gives a customer up by agreement only"
    how = "" if lock.area == PERSONALISED_SERVICES else " by ownership.requested"
    return f"{words}: agree with them{how} (`casebound owner {lock.customer}`)"


def to_whoever_has_the_others(given: Given[PartiesLocked]) -> str | None:
    """The customers of one case are with one officer; a hand-over gives all of them on."""
    has = holder(given.file)
    if has is None or has == given.act.psso:
        return None
    return f"the customers of this case are with {has}; case.handed_over gives all of them on"


# ---------------------------------------------------------------------- what they change


def lock(given: Given[PartiesLocked]) -> Changes:
    """Lock each, in the order of their ids, and write down who is in the case."""
    parties = sorted(given.act.parties, key=lambda one: one.customer)
    return tuple(change for one in parties for change in _one(one, given))


def _one(one: Joining, given: Given[PartiesLocked]) -> Changes:
    elsewhere = held_elsewhere(given.file, one.customer)
    there = any(
        row.facts.customer == one.customer and row.told.case == given.file.case
        for row in current(given.file)
    )
    primary = one.customer == given.file.sides[0]
    facts = LockFacts(
        customer=one.customer,
        holder=given.act.psso,
        area=PERSONALISED_SERVICES,
        was_with=one.was_with or (elsewhere.facts.holder if elsewhere else None),
        fence=_fence(given.file, one.customer),
    )
    party = PartyFacts(
        customer=one.customer,
        role=PartyRole.PRIMARY if primary else one.role,
        since=given.office.day_of(given.at),
        international=one.international,
    )
    over = (amended(elsewhere, released=TAKEN_OVER),) if elsewhere else ()
    locked = (*over, Add(facts, side=one.customer))
    return locked if there else (*locked, Add(party, side=one.customer))


def the_lock_that_was_meant(given: Given[LockPassed]) -> str | None:
    """What was agreed on one lock moves no later one: somebody else has the customer by then.

    A promise stands where whoever promised has handed the customer to a colleague since.

    Source: CMA-T1-S6d, CSP-T7-S4a.
    """
    act, row = given.act, lock_of(given.file, given.act.customer)
    number = row.facts.fence if row else 0
    if number == act.fence or (row and row.facts.is_promised(act.area, act.holder)):
        return None
    has = f"number {number}, with {row.facts.holder}" if row else "no more"
    return f"lock number {given.act.fence} of {given.act.customer} is over: it is {has}"


def has_the_lock(given: Given[LockPromised]) -> str | None:
    """A case promises what it has."""
    mine = {row.facts.customer for row in held(given.file)}
    return None if given.act.customer in mine else f"{given.act.customer} is not locked here"


def promise(given: Given[LockPromised]) -> Changes:
    """Say who may take the customer."""
    (row,) = (row for row in held(given.file) if row.facts.customer == given.act.customer)
    return (amended(row, promised_to=given.act.to, promised_area=given.act.area),)


def pass_on(given: Given[LockPassed]) -> Changes:
    """Lock the customer here; the lock that was there ends in the same transaction."""
    act, row = given.act, lock_of(given.file, given.act.customer)
    facts = LockFacts(
        customer=act.customer,
        holder=act.holder,
        area=act.area,
        was_with=row.facts.holder if row else None,
        fence=_fence(given.file, act.customer),
    )
    over = (amended(row, released=PASSED_ON),) if row else ()
    return (*over, Add(facts, side=act.customer))


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        PartiesLocked,
        steps=("CSP-T1-S2c", "CSP-T1-S2e", "BG-OBJ-a"),
        by=(Relation.OWNER, Relation.APPROVER, Relation.OTHER),
        changes=lock,
        rules=(
            everybody_is_known,
            nobody_twice,
            the_primary_one_too,
            nobody_is_held_elsewhere,
            to_whoever_has_the_others,
        ),
    ),
    ActKind(
        LockPromised,
        steps=("CMA-T1-S6d", "CMA-T1-S6e", "CSP-T7-S4a"),
        by=(Relation.PRODUCT,),
        changes=promise,
        rules=(has_the_lock,),
    ),
    ActKind(
        LockPassed,
        steps=("CMA-T1-S6d", "CMA-T1-S5b", "CMA-T2-S10f"),
        by=(Relation.PRODUCT,),
        changes=pass_on,
        rules=(the_lock_that_was_meant,),
    ),
)
