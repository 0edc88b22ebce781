"""Which segment the factors point to: Child Support Table 5, Step 1, and the tables it names."""

import pytest
from pydantic import JsonValue

from domain.personalised_services.segments import (
    Actions,
    Dealings,
    Factors,
    Issues,
    Segment,
    Source,
    factors,
    suggested,
)

LIGHT = Factors(
    source=Source.PROACTIVE,
    managed_before=False,
    issues=Issues.SINGLE,
    dealings=Dealings.MEETS_COMMITMENTS,
    actions=Actions.SHORT_TERM,
    active_msp=False,
    restricted=False,
)
ANSWERS: dict[str, JsonValue] = {
    "CSP-T5-S1a.source": "ombudsman",
    "CSP-T5-S1a.history": True,
    "CSP-T5-S1a.issues": "multiple",
    "CSP-T5-S1a.dealings": "misses_commitments",
    "CSP-T5-S1a.actions": "case_review",
}


@pytest.mark.parametrize("source", [Source.ASSOCIATED_CUSTOMER, Source.PROACTIVE, Source.OTHER])
def test_one_issue_of_a_customer_who_manages_points_to_segment_1(source: Source) -> None:
    assert suggested(LIGHT._replace(source=source)).segment is Segment.LOW


@pytest.mark.parametrize(
    "source",
    [
        Source.MP,
        Source.OMBUDSMAN,
        Source.MINISTERIAL,
        Source.LEVEL_2_COMPLAINT,
        Source.PRIVACY_BREACH,
        Source.MEDIA,
    ],
)
def test_an_escalated_enquiry_points_to_segment_2(source: Source) -> None:
    found = suggested(LIGHT._replace(source=source))

    assert found == (Segment.MEDIUM, "the referral follows an escalated enquiry")


@pytest.mark.parametrize(
    ("weighed", "because"),
    [
        (LIGHT._replace(active_msp=True), "a Managed Service Plan is active"),
        (LIGHT._replace(managed_before=True), "managed in Personalised Services before"),
        (LIGHT._replace(issues=Issues.MULTIPLE), "several issues"),
        (LIGHT._replace(dealings=Dealings.MISSES_COMMITMENTS), "commitments are not met"),
        (
            LIGHT._replace(dealings=Dealings.UNREASONABLE),
            "behaviour that may need longer management",
        ),
        (LIGHT._replace(actions=Actions.CASE_REVIEW), "more than short-term work is needed"),
    ],
    ids=["an active plan", "history", "issues", "commitments", "behaviour", "actions"],
)
def test_what_needs_longer_management_points_to_segment_2(weighed: Factors, because: str) -> None:
    assert suggested(weighed) == (Segment.MEDIUM, because)


@pytest.mark.parametrize(
    ("weighed", "because"),
    [
        (LIGHT._replace(restricted=True), "a restriction of service channels is in place"),
        (
            LIGHT._replace(managed_before=True, dealings=Dealings.KEEPS_ESCALATING),
            "managed before, and the customer goes on escalating",
        ),
        (
            LIGHT._replace(managed_before=True, dealings=Dealings.UNREASONABLE),
            "managed before, and the customer goes on escalating",
        ),
    ],
    ids=["restricted", "a history of escalating", "a history of behaviour"],
)
def test_restrictions_and_a_history_of_escalating_point_to_segment_3(
    weighed: Factors, because: str
) -> None:
    assert suggested(weighed) == (Segment.HIGH, because)


def test_factors_are_read_from_the_answers_and_from_what_the_case_knows() -> None:
    assert factors(ANSWERS, active_msp=True, restricted=False) == Factors(
        source=Source.OMBUDSMAN,
        managed_before=True,
        issues=Issues.MULTIPLE,
        dealings=Dealings.MISSES_COMMITMENTS,
        actions=Actions.CASE_REVIEW,
        active_msp=True,
        restricted=False,
    )


def test_an_older_case_that_answered_in_words_has_no_factors() -> None:
    answers: dict[str, JsonValue] = {"CSP-T5-S1a": "One money issue"}

    assert factors(answers, active_msp=False, restricted=False) is None
