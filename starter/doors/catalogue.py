"""Everything that the product knows by name, as JSON, read from where it is declared."""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from domain.catalogue import (
    CASE_TYPES,
    LETTERS,
    MESSAGES,
    RULES,
    TASKS,
    opened_by,
    steps_of,
    takers,
)
from domain.deadline_rules import DeadlineRule
from domain.letters import LetterKind
from domain.messages import CustomerUpdated, Message
from domain.roles import ALIASES, ROLE_WORDS, Role
from domain.tasks import TaskKind
from procedures.matrix import Step, steps
from starter.doors.parts import CustomerSaid

Thing = dict[str, Any]


def messages() -> list[Thing]:
    """Return every message type: what it says, who sends it where, its facts as JSON Schema."""
    return [_message(message) for _, message in sorted(MESSAGES.items())]


def _message(message: type[Message]) -> Thing:
    served = chain(*(steps_of(message.name, name) for name in takers(message)))
    return {
        "name": message.name,
        "words": message.words,
        "trust": message.trust.value,
        "starts_a_case": opened_by(message) is not None,
        "lifecycles": list(takers(message)),
        "senders": [str(sender) for sender in message.senders],
        "steps": list(dict.fromkeys(served)) or list(steps_of(message.name, None)),
        "content": list(message.content),
        "content_schema": _content(message),
        # Doors forbid unknown facts, whatever the model itself would let pass.
        "facts": message.model_json_schema() | {"additionalProperties": False},
    }


def _content(message: type[Message]) -> Thing:
    """Return the form of what people wrote or said; most of it is words, and free."""
    if message is CustomerUpdated:
        return CustomerSaid.model_json_schema()
    properties: Thing = {name: {} for name in message.content}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def tasks() -> list[Thing]:
    """Return every kind of task: for whom, how it may end, what it asks, what it records."""
    return [_task(kind) for _, kind in sorted(TASKS.items())]


def _task(kind: TaskKind) -> Thing:
    return {
        **kind.model_dump(mode="json", exclude={"steps", "needs"}),
        "needs": [
            {"step": need.step, "words": need.words, "acts": [each.name for each in need.acts]}
            for need in kind.needs
        ],
        "steps": list(kind.covers),
    }


def letters() -> list[Thing]:
    """Return every kind of letter: its approvers, signatories, reply window and fields."""
    return [_letter(kind) for _, kind in sorted(LETTERS.items())]


def _letter(kind: LetterKind) -> Thing:
    return {
        **kind.model_dump(mode="json", exclude={"fields"}),
        "fields": kind.fields.model_json_schema(),
    }


def deadlines() -> list[Thing]:
    """Return every rule of a date: what it counts, from which event, and where that stands."""
    return [_rule(id_, rule) for id_, rule in RULES.items()]


def _rule(id_: str, rule: DeadlineRule) -> Thing:
    return {"name": id_, **rule.model_dump(mode="json"), "owed": rule.owed}


def roles() -> list[Thing]:
    """Return every role, the other names that the procedures have for it, and its messages."""
    return [
        {
            "name": role.value,
            "words": words,
            "also": [name for name, meant in ALIASES.items() if meant is role],
            "sends": sorted(name for name, kind in MESSAGES.items() if role in kind.senders),
            "tasks": sorted(name for name, kind in TASKS.items() if role in kind.roles),
        }
        for role, words in ((Role(role), words) for role, words in ROLE_WORDS.items())
    ]


def matrix() -> list[Thing]:
    """Return every step of the procedures, in their order."""
    return [_step(step) for step in steps().values()]


def _step(step: Step) -> Thing:
    found = step.model_dump(mode="json")
    return {"name": found.pop("id"), **found}


def lifecycles() -> list[Thing]:
    """Return every lifecycle: its phases, what starts it, what it takes and at which steps."""
    return [
        {
            "name": name,
            "title": each.title,
            "phases": [phase.value for phase in each.phases],
            "started_by": [each.opened_by.name],
            "takes": {message.name: list(steps) for message, steps in each.takes.items()},
        }
        for name, each in CASE_TYPES.items()
    ]


PARTS: Mapping[str, Callable[[], list[Thing]]] = {
    "messages": messages,
    "tasks": tasks,
    "letters": letters,
    "deadlines": deadlines,
    "roles": roles,
    "steps": matrix,
    "lifecycles": lifecycles,
}
