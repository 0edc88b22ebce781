"""Customers whose calls are put through."""

from typing import Literal

from pydantic import AwareDatetime

from activities.effects.base import Cited


class PutOnBoard(Cited):
    """Show the case's customer on the whiteboard: calls are put through from now on.

    It rests on an approval, or on restrictions; on nothing it is not shown.
    """

    effect: Literal["put_on_board"] = "put_on_board"
    since: AwareDatetime
    approved_by: str | None
    restrictions: list[str]


class CountCall(Cited):
    """A call of a customer on the whiteboard; ``calls`` are all so far."""

    effect: Literal["count_call"] = "count_call"
    calls: int


class TakeOffBoard(Cited):
    """Take the case's customer off the whiteboard."""

    effect: Literal["take_off_board"] = "take_off_board"
