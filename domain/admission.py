"""May this officer complete this task, in this way? Doors and settles ask the same rules.

A door asks for an immediate answer; the settle asks again, in the transaction in which the
completion takes effect. Whoever loads the facts loads all of them: rules look nothing up.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from domain import refers
from domain.days import read_day
from domain.file.carried import WORDS as ACTS
from domain.file.carried import Sitting
from domain.file.rows import File
from domain.needs import Opened, Work
from domain.officers import (
    Person,
    fitting_roles,
    in_which_areas,
    in_words,
    lacking,
    naming_fault,
)
from domain.refers import NOWHERE, Found, Here
from domain.roles import Role
from domain.standing import unsearched
from domain.tasks import Question, TaskKind, is_written
from domain.times import Times

REASON = "reason"  # the name under which a completion's content holds its reason


@dataclass(frozen=True)
class Part:
    """What somebody did before a decision, whichever account they used."""

    did: str  # in words: "drafted the letter"
    person: str  # their officer id


@dataclass(frozen=True)
class Completion:
    """A completion, and everything that decides whether it may stand.

    ``answers`` are typed, ``words`` is what people wrote. ``named`` has the person behind each
    account that an answer gives, where there is one.
    """

    task: str
    state: str
    role: Role
    kind: TaskKind
    officer: Person
    opened_at: datetime  # the task, by the instant of what opened it
    occurred_at: datetime
    received_at: datetime  # by the door; the role must be held then, and when the work was done
    times: Times  # of the case's office
    outcome: str | None = None
    version: str | None = None  # of what is decided, as it is now
    seen: str | None = None  # the version that the officer was shown
    answers: Mapping[str, JsonValue] = field(default_factory=dict)
    words: Mapping[str, JsonValue] = field(default_factory=dict)
    checklist: Mapping[str, Question] = field(default_factory=dict)  # the agency's own
    holder: Person | None = None
    parts: tuple[Part, ...] = ()
    named: Mapping[str, Person] = field(default_factory=dict)
    not_for: Collection[str] = ()  # officers whom the case is about
    known: Mapping[str, JsonValue] = field(default_factory=dict)  # by lookups of its questions
    here: Here = NOWHERE
    found: Mapping[str, Found] = field(default_factory=dict)  # what answers refer to, by key
    data: Mapping[str, JsonValue] = field(default_factory=dict)  # what the task was opened with
    ahead: Mapping[str, datetime] = field(default_factory=dict)  # answers given before: when
    work: tuple[Work, ...] = ()  # what the case has open besides
    not_opened: Collection[str] = ()  # by whoever completes it: documents of which it wants that
    sitting: Sitting | None = None  # the file with the acts of the completion, where it is known

    def opened(self, file: File) -> Opened:
        """Return the task as it is open, with a file as it is."""
        return Opened(
            file=file,
            at=self.opened_at,
            data=self.data,
            outcome=self.outcome,
            answers=self.answers,
            work=self.work,
            times=self.times,
            done_at=self.occurred_at,
        )


Rule = Callable[[Completion], str | None]


def answered(
    facts: Mapping[str, JsonValue], content: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """Return every answer of a completion, those in words too."""
    given = facts.get("answers")
    words = {key: said for key, said in content.items() if key != ACTS}
    return {**(given if isinstance(given, dict) else {}), **words}


@dataclass(frozen=True)
class Objection:
    """Why a completion may not stand, in the officer's words.

    Where it was ``mistyped`` whoever gave it mends it: nothing was tried that anybody must know of.
    """

    reason: str
    mistyped: bool


def fault(completion: Completion) -> str | None:
    """Say why a completion may not stand, in the officer's words; None where it may."""
    found = objection(completion)
    return found.reason if found else None


def fault_ahead(completion: Completion) -> str | None:
    """Say why answers may not be given ahead, in the officer's words; None where they may."""
    found = objection(completion, ahead=True)
    return found.reason if found else None


def objection(completion: Completion, *, ahead: bool = False) -> Objection | None:
    """Return the first objection to a completion, or to answers that are given ahead of it."""
    for rule in AHEAD if ahead else RULES:
        if reason := rule(completion):
            return Objection(reason, rule in OF_FORM)
    return None


def task_is_open(done: Completion) -> str | None:
    """Work is done once: a second completion would let a case take a branch twice."""
    if done.state == "open":
        return None
    return f"task {done.task} is not open: it was {done.state}"


def role_is_held(done: Completion) -> str | None:
    """Nobody does the work of a role they do not hold, nor dates it back to when they did.

    What is somebody's by name they do in any role that its kind is for.
    """
    named = done.holder is not None and done.holder.id == done.officer.id
    fitting = done.kind.roles if named else fitting_roles(done.role, done.kind)
    for at in (done.occurred_at, done.received_at):
        if not done.officer.holds(fitting, at):
            return f"this is work for the {in_words(fitting)}; {lacking(done.officer, at)}"
    return None


