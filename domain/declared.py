"""Whether everything that is declared will be found: each omission, with what to add where.

A task that no case type lists, a date whose rule nobody declared, a message that no case takes:
each would come to light as a case that waits for ever. Processes look for them before they begin.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import TypeVar

import domain
from domain import kit_deadlines, kit_settings, to_come
from domain.case_type import CaseType
from domain.catalogue import DECLARED
from domain.deadline_rules import DeadlineRule
from domain.errors import DeclarationError
from domain.every_case import EVERY_CASE, NO_CASE
from domain.kit_tasks import KIT_TASKS
from domain.letters import LetterKind
from domain.messages import Message
from domain.roles import ROLE_WORDS, Role
from domain.setting_kinds import Setting
from domain.tasks import TaskKind

T = TypeVar("T")
AnyCase = CaseType[Message]
PREFIX = 2  # letters of a reference


@cache
def check() -> None:
    """Look for omissions.

    Raises:
        DeclarationError: all that is missing, at once.
    """
    if found := faults():
        raise DeclarationError(found)


def faults(case_types: Sequence[AnyCase] = DECLARED) -> list[str]:
    """Say what is missing of the domain, in words that say what to add where."""
    joined = Joined(case_types)
    return [
        *_case_types(joined),
        *_messages(joined),
        *_tasks(joined),
        *_letters(joined),
        *_dates(joined),
        *_settings(joined),
        *_twice(joined),
        *(f"role {role}: nobody can read it; give it words in domain/roles.py" for role in _mute()),
    ]


@dataclass(frozen=True)
class Joined:
    """What some case types declare, together with what belongs to none."""

    case_types: Sequence[AnyCase]

    @cached_property
    def tasks(self) -> tuple[TaskKind, ...]:
        """Every kind of task."""
        return (*KIT_TASKS, *(kind for each in self.case_types for kind in each.tasks))

    @cached_property
    def letters(self) -> tuple[LetterKind, ...]:
        """Every kind of letter."""
        return tuple(kind for each in self.case_types for kind in each.letters)

    @cached_property
    def rules(self) -> Mapping[str, DeadlineRule]:
        """Every rule of a date, by its id."""
        listed = (rule for each in self.case_types for rule in each.rules)
        return {rule.id: rule for rule in (*kit_deadlines.RULES, *to_come.RULES, *listed)}

    @cached_property
    def settings(self) -> Mapping[str, Setting]:
        """Every setting, by its name."""
        listed = (setting for each in self.case_types for setting in each.settings)
        ours = (*kit_settings.SETTINGS, *to_come.SETTINGS)
        return {setting.name: setting for setting in (*ours, *listed)}


# ---------------------------------------------------------------------- what modules hold


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield every module of a package, in the order of their names."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


def held(package: ModuleType, kind: type[T], home: str) -> Iterator[tuple[str, T]]:
    """Yield what the modules of a package hold of a kind, once each, with its file.

    Of several files that hold it, one whose name is ``home`` is where it was declared.
    """
    found: dict[int, tuple[str, T]] = {}
    for module in modules(package):
        file = file_of(module.__name__)
        for value in vars(module).values():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, kind) and (id(each) not in found or home in file):
                    found[id(each)] = (file, each)
    yield from found.values()


def file_of(module: str) -> str:
    """Return the file of a module, as people name it."""
    return f"{module.replace('.', '/')}.py"


def _home(case_type: AnyCase) -> str:
    """Return the folder of a case type: that of the facts which open it."""
    return file_of(case_type.opened_by.__module__).rpartition("/")[0]


# ---------------------------------------------------------------------- what is missing


def _case_types(joined: Joined) -> Iterator[str]:
    for file, each in held(domain, CaseType, "case_type"):
        if each not in joined.case_types:
            place = "put it into DECLARED in domain/catalogue.py"
            yield f"{file}: nobody knows of {each.name}; {place}"
    for each in joined.case_types:
        place = f"{_home(each)}/case_type.py"
        if len(each.prefix) != PREFIX or not each.prefix.islower():
            yield f"{place}: the prefix of {each.name} is two small letters, not {each.prefix!r}"
        if each.opened_by not in each.takes:
            yield f"{place}: {each.opened_by.name} opens a {each.name}; put it into its takes"
        for message, steps in each.takes.items():
            if not steps:
                yield f"{place}: {message.name} serves no step; name one in takes, or CB-MESSAGE"


def _messages(joined: Joined) -> Iterator[str]:
    taken = {message for each in joined.case_types for message in each.takes}
    for message in _subclasses(Message):
        place = f"{file_of(message.__module__)}: {message.name}"
        if message not in (*taken, *EVERY_CASE, *NO_CASE):
            yield f"{place} is taken by no case; put it into the takes of a case type"
        if not message.senders:
            yield f"{place} has no senders; say who may send it"
        for sender in message.senders:
            if not isinstance(sender, Role) and sender in list(Role):
                yield f"{place} is sent by {sender!r}; write the role, Role.{sender.upper()}"
        for fact in message.names:
            if fact not in message.model_fields:
                yield f"{place} names an officer by {fact}, which is none of its facts"


def _tasks(joined: Joined) -> Iterator[str]:
    for file, kind in held(domain, TaskKind, "tasks"):
        if kind not in joined.tasks:
            yield f"{file}: nobody knows of the task {kind.name}; put it into TASKS there"
    for kind in joined.tasks:
        dates = {kind.due, *(question.agrees for question in kind.asks.values())}
        for rule in sorted(date for date in dates if date and date not in joined.rules):
            yield f"task {kind.name}: {_no_rule(rule)}"
        yield from (f"task {kind.name}: {fault}" for fault in _contradictions(kind))


def _contradictions(kind: TaskKind) -> Iterator[str]:
    if not kind.roles:
        yield "no role does it; say which"
    for outcome in sorted({*kind.optional_for, *kind.presumes, *kind.reasons} - {*kind.outcomes}):
        yield f"{outcome} is none of its outcomes"
    named = {
        *(key for keys in kind.optional_for.values() for key in keys),
        *(key for answers in kind.presumes.values() for key in answers),
        *(key for recorded in kind.records for key in recorded.answers),
        *(question.only_with for question in kind.asks.values() if question.only_with),
    }
    for key in sorted(named - {*kind.asks, *(need.key for need in kind.needs)}):
        yield f"{key} is not asked; ask it in a line, or leave it out"


def _letters(joined: Joined) -> Iterator[str]:
    for file, kind in held(domain, LetterKind, "letters"):
        if kind not in joined.letters:
            yield f"{file}: nobody knows of the letter {kind.name}; put it into LETTERS there"
    for kind in joined.letters:
        for window in {kind.response_window} - {None, *joined.rules}:
            yield f"letter {kind.name}: {_no_rule(str(window))}"


def _dates(joined: Joined) -> Iterator[str]:
    for file, rule in held(domain, DeadlineRule, "deadlines"):
        if joined.rules.get(rule.id) != rule:
            yield f"{file}: nobody knows of the rule {rule.id}; put it into RULES there"
    for rule in joined.rules.values():
        for setting in (rule.setting, rule.unit_setting):
            if setting and setting not in joined.settings:
                yield f"rule {rule.id}: there is no setting {setting}; declare it in settings.py"
        if rule.warns and rule.warns not in joined.rules:
            yield f"rule {rule.id}: {_no_rule(rule.warns)}"


def _no_rule(rule: str) -> str:
    return f"there is no rule {rule}; declare it in deadlines.py of the lifecycle"


def _settings(joined: Joined) -> Iterator[str]:
    for file, setting in held(domain, Setting, "settings"):
        if joined.settings.get(setting.name) != setting:
            yield f"{file}: nobody knows of {setting.name}; put it into SETTINGS there"
    kinds = {kind.name for kind in joined.tasks}
    for setting in joined.settings.values():
        if setting.task and setting.task not in kinds:
            yield f"setting {setting.name}: there is no task {setting.task} to add questions to"
        if fault := setting.fault(setting.default):
            yield f"the default of the setting {fault}"


def _twice(joined: Joined) -> Iterator[str]:
    cases = joined.case_types
    names = {
        "kind of case": [each.name for each in cases],
        "prefix": [each.prefix for each in cases],
        "opening message": [each.opened_by.name for each in cases],
        "message": [message.name for message in _subclasses(Message)],
        "task": [kind.name for kind in joined.tasks],
        "letter": [kind.name for kind in joined.letters],
        "rule": [rule.id for each in cases for rule in each.rules]
        + [rule.id for rule in (*kit_deadlines.RULES, *to_come.RULES)],
        "setting": [one.name for each in cases for one in each.settings]
        + [one.name for one in (*to_come.SETTINGS, *kit_settings.SETTINGS)],
    }
    for what, given in names.items():
        for name in sorted({name for name in given if given.count(name) > 1}):
            yield f"the {what} {name} is declared twice; a name means one thing"


def _subclasses(of: type[Message]) -> Iterator[type[Message]]:
    for each in of.__subclasses__():
        if "name" in vars(each) and each.__module__.startswith(f"{domain.__name__}."):
            yield each
        yield from _subclasses(each)


def _mute() -> list[Role]:
    return [role for role in Role if role not in ROLE_WORDS]
