"""What reaches a case, before it is judged. Nothing that arrives can fail or block a workflow."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from temporalio import workflow
from temporalio.common import RawValue

from activities.carried import Inbox
from activities.contracts import Claimed, Outcome
from domain.days import GRACE, OLDEST
from domain.messages import Envelope, Message, Status, TaskCompleted, needs_receipt
from workflows.memory import MOST_AT_ONCE
from workflows.reading import OURS, TYPE, UnreadableError, message, read, unfit

MARK = 16  # characters of a digest by which a case knows that it has seen a message
CROWD = 25  # messages that need a receipt; more are sifted together
MOST_SEEN = 500  # messages that a case knows to have seen
CONTENT = "it carries content, which may not enter a workflow: a privacy incident to report"


class Signal(NamedTuple):
    """A signal as it came.

    ``latest`` is the newest instant that a message may claim, None in a simulated stack, where the
    door judges alone.
    """

    name: str
    args: Sequence[RawValue]
    latest: datetime | None


class Intake:
    """What has come to a case and is not judged, read in parts: thousands may come at once.

    What officers did is read first, all else as it came, so that an officer's act need not wait
    until thousands of messages are read.
    """

    def __init__(self, inbox: Inbox, known: Mapping[str, type[Message]]) -> None:
        self._inbox, self._known = inbox, known
        self._acts: deque[Signal] = deque()
        self._others: deque[Signal] = deque()
        self._sifted: set[str] = set()  # digests of what has arrived that a settle has looked at

    @property
    def unread(self) -> int:
        """How many signals nobody has read."""
        return len(self._acts) + len(self._others)

    @property
    def news(self) -> bool:
        """Tell whether anything is to be read or judged."""
        return bool(self.unread) or self._inbox.news()

    def append(self, signal: Signal) -> None:
        """Put a signal behind those that came before."""
        (self._acts if signal.name == TaskCompleted.name else self._others).append(signal)

    def read(self) -> None:
        """Read what came, as much as one settle carries."""
        room = MOST_AT_ONCE - len(self._inbox.arrived) - len(self._inbox.set_aside)
        for _ in range(min(room, self.unread)):
            receive(self._inbox, (self._acts or self._others).popleft(), self._known)

    def crowd(self) -> list[Claimed]:
        """Return the messages that count with a receipt only, where there are many; else none.

        Made up by the thousand, each would cost the case a settle of its own. Those that a settle
        has looked at are left to their own checks.
        """
        arrived = self._inbox.arrived
        claims = [m for m in arrived if needs_receipt(m, self._known[m.type])]
        if len(claims) <= CROWD:
            return []
        fresh = [message for message in claims if message.digest not in self._sifted]
        return [_claimed(message) for message in fresh] if len(fresh) > CROWD else []

    def sift(self, crowd: Sequence[Claimed], refused: Collection[str]) -> None:
        """Let go of what a settle has turned away of a crowd; ``refused`` are digests."""
        left = {m.digest: m for m in self._inbox.arrived if m.digest not in refused}
        self._inbox.arrived = list(left.values())
        self._sifted = (self._sifted | {claimed.digest for claimed in crowd}) & left.keys()


def _claimed(message: Envelope) -> Claimed:
    return Claimed(envelope=message.model_copy(update={"facts": {}}), digest=message.digest)


def receive(inbox: Inbox, signal: Signal, known: Mapping[str, type[Message]]) -> None:
    """Read one signal. What cannot be read is set aside with the reason.

    ``known`` are the types that this lifecycle takes.
    """
    name, args, latest = signal
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
    It knows too what came so long ago that nothing is remembered of it here: this only spares
    settles, for most of what comes again comes soon.
    """
    mark = envelope.digest[:MARK]
    if mark in inbox.seen:
        return False
    inbox.seen[mark] = None
    if len(inbox.seen) > MOST_SEEN:
        del inbox.seen[next(iter(inbox.seen))]
    return True


def unsee(inbox: Inbox, unproven: Collection[str]) -> None:
    """Let messages in once more that a settle refused for want of their receipts.

    Whoever made one up may have been ahead of a door; what the door lets in is the same message.
    ``unproven`` are their digests. What came while the settle was at work is read after it.
    """
    for digest in unproven:
        inbox.seen.pop(digest[:MARK], None)


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
    # A case that was brought back counts anew: its number alone would be that of an earlier one.
    chain = workflow.info().first_execution_run_id[-8:]
    inbox.set_aside.append(
        Outcome(
            source=OURS,
            id=f"{workflow.info().workflow_id}-unreadable-{chain}-{inbox.unreadable}",
            type=name if TYPE.fullmatch(name) else "unknown",
            status=Status.QUARANTINED,
            reason=reason,
            privacy=privacy,
        )
    )
