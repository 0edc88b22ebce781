"""What people and systems tell a case: the envelope, and the base of every message type.

``facts`` drive decisions and enter a workflow's history; ``content`` is what people wrote or
said and stays in the case database.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from domain.days import bounds_of
from domain.letter_channels import Channel
from domain.refers import ANOTHER_CUSTOMER, ELSEWHERE, NEW_CUSTOMER
from domain.roles import Role

# What cases tell each other, what deliveries tell them, and what no door saw: never a sender's.
OWN_SOURCES = ("casebound", "delivery", "temporal")


# An opaque id: no blank, so that nobody's name stands in its place.
Ident = Annotated[str, Field(max_length=120, pattern=r"^[^\s|\x00-\x1f\x7f]+$")]

# A fact that is a word of some system's: facts enter Temporal's history, sentences are content.
Code = Annotated[str, Field(pattern=r"^\S+$"), ELSEWHERE]


class Status(StrEnum):
    """What became of a message; all but ``waiting`` are final."""

    WAITING = "waiting"
    APPLIED = "applied"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    UNMATCHED = "unmatched"


FINAL = frozenset(Status) - {Status.WAITING}


class Trust(StrEnum):
    """What lets a message of a type count. A signal alone proves nobody's identity."""

    OPEN = "open"  # a fact from outside: whoever reaches the namespace may say it
    AUTHENTICATED = "authenticated"  # it counts with a receipt that a door or the product wrote


class Envelope(BaseModel):
    """A message as it travels in a signal: no content, ever.

    ``about`` names the task or letter that it answers. ``occurred_at`` is when it happened in
    the world, not when somebody recorded it. ``actor`` is what the sender says: who it was, only
    the receipt knows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1, max_length=120)
    type: str
    source: str = Field(min_length=1, max_length=60)
    actor: str | None = None
    case: str | None = None
    occurred_at: AwareDatetime
    about: str | None = None
    facts: dict[str, JsonValue] = {}

    @property
    def key(self) -> str:
        """Identify the message everywhere: a message is known by its source and id."""
        return f"{self.source}|{self.id}"

    @property
    def digest(self) -> str:
        """Hash what makes this message the one that it is: two of one digest are the same one.

        Doors, inboxes and settles ask this and nothing else. Two of one key and two digests are
        two messages under one id, and only one of them has the receipt.
        """
        at = self.occurred_at.astimezone(UTC).isoformat()
        told = [self.source, self.id, self.type, self.case, self.about, at, self.facts]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


class Message(BaseModel):
    """The facts of one message type. Doors forbid unknown facts, workflows ignore them.

    Which cases take it, and under which steps, their types say (``domain.case_type``).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: ClassVar[str]
    words: ClassVar[str]
    trust: ClassVar[Trust]
    senders: ClassVar[tuple[Role | str, ...]]  # roles, or the names of systems
    content: ClassVar[tuple[str, ...]] = ()  # the names that content may hold
    names: ClassVar[Mapping[str, Role]] = MappingProxyType({})  # facts that name an officer
    by_owner: ClassVar[bool] = False  # an officer who says it has the case, or stands in

    def may_send(self) -> tuple[Role | str, ...]:
        """Return who may send just this one: its facts may narrow ``senders``."""
        return self.senders

    def date_faults(self, at: datetime, zone: tzinfo) -> list[str]:
        """Say which days and instants among the facts cannot be meant, in plain words.

        ``at`` is when the message happened, ``zone`` that of the office.
        """
        found = []
        for name, near in bounds_of(type(self)):
            given = getattr(self, name)
            if given is not None and near and (fault := near.fault_at(given, at, zone)):
                found.append(f"{name}: {fault}")
        return found


def needs_receipt(envelope: Envelope, kind: type[Message] | None) -> bool:
    """Tell whether a message of a type counts only with the receipt of a door, or of the product.

    Nothing that bears the product's own name is open, whatever its type.
    """
    return envelope.source in OWN_SOURCES or bool(kind and kind.trust is Trust.AUTHENTICATED)


