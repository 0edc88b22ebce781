"""What every kind of case does at any time, unless it answers in its own way.

The table of what may happen is ``domain.standing.table``. Nothing here waits, and nothing asks
which kind of case it is: a new one has all of it by being declared.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from activities.contracts import Armed
from domain.file.catalogue import ACTS
from domain.file.indicators import BehaviourReported
from domain.file.procedures import ProcedureReported
from domain.kit_tasks import CHASE_PROCEDURE
from domain.messages import Message
from domain.ownership.priority import DECEASED
from domain.standing.danger import PROCEDURES
from domain.standing.messages import (
    CustomerChanged,
    CustomerMistaken,
    DangerJudged,
    DangerNoticed,
    DeathReported,
    DeathRetracted,
    OfficerLeft,
)
from domain.standing.tasks import PUT_CUSTOMER_RIGHT, SEE_TO_DEATH, SEE_TO_DEATH_OF_PARTY
from workflows import deaths, left_to_procedure
from workflows.declaration import Order, act, order
from workflows.file import act_on_the_file
from workflows.handed import Done, Received


def danger_noticed(case: Any, received: Received[DangerNoticed]) -> None:
    """Say that somebody may be in danger: whoever is there has the work already (A16)."""
    facts = received.facts
    case.note(
        "CB-DANGER",
        f"Somebody may be in danger ({facts.sort.replace('_', ' ')}): it is seen to at once",
        danger=facts.sort,
        message=facts.message or received.envelope.key,
        task=facts.task,
    )


def danger_judged(case: Any, received: Received[DangerJudged]) -> None:
    """Leave it to the procedure for it, where whoever saw to it says that there is danger."""
    facts, actor = received.facts, received.envelope.actor
    words = "somebody is in danger" if facts.so else "nobody is in danger: the words meant else"
    branch = "in_danger" if facts.so else "no_danger"
    case.decide("CB-DANGER", branch, words, danger=facts.sort, task=facts.task, actor=actor)
    if facts.so:
        incident = {"incident": facts.incident, "danger": facts.sort}
        case.hand_to("CB-DANGER", PROCEDURES[facts.sort], actor=actor, **incident)


def customer_changed(case: Any, received: Received[CustomerChanged]) -> None:
    """Say what changed; letters that show the old one are looked at where they lie."""
    what = ", ".join(received.facts.what)
    words = f"What is known of {received.facts.customer} changed: {what}"
    case.note("CB-CUSTOMER", words, what=list(received.facts.what))


def customer_mistaken(case: Any, received: Received[CustomerMistaken]) -> None:
    """Have a manager put it right; the letters of the case are held meanwhile."""
    case.open(
        PUT_CUSTOMER_RIGHT,
        background=True,
        message=received.envelope.key,
        right=received.facts.right,
    )


def officer_left(case: Any, received: Received[OfficerLeft]) -> None:
    """Give what waited on somebody who leaves to somebody else."""
    case.verbs.replace("CB-LEAVER", received.facts.officer, received.facts.to)


EVERYWHERE: tuple[Order[Any], ...] = (
    act_on_the_file(ACTS[BehaviourReported.name]),
    act(DangerNoticed, danger_noticed),
    act(DangerJudged, danger_judged),
    act(CustomerChanged, customer_changed),
    act(DeathReported, deaths.died),
    act(DeathRetracted, deaths.lives),
    order(ProcedureReported, left_to_procedure.reported),
    act(CustomerMistaken, customer_mistaken),
    act(OfficerLeft, officer_left),
)

DONE: Mapping[str, Callable[[Any, Done], None]] = MappingProxyType(
    {
        SEE_TO_DEATH.name: deaths.seen_to,
        SEE_TO_DEATH_OF_PARTY.name: deaths.seen_to,
        CHASE_PROCEDURE.name: left_to_procedure.asked_after,
    }
)

# Dates that pass in any kind of case, by the name under which they were armed.
PASSED: Mapping[str, Callable[[Any, Armed], None]] = MappingProxyType(
    {f"{left_to_procedure.NAMED}{DECEASED}": left_to_procedure.silent}
)


def orders(own: Iterable[Order[Any]]) -> dict[str, Order[Any]]:
    """Return the standing orders of a kind of case by the message of each: its own come first."""
    return {each.kind.name: each for each in (*EVERYWHERE, *own)}


def answered(own: Iterable[Order[Any]], message: type[Message]) -> bool:
    """Tell whether a kind of case answers a message by a standing order."""
    return message.name in orders(own)
