"""A death: what any kind of case does when one is reported, and when that was a mistake.

Deceased Customer Management is not built here: whoever has the case hands over to it. That is a
referral, which is asked after and ends by its report, or with the mistake.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from activities.effects.tasks import CallOff
from domain.file.parties import PartyEnded
from domain.ownership.messages import OwnershipRequested
from domain.ownership.priority import DECEASED, PRIORITY
from domain.standing.lookups import DEATHS
from domain.standing.messages import DeathReported, DeathRetracted
from domain.standing.tasks import SEE_TO_DEATH, SEE_TO_DEATH_OF_PARTY, SEE_TO_DEATH_OF_SPEAKER
from domain.tasks import TaskKind
from workflows import left_to_procedure
from workflows.handed import Done, Received

# By the part that whoever died has in the case.
SEES_TO: Mapping[str, TaskKind] = MappingProxyType(
    {
        "customer": SEE_TO_DEATH,
        "other_party": SEE_TO_DEATH_OF_PARTY,
        "speaker": SEE_TO_DEATH_OF_SPEAKER,
    }
)


def died(case: Any, received: Received[DeathReported]) -> None:
    """Let nobody's silence count any more, and have the customer handed over.

    Of another party nothing in the case stands still but their letters; its owner sees to the rest.
    Who spoke for the customer does so no more, and somebody asks the customer who does now.
    """
    customer, part = received.facts.customer, received.facts.part
    if received.facts.row:
        _end_authority(case, received)
    if part == "customer":
        case.verbs.hold_windows("CB-DEATH", "the customer was reported to have died")
    case.ask(DEATHS, DEATHS, "CB-DEATH")
    case.open(SEES_TO[part], role=case.lifecycle.owner, background=True, customer=customer)


def _end_authority(case: Any, received: Received[DeathReported]) -> None:
    """Let nobody who died speak for the customer: their row of the file ends that day.

    Where nobody knows it, on the office's day of the report.
    """
    facts = received.facts
    until = facts.died_on.isoformat() if facts.died_on else None
    case.act(PartyEnded, "CB-DEATH", party=facts.row, until=until, ended="died", origin="system")


def lives(case: Any, received: Received[DeathRetracted]) -> None:
    """Let the dates count on where they stood, and take back what the report had called for.

    What was handed over by then a person takes back with them too.
    """
    part, reason = received.facts.part, "the customer lives: the report was a mistake"
    if part == "customer":
        case.verbs.restore_windows("CB-DEATH", "the report was a mistake")
    about = {"customer": received.facts.customer}
    waiting = case.background_work(SEES_TO[part])
    case.collect(CallOff, "CB-DEATH", kind=SEES_TO[part].name, about=about, reason=reason)
    if part == "speaker":  # who is in the file again by an act of somebody's
        if received.facts.row or not waiting:
            case.have_read(received.envelope, step="CB-DEATH", role=case.lifecycle.owner)
        return
    if waiting:
        return
    if not _another_died(case, received.facts.customer):
        left_to_procedure.take_back(case, "CB-DEATH", DECEASED, "the_report_was_a_mistake")
    case.have_read(received.envelope, step="CB-DEATH", role=case.lifecycle.owner)


def _another_died(case: Any, customer: str) -> bool:
    """Tell whether somebody else of the case died, too, and was handed over."""
    still = set(case.background_work(SEE_TO_DEATH, SEE_TO_DEATH_OF_PARTY))
    deaths: dict[str, str] = case.answer(DEATHS) or {}
    return any(who != customer and task not in still for task, who in deaths.items())


def seen_to(case: Any, done: Done) -> None:
    """Leave whoever died to Deceased Customer Management, which has them from then on.

    It comes first in the order of areas, and asks nobody for the customer (CMA-T1-S5b, A40).
    """
    customer = leave(case, done)
    if customer is None:
        return
    why = "the customer died, and is Deceased Customer Management's"
    asks = {"customer": customer, "area": DECEASED, "to": officer_there(done)}
    case.begin("CustomerOwnership", OwnershipRequested, why, step="CMA-T1-S5b", of=customer, **asks)


def leave(case: Any, done: Done) -> str | None:
    """Leave whoever died to Deceased Customer Management, and wait for its report.

    Return who it is; None where the report was undone as somebody saw to it.
    """
    customer: str | None = (case.answer(DEATHS) or {}).get(done.task)
    if customer is None:
        case.note("CB-DEATH", "the report was a mistake: nobody is handed over", task=done.task)
        return None
    number = done.answers.get("CB-DEATH.reference")
    words = PRIORITY[DECEASED].words
    case.hand_to("CB-DEATH", words, actor=done.by, reference=number)
    left_to_procedure.refer(case, "CB-DEATH", DECEASED, party=customer, actor=done.by, at=done.at)
    return customer


def officer_there(done: Done) -> str | None:
    """Return which officer of Deceased Customer Management has them; None: its queue."""
    named = done.answers.get("CB-DEATH.officer")
    return str(named) if named else None
