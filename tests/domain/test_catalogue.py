"""What the kinds of case declare, joined."""

import pytest

from domain.catalogue import CASE_TYPES, MESSAGES, TASKS, opened_by, steps_of, takers
from domain.complaints.messages import ComplaintReceived
from domain.messages import CalendarChanged, CustomerUpdated
from procedures.facets import NO_APPROVAL
from procedures.matrix import steps


@pytest.mark.parametrize(
    ("message", "case_type", "steps"),
    [
        ("customer.called_back", "PersonalisedServicesCase", ("CSP-T4-S5a",)),
        ("customer.called_back", "Complaint", ("CB-MESSAGE",)),
        ("calendar.changed", "Complaint", ("CB-CALENDAR",)),
        ("complaint.received", None, ("WC-S2a", "WC-S1a", "WC-S1b", "WC-S1c", "WC-S2b")),
        ("customer.updated", None, ("CB-CUSTOMER",)),
        ("complaint.received", "PersonalisedServicesCase", ("CB-MESSAGE",)),
        ("no.such", "Complaint", ("CB-MESSAGE",)),
    ],
    ids=[
        "a call in the procedure that waits for calls",
        "a call in one that does not",
        "what every case takes",
        "what opens a case",
        "what no case takes",
        "what this case does not take",
        "what nobody knows",
    ],
)
def test_a_message_serves_the_steps_of_the_case_that_takes_it(
    message: str, case_type: str | None, steps: tuple[str, ...]
) -> None:
    assert steps_of(message, case_type) == steps


def test_who_takes_a_message_and_what_it_opens_is_said_by_the_kinds_of_case() -> None:
    assert takers(ComplaintReceived) == ("Complaint",)
    assert takers(CalendarChanged) == tuple(CASE_TYPES)
    assert takers(CustomerUpdated) == ()
    assert opened_by(ComplaintReceived) is CASE_TYPES["Complaint"]
    assert opened_by(CalendarChanged) is None


# ---------------------------------------------------------------------------- four eyes

# What is decided, advised or confirmed, and what makes it: whoever made any version may not.
# Advice, and what is confirmed from outside, is barred to whoever asked just now.
DECISIONS: dict[str, set[str]] = {
    "approve_letter": set(),  # the letter's own tasks, in all its versions
    "agree_handling": {"assess_complaint"},
    "settle_avenues": {"assess_complaint", "resume_assessment"},
    "confirm_urgency": {"referral.received"},
    "approve_plan": {"fill_plan", "update_plan", "take_plan_over"},
    "agree_to_no_contact": {"report_closing_contact"},
    "decide_finalisation": {"write_request", "attest_gates"},
    "decide_transfer": {"write_request"},
    "decide_withdrawal": {"case.withdrawn"},
    "advise_on_set_up": set(),
    "discuss_across_programs": set(),
    "advise_on_contact": set(),
    "confirm_resolved": set(),
    "discuss_social_work": set(),
    "advise_on_options": set(),
}
ASKS_FOR_IT = {"follow_up", "record_options"}  # they cover the step as its first half


def test_every_decision_takes_four_eyes_and_says_what_makes_it() -> None:
    declared = {kind.name: set(kind.decides_on) for kind in TASKS.values() if kind.four_eyes}

    assert declared == DECISIONS
    assert set().union(*declared.values()) <= {*TASKS, *MESSAGES}


def test_what_the_matrix_has_somebody_approve_takes_four_eyes() -> None:
    approved = {
        name
        for name, kind in TASKS.items()
        for step in kind.covers
        if step not in NO_APPROVAL
        and (entry := steps().get(step))
        and (entry.approval or entry.kind == "approval")
    }

    assert approved - ASKS_FOR_IT <= set(DECISIONS)
