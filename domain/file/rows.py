"""What the file keeps: one row a thing, as rules, gates and letters read it.

Rows are of customers, not of one case. What people said or wrote of a row is content and stays in
the case database; what stands here are codes, dates and references.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from domain.messages import Ident
from domain.refers import CUSTOMER, ELSEWHERE, ROW
from domain.restrictions.parts import Part
from domain.step_ids import StepId

RowId = Annotated[Ident, ROW]
CustomerId = Annotated[Ident, CUSTOMER]
Elsewhere = Annotated[Ident, ELSEWHERE]

BOTH = "both"  # the side of what both parents may know


class Origin(StrEnum):
    """Who something is known from."""

    CUSTOMER = "customer"
    OTHER_PARENT = "other_parent"
    THIRD_PARTY = "third_party"
    SYSTEM = "system"
    OFFICER = "officer"


class Facts(BaseModel):
    """The facts of one row; a kind of row is a model of its own.

    ``kind`` is the word for it in ids, records and on the wire.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]


class Told(BaseModel):
    """Where and when a row came about, and whose information it is.

    ``at`` is when it happened, ``told_at`` when the product was told. ``side`` is the customer
    whose information it is, or ``BOTH``. What was told ``in_confidence`` is shown to no customer.
    """

    model_config = ConfigDict(frozen=True)

    case: Ident
    step: StepId
    by: str
    at: AwareDatetime
    told_at: AwareDatetime
    side: Ident
    origin: Origin = Origin.OFFICER
    in_confidence: bool = False


F_co = TypeVar("F_co", bound=Facts, covariant=True)
F = TypeVar("F", bound=Facts)


@dataclass(frozen=True)
class Row(Generic[F_co]):
    """One thing in the file. ``version`` counts its changes, the first is 1.

    ``moved_to`` is the row that stands for it elsewhere: what is left here is a stub.
    """

    id: str
    told: Told
    facts: F_co
    version: int = 1
    entered_in_error: bool = False
    moved_to: str | None = None


@dataclass(frozen=True)
class Version:
    """One version of a row: the act that made it, by whom, when, why, and the facts as they were.

    ``at`` is in the zone of the office.
    """

    number: int
    act: str
    by: str
    at: datetime
    told_at: datetime
    facts: Mapping[str, JsonValue]
    why: str | None = None


class Restricted(NamedTuple):
    """A channel that is closed to a customer, in part or in full, by the id of the restriction.

    ``barred`` says that it is closed in full today, with no occasion for which it is open; ``part``
    what of it stays open, where it is closed in part and the restriction says so.
    """

    id: str
    customer: str
    channel: str
    barred: bool = False
    part: Part | None = None


@dataclass(frozen=True)
class File:
    """Every row about the customers of a case, in one snapshot.

    ``sides`` are its customers, the primary one first; ``now`` is the business time for which it
    is read, and ``today`` the day of the case's office then. ``history`` has the versions of rows
    that somebody at hand has seen as they are no more. ``restrictions`` are those in force of its
    customers, whoever imposed them: they are no rows of the file. ``gated`` is whether they leave
    this case through the gates. ``clock`` is that of the case's office.
    """

    case: str
    sides: tuple[str, ...]
    now: datetime
    today: date
    rows: tuple[Row[Facts], ...] = ()
    history: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    restrictions: tuple[Restricted, ...] = ()
    gated: bool = False
    clock: tzinfo = UTC
    _by_id: dict[str, Row[Facts]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {row.id: row for row in self.rows})

    def live(self, facts: type[F]) -> tuple[Row[F], ...]:
        """Return the rows of a kind, without those that were entered in error."""
        return tuple(self._live(facts))

    def _live(self, facts: type[F]) -> Iterator[Row[F]]:
        found: Any
        for found in self.rows:
            if isinstance(found.facts, facts) and not found.entered_in_error:
                yield found

    def next_number(self, facts: type[Facts]) -> int:
        """Return the number that the next row of a kind gets in this case.

        What was moved to somebody who is not of this file is known by its stub alone.
        """
        mine = [r for r in self.rows if r.told.case == self.case and r.facts.kind == facts.kind]
        away = {r.moved_to for r in mine if r.moved_to} - self._by_id.keys()
        return 1 + len(mine) + len(away)

    def find(self, facts: type[F], id_: str) -> Row[F] | None:
        """Return the live row of a kind by its id; None where there is none."""
        found: Row[Any] | None = self._by_id.get(id_)
        if found is None or found.entered_in_error or not isinstance(found.facts, facts):
            return None
        return found
