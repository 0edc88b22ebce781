"""Acts that a completion carries: one sitting, one message, all of them or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from domain.file.acts import Act, Given, Left, Relation, fault, left_by, officers_named, relation_to
from domain.file.applying import Written, apply
from domain.file.catalogue import ACTS
from domain.file.locks import holder
from domain.file.rows import File
from domain.messages import TaskCompleted
from domain.officers import Person, in_words
from domain.offices import Office
from domain.roles import Role

WORDS = "acts"  # the name under which the content of a completion has the words of its acts


@dataclass(frozen=True)
class Author:
    """Who acts on a file, and when.

    ``by`` is the person or system, ``officer`` the person where it is one. ``people`` are those who
    matter, by account; ``owner`` is the account of whoever has the case, ``not_for`` are officers
    whom it is about.
    """

    by: str
    officer: Person | None
    owner: str | None
    people: Mapping[str, Person]
    at: datetime
    told_at: datetime
    office: Office
    not_for: Collection[str] = ()

    def given(self, act: Act, file: File) -> Given[Act]:
        """Return an act as this author gives it, with the file as it is."""
        return Given(
            act,
            self.by,
            self._is_to(file, ACTS[act.name].by),
            self.at,
            self.told_at,
            file,
            self.office,
            self.officer.areas if self.officer else frozenset(),
            {
                account: self.people[account].areas
                for account in officers_named(act)
                if account in self.people
            },
        )

    def _is_to(self, file: File, may: Collection[Relation]) -> Relation:
        if self.officer and self.officer.id in self.not_for:
            return Relation.CONCERNED
        accounts = (holder(file), self.owner)
        if file.gated and not any(accounts) and self._decides() and Relation.APPROVER not in may:
            return Relation.OWNER  # a referral that nobody has taken up is the SSM's
        owners = (self.people.get(account or "") for account in accounts)
        return relation_to(owners, self.officer, self.told_at)

    def _decides(self) -> bool:
        return self.officer is not None and self.officer.holds((Role.PS_SSM,), self.told_at)


@dataclass(frozen=True)
class Carried:
    """One act of a completion, as it came, and as it was read; ``words`` are its content."""

    name: str
    facts: Act
    words: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Done(Carried):
    """One that may stand: the rows that it adds or changes, and the records that it leaves."""

    written: tuple[Written, ...] = ()
    left: Left = ()


@dataclass(frozen=True)
class Sitting:
    """A file as a sitting leaves it, and what each act did to it; or why one may not stand.

    ``before`` is the file as whoever sat was shown it, where the acts have changed it.
    """

    file: File
    done: tuple[Done, ...] = ()
    fault: str | None = None
    before: File | None = None

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The ids of the rows that each act added."""
        return tuple(tuple(one.row.id for one in act.written if one.new) for act in self.done)

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """The words of the rows that the acts added, by their ids."""
        return {
            one.row.id: {name: str(said) for name, said in act.words.items()}
            for act in self.done
            for one in act.written
            if one.new and one.words_of is None
        }


def sit(acts: Sequence[Carried], author: Author, file: File) -> Sitting:
    """Return what acts make of a file, one after the other; with a fault, of none of them."""
    now, done = file, []
    for number, act in enumerate(acts, start=1):
        kind, given = ACTS[act.name], author.given(act.facts, now)
        if reason := _not_a_sender(given.act, author) or fault(given, kind):
            return Sitting(file, fault=f"act {number}, {act.name}: {reason}")
        left = tuple(left_by(given, kind, act.words))
        now, rows = apply(given, kind)
        done.append(Done(act.name, act.facts, act.words, rows, left))
    return Sitting(now, tuple(done), before=file)


def read(facts: Mapping[str, JsonValue], content: Mapping[str, JsonValue]) -> tuple[Carried, ...]:
    """Return the acts that a completion carries, which a door has checked."""
    acts = TaskCompleted.model_validate(facts).acts
    said = content.get(WORDS)
    words = said if isinstance(said, list) and said else [{}] * len(acts)
    return tuple(
        Carried(act.type, ACTS[act.type].of.model_validate(act.facts), _object(each))
        for act, each in zip(acts, words, strict=True)
    )


def _object(said: JsonValue) -> Mapping[str, JsonValue]:
    return said if isinstance(said, dict) else {}


def _not_a_sender(act: Act, author: Author) -> str | None:
    """Say why this author may not give an act: a door asks the same of an act of its own."""
    roles = tuple(sender for sender in act.may_send() if isinstance(sender, Role))
    if author.officer and author.officer.holds(roles, author.told_at):
        return None
    return f"it is for the {in_words(roles)} to give"
