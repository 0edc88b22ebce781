"""Does everything exist that a scenario names? Asked before a stack is started for it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from domain.catalogue import CASE_TYPES, LETTERS, MESSAGES, TASKS, opened_by
from domain.errors import Fault, MalformedMessageError, SettingError
from domain.file.catalogue import ACTS
from domain.offices import OFFICES
from domain.roles import Role
from domain.settings import Settings
from starter.doors import carrying, form
from starter.doors.caller import Authentication, Caller
from starter.doors.sent import Sent, completion
from starter.nearest import nearest, offered
from starter.player import shape
from starter.player.cast import officers as default_cast
from starter.player.scenario import CheckPart, Event, Scenario, ScenarioError
from starter.player.scenario_parts import ActPart

NAMED = re.compile(r"\$(\w+)")  # stands for the reference of the case of that name
QUOTED = re.compile("'([^']+)'")
LETTER_STEPS = tuple(kind.step for kind in LETTERS.values())


def check(scenario: Scenario) -> None:
    """See that every officer, customer, case, step and file is there.

    Raises:
        ScenarioError: names the place of each that is not, and the nearest that is.
    """
    if faults := list(_in_order(scenario)):
        raise ScenarioError("\n".join(faults))


def undeclared(scenario: Scenario) -> Iterator[tuple[Sequence[str], str]]:
    """Say what a scenario declares by words that do not exist: the way to each, and the fault."""
    if scenario.office not in OFFICES:
        yield ["office"], _no("office", scenario.office, OFFICES)
    for ident, officer in scenario.officers.items():
        for role in officer.roles:
            if role not in list(Role):
                path = ["officers", ident, "roles"]
                yield path, _no("role", role, [known.value for known in Role])
    for name, value in scenario.settings.items():
        try:
            Settings([(name, date.min, value)])
        except SettingError as error:
            yield ["settings", name], str(error)


def _in_order(scenario: Scenario) -> Iterator[str]:
    """Go through the events as the player does: a case is named before it is spoken of."""
    officers = {*default_cast(scenario.office), *scenario.officers}
    accounts = {account for one in scenario.officers.values() for account in one.accounts}
    cases: list[str] = []
    own_questions = bool(scenario.settings) or any(event.setting for event in scenario.events)
    sent = False
    for event in scenario.events:
        if event.repeat and not sent:
            yield f"{event.place('repeat')}: nothing was sent before that could be repeated"
        sent = sent or bool(event.send or event.complete or event.act or event.progress)
        for path, fault in (
            *_acting(event, officers | accounts, scenario.customers),
            *_form(event),
            *_carried(event),
            *_work(event, own_questions=own_questions),
            *_cases(event, cases),
            *_fields(event, own_questions=own_questions),
            *_changes(event, officers),
        ):
            yield f"{event.place(*path)}: {fault}"
        if event.case and _opens(event):
            cases.append(event.case)
        if event.link:
            cases.append(event.link.name)


Found = Iterator[tuple[Sequence[str | int], str]]  # the way to a word of the event, and its fault


def _acting(event: Event, officers: Iterable[str], customers: Mapping[str, Any]) -> Found:
    if event.actor and event.actor not in officers:
        yield ["as"], _no("officer", event.actor, officers)
    if event.customer and event.customer not in customers:
        yield ["customer"], _no("customer", event.customer, customers)
    for ident in event.customers:
        if ident not in customers:
            yield ["customers", ident], _no("customer", ident, customers)
    for word in ("attach", "opens"):
        for name in getattr(event, word):
            if not (event.folder / name).is_file():
                yield [word], f"there is no file {name} beside the scenario"


def _changes(event: Event, officers: Iterable[str]) -> Found:
    """See that what the agency is told of is there."""
    if absent := event.absent:
        for word, officer in (("officer", absent.officer), ("delegate", absent.delegate)):
            if officer and officer not in officers:
                yield ["absent", word], _no("officer", officer, officers)
    if (holiday := event.holiday) and holiday.office and holiday.office not in OFFICES:
        yield ["holiday", "office"], _no("office", holiday.office, OFFICES)
    if setting := event.setting:
        try:
            Settings([(setting.name, date.min, setting.value)])
        except SettingError as error:
            yield ["setting", "name"], str(error)


def _form(event: Event) -> Found:
    """Ask what the door would: is this a message of its type?"""
    word, known = ("act", ACTS) if event.act else ("send", MESSAGES)
    told = event.send or event.act
    if told is None:
        return
    if told not in known:
        yield [word], _no("act" if event.act else "message", told, known)
    elif not _named_in(event.facts):  # a case that has yet to open has no reference
        sent = Sent(
            type=told,
            caller=Caller("scenario", Authentication.PLAYED),
            customer=event.customer,
            facts=event.facts,
            content=event.content,
        )
        try:
            form.check(sent)
        except MalformedMessageError as error:
            for fault in error.faults:
                yield _way(fault.words), offered(fault)


def _carried(event: Event) -> Found:
    """Ask what the door would of the acts that a completion carries."""
    acts = [act.model_dump() for act in event.acts]
    caller = Caller("scenario", Authentication.PLAYED)
    for fault in carrying.faults(completion("task", caller, acts=acts)):
        yield ["acts"], offered(fault) if isinstance(fault, Fault) else fault


def _way(fault: str) -> list[str]:
    """Return the way to the word that a fault of form speaks of."""
    part = fault.partition(":")[0]
    quoted = QUOTED.search(fault)
    return [part, quoted[1]] if quoted else [part]


def _work(event: Event, *, own_questions: bool) -> Found:
    """See that there is such work, and that what should stand is an answer to it."""
    word = "progress" if event.progress else "complete"
    step = event.complete or event.progress
    if step is None:
        return
    kinds = [kind for kind in TASKS.values() if step in kind.covers]
    if not kinds:
        worked = {step for kind in TASKS.values() for step in kind.covers}
        yield [word], f"no work covers {step}{nearest(step, worked)}"
    elif event.expect == "applied":
        outcomes = {outcome for kind in kinds for outcome in kind.outcomes}
        if event.outcome and event.outcome not in outcomes:
            yield ["outcome"], _no("outcome", event.outcome, outcomes)
        asked = {"reason", *(key for kind in kinds for key in kind.asks)}
        for key in event.answers if not own_questions else ():
            if key not in asked:
                yield ["answers", key], _no("question", key, asked)
        for key, answer in event.answers.items():
            faults = [kind.asks[key].fault(answer) for kind in kinds if key in kind.asks]
            if faults and all(faults) and not _named_in(answer):
                yield ["answers", key], f"answers: {key}: {faults[0]}"


def _cases(event: Event, known: list[str]) -> Found:
    if link := event.link:
        if link.type not in CASE_TYPES:
            yield ["link", "type"], _no("kind of case", link.type, CASE_TYPES)
        if link.source not in known:
            yield ["link", "from"], _no("case", link.source, known, "named so far")
    elif check := event.check:
        if check.case not in known:
            yield ["check", "case"], _no("case", check.case, known, "named so far")
    elif event.case and event.case not in known and not _opens(event):
        yield ["case"], _no("case", event.case, known, "named so far")
    for word in ("about", "facts", "content", "answers", "acts", "check"):
        for name in _named_in(getattr(event, word)):
            if name not in known:
                yield [word], _no("case", name, known, "named so far")


def _opens(event: Event) -> bool:
    if event.send is None:
        return False
    kind = MESSAGES.get(event.send)
    return (
        kind is None or opened_by(kind) is not None
    )  # of a message that is not known, one fault is enough


def _named_in(value: Any) -> list[str]:
    if isinstance(value, str):
        found = NAMED.fullmatch(value)
        return [found[1]] if found else []
    if isinstance(value, CheckPart):
        return _named_in([value.expected, value.none, value.one])
    if isinstance(value, ActPart):
        return _named_in(value.facts)
    if isinstance(value, Mapping):
        return [name for inner in value.values() for name in _named_in(inner)]
    inside = value if isinstance(value, list | tuple) else []
    return [name for inner in inside for name in _named_in(inner)]


def _fields(event: Event, *, own_questions: bool) -> Found:
    """A word that a case does not have matches nothing: under ``none`` that would be no fault."""
    if check := event.check:
        told = {"check": check.expected, "none": check.none, "one": check.one, "count": check.count}
        for part, words in told.items():
            way = ["check"] if part == "check" else ["check", part]
            for path, fault in shape.unknown(words, own_questions=own_questions):
                yield [*way, *path], fault
        for text in check.text:
            if text.letter not in LETTER_STEPS:
                yield ["check", "text"], _no("letter of step", text.letter, LETTER_STEPS)
    for number, case in enumerate(event.cases.none if event.cases else ()):
        for path, fault in shape.unknown(case, own_questions=own_questions):
            yield ["cases", "none", number, *path], fault


def _no(what: str, word: str, known: Iterable[str], there: str = "there are") -> str:
    hint = nearest(word, known) or f" ({there}: {', '.join(sorted(known)) or 'none'})"
    return f"there is no {what} '{word}'{hint}"