class CarriedAct(BaseModel):
    """An act on the file that a completion carries: the type of its message, and its facts."""

    model_config = ConfigDict(frozen=True)

    type: Code
    facts: dict[str, JsonValue] = {}


class TaskCompleted(Message):
    """An officer has finished a task: the one route of every decision.

    ``acts`` on the file are of the same sitting: all of them stand with it, or none. Their words
    are ``content["acts"]``, one object for each.
    """

    name = "task.completed"
    words = "an officer completed a task"
    trust = Trust.AUTHENTICATED
    senders = tuple(Role)

    outcome: str | None = None
    answers: dict[str, JsonValue] = {}
    version: str | None = None  # of what is decided, as it was shown; the door knows it
    acts: tuple[CarriedAct, ...] = ()


class TaskProgressed(Message):
    """An officer answers some of what a task asks; it stays open.

    No case is told: the door keeps it. An answer that is None takes back what was given ahead.
    """

    name = "task.progressed"
    words = "an officer answered a part of a task"
    trust = Trust.AUTHENTICATED
    senders = tuple(Role)

    answers: dict[str, JsonValue]


ABOUT_WORK: tuple[type[Message], ...] = (TaskCompleted, TaskProgressed)


class CustomerReplied(Message):
    """A customer answered a letter; ``about`` names it where the reply does."""

    name = "customer.replied"
    words = "the customer answered a letter"
    trust = Trust.OPEN
    senders = (Role.MAIL_TEAM, Role.PSSO, Role.SERVICE_OFFICER, "mail_room", "telephony")
    content = ("text",)

    channel: Code = "post"


class CustomerCalledBack(Message):
    """A customer rang back."""

    name = "customer.called_back"
    words = "the customer called back"
    trust = Trust.OPEN
    senders = (Role.PSSO, Role.SERVICE_OFFICER, "telephony")
    content = ("text",)

    issue: Code | None = None


class CaseWithdrawn(Message):
    """The customer, or the sender of a referral, takes the matter back."""

    name = "case.withdrawn"
    words = "the matter was withdrawn"
    trust = Trust.AUTHENTICATED
    senders = (
        Role.MAIL_TEAM,
        Role.ALLOCATIONS_OFFICER,
        Role.COMPLAINTS_OFFICER,
        Role.LEVEL_1_OFFICER,
        Role.COMPLAINTS_SSM,
        Role.EXTERNAL_COMPLAINTS_OFFICER,
        Role.EXTERNAL_COMPLAINTS_SSM,
        Role.PSSO,
        Role.SERVICE_OFFICER,
    )
    content = ("text",)


class LetterDelivered(Message):
    """A letter has left the house; ``about`` names it.

    It was taken by the print room or by the mail server, at the message's instant.
    """

    name = "letter.delivered"
    words = "a letter has left"
    trust = Trust.AUTHENTICATED
    senders = ("delivery",)


class LetterFailed(Message):
    """A letter has not left and will not: it was refused for good; ``about`` names it."""

    name = "letter.failed"
    words = "a letter was refused, and has not left"
    trust = Trust.AUTHENTICATED
    senders = ("delivery",)


class CalendarChanged(Message):
    """The office got a day off that its cases did not count with."""

    name = "calendar.changed"
    words = "the calendar of the office changed"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)


class CustomerUpdated(Message):
    """The agency's records say something new of a customer. The door writes it; no case takes it.

    What is not given stays as it is known.
    """

    name = "customer.updated"
    words = "the agency's records say something new of a customer"
    trust = Trust.AUTHENTICATED
    senders = (Role.MAIL_TEAM, Role.SERVICE_OFFICER, Role.PSSO, "cuba", "cims")
    content = ("name", "reference", "email", "addresses", "nominees")

    customer: Annotated[Ident, NEW_CUSTOMER]
    programme: Literal["child_support", "centrelink"] | None = None
    channel: Channel | None = None
    associates: Annotated[tuple[Ident, ...] | None, ANOTHER_CUSTOMER] = None
