"""Does everything exist that a scenario names? Asked before a stack is started for it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from domain.catalogue import LIFECYCLES, MESSAGES, TASKS
from domain.errors import SettingError
from domain.offices import OFFICES
from domain.roles import Role
from domain.settings import Settings
from starter.cast import officers as default_cast
from starter.form import nearest
from starter.matching import ELEMENTS, FIELDS
from starter.scenario import CheckPart, Event, Scenario, ScenarioError

NAMED = re.compile(r"\$(\w+)")  # stands for the reference of the case of that name


def check(scenario: Scenario) -> None:
    """See that every officer, customer, case, step and file is there.

    Raises:
        ScenarioError: names the place of each that is not, and the nearest that is.
    """
    faults = [*_people(scenario), *_in_order(scenario)]
    if faults:
        raise ScenarioError("\n".join(faults))


def _people(scenario: Scenario) -> Iterator[str]:
    if scenario.office not in OFFICES:
        yield f"office: {_no('office', scenario.office, OFFICES)}"
    for ident, officer in scenario.officers.items():
        for role in officer.roles:
            if role not in list(Role):
                yield f"officer {ident}: {_no('role', role, [role.value for role in Role])}"
    try:
        Settings((name, date.min, value) for name, value in scenario.settings.items())
    except SettingError as error:
        yield f"settings: {error}"


def _in_order(scenario: Scenario) -> Iterator[str]:
    """Go through the events as the player does: a case is named before it is spoken of."""
    officers = {*default_cast(scenario.office), *scenario.officers}
    accounts = {account for one in scenario.officers.values() for account in one.accounts}
    cases: list[str] = []
    for event in scenario.events:
        for word, fault in (
            *_acting(event, officers | accounts, scenario.customers),
            *_steps(event),
            *_cases(event, cases),
            *_fields(event),
        ):
            yield f"{event.place(word)}: {fault}"
        if event.case and _opens(event):
            cases.append(event.case)
        if event.link:
            cases.append(event.link.name)


Found = Iterator[tuple[str, str]]  # the word of the event, and what is wrong with it


def _acting(event: Event, officers: Iterable[str], customers: Mapping[str, Any]) -> Found:
    if event.actor and event.actor not in officers:
        yield "as", _no("officer", event.actor, officers)
    if event.send and event.send not in MESSAGES:
        yield "send", _no("message", event.send, MESSAGES)
    if event.customer and event.customer not in customers:
        yield "customer", _no("customer", event.customer, customers)
    for ident in event.customers:
        if ident not in customers:
            yield "customers", _no("customer", ident, customers)
    for name in event.attach:
        if not (event.folder / name).is_file():
            yield "attach", f"there is no file {name} beside the scenario"


def _steps(event: Event) -> Found:
    worked = {step for kind in TASKS.values() for step in kind.covers}
    if event.complete and event.complete not in worked:
        yield "complete", f"no work covers {event.complete}{nearest(event.complete, worked)}"


def _cases(event: Event, known: list[str]) -> Found:
    if link := event.link:
        if link.type not in LIFECYCLES:
            yield "link", _no("kind of case", link.type, LIFECYCLES)
        if link.source not in known:
            yield "link", _no("case", link.source, known, "named so far")
    elif check := event.check:
        if check.case not in known:
            yield "check", _no("case", check.case, known, "named so far")
    elif event.case and event.case not in known and not _opens(event):
        yield "case", _no("case", event.case, known, "named so far")
    for word in ("about", "facts", "content", "answers", "check"):
        for name in _named_in(getattr(event, word)):
            if name not in known:
                yield word, _no("case", name, known, "named so far")


def _opens(event: Event) -> bool:
    kind = MESSAGES.get(event.send or "")
    return kind is not None and kind.starts


def _named_in(value: Any) -> list[str]:
    if isinstance(value, str):
        found = NAMED.fullmatch(value)
        return [found[1]] if found else []
    if isinstance(value, CheckPart):
        return _named_in([value.expected, value.none])
    if isinstance(value, Mapping):
        return [name for inner in value.values() for name in _named_in(inner)]
    return [name for inner in value for name in _named_in(inner)] if isinstance(value, list) else []


def _fields(event: Event) -> Found:
    """A word that a case does not have matches nothing: under ``none`` that would be no fault."""
    if (check := event.check) is None:
        return
    for part in (check.expected, check.none, check.count):
        for name, wanted in part.items():
            if name not in FIELDS:
                yield "check", f"a case has no '{name}'{nearest(name, FIELDS)}"
            for element in wanted if isinstance(wanted, list) else []:
                known = ELEMENTS.get(name, ())
                for word in element if isinstance(element, Mapping) else ():
                    if word not in known:
                        yield "check", f"{name} have no '{word}'{nearest(word, known)}"


def _no(what: str, word: str, known: Iterable[str], there: str = "there are") -> str:
    hint = nearest(word, known) or f" ({there}: {', '.join(sorted(known)) or 'none'})"
    return f"there is no {what} '{word}'{hint}"
