"""The case itself: its owner, its customer, its phase, its end."""

from typing import Literal

from activities.effects.base import Cited


class SetCase(Cited):
    """Change fields of the case row."""

    effect: Literal["set_case"] = "set_case"
    fields: dict[Literal["owner", "team", "segment", "state"], str | None]


class Bar(Cited):
    """An officer never works on the case: it is about them."""

    effect: Literal["bar"] = "bar"
    officer: str


class Identify(Cited):
    """The customer of the case is known at last; a customer unknown here changes nothing."""

    effect: Literal["identify"] = "identify"
    customer: str


class Move(Cited):
    """The case enters its next phase."""

    effect: Literal["move"] = "move"
    phase: str
    words: str


class CloseCase(Cited):
    """The case ends; whatever is still open is withdrawn with it."""

    effect: Literal["close_case"] = "close_case"
    outcome: str
    words: str
