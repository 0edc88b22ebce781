"""Decisions that are asked of a role, and given."""

from typing import Literal

from activities.effects.base import Cited


class AskApproval(Cited):
    """A decision is asked of a role."""

    effect: Literal["ask_approval"] = "ask_approval"
    id: str
    asked_of: str
    requested_by: str | None
    about: str = ""


class DecideApproval(Cited):
    """The decision that was asked for."""

    effect: Literal["decide_approval"] = "decide_approval"
    id: str
    state: Literal["given", "refused", "withdrawn"]
    message: str | None = None
