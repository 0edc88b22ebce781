"""Acts on the case file."""

from typing import Literal

from pydantic import Field, JsonValue

from activities.effects.base import Cited


class ChangeFile(Cited):
    """An act on the case file; its facts stand in the message, and its settle judges it."""

    effect: Literal["change_file"] = "change_file"
    message: str  # key of the envelope


class OwnAct(Cited):
    """An act on the case file that the case itself does: what it knows it writes there."""

    effect: Literal["own_act"] = "own_act"
    type: str
    facts: dict[str, JsonValue] = Field(default_factory=dict)
    message: str | None = None  # key of the message that it follows; its words are the act's
