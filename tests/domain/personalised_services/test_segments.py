"""Which segment the factors point to: Child Support Table 5, Step 1, and the tables it names."""

import pytest

from domain.personalised_services.segments import (
    Actions,
    Dealings,
    Factors,
    Issues,
    Segment,
    Source,
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
