"""Acts on the case file: they come at any time, and their settle admits them and writes them."""

from typing import Any

from activities.contracts import ChangeFile
from domain.file.acts import ActKind
from domain.file.catalogue import ACTS
from workflows.declaration import Order, act
from workflows.handed import Received


def acts_on_the_file() -> tuple[Order[Any], ...]:
    """Return the standing orders of a lifecycle whose cases have a file."""
    return tuple(_order(kind) for kind in ACTS.values())


def _order(kind: ActKind[Any]) -> Order[Any]:
    step = kind.steps[0]

    def take(case: Any, received: Received[Any]) -> None:
        case.collect(ChangeFile, step, message=received.envelope.key)

    return act(kind.of, take)
