"""Work that is opened, done, handed over, dated anew and taken back."""

from typing import Literal

from pydantic import AwareDatetime, Field, JsonValue

from activities.effects.base import Cited


class OpenTask(Cited):
    """Open work for a role, or for one person."""

    effect: Literal["open_task"] = "open_task"
    id: str
    kind: str  # name in the catalogue of tasks
    role: str | None = None  # in place of the kind's first role
    assignee: str | None = None
    due: str | None = None  # a deadline rule, in place of the kind's
    due_from: AwareDatetime | None = None
    agreed: str | None = None  # the date, where people agree on it
    data: dict[str, JsonValue] = Field(default_factory=dict)  # what it shows; no personal data
    background: bool = False
    unless_by_owner: str | None = None  # key of a message: whoever has the case knows of it
    joins: str | None = None  # open work of the same kind, which takes this in where it can


class CompleteTask(Cited):
    """An admitted completion takes effect; the answers stand in the message."""

    effect: Literal["complete_task"] = "complete_task"
    id: str
    outcome: str | None
    message: str  # key of the envelope


class HandOver(Cited):
    """Give open work to one person: that of a role, whoever had it, or all that one person had."""

    effect: Literal["hand_over"] = "hand_over"
    role: str | None = None
    was: str | None = None  # who leaves: the case is theirs no more, either
    to: str


class WithdrawTask(Cited):
    """Work that is needed no more."""

    effect: Literal["withdraw_task"] = "withdraw_task"
    id: str
    reason: str


class CallOff(Cited):
    """Take back the open work of a kind about a row of the file: the settle finds it."""

    effect: Literal["call_off"] = "call_off"
    kind: str
    about: dict[str, str]  # what the work was opened with, such as ``{"issue": "issue-2"}``
    reason: str


class Redate(Cited):
    """Give open work of a kind the day of another row of the file, or of none.

    It is the work that was opened with ``was`` in its ``field``, and from here on is about ``row``.
    """

    effect: Literal["redate"] = "redate"
    kind: str
    field: str
    was: str | None  # None: work that was about no row
    row: str | None = None  # None: it has no day any more
    rule: str
    start: AwareDatetime
    agreed: str | None = None
    reason: str
