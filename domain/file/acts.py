"""How the file is changed: by acts, which are messages, admitted by the rules of what they change.

An act has no wait and no check of its own. Its settle reads the file, admits the act and writes
the changes, or refuses it with the reason, in one transaction; a door asks the same rules first,
for an immediate answer.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import JsonValue

from domain.file.history import since
from domain.file.rows import Elsewhere, Facts, File, Origin, Row
from domain.messages import Ident, Message, Trust
from domain.officers import Person
from domain.offices import Office
from domain.refers import ROW, references_of
from domain.roles import Role
from domain.step_ids import StepId

# Whoever may have a customer, or an issue; what they are to a file decides which acts are theirs.
OFFICERS = (
    Role.PSSO,
    Role.SERVICE_OFFICER,
    Role.SPECIALIST_OFFICER,
    Role.COMPLAINTS_OFFICER,
    Role.LEVEL_1_OFFICER,
    Role.EXTERNAL_COMPLAINTS_OFFICER,
    Role.TEAM_LEADER,
    Role.PS_SSM,
    Role.PS_SM,
)


A_ROW = re.compile(r"[a-z_]+-[0-9]+")  # how a row is called in its own case


class Relation(StrEnum):
    """What somebody is to the file, beside their roles."""

    OWNER = "owner"  # has the customer, or stands in for who has
    SPECIALIST = "specialist"  # has an issue of the file
    APPROVER = "approver"  # decides over the owner's requests
    SYSTEM = "system"  # an outside system, for what it knows
    PRODUCT = "product"  # a case itself, for what it does: its lifecycle says what it may
    CONCERNED = "concerned"  # the case is about them: they do no act on it (WC-S3j)
    OTHER = "other"


RELATION_WORDS = {
    Relation.OWNER: "whoever has the customer",
    Relation.SPECIALIST: "a specialist of the file",
    Relation.APPROVER: "whoever decides over the owner's requests",
    Relation.SYSTEM: "another system",
    Relation.PRODUCT: "a case",
    Relation.CONCERNED: "whoever the case is about",
    Relation.OTHER: "somebody who has nothing of this customer's",
}


def relation_to(owners: Iterable[Person | None], officer: Person | None, at: datetime) -> Relation:
    """Return what somebody is to a file; ``officer`` is None for a system.

    ``owners`` are who has the customers, and who has the case: while finalisation is asked these
    are two.
    """
    if officer is None:
        return Relation.SYSTEM
    for owner in filter(None, owners):
        if officer.id == owner.id or officer.stands_in_for(owner, at):
            return Relation.OWNER
    if officer.holds((Role.SPECIALIST_OFFICER,), at):
        return Relation.SPECIALIST
    if officer.holds((Role.PS_SSM, Role.PS_SM), at):
        return Relation.APPROVER
    return Relation.OTHER


class Act(Message):
    """The facts of an act. ``seen`` is the version of the row that its author was shown.

    ``changes_row`` names the fact that refers to the row that it changes; None for an act that only
    adds. ``side`` says whose information it brings, where that does not follow from its facts.
    """

    trust = Trust.AUTHENTICATED
    changes_row: ClassVar[str | None] = None

    side: Elsewhere | None = None
    origin: Origin = Origin.OFFICER
    in_confidence: bool = False
    seen: int | None = None

    def brings_in(self) -> tuple[str, ...]:
        """Return the customers who are in the file from this act on, if they are known here."""
        return ()

    def locks(self) -> tuple[str, ...]:
        """Return customers of another file in which the act writes too."""
        return ()


A = TypeVar("A", bound=Act)
F = TypeVar("F", bound=Facts)


@dataclass(frozen=True)
class Given(Generic[A]):
    """An act as it was given, with the file as it is.

    ``by`` is the person or system, ``relation`` what they are to this file; ``at`` is when it
    happened, ``told_at`` when it was told. ``office`` is the case's. ``areas`` are the specialist
    areas whose delegation the person has, ``areas_of`` those of each officer whom the act names.
    """

    act: A
    by: str
    relation: Relation
    at: datetime
    told_at: datetime
    file: File
    office: Office
    areas: frozenset[str] = frozenset()
    areas_of: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Add:
    """A new row; its id is given by the settle. ``words_of`` is the row whose words it has."""

    facts: Facts
    side: Ident
    words_of: str | None = None


@dataclass(frozen=True)
class Change:
    """Other facts for a row that is there."""

    row: Row[Facts]
    facts: Facts


@dataclass(frozen=True)
class Strike:
    """A row that was entered in error; ``moved``: the row that is added stands for it elsewhere."""

    row: Row[Facts]
    moved: bool = False


@dataclass(frozen=True)
class Reword:
    """More words for a row whose facts stay as they are."""

    row: Row[Facts]


Changes = Sequence[Add | Change | Strike | Reword]
Rule = Callable[[Given[Any]], str | None]


@dataclass(frozen=True)
class Leaves:
    """A record that an act leaves in another system.

    ``fields`` names what it holds as the matrix does, and the fact of the act, or the word of the
    content, that each comes from. ``derived`` gives what follows from the file as it was before.
    It is left only ``when`` these facts of the act are so, and ``where`` that holds.
    """

    step: StepId
    system: str
    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    derived: Callable[[Given[Any]], Mapping[str, Any]] | None = None
    when: Mapping[str, str] = field(default_factory=dict)
    where: Callable[[Given[Any]], bool] = lambda _given: True


@dataclass(frozen=True)
class ActKind(Generic[A]):
    """One act, declared: who may give it, what must hold, what it changes and what it leaves."""

    of: type[A]
    steps: tuple[StepId, ...]
    by: tuple[Relation, ...]
    changes: Callable[[Given[A]], Changes]
    rules: tuple[Rule, ...] = ()
    leaves: tuple[Leaves, ...] = ()


def facts_of(kind: type[F], act: Act, **more: object) -> F:
    """Return the facts of a row as an act gives them, and ``more`` that follows from it."""
    given = {name: value for name, value in act if name in kind.model_fields}
    return kind.model_validate(given | more)


def found(given: Given[Any], kind: type[F], id_: str) -> Row[F]:
    """Return the row that an act refers to, whose rules have looked for it.

    Raises:
        KeyError: it is not there: a rule is missing.
    """
    row = given.file.find(kind, id_)
    if row is None:
        raise KeyError(id_)
    return row


def amended(row: Row[F], **facts: object) -> Change:
    """Change some facts of a row."""
    known = dict(row.facts)
    return Change(row, type(row.facts).model_validate(known | facts))


def fault(given: Given[A], kind: ActKind[A]) -> str | None:
    """Say why an act may not stand, in its author's words; None where it may."""
    if given.relation not in (*kind.by, Relation.PRODUCT):
        return f"{kind.of.name} is not for {RELATION_WORDS[given.relation]}{_who_has(given, kind)}"
    rules = (seen_as_it_is, *kind.rules)
    return next(filter(None, (rule(given) for rule in rules)), None)


