"""Which version of something a decision is about, as a hash of all that it says."""

import hashlib
import json
from collections.abc import Mapping

from pydantic import JsonValue

from domain.needs import Read


def of_answers(task: str, outcome: str | None, answers: Mapping[str, JsonValue]) -> str:
    """Return the version of what a completed task made: a plan, a request, a report."""
    return _hash("task", task, outcome, dict(answers))


def of_message(key: str, facts: Mapping[str, JsonValue], content: Mapping[str, JsonValue]) -> str:
    """Return the version of what a message asks for."""
    return _hash("message", key, dict(facts), dict(content))


def of_decision(made: str | None, read: Read) -> str:
    """Return the version of what is decided, where it rests on rows of the file too."""
    return _hash("decision", made, [[row, version] for row, version in read])


def _hash(*said: JsonValue) -> str:
    told = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
