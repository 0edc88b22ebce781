"""A message as its sender gives it, before a door has looked at it."""

import hashlib
import json
import mimetypes
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.errors import MalformedMessageError
from domain.messages import TaskCompleted
from starter.doors.caller import Caller
from starter.files import read_bytes

MOST_DOCUMENT = 20 * 1024 * 1024
TOO_BIG = f"is bigger than {MOST_DOCUMENT // 1024 // 1024} MB; send it in parts"


def new_id() -> str:
    """Return an id for a message whose sender has none; a repeat would be another message."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class Attachment:
    """A document that comes with a message."""

    name: str
    media_type: str
    data: bytes

    @classmethod
    def of(cls, file: Path) -> "Attachment":
        """Read a document from a file.

        Raises:
            MalformedMessageError: it is not there, is not a file, or is too big.
        """
        try:
            data = read_bytes(file, MOST_DOCUMENT)
        except OSError as error:
            raise MalformedMessageError(file.name, [f"cannot be read: {error.strerror}"]) from None
        if len(data) > MOST_DOCUMENT:
            raise MalformedMessageError(file.name, [TOO_BIG])
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return cls(file.name, media_type, data)

    @property
    def sha256(self) -> str:
        """The hash under which the document is kept."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Sent:
    """A message.

    Args:
        type: one of ``casebound catalogue messages``.
        caller: whom the door has authenticated.
        id: known once for each source.
        actor: who acted in the sending system, where no officer of ours did.
        case: reference of the case; a message that opens one has none yet.
        customer: whose case it opens.
        office: whose calendar and clock the opened case follows.
        occurred_at: when it happened; now, where nothing is given.
        about: the task or letter that it answers.
        facts: what drives decisions.
        content: what people wrote or said; stays in the case database.
        attachments: documents.
    """

    type: str
    caller: Caller
    id: str = field(default_factory=new_id)
    actor: str | None = None
    case: str | None = None
    customer: str | None = None
    office: str | None = None
    occurred_at: datetime | None = None
    about: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    content: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()

    @property
    def source(self) -> str:
        """The system that it comes from."""
        return self.caller.source

    @property
    def officer(self) -> str | None:
        """The account of the officer who sends it."""
        return self.caller.officer

    @property
    def key(self) -> str:
        """The message's key, as its envelope has it."""
        return f"{self.source}|{self.id}"

    def digest(self) -> str:
        """Hash the whole body: the same id with another body is another message."""
        body = {
            "type": self.type,
            "officer": self.officer,
            "actor": self.actor,
            "case": self.case,
            "customer": self.customer,
            "office": self.office,
            "occurred_at": self.occurred_at.timestamp() if self.occurred_at else None,
            "about": self.about,
            "facts": self.facts,
            "content": self.content,
            "documents": sorted([file.name, file.sha256] for file in self.attachments),
        }
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def completion(
    task: str,
    caller: Caller,
    *,
    outcome: str | None = None,
    answers: Mapping[str, Any] | None = None,
    reason: str | None = None,
    version: str | None = None,
    id: str | None = None,  # noqa: A002 - the message's own word
    occurred_at: datetime | None = None,
    attachments: tuple[Attachment, ...] = (),
    acts: Sequence[Mapping[str, Any]] = (),
) -> Sent:
    """Return the message that completes a task.

    ``answers`` holds those in words too: the task says which they are. ``version`` is that of what
    is decided, as the officer saw it; the door takes what the task shows now where none is given.
    ``acts`` on the file are of the same sitting, each with ``type``, ``facts``, ``content``.
    """
    answered = dict(answers or {}) | ({"reason": reason} if reason else {})
    facts: dict[str, Any] = {"outcome": outcome, "answers": answered}
    content: dict[str, Any] = {}
    if version:
        facts["version"] = version
    if acts:
        facts["acts"] = [{k: v for k, v in act.items() if k != "content"} for act in acts]
        content["acts"] = [act.get("content", {}) for act in acts]
    return Sent(
        TaskCompleted.name,
        caller,
        id=id or new_id(),
        occurred_at=occurred_at,
        about=task,
        facts=facts,
        content=content,
        attachments=attachments,
    )
