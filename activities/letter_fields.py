"""Where the fields of each letter come from: the case, the customer, and what officers answered."""

from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from activities.gathering import Data, Gatherer, Gathering
from activities.lifecycles import GATHERERS
from database.models import Case, Customer
from database.queries.file import read_file, read_sight, sides_of
from database.queries.letter_facts import About, LetterFacts, letter_facts
from domain.addressees import NOMINEE, Reader, To
from domain.catalogue import CASE_TYPES
from domain.contacts import AGENCIES
from domain.file.carried import Sitting
from domain.file.rows import File
from domain.file.seeing import Sight, covered, sight_of
from domain.letters import LetterFields, LetterKind, offered
from domain.roles import Role
from domain.times import Times

BLIND = (Reader.STAKEHOLDER,)  # they read what is written to them, and nothing of the file


class Desk(Protocol):
    """Where a letter of a case is made: in a settle, or for a preview."""

    @property
    def db(self) -> AsyncSession:
        """The session."""
        ...

    @property
    def case(self) -> Case:
        """The case."""
        ...

    @property
    def customer(self) -> Customer | None:
        """Whom it is about."""
        ...

    @property
    def times(self) -> Times:
        """What its office counts with."""
        ...


def gatherer_of(kind: LetterKind) -> Gatherer:
    """Return what fills the fields of a kind.

    A kind without a gatherer of its own takes each field from the answer of that name to its
    step, as in ``WC-S3m.about``.
    """
    its_own = kind.fields.model_fields.keys() - LetterFields.model_fields.keys()

    def from_answers(letter: Gathering) -> Data:
        asked = {name: letter.given.get(f"{kind.step}.{name}") for name in its_own}
        return {name: value for name, value in asked.items() if value is not None}

    return GATHERERS.get(kind.fields) or Gatherer(from_answers)


async def facts_of(
    kind: LetterKind, desk: Desk, letter: str, to: To, *, officer: str, day: date
) -> LetterFacts:
    """Look up what is known for a letter that ``officer`` signs on a day of the office."""
    about = About(desk.case.ref, to.known_as, letter, officer, day)
    return await letter_facts(desk.db, about, gatherer_of(kind).looks_up)


async def sight_for(
    kind: LetterKind, desk: Desk, to: To, at: datetime, sitting: Sitting | None = None
) -> Sight:
    """Return what the addressee may be shown of the file, for a letter that is filled from it.

    ``sitting`` has the acts that come with the completion at hand: they count, as if written.
    """
    case, customer = desk.case.ref, to.customer
    reads = gatherer_of(kind).of_the_file and to.reader not in BLIND
    sides = await sides_of(desk.db, case, customer) if reads else [customer]
    nothing = File(case, tuple(sides), at, desk.times.day(at))
    if not reads:
        return sight_of(nothing, customer, {})
    file, said = (sitting.file, sitting.words) if sitting and sitting.done else (None, {})
    if file is None:
        file = await read_file(desk.db, case, sides, at, desk.times.zone)
    return await read_sight(desk.db, covered(file, to.covers), customer, said)


def fields_of(
    kind: LetterKind,
    desk: Desk,
    to: To,
    facts: LetterFacts,
    sight: Sight,
    *,
    role: str,
    answers: Data,
) -> Data:
    """Return the data of one letter, signed in ``role``; ``answers`` are those of the act itself.

    What is missing is left out: the kind's own model names it.
    """
    day, programme = sight.file.today, desk.case.programme or "child_support"
    lines: Any = desk.times.settings.at(day).get(CASE_TYPES[desk.case.type].contact)
    contact = offered(lines[programme], facts.barred, hours=facts.hours)
    data: Data = {
        "agency": AGENCIES[programme],
        "reference": desk.case.ref,
        "dated": day,
        "contact": contact,
        "copies": _copies(facts) if "nominee" in kind.copies else (),
    }
    if signs := facts.signatory:
        team = signs["team"] or None
        data["signatory"] = {"name": signs["name"], "role": Role(role), "team": team}
    if to.name:
        data["to"] = {"name": to.name, "lines": lines_of(to, facts)}
    letter = Gathering({**facts.answers, **answers}, facts.own, desk.times, day, sight, contact)
    return data | gatherer_of(kind).fields(letter)


def lines_of(to: To, facts: LetterFacts) -> tuple[str, ...]:
    """Return where the envelope goes."""
    return facts.lines if to.known_as else to.lines


def _copies(facts: LetterFacts) -> tuple[Data, ...]:
    """Return the nominees who get a copy; last those who have no address for it."""
    found = sorted(facts.nominees, key=lambda copy: not copy["lines"])
    return tuple({name: copy[name] for name in ("name", "lines")} for copy in found)


def copied_to(facts: LetterFacts) -> tuple[str, ...]:
    """Return the addressees of the copies, in the order in which the letter names them."""
    found = sorted(facts.nominees, key=lambda copy: not copy["lines"])
    return tuple(f"{NOMINEE}:{copy['since']}" for copy in found)
