"""What reaches a case, before it is judged. Nothing that arrives can fail or block a workflow."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import RawValue

from activities.carried import Inbox
from activities.contracts import Outcome
from domain.messages import Envelope, Message, Status

GRACE = timedelta(minutes=5)


def receive(
    inbox: Inbox,
    name: str,
    args: Sequence[RawValue],
    known: Mapping[str, type[Message]],
    latest: datetime | None,
) -> None:
    """Append one signal. What cannot be read is set aside with the reason.

    ``known`` are the types that this lifecycle takes; ``latest`` is the newest instant that
    a message may claim, None in a simulated stack, where the door judges alone.
    """
    try:
        raw = [workflow.payload_converter().from_payload(arg.payload) for arg in args]
    except Exception as error:  # noqa: BLE001 - any payload at all may arrive here
        _quarantine(inbox, name, f"the signal's payload cannot be decoded ({type(error).__name__})")
        return
    if len(raw) != 1 or not isinstance(raw[0], dict):
        _quarantine(inbox, name, "a signal carries exactly one message, an object")
        return
    _read(inbox, name, raw[0], known, latest)


def _read(
    inbox: Inbox,
    name: str,
    raw: dict[str, object],
    known: Mapping[str, type[Message]],
    latest: datetime | None,
) -> None:
    if raw.get("content"):
        _quarantine(
            inbox,
            name,
            "it carries content, which may not enter a workflow: a privacy incident to report",
            privacy=True,
        )
        return
    try:
        envelope = Envelope.model_validate({k: v for k, v in raw.items() if k != "content"})
    except ValidationError as error:
        _quarantine(inbox, name, f"the message cannot be read: {faults(error)}")
        return
    if envelope.key in inbox.seen:
        return
    inbox.seen.append(envelope.key)
    if reason := _unfit(name, envelope, known):
        _set_aside(inbox, envelope, Status.QUARANTINED, reason)
    elif latest and envelope.occurred_at > latest + GRACE:
        _set_aside(inbox, envelope, Status.REFUSED, "it says that it occurred in the future")
    else:
        inbox.arrived.append(envelope)


def _unfit(name: str, envelope: Envelope, known: Mapping[str, type[Message]]) -> str | None:
    if name != envelope.type:
        return f"the signal is named {name}, the message {envelope.type}"
    if name not in known:
        return f"{name} is not a message that this kind of case takes"
    try:
        known[name].model_validate(envelope.facts)
    except ValidationError as error:
        return f"the facts do not fit {name}: {faults(error)}"
    return None


def _set_aside(inbox: Inbox, envelope: Envelope, status: Status, reason: str) -> None:
    # The facts may be anything at all: they stay in the signal and are not copied on.
    bare = envelope.model_copy(update={"facts": {}})
    inbox.set_aside.append(
        Outcome(
            source=envelope.source,
            id=envelope.id,
            type=envelope.type,
            status=status,
            reason=reason,
            envelope=bare,
        )
    )


def _quarantine(inbox: Inbox, name: str, reason: str, *, privacy: bool = False) -> None:
    inbox.unreadable += 1
    inbox.set_aside.append(
        Outcome(
            source="temporal",
            id=f"{workflow.info().workflow_id}-unreadable-{inbox.unreadable}",
            type=name[:60],
            status=Status.QUARANTINED,
            reason=reason,
            privacy=privacy,
        )
    )


def faults(error: ValidationError) -> str:
    """Say where a message is wrong without repeating what it holds."""
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'message'}: {fault['type']}"
        for fault in error.errors(include_input=False, include_context=False, include_url=False)
    )
