"""What is written for other systems, and in the timeline."""

from typing import Literal

from pydantic import Field, JsonValue

from activities.effects.base import Cited


class Record(Cited):
    """Something the procedure tells a person to write in another system."""

    effect: Literal["record"] = "record"
    id: str
    system: str
    name: str
    data: dict[str, JsonValue] = Field(default_factory=dict)
    taken: dict[str, str] = Field(default_factory=dict)  # field: key of an answer in ``messages``
    messages: tuple[str, ...] = ()  # keys of envelopes; what people wrote is taken from receipts


class Decide(Cited):
    """A rule was applied: its inputs, the branch taken, and the reading if there is one."""

    effect: Literal["decide"] = "decide"
    branch: str
    words: str
    inputs: dict[str, JsonValue] = Field(default_factory=dict)
    reading: str | None = None


class Note(Cited):
    """A line in the timeline."""

    effect: Literal["note"] = "note"
    words: str
    data: dict[str, JsonValue] = Field(default_factory=dict)
