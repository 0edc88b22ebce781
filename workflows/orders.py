"""Standing orders as a case follows them: what it does with what no wait asks for.

What they are is declared: for every kind of case in ``standing``, for one in its lifecycle.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from pydantic import BaseModel

from domain.errors import FlowError
from domain.messages import Envelope, Status, TaskCompleted
from workflows import standing
from workflows.declaration import Order
from workflows.handed import NotNow
from workflows.memory import Memory


class ActError(FlowError):
    """A standing order that is declared an act does more than collect: a fault in a lifecycle."""


class Orders:
    """The standing orders of one case."""

    def __init__(self, case: Any, own: Iterable[Order[Any]], memory: Memory[BaseModel]) -> None:
        self._case = case
        self._memory = memory
        self.by_type: Final[Mapping[str, Order[Any]]] = standing.orders(own)

    def takes_act(self, message: Envelope) -> bool:
        """Tell whether a message is an act: it is admitted by the settle that writes it."""
        return self.by_type[message.type].act

    def act(self, message: Envelope) -> None:
        """Take an act; who is known to have acted is not known before it is written."""
        with self._acting(message), self._memory.standing_with(message):
            self.take(message.model_copy(update={"actor": None}))

    def take(self, message: Envelope) -> None:
        """Follow the order for a message; what cannot be done now is refused with the reason."""
        status, reason = Status.APPLIED, None
        try:
            self.by_type[message.type].take(self._case, message)
        except NotNow as fault:
            status, reason = Status.REFUSED, str(fault)
        finally:  # the order may end the phase
            self._memory.conclude(message, status, reason)

    def follow_acts(self, message: Envelope, rows: Sequence[Sequence[str]]) -> None:
        """Let follow what follows on each act that a completion carried."""
        carried = TaskCompleted.model_validate(message.facts).acts
        for act, added in zip(carried, rows, strict=True):
            if (order := self.by_type.get(act.type)) and order.follows:
                alone = message.model_copy(update={"type": act.type, "facts": act.facts})
                with self._acting(alone):
                    order.follows(self._case, alone, added[0] if added else "")

    @contextmanager
    def _acting(self, message: Envelope) -> Iterator[None]:
        """Hold what follows on an act to what an act is."""
        before = self._memory.state.model_copy(deep=True)
        yield
        if self._memory.state != before:
            raise ActError(f"{message.type} is declared an act, and changed the state of its case")
