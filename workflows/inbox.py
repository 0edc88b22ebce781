"""What reaches a case, before it is judged. Nothing that arrives can fail or block a workflow."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ValidationError
from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import Outcome
from domain.messages import Envelope, Message, Status

GRACE = timedelta(minutes=5)


class Inbox(BaseModel):
    """Messages that arrived, are held for a later wait, or were seen; travels with the case."""

    arrived: list[Envelope] = []
    held: list[Envelope] = []
    seen: list[str] = []
    set_aside: list[Outcome] = []  # quarantined or refused on arrival, to be settled
    unreadable: int = 0

    def news(self) -> bool:
        """Tell whether anything is left to judge or to settle."""
        return bool(self.arrived or self.set_aside)

    def receive(
        self,
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
            self._quarantine(
                name, f"the signal's payload cannot be decoded ({type(error).__name__})"
            )
            return
        if len(raw) != 1 or not isinstance(raw[0], dict):
            self._quarantine(name, "a signal carries exactly one message, an object")
            return
        self._read(name, raw[0], known, latest)

    def take_back(self, types: tuple[type[Message], ...]) -> None:
        """Bring the held messages of ``types`` before the wait that asks for them."""
        wanted = {kind.name for kind in types}
        self.arrived += [message for message in self.held if message.type in wanted]
        self.held = [message for message in self.held if message.type not in wanted]

    def _read(
        self,
        name: str,
        raw: dict[str, object],
        known: Mapping[str, type[Message]],
        latest: datetime | None,
    ) -> None:
        if raw.get("content"):
            self._quarantine(
                name,
                "it carries content, which may not enter a workflow: a privacy incident to report",
                privacy=True,
            )
            return
        try:
            envelope = Envelope.model_validate({k: v for k, v in raw.items() if k != "content"})
        except ValidationError as error:
            self._quarantine(name, f"the message cannot be read: {faults(error)}")
            return
        if envelope.key in self.seen:
            return
        self.seen.append(envelope.key)
        if reason := self._unfit(name, envelope, known):
            self._set_aside(envelope, Status.QUARANTINED, reason)
        elif latest and envelope.occurred_at > latest + GRACE:
            self._set_aside(envelope, Status.REFUSED, "it says that it occurred in the future")
        else:
            self.arrived.append(envelope)

    def _unfit(
        self, name: str, envelope: Envelope, known: Mapping[str, type[Message]]
    ) -> str | None:
        if name != envelope.type:
            return f"the signal is named {name}, the message {envelope.type}"
        if name not in known:
            return f"{name} is not a message that this kind of case takes"
        try:
            known[name].model_validate(envelope.facts)
        except ValidationError as error:
            return f"the facts do not fit {name}: {faults(error)}"
        return None

    def _set_aside(self, envelope: Envelope, status: Status, reason: str) -> None:
        # The facts may be anything at all: they stay in the signal and are not copied on.
        bare = envelope.model_copy(update={"facts": {}})
        self.set_aside.append(
            Outcome(
                source=envelope.source,
                id=envelope.id,
                type=envelope.type,
                status=status,
                reason=reason,
                envelope=bare,
            )
        )

    def _quarantine(self, name: str, reason: str, *, privacy: bool = False) -> None:
        self.unreadable += 1
        self.set_aside.append(
            Outcome(
                source="temporal",
                id=f"{workflow.info().workflow_id}-unreadable-{self.unreadable}",
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
