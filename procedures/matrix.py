"""Read the step matrix, the authority that code, tests and documents cite."""

from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

MATRIX_FILE = Path(__file__).with_name("steps.yaml")

Kind = Literal[
    "approval",
    "guidance",
    "human_task",
    "letter",
    "record",
    "rule",
    "signal",
    "timer",
    "workflow",
]


class Limit(BaseModel):
    """The limit of a timed step; ``value`` is None where the text sets no number."""

    model_config = ConfigDict(frozen=True)

    value: int | None
    kind: Literal["working_days", "calendar_days", "months", "by-day-N-of-process"]
    counts_from: str
    as_written: str
    repeats: bool | str | None = None
    note: str | None = None


class Branch(BaseModel):
    """One answer of a decision and the step it leads to."""

    model_config = ConfigDict(frozen=True)

    answer: str
    next: str
    note: str | None = None
    as_written: str | None = None


class Question(BaseModel):
    """The decision that a step asks for, with every branch."""

    model_config = ConfigDict(frozen=True)

    question: str
    branches: tuple[Branch, ...]


class Step(BaseModel):
    """One entry of the matrix: an obligation, decision, deadline, letter or record."""

    model_config = ConfigDict(frozen=True)

    id: str
    procedure: str
    table: str
    step: int | str | None
    title: str
    actor: str
    does: str
    when: str
    deadline: Limit | None
    decision: Question | None
    approval: str | None
    letter: str | None
    records: str | None
    outcome: str | None
    kind: Kind
    ambiguity: str | None = None


@lru_cache(maxsize=1)
def steps() -> MappingProxyType[str, Step]:
    """Return every step by its id, in the order of the procedures."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = yaml.load(MATRIX_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader, the C one where libyaml is present
    for entry in entries:
        if limit := entry.get("deadline"):
            limit["counts_from"] = limit.pop("from")
    return MappingProxyType({entry["id"]: Step.model_validate(entry) for entry in entries})