def area_is_theirs(done: Completion) -> str | None:
    """What an area has to decide is done by whoever has its delegation. Source: BG-ROLE-SPEC-f."""
    area = done.data.get("area")
    if done.role is not Role.SPECIALIST_OFFICER or area is None or area in done.officer.areas:
        return None
    return f"it is with {area}; {in_which_areas(done.officer.id, done.officer.areas)}"


def holder_or_delegate(done: Completion) -> str | None:
    """Work that somebody holds is not done behind their back, unless they are away."""
    holder, officer = done.holder, done.officer
    if holder is None or holder.id == officer.id or officer.stands_in_for(holder, done.received_at):
        return None
    return f"it is with {holder.id}, who can complete it, release it or hand it over"


def not_about_themselves(done: Completion) -> str | None:
    """Nobody handles what is about them, nor is it given to them by name. Source: WC-S3j."""
    if done.officer.id in done.not_for:
        return about_words(done.officer.id)
    for key, question, account in _answered(done):
        named = done.named.get(str(account))
        if question.names and named and named.id in done.not_for:
            return f"{key} ({question.words}): {about_words(named.id)}"
    return None


def not_the_owner(officer: Person, owner: Person, at: datetime) -> str | None:
    """What is for whoever has a case nobody else does; who stands in for them may. CMA-T3-S4b."""
    if officer.id == owner.id or officer.stands_in_for(owner, at):
        return None
    return f"it is for {owner.id}, who has the case, or who stands in while they are away"


def about_words(officer: str) -> str:
    """Say why an officer may not handle what is about them."""
    return f"{officer} never handles this: it is about them; another officer must"


def four_eyes(done: Completion) -> str | None:
    """Nobody decides what they drafted, asked for or recommended, by whichever account."""
    if not done.kind.four_eyes:
        return None
    for part in done.parts:
        if part.person == done.officer.id:
            return f"{done.officer.id} {part.did} and may not decide it; another person must"
    return None


def seen_as_it_is(done: Completion) -> str | None:
    """Nobody decides on what they have not seen: it may have changed after they read it."""
    if done.version == done.seen:
        return None
    return "it has changed since it was shown; look at it again, and decide on it as it is now"


def done_after_it_was_opened(done: Completion) -> str | None:
    """An act dated back would make late what was late in time, and let a customer's days run out.

    One that was done in time and is told late lies after the opening, and stands.
    """
    if done.occurred_at >= done.opened_at:
        return None
    zone = done.times.zone
    opened, given = (
        f"{at.day} {at:%B %Y %H:%M:%S}"
        for at in (done.opened_at.astimezone(zone), done.occurred_at.astimezone(zone))
    )
    return (
        f"it would have been done on {given}, before this work was opened, on {opened}; "
        "say when it was done"
    )


def answers_fit(done: Completion) -> str | None:
    """A case never goes on by an outcome that its task does not have, or without its answers."""
    answers = {**done.answers, **done.words}
    answers.pop(ACTS, None)
    if REASON not in {**done.kind.asks, **done.checklist}:
        reason = answers.pop(REASON, None)
        if done.outcome in done.kind.reasons and not is_written(reason):
            return f"{done.outcome} must be given with a reason"
    faults = done.kind.faults(done.outcome, answers, checklist=dict(done.checklist))
    return "; ".join(faults) or None


def answers_fit_what_is_asked(done: Completion) -> str | None:
    """What is kept ahead of a completion is held to the form that it must have then."""
    asks = {**done.kind.asks, **done.checklist}
    given = {**done.answers, **done.words}
    if not given:
        return "say what is answered"
    unknown = [f"{key} is not asked here" for key in given if key not in asks]
    wrong = [
        f"{key} ({asks[key].words}): {reason}"
        for key, said in given.items()
        if key in asks and said is not None and (reason := asks[key].fault(said))
    ]
    return "; ".join([*unknown, *wrong]) or None


def acts_may_stand(done: Completion) -> str | None:
    """An act counts by the same rules wherever it is given: a sitting is no way around them."""
    return done.sitting.fault if done.sitting else None


def acts_are_there(done: Completion) -> str | None:
    """Nobody ticks what the file would know: what a sitting needs is looked for there."""
    if done.sitting is None:
        return None
    opened = done.opened(done.sitting.file)
    return "; ".join(done.kind.lacks(opened)) or None


def named_officers_hold_their_roles(done: Completion) -> str | None:
    """Work never goes to somebody who may not do it: no list of theirs would show it."""
    for key, question, account in _answered(done):
        if question.names and isinstance(account, str):
            named = done.named.get(account)
            if reason := naming_fault(account, named, question.names, done.received_at):
                return f"{key} ({question.words}): {reason}"
    return None


