"""What reaches a case, before it is judged. Nothing that arrives can fail or block a workflow."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from temporalio import workflow
from temporalio.common import RawValue

from activities.carried import Inbox
from activities.contracts import Outcome
from domain.days import GRACE, OLDEST
from domain.messages import Envelope, Message, Status
from workflows.reading import OURS, TYPE, UnreadableError, message, read, unfit

MARK = 16  # characters of a digest by which a case knows that it has seen a message
CONTENT = "it carries content, which may not enter a workflow: a privacy incident to report"


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
        raw = read(args)
        if raw.get("content"):
            _quarantine(inbox, name, CONTENT, privacy=True)
            return
        envelope = message(name, raw, workflow.info().workflow_id)
    except UnreadableError as error:
        _quarantine(inbox, name, str(error))
        return
    if not see(inbox, envelope):
        if inbox.again is not None:
            inbox.again[envelope.digest] = envelope
        return
    if reason := unfit(envelope, known):
        _set_aside(inbox, envelope, Status.QUARANTINED, reason)
    elif latest and envelope.occurred_at > latest + GRACE:
        _set_aside(inbox, envelope, Status.REFUSED, "it says that it occurred in the future")
    elif latest and envelope.occurred_at < latest - OLDEST:
        reason = "it says that it occurred more than two years ago, which cannot be meant"
        _set_aside(inbox, envelope, Status.REFUSED, reason)
    else:
        inbox.arrived.append(envelope)


def see(inbox: Inbox, envelope: Envelope) -> bool:
    """Remember a message; return False for one that was seen before.

    Another message under the same id is news: which of the two has the receipt, the settle knows.
    Short hashes are carried, not keys: a case may see thousands of messages in its years.
    """
    mark = envelope.digest[:MARK]
    news = mark not in inbox.seen
    inbox.seen[mark] = None
    return news


def unsee(inbox: Inbox, unproven: Collection[str]) -> None:
    """Let messages in once more that a settle refused for want of their receipts.

    Whoever made one up may have been ahead of a door; what the door lets in is the same message.
    ``unproven`` are their digests. One that came again while the settle was at work may have its
    receipt by now.
    """
    again, inbox.again = inbox.again or {}, None
    for digest in unproven:
        inbox.seen.pop(digest[:MARK], None)
        if message := again.get(digest):
            see(inbox, message)
            inbox.arrived.append(message)


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
            digest=envelope.digest,
        )
    )


def _quarantine(inbox: Inbox, name: str, reason: str, *, privacy: bool = False) -> None:
    inbox.unreadable += 1
    inbox.set_aside.append(
        Outcome(
            source=OURS,
            id=f"{workflow.info().workflow_id}-unreadable-{inbox.unreadable}",
            type=name if TYPE.fullmatch(name) else "unknown",
            status=Status.QUARANTINED,
            reason=reason,
            privacy=privacy,
        )
    )
