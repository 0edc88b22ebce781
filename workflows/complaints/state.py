"""What a complaint remembers from wait to wait, and the short names its phases share."""

from datetime import date, datetime

from activities.effects.cases import Bar
from domain.complaints.assessment import Level
from domain.complaints.messages import ComplaintReceived
from domain.complaints.receipt import Channel, clock_start, day_of_receipt, earliest
from domain.complaints.state import ComplaintState
from domain.roles import Role
from domain.step_ids import StepId
from workflows.case import Case

ComplaintCase = Case[ComplaintState, ComplaintReceived]


def customer_of(case: ComplaintCase) -> str | None:
    """Return whose complaint it is, where that is known."""
    found = case.answer("customer")
    return found if isinstance(found, str) else case.start.customer


def received_on(case: ComplaintCase) -> date:
    """Return the day of receipt."""
    if case.state.received_on:
        return case.state.received_on
    # What an older release has started has no day; the message's own zone stands in for it.
    logged_on = case.start.day or case.opened_by.envelope.occurred_at.date()
    return day_of_receipt(logged_on, case.opened_by.facts.received_on)


def first_received(case: ComplaintCase) -> date:
    """Return the day on which the letter first reached the agency: it may be logged twice."""
    return earliest(received_on(case), *filter(None, (case.state.first_received,)))


def counts_from(case: ComplaintCase) -> datetime:
    """Return the instant that the acknowledgement counts from."""
    opening, first = case.opened_by, first_received(case)
    known = case.state.received_on or opening.facts.received_on
    return clock_start(opening.envelope.occurred_at, first if first < received_on(case) else known)


def channel_of(case: ComplaintCase) -> Channel:
    """Return how the complaint came."""
    return case.state.channel or case.opened_by.facts.channel


def level_of(case: ComplaintCase) -> Level:
    """Return the level, in phases that only a levelled complaint reaches."""
    if case.state.level is None:
        raise ValueError(f"{case.ref} has no level in phase {case.phase}; assess it first")
    return case.state.level


def owner_of(state: ComplaintState, role: Role) -> str | None:
    """Return who has the work of a role: a PS customer's complaint goes to the owning PSSO.

    Not where it is about them: then another PSSO has it.
    """
    return state.ps_owner if role is Role.PSSO and state.ps_owner not in state.about else None


def is_about(case: ComplaintCase, officer: str, step: StepId, actor: str | None) -> None:
    """Keep an officer whom a complaint is about from handling it."""
    state = case.state
    if officer in state.about:
        return
    state.about.append(officer)
    case.record(step, "Complaint record", "about_officer", actor=actor, officer=officer)
    case.collect(Bar, step, officer=officer, actor=actor)
    if state.owner == officer:
        state.owner = None
    if state.agreed_owner == officer:
        state.agreed_owner = None
