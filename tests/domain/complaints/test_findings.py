"""What a sitting decided, step by step, and that every branch of the matrix can be taken."""

from typing import Any

import pytest

from domain.complaints.findings import LEVELS, findings, is_in_ps
from domain.complaints.tasks import (
    ASSESS,
    CHECK_SUPPLEMENTARY,
    CHOOSE_LEVEL,
    RESUME_ASSESSMENT,
)
from domain.findings import Finding
from procedures.matrix import steps

NEW_COMPLAINT: dict[str, Any] = {
    "WC-S3b": False,
    "WC-S3e": False,
    "WC-S3g": False,
    "WC-S3h": False,
    "WC-S3j": "staff_manner",
}
OTHER_SIDE: dict[str, Any] = {
    "WC-S3b": True,
    "WC-S3e": True,
    "WC-S3g": True,
    "WC-S3h": True,
    "WC-S4a.plan": True,
}


def taken(found: list[Finding]) -> dict[str, str]:
    return {finding.step: finding.branch for finding in found}


def test_a_sitting_that_sets_the_level_decides_every_step_before_it() -> None:
    found = findings(ASSESS.name, "level_1_behaviour", NEW_COMPLAINT)

    assert taken(found) == {
        "WC-S3a": "Yes",
        "WC-S3b": "No",
        "WC-S3e": "No",
        "WC-S3g": "No",
        "WC-S3h": "No",
        "WC-S3i": "Level 1, staff behaviour",
        "WC-S3j": "holds",
        "WC-S4a": "No",
    }


@pytest.mark.parametrize(
    ("outcome", "answers", "steps_decided"),
    [
        ("not_complaint", {"WC-S3g": True, "WC-S3h": False}, {"WC-S3a", "WC-S3g", "WC-S3h"}),
        ("escalation_in_hand", {"WC-S3b": True}, {"WC-S3a", "WC-S3b"}),
        ("many_avenues", {"WC-S3b": False, "WC-S3e": True}, {"WC-S3a", "WC-S3b", "WC-S3e"}),
    ],
)
def test_a_sitting_decides_no_further_than_it_got(
    outcome: str, answers: dict[str, Any], steps_decided: set[str]
) -> None:
    assert set(taken(findings(ASSESS.name, outcome, answers))) == steps_decided


@pytest.mark.parametrize("kind", [RESUME_ASSESSMENT.name, CHOOSE_LEVEL.name])
def test_a_later_sitting_does_not_decide_again_whether_it_is_a_complaint(kind: str) -> None:
    assert "WC-S3a" not in taken(findings(kind, "level_2", NEW_COMPLAINT))


def test_a_supplementary_item_gets_no_level() -> None:
    found = findings(CHECK_SUPPLEMENTARY.name, None, {"WC-S3g": False})

    assert taken(found) == {"WC-S3g": "No", "WC-S4a": "No"}


def test_an_open_plan_counts_like_a_lock() -> None:
    answers = {"WC-S4a.plan": True}

    assert is_in_ps(answers, None)
    assert taken(findings(CHECK_SUPPLEMENTARY.name, None, answers)) == {"WC-S4a": "Yes"}


def test_an_open_case_here_is_found_and_not_asked_for() -> None:
    """WC-S4a: nobody is asked what the product knows; its case is named."""
    (found,) = findings(CHECK_SUPPLEMENTARY.name, None, {}, ps_case="ps-a")

    assert (found.branch, found.words) == (
        "Yes",
        "Personalised Services owns the customer, by ps-a",
    )
    assert is_in_ps({}, "ps-a")
    assert "WC-S4a" not in {**ASSESS.asks, **CHECK_SUPPLEMENTARY.asks}


@pytest.mark.parametrize("about", ["technical_decision", "process", "other"])
def test_what_is_not_about_manner_is_not_behavioural(about: str) -> None:
    found = findings(CHOOSE_LEVEL.name, "level_1_other", NEW_COMPLAINT | {"WC-S3j": about})

    assert taken(found)["WC-S3i"] == "Level 1, other"
    assert taken(found)["WC-S3j"] == "blocks"


def test_every_branch_of_the_assessment_can_be_taken() -> None:
    sittings = [
        (ASSESS, outcome, answers)
        for outcome in ASSESS.outcomes
        for answers in (NEW_COMPLAINT, NEW_COMPLAINT | OTHER_SIDE)
    ]

    reached = {
        (finding.step, finding.branch)
        for kind, outcome, answers in sittings
        for finding in findings(kind.name, outcome, answers)
    }

    for step in ("WC-S3a", "WC-S3b", "WC-S3e", "WC-S3g", "WC-S3h", "WC-S3i", "WC-S4a"):
        decision = steps()[step].decision
        assert decision is not None
        assert {answer for cited, answer in reached if cited == step} == {
            branch.answer for branch in decision.branches
        }


def test_every_level_of_the_outcomes_has_a_phase_of_its_own() -> None:
    assert set(LEVELS) == set(CHOOSE_LEVEL.outcomes)
