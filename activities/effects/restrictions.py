"""Channels of the case's customer that are restricted, opened and varied."""

from typing import Literal

from pydantic import Field

from activities.effects.base import Cited
from domain.restrictions.channels import Barred, Extent
from domain.restrictions.parts import Part


class Impose(Cited):
    """Restrict channels of the case's customer, in full or in part, with the review armed.

    ``channels`` are all that the case restricts from now on. Without a review nothing is imposed.
    """

    effect: Literal["impose"] = "impose"
    channels: dict[Barred, Extent]
    parts: dict[Barred, Part] = Field(default_factory=dict)  # what stays open of those in part
    review: str  # id of the armed deadline


class Lift(Cited):
    """Open every channel again that the case restricts."""

    effect: Literal["lift"] = "lift"


class Vary(Cited):
    """Open a channel for one day, as the task says in which that was decided."""

    effect: Literal["vary"] = "vary"
    task: str
