"""Other cases, that are started, told and linked."""

from typing import Literal

from activities.effects.base import Cited
from domain.messages import Envelope


class StartCase(Cited):
    """Start another lifecycle by its first message; pushed after the commit.

    It is of this case's customer, or of the ``customer`` that is named.
    """

    effect: Literal["start_case"] = "start_case"
    type: str
    message: Envelope
    why: str
    customer: str | None = None


class TellCase(Cited):
    """Tell another case something; pushed after the commit."""

    effect: Literal["tell_case"] = "tell_case"
    case: str
    message: Envelope
    why: str


class TellOpen(Cited):
    """Tell the open case of a type that a customer has, where there is one: the settle finds it.

    Where no customer is named, those of each whom the case has locked.
    """

    effect: Literal["tell_open"] = "tell_open"
    type: str
    customer: str | None
    message: Envelope
    why: str


class LinkCase(Cited):
    """Two cases belong together."""

    effect: Literal["link_case"] = "link_case"
    case: str
    why: str
