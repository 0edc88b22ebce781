"""The table of standing orders: what may happen in any phase of any kind of case.

A kind of case has them by being declared. It may answer one in its own way, by an order of its own
for that message; whatever it does not answer, ``workflows.standing`` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.file.indicators import BehaviourReported
from domain.file.procedures import ProcedureReported
from domain.messages import CaseWithdrawn, Message
from domain.standing.messages import (
    CustomerChanged,
    CustomerMistaken,
    DangerJudged,
    DangerNoticed,
    DeathReported,
    DeathRetracted,
    OfficerLeft,
)
from domain.step_ids import StepId


@dataclass(frozen=True)
class StandingOrder:
    """Something that may happen at any time, by which messages a case is told, and what follows."""

    of: str
    told_by: tuple[type[Message], ...]
    steps: tuple[StepId, ...]
    follows: str


STANDING_ORDERS = (
    StandingOrder(
        "behaviour that is written down",
        (BehaviourReported,),
        ("CSP-T3-S9c", "CSP-T3-S12d"),
        "the incident is in the file of whoever behaved so, and in the register",
    ),
    StandingOrder(
        "words of self-harm or threat, or a child at risk",
        (DangerNoticed, DangerJudged),
        ("CB-DANGER",),
        "whoever is there has work at once; where they say so, the procedure for it takes over",
    ),
    StandingOrder(
        "another address, nominee or name",
        (CustomerChanged,),
        ("CB-CUSTOMER",),
        "letters that show the old one are stopped, and the case says what changed",
    ),
    StandingOrder(
        "the death of the customer, and its undoing",
        (DeathReported, DeathRetracted, ProcedureReported),
        ("CB-DEATH",),
        "letters are held, their time stands still, and Deceased Customer Management is left the "
        "customer, asked after and reports; where they are another party, whoever has the case "
        "sees to it; who spoke for a customer does so no more",
    ),
    StandingOrder(
        "an officer who leaves",
        (OfficerLeft,),
        ("CB-LEAVER",),
        "whatever waited on them in the case waits on somebody else",
    ),
    StandingOrder(
        "a case about the wrong customer",
        (CustomerMistaken,),
        ("CB-MISTAKEN",),
        "a manager puts it right; meanwhile no letter goes to the wrong one",
    ),
    StandingOrder(
        "the matter is taken back",
        (CaseWithdrawn,),
        ("CB-CLOSE",),
        "the procedure says what ends; else its owner reads it",
    ),
)

TOLD: Mapping[type[Message], tuple[StepId, ...]] = MappingProxyType(
    {message: order.steps for order in STANDING_ORDERS for message in order.told_by}
)
