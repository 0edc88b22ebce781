"""What a case presumes of a message, so that what follows is settled together with its check.

Nearly every message that reaches a case is admitted, by whom it says, and the answers that the
case had are still right. So a case goes on at once, and its next settle checks all of that, in the
transaction that writes what follows. Where it does not hold nothing of it is written: the case
goes back to where it stood, and has the message checked before it follows.
"""

from copy import copy
from typing import Final

from pydantic import BaseModel

from activities.carried import KNOWN, Carried
from activities.contracts import CARRIED_ROW, Check, Settled
from domain.messages import CarriedAct, Envelope, TaskCompleted
from workflows.memory import Memory

REMEMBERED = sorted((KNOWN - {"state", "cause", "latest"}) | {"phase", "path", "patched"})


class Rebutted(BaseException):
    """What a case presumed did not hold: its phase is walked again to where it stood."""


class Presumption:
    """What a case knew before it followed a message; the memory notes what it goes by since."""

    def __init__(self, memory: Memory[BaseModel], check: Check, *, held: bool) -> None:
        self.check: Final = check
        self._memory = memory
        memory.went_by = {}
        self._held = held  # for a later wait, before it was taken
        self._state = memory.state.model_copy(deep=True)
        self._clock = memory.clock.cause, memory.clock.latest
        # What is held in these is never changed, only taken out and replaced.
        self._carried = {name: copy(getattr(memory.carried, name)) for name in REMEMBERED}

    def to_check(self) -> Check:
        """Return, once, what a settle is to check: the message, and what the case has gone by."""
        went_by, self._memory.went_by = self._memory.went_by, None
        return self.check.model_copy(update={"presumed": went_by})

    def rebut(self, settled: Settled | None = None) -> None:
        """Let the case know again what it knew, with nothing of what followed from the message.

        Where a settle has refused it that is all; where it has admitted it, it has checked it, and
        the case follows it anew. Where no settle was asked, it is to be checked first.
        """
        memory, message = self._memory, self.check.envelope
        carried: Carried = memory.carried
        memory.went_by = None
        for name, value in self._carried.items():
            setattr(carried, name, value)
        for name in type(self._state).model_fields:
            setattr(memory.state, name, getattr(self._state, name))
        memory.clock.cause, memory.clock.latest = self._clock
        carried.effects.clear()
        memory.take_outcomes()
        if settled and message.digest in settled.refused:
            return
        if settled:
            memory.checked = message, settled
        else:
            memory.careful = message.digest
        (carried.inbox.held if self._held else carried.inbox.arrived).insert(0, message)


def presumable(message: Envelope, memory: Memory[BaseModel]) -> bool:
    """Tell whether what follows from a message may be settled with its check.

    What is left to be settled of others does not depend on it.
    """
    settled = not (memory.unsettled() or memory.recounting)
    return settled and message.digest != memory.careful


def acts_of(message: Envelope) -> tuple[CarriedAct, ...]:
    """Return the acts that a completion carries."""
    if message.type != TaskCompleted.name:
        return ()
    return TaskCompleted.model_validate(message.facts).acts


def rows_to_come(message: Envelope) -> list[tuple[str, ...]]:
    """Return a word for the row that each act of a completion adds: its settle knows the id."""
    return [(CARRIED_ROW.format(number),) for number, _ in enumerate(acts_of(message), start=1)]