def named_officers_are_of_the_area(done: Completion) -> str | None:
    """What is an area's goes to whoever has its delegation. Source: CSP-T7-S4a, BG-ROLE-SPEC-f."""
    area = done.data.get("area")
    for key, question, account in _answered(done):
        named = done.named.get(str(account))
        if area and named and question.names == (Role.SPECIALIST_OFFICER,):
            if area in named.areas:
                continue
            whose = in_which_areas(named.id, named.areas)
            return f"{key} ({question.words}): name somebody of {area}; {whose}"
    return None


def another_is_named(done: Completion) -> str | None:
    """Nobody chooses themselves where the procedure wants a second person."""
    for key, question, account in _answered(done):
        named = done.named.get(str(account))
        if question.another and named and named.id == done.officer.id:
            return (
                f"{key} ({question.words}): {named.id} answers this, and must name another person"
            )
    return None


def codes_are_on_their_list(done: Completion) -> str | None:
    """A code that nobody listed means nothing, and would be read as none. Source: WC-S3o, A01."""
    for key, question, given in _answered(done):
        if question.listed is None:
            continue
        codes = done.times.settings.at(done.times.day(done.occurred_at)).get(question.listed)
        listed = sorted(codes) if isinstance(codes, Mapping) else []
        if given not in listed:
            there = f"choose one of: {', '.join(listed)}" if listed else "there is none in force"
            return f"{key} ({question.words}): {given} is not in {question.listed}; {there}"
    return None


def no_is_not_against_what_is_known(done: Completion) -> str | None:
    """Nobody says that there is nothing where the product knows better. Source: WC-S3b, WC-S3e."""
    for key, question, given in _answered(done):
        if question.known and given is False and (found := done.known.get(question.known)):
            return f"{key} ({question.words}): this is known here: {_in_words(found)}"
    return None


def _in_words(found: JsonValue) -> str:
    if isinstance(found, Mapping):
        return ", ".join(f"{name} {each}" for name, each in found.items() if each)
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def documents_were_opened(done: Completion) -> str | None:
    """Nobody says what a document holds that no program could read before they have opened it."""
    return unsearched.not_opened(done.not_opened) if done.not_opened else None


def references_lead_somewhere(done: Completion) -> str | None:
    """What is joined to nothing, or to what is joined to it, would be worked on by nobody."""
    for key, question, given in _answered(done):
        if question.refers and isinstance(given, str):
            reason = refers.fault(question.refers, given, done.found.get(key), done.here)
            if reason:
                return f"{key} ({question.words}): {reason}"
    return None


def agreed_dates_fit(done: Completion) -> str | None:
    """A date that does not fit its rule would stop the case in the settle that counts it."""
    for key, question, answer in _answered(done):
        if question.agrees:
            agreed = read_day(answer)
            if reason := done.times.agreed_fault(question.agrees, done.occurred_at, agreed):
                return f"{key} ({question.words}): {reason}"
    return None


def other_dates_can_be_meant(done: Completion) -> str | None:
    """A day that cannot be meant is a slip, and letters and records would carry it on."""
    for key, question, answer in _answered(done):
        day = done.times.day(done.ahead.get(key, done.occurred_at))
        if question.near and (reason := question.near.fault(read_day(answer), day)):
            return f"{key} ({question.words}): {reason}"
    return None


def _answered(done: Completion) -> list[tuple[str, Question, JsonValue]]:
    asks = done.kind.asks
    given = done.answers.items()
    return [(key, asks[key], said) for key, said in given if key in asks and said is not None]


RULES: tuple[Rule, ...] = (
    task_is_open,
    role_is_held,
    area_is_theirs,
    holder_or_delegate,
    four_eyes,
    seen_as_it_is,
    done_after_it_was_opened,
    answers_fit,
    not_about_themselves,
    acts_may_stand,
    acts_are_there,
    named_officers_hold_their_roles,
    named_officers_are_of_the_area,
    another_is_named,
    codes_are_on_their_list,
    no_is_not_against_what_is_known,
    documents_were_opened,
    references_lead_somewhere,
    agreed_dates_fit,
    other_dates_can_be_meant,
)
"""In order: the first that objects is the reason that the officer reads."""

AHEAD: tuple[Rule, ...] = (
    task_is_open,
    role_is_held,
    area_is_theirs,
    holder_or_delegate,
    four_eyes,
    done_after_it_was_opened,
    answers_fit_what_is_asked,
    not_about_themselves,
    named_officers_hold_their_roles,
    named_officers_are_of_the_area,
    another_is_named,
    references_lead_somewhere,
    agreed_dates_fit,
    other_dates_can_be_meant,
)
"""What answers that are given ahead are held to: all but that everything is there."""

OF_FORM: frozenset[Rule] = frozenset(
    {
        answers_fit,
        answers_fit_what_is_asked,
        named_officers_hold_their_roles,
        named_officers_are_of_the_area,
        agreed_dates_fit,
        other_dates_can_be_meant,
    }
)
"""Those that object to how a completion was filled in, not to who tried what on which case."""
