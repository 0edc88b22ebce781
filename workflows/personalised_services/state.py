"""What a Child Support Personalised Services case remembers between its phases."""

from pydantic import BaseModel

from domain.personalised_services.messages import ReferralReceived
from domain.personalised_services.phases import Leaving, Phase, Turn
from domain.personalised_services.segments import Segment
from domain.roles import Role
from domain.step_ids import StepId
from workflows.lifecycle import Case


class PsState(BaseModel):
    """The facts that a later phase needs. Every field has a default: cases outlive releases."""

    urgent: bool = False
    psso: str | None = None  # the officer to whom the customer is assigned
    fence: int | None = None  # number of the ownership lock, once it is taken
    segment: Segment = Segment.LOW
    behaviour: bool = False
    restricted: bool = False
    plan_due: str | None = None  # id of the deadline of the plan
    turn: Turn = Turn.CONTACT
    follow_up_on: str | None = None  # the day agreed with the customer
    follow_up_due: str | None = None  # id of its deadline, while it counts
    options_letter: str | None = None
    requested_by: str | None = None  # who asked for finalisation, while it is asked
    leaving: Leaving = Leaving.FINALISED
    business_line: str | None = None  # the area that takes a customer who is transferred


PsCase = Case[PsState]


def assignee(state: PsState, role: Role) -> str | None:
    """Give the PSSO's work to the PSSO to whom the customer is assigned (CSP-T1-S2c)."""
    return state.psso if role is Role.PSSO else None


def referral_of(case: PsCase) -> ReferralReceived:
    """Return the referral that opened the case."""
    return ReferralReceived.model_validate(case.opened_by.facts)


def take_turn(case: PsCase, turn: Turn, step: StepId) -> str:
    """Go on in the loop of an active case."""
    case.state.turn = turn
    return case.to(Phase.ACTIVE, step)
