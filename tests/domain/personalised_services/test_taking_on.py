from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.personalised_services.contact import may_end_without_contact
from domain.personalised_services.messages import Avenue, ReferralKind, ReferralReceived
from domain.personalised_services.options import letter_may_be_left_out
from domain.personalised_services.segments import Segment, may_set, records_agree, segment_of
from domain.personalised_services.setup import (
    discuss_across_programs,
    plan_step,
    receipt_instant,
    set_up_limit,
)
from domain.roles import Role

TOLD = datetime.fromisoformat("2026-12-03T10:00:00+11:00")


@pytest.mark.parametrize(
    ("received", "counts_from"),
    [
        (None, "2026-12-03T10:00:00+11:00"),
        ("2026-12-01T16:30:00+11:00", "2026-12-01T16:30:00+11:00"),
        ("2026-12-04T09:00:00+11:00", "2026-12-03T10:00:00+11:00"),
    ],
    ids=["said nothing", "came before it was told", "claims to have come after"],
)
def test_the_set_up_counts_from_receipt(received: str | None, counts_from: str) -> None:
    instant = datetime.fromisoformat(received) if received else None

    assert receipt_instant(instant, TOLD) == datetime.fromisoformat(counts_from)


@given(st.timedeltas(timedelta(days=-30), timedelta(days=30)))
def test_no_claim_of_receipt_wins_time(difference: timedelta) -> None:
    assert receipt_instant(TOLD + difference, TOLD) <= TOLD


def test_only_an_urgent_referral_has_the_short_limit() -> None:
    assert set_up_limit(urgent=True).step == "CSP-T1-S2b"
    assert set_up_limit(urgent=False).step == "CSP-T1-S2a"


def test_a_plan_is_taken_over_with_the_customer() -> None:
    assert plan_step("psso.diaz") == "CSP-T2-S2b"
    assert plan_step(None) == "CSP-T2-S3"


def test_only_outside_bodies_can_end_the_matter_without_contact() -> None:
    assert all(may_end_without_contact(avenue) for avenue in Avenue)
    assert not may_end_without_contact(None)


@pytest.mark.parametrize(
    ("segment", "simple", "may"),
    [
        (Segment.LOW, False, True),
        (Segment.LOW, True, True),
        (Segment.MEDIUM, True, True),
        (Segment.MEDIUM, False, False),
        (Segment.HIGH, True, False),
        (Segment.HIGH, False, False),
    ],
)
def test_the_letter_may_be_left_out_for_simple_issues(
    segment: Segment, simple: bool, may: bool
) -> None:
    assert letter_may_be_left_out(segment, simple=simple) is may


def test_the_psso_sets_segments_1_and_2_but_not_3() -> None:
    assert [segment for segment in Segment if may_set(segment)] == [Segment.LOW, Segment.MEDIUM]
    assert segment_of("segment_3") is Segment.HIGH


@given(
    st.sampled_from(Segment),
    st.sampled_from(["1", "2", "3", None]),
    st.sampled_from(["1", "2", "3", None]),
)
def test_a_segment_stands_only_when_both_records_show_it(
    segment: Segment, cuba: str | None, portal: str | None
) -> None:
    agree = records_agree(segment, cuba=cuba, portal=portal)

    assert agree is (cuba == segment.value and portal == segment.value)


def test_a_referral_needs_its_kind_and_its_customer() -> None:
    referral = ReferralReceived.model_validate({"kind": "ps_referral", "customer": "cu-1"})

    assert referral.kind is ReferralKind.PS_REFERRAL
    assert not referral.urgent


@pytest.mark.parametrize("kind", list(ReferralKind))
@pytest.mark.parametrize("urgent", [True, False], ids=["urgent", "not urgent"])
def test_a_ps_referral_and_an_urgent_one_are_a_team_leaders(
    kind: ReferralKind, *, urgent: bool
) -> None:
    referral = ReferralReceived(kind=kind, customer="cu-1", urgent=urgent)

    theirs_only = urgent or kind is ReferralKind.PS_REFERRAL
    assert (Role.PSSO in referral.may_send()) is not theirs_only
    assert {Role.TEAM_LEADER, "cuba"} <= set(referral.may_send())


def test_an_active_msp_counts_wherever_it_was_seen() -> None:
    assert discuss_across_programs(seen_at_set_up=True, seen_in_cims=False)
    assert discuss_across_programs(seen_at_set_up=False, seen_in_cims=True)
    assert not discuss_across_programs(seen_at_set_up=False, seen_in_cims=False)
