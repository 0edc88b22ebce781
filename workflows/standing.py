"""What every kind of case does at any time, unless it answers in its own way.

The table of what may happen is ``domain.standing.table``. Nothing here waits, and nothing asks
which kind of case it is: a new one has all of it by being declared.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from activities.contracts import CallOff
from domain.file.catalogue import ACTS
from domain.file.indicators import BehaviourReported
from domain.messages import Message
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
from domain.tasks import TaskKind
from workflows.declaration import Order, act
from workflows.file import act_on_the_file
from workflows.handed import Done, Received

DECEASED = "Deceased Customer Management"

# By the part that whoever died has in the case.
SEES_TO: Mapping[str, TaskKind] = MappingProxyType(
    {"customer": SEE_TO_DEATH, "other_party": SEE_TO_DEATH_OF_PARTY}
)


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


def died(case: Any, received: Received[DeathReported]) -> None:
    """Let nobody's silence count any more, and have the customer handed over.

    Of another party nothing in the case stands still but their letters; its owner sees to the rest.
    """
    customer, part = received.facts.customer, received.facts.part
    if part == "customer":
        case.verbs.hold_windows("CB-DEATH", "the customer was reported to have died")
    role = case.lifecycle.owner
    case.open(SEES_TO[part], role=role, background=True, customer=customer)


def lives(case: Any, received: Received[DeathRetracted]) -> None:
    """Let the dates count on where they stood, and take back what the report had called for."""
    part, reason = received.facts.part, "the customer lives: the report was a mistake"
    if part == "customer":
        case.verbs.restore_windows("CB-DEATH", "the report was a mistake")
    about = {"customer": received.facts.customer}
    waiting = case.background_work(SEES_TO[part])
    case.collect(CallOff, "CB-DEATH", kind=SEES_TO[part].name, about=about, reason=reason)
    if not waiting:  # it was handed over already
        case.have_read(received.envelope, step="CB-DEATH", role=case.lifecycle.owner)


def death_seen_to(case: Any, done: Done) -> None:
    """Leave the customer to Deceased Customer Management, which outranks everybody (CMA-T1-S5a)."""
    number = done.answers.get("CB-DEATH.reference")
    case.hand_to("CB-DEATH", DECEASED, actor=done.by, reference=number)


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
    act(DeathReported, died),
    act(DeathRetracted, lives),
    act(CustomerMistaken, customer_mistaken),
    act(OfficerLeft, officer_left),
)

DONE: Mapping[str, Callable[[Any, Done], None]] = MappingProxyType(
    {kind.name: death_seen_to for kind in SEES_TO.values()}
)


def orders(own: Iterable[Order[Any]]) -> dict[str, Order[Any]]:
    """Return the standing orders of a kind of case by the message of each: its own come first."""
    return {each.kind.name: each for each in (*EVERYWHERE, *own)}


def answered(own: Iterable[Order[Any]], message: type[Message]) -> bool:
    """Tell whether a kind of case answers a message by a standing order."""
    return message.name in orders(own)
