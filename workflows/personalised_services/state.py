"""What a Child Support Personalised Services case remembers between its phases."""

from datetime import datetime
from typing import cast

from domain.findings import HOLDS
from domain.personalised_services.finalisation import Known
from domain.personalised_services.lookups import AGREED_CONTACT, SEGMENT_3, SPECIALISED_ISSUES
from domain.personalised_services.messages import ReferralReceived
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.segment_3 import Known as Segment3Known
from domain.personalised_services.setup import receipt_instant
from domain.personalised_services.state import PsState
from domain.personalised_services.taking_on import TakenOn
from domain.personalised_services.talks import Agreed
from domain.roles import Role
from domain.step_ids import StepId
from workflows.case import Case

PsCase = Case[PsState, ReferralReceived]

PLAN_DUE = "plan"  # the name under which the 21 days of the plan are armed


def assignee(state: PsState, role: Role) -> str | None:
    """Give the PSSO's work to the PSSO to whom the customer is assigned (CSP-T1-S2c)."""
    return state.psso if role is Role.PSSO else None


def taken_on(case: PsCase) -> TakenOn:
    """Return how the customers were taken on, as the file had it when the case last settled."""
    return TakenOn.model_validate(case.answer("taken_on") or {})


def open_complaints(case: PsCase) -> list[str]:
    """Return the customer's complaints that were open when the case last settled."""
    found = case.answer("complaints")
    return [str(ref) for ref in found] if isinstance(found, list) else []


def of_the_file(case: PsCase) -> Known:
    """Return what the file said of the finalisation when the case last settled."""
    return cast("Known", case.answer("finalisation"))


def received_at(case: PsCase) -> datetime:
    """Return the instant at which the referral's own intray was received (A11)."""
    opening = case.opened_by
    return receipt_instant(opening.facts.received_at, opening.envelope.occurred_at)


def set_up_from(case: PsCase) -> datetime:
    """Return the instant that the set-up counts from: the receipt of the intray that calls for it.

    The urgent intray is raised once the SSM has confirmed the urgency (CSP-T1-S1c, CSP-T1-S2b).
    """
    return case.state.urgent_intray_at or received_at(case)


def referrer_of(case: PsCase) -> str:
    """Return who referred the customer: an officer, a complaint by its reference, or a system."""
    opening = case.opened_by
    return opening.envelope.actor or opening.facts.complaint or opening.envelope.source


def note_signatory(case: PsCase, letter: str, by: str | None) -> None:
    """Write down who signed a letter of this procedure: the PSSO, for nobody else (CSP-T4-S6b)."""
    case.decide("CSP-T4-S6b", HOLDS, "the PSSO signed the letter", actor=by, letter=letter)
    case.record("CSP-T4-S6b", "Cuba", "signatory", actor=by, letter=letter, signatory=by)


def know_the_file(case: PsCase) -> None:
    """Ask what the case must know of its file; every settle answers anew."""
    case.ask("agreed_contact", AGREED_CONTACT, "CSP-T4-S5a")
    case.ask("segment_3", SEGMENT_3, "CSP-T8-S1a")
    case.ask("specialised", SPECIALISED_ISSUES, "BG-ROLE-SPEC-f")


def agreed_contact(case: PsCase) -> Agreed | None:
    """Return the contact that was agreed and is still to be made; None where there is none."""
    found = case.answer("agreed_contact")
    return Agreed.model_validate(found) if found else None


def specialised_issues(case: PsCase) -> list[str]:
    """Return the issues that specialist areas have, as of the last settle."""
    found = case.answer("specialised")
    return [str(issue) for issue in found] if isinstance(found, list) else []


def of_segment_3(case: PsCase) -> Segment3Known:
    """Return what the file said for segment 3, and against it, when the case last settled."""
    return cast("Segment3Known", case.answer("segment_3"))


def note_message(case: PsCase, by: str | None, **given: str) -> None:
    """Write down that a message to a customer on segment 3 has its one owner (RES-T4-S3e)."""
    known = case.answer("segment_3")
    if known and cast("Segment3Known", known)["indicator"]:
        words = "the message is of whoever owns those to the customer, or agreed with them"
        case.decide("RES-T4-S3e", HOLDS, words, actor=by, owner=case.state.psso, **given)


def take_turn(case: PsCase, turn: Turn, step: StepId) -> str:
    """Go on in the loop of an active case."""
    case.state.turn = turn
    return case.to(Phase.ACTIVE, step)
