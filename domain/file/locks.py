"""Locks: whose customers these are. Those of one case are taken together, and released together.

One lock of a customer is live at a time; its number grows with each officer who has the customer,
so that what an old holder meant is known as such.

Source: CSP-T1-S2c, CSP-T1-S2e, CMA-T1-S5c, CSP-T7-S5b.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from domain.file.acts import Act, ActKind, Add, Changes, Given, Relation
from domain.file.parties import PartyFacts, PartyRole, current
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row
from domain.messages import Code, Ident
from domain.refers import OFFICER
from domain.roles import Role

AREA = "personalised_services"

OfficerId = Annotated[Ident, OFFICER]


class Joining(BaseModel):
    """A customer who is locked: in which role, and with whom they were until now, if anybody.

    Where ``international`` is true the customer has no Personalised Services screens.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    customer: CustomerId
    role: PartyRole = PartyRole.ASSOCIATED
    was_with: Elsewhere | None = None
    international: bool = False


class LockFacts(Facts):
    """A customer's lock. ``fence`` is its number; ``released`` is why it is no more."""

    kind = "lock"

    customer: CustomerId
    holder: OfficerId
    area: Code
    was_with: Elsewhere | None = None
    fence: int
    released: Code | None = None


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
    """A lock is agreed on with whoever holds it, never taken away; and none is taken alone.

    Source: CMA-T1-S5c, CSP-T1-S2c.
    """
    found = [held_elsewhere(given.file, customer) for customer in given.act.brings_in()]
    there = [
        f"{row.facts.customer} is locked to {row.facts.holder} by {row.told.case}"
        for row in found
        if row
    ]
    if not there:
        return None
    return f"{'; '.join(there)}: agree with them; nobody was locked"


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
    there = any(
        row.facts.customer == one.customer and row.told.case == given.file.case
        for row in current(given.file)
    )
    primary = one.customer == given.file.sides[0]
    facts = LockFacts(
        customer=one.customer,
        holder=given.act.psso,
        area=AREA,
        was_with=one.was_with,
        fence=_fence(given.file, one.customer),
    )
    party = PartyFacts(
        customer=one.customer,
        role=PartyRole.PRIMARY if primary else one.role,
        since=given.office.day_of(given.at),
        international=one.international,
    )
    locked = Add(facts, side=one.customer)
    return (locked,) if there else (locked, Add(party, side=one.customer))


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        PartiesLocked,
        steps=("CSP-T1-S2c", "CSP-T1-S2e"),
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
)
