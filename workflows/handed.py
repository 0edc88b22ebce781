"""What phases and standing orders are handed, and the two answers that are no value."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import JsonValue

from activities.contracts import NEW_ROW
from domain.messages import Envelope, Message

M = TypeVar("M", bound=Message)
M_co = TypeVar("M_co", bound=Message, covariant=True)


class NotNow(Exception):  # noqa: N818 - it is an answer, no error
    """A standing order cannot take a message as things are; the words are the reason."""


class Moved(BaseException):
    """A standing order ends the phase: the case goes on in another one."""

    def __init__(self, phase: str) -> None:
        self.phase = phase


@dataclass(frozen=True)
class Received(Generic[M_co]):
    """A message that a wait or a standing order took.

    ``row`` is the first row that an act on the file adds: its id, or a word in its place, for
    which the settle that writes the act puts the id. So it may stand in the name of a deadline, in
    a record, in what a task is opened with.
    """

    envelope: Envelope
    facts: M_co
    row: str = NEW_ROW

    @classmethod
    def read(cls, kind: type[M], envelope: Envelope, row: str = NEW_ROW) -> "Received[M]":
        """Read the facts of a message of that kind."""
        return Received(envelope, kind.model_validate(envelope.facts), row)


@dataclass(frozen=True)
class Done:
    """A completed task: its outcome, the answers that are facts, who did it and when."""

    task: str
    kind: str
    outcome: str | None
    answers: dict[str, JsonValue]
    by: str | None
    message: str
    at: datetime  # when it was done, whenever the case heard of it
    letter: str | None = None  # that it was to prepare


@dataclass(frozen=True)
class Letter:
    """A letter that has left the house, or that its signatory did not send.

    ``reply`` is the id of the deadline of its reply window, which counts from ``left_at``.
    """

    id: str
    reply: str | None
    signed: Done  # the signatory's act
    left_at: datetime | None = None
    prepared: Done | None = None  # the draft that was signed
    approved: tuple[Done, ...] = ()  # what each approver of that draft decided, in order

    @property
    def went(self) -> bool:
        """Tell whether it was sent."""
        return self.left_at is not None