def _who_has(given: Given[A], kind: ActKind[A]) -> str:
    """Name who may act in place of whoever tried: whoever has the customer, by which lock."""
    from domain.file.locks import lock_of

    row = lock_of(given.file, given.file.sides[0])
    if row is None or Relation.OWNER not in kind.by:
        return ""
    return f": the customer is with {row.facts.holder}, by lock number {row.facts.fence}"


Left = Sequence[tuple[Leaves, Mapping[str, JsonValue]]]


def left_by(
    given: Given[A], kind: ActKind[A], words: Mapping[str, JsonValue]
) -> Iterator[tuple[Leaves, dict[str, JsonValue]]]:
    """Yield each record that an act leaves, with what it holds; ``words`` are its content."""
    known = {**given.act.model_dump(mode="json"), **words}
    for left in kind.leaves:
        so = all(known.get(name) == value for name, value in left.when.items())
        if so and left.where(given):
            data = {name: known.get(source) for name, source in left.fields.items()}
            yield left, data | dict(left.derived(given) if left.derived else {})


def officers_named(act: Act) -> set[str]:
    """Return the accounts of the officers whom an act names."""
    return {str(given) for fact in act.names if (given := getattr(act, fact))}


def seen_no_more(act: Act, file: File) -> str | None:
    """Return the row that an act would change, where its author saw it as it is no more."""
    id_ = getattr(act, act.changes_row) if act.changes_row else None
    row = file.find(Facts, id_) if id_ else None
    return row.id if row and act.seen is not None and act.seen != row.version else None


def seen_as_it_is(given: Given[Any]) -> str | None:
    """Nobody writes over what they have not seen: two changes at once would lose one."""
    act, name = given.act, given.act.changes_row
    if given.relation is Relation.PRODUCT and act.seen is None and name:
        row = given.file.find(Facts, getattr(act, name))
        return None if row else unseen(act, given.file)  # as its own settle finds it
    return unseen(act, given.file)


def unseen(act: Act, file: File) -> str | None:
    """Say why an act that changes a row may not stand: it is not there, or was seen otherwise."""
    name = act.changes_row
    if name is None:
        return None
    id_ = getattr(act, name)
    row = file.find(Facts, id_)
    if row is None:
        return f"there is no {id_} in this file; `casebound file {file.case}` shows what is"
    if act.seen is None:
        return f"say which version of {id_} was seen; it is version {row.version} now"
    if act.seen != row.version:
        how = since(file.history.get(id_, ()), act.seen)
        changed = f"{id_} was changed since version {act.seen} was shown"
        now = f"it is version {row.version} now: look at it again, and say what is to change"
        return f"{changed}, {how}; {now}" if how else f"{changed}; {now}"
    return None


def mistaken(act: Act, file: File) -> str | None:
    """Say what a door knows of an act at once: a row that is not there, or an older version."""
    if reason := unseen(act, file):
        return reason
    missing = sorted(id_ for id_ in named_rows(act) - {file.case} if not file.find(Facts, id_))
    if not missing:
        return None
    there = f"`casebound file {file.case}` shows what is"
    return f"there is no {', '.join(missing)} in this file; {there}"


def named_rows(act: Act) -> set[str]:
    """Return the rows of the file that an act names."""
    fields = (name for name, to in references_of(type(act)) if to == ROW)
    return {id_ for name in fields for id_ in _ids(act, name) if A_ROW.fullmatch(id_)}


def _ids(act: Act, name: str) -> tuple[str, ...]:
    value = getattr(act, name)
    return (value,) if isinstance(value, str) else tuple(value or ())
