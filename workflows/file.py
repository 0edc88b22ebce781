"""Acts on the case file: they come at any time, and their settle admits them and writes them."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from activities.effects.file import ChangeFile
from domain.file.acts import Act, ActKind
from domain.file.catalogue import ACTS
from domain.messages import Envelope, Message
from workflows import left_to_procedure
from workflows.declaration import Order
from workflows.handed import Received

Then = Callable[[Any, Received[Any]], None]


def acts_on_the_file(
    then: Mapping[type[Act], Then] = MappingProxyType({}),
    *,
    only: Collection[type[Message]] = (),
) -> tuple[Order[Any], ...]:
    """Return the standing orders of a lifecycle whose cases have a file.

    ``then`` collects what follows in the case from an act, whether it comes by itself or a
    completion carries it: work, dates, records. It waits for nothing and changes no state. What it
    collects stands or falls with the act; ``received.row`` is the row that the act adds. It
    takes every act there is, or ``only`` some.
    """
    follows = {**left_to_procedure.THEN, **then}
    return tuple(
        act_on_the_file(kind, follows.get(kind.of))
        for kind in ACTS.values()
        if not only or kind.of in only
    )


def act_on_the_file(kind: ActKind[Any], then: Then | None = None) -> Order[Any]:
    """Return the standing order for one act on the file, and what follows on it."""
    step = kind.steps[0]

    def take(case: Any, envelope: Envelope) -> None:
        case.collect(ChangeFile, step, message=envelope.key)
        if then:
            then(case, Received.read(kind.of, envelope))

    def follows(case: Any, envelope: Envelope, row: str) -> None:
        if then:
            then(case, Received.read(kind.of, envelope, row))

    return Order(kind.of, take, act=True, follows=follows)
