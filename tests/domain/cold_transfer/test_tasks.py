"""The sittings of a cold transfer: who has them, and what each of their ends asks for."""

import pytest
from pydantic import JsonValue

from domain.cold_transfer.tasks import (
    CODE_INCIDENT,
    DECIDE_COLD_TRANSFER,
    REVIEW_COLD_TRANSFER,
    TAKE_CALL,
    TELEPHONE_CANOC,
    TRANSFER_CALL,
    WARN_AFTER_REFUSAL,
)
from domain.officers import fitting_roles
from domain.roles import Role

WARNED: dict[str, JsonValue] = {"CSP-T3-S8b": "outside", "CSP-T3-S9b": "Not again today"}


@pytest.mark.parametrize("outcome", ["urgent_transferred", "urgent_served"])
def test_urgent_business_asks_for_nothing_but_who_rang(outcome: str) -> None:
    """CSP-T3-S8c, A16."""
    assert TAKE_CALL.faults(outcome, {}) == []
    left_open = TAKE_CALL.optional_for[outcome]
    assert [need.step for need in TAKE_CALL.needs if need.key not in left_open] == ["CSP-T3-S8a"]


def test_whoever_answers_serves_it() -> None:
    """CSP-T3-S8c, A16."""
    assert Role.SERVICE_OFFICER in fitting_roles(Role.PSSO, TAKE_CALL)
    assert Role.COMPLAINTS_OFFICER not in fitting_roles(Role.PSSO, TAKE_CALL)


def test_a_warning_needs_all_three_grounds_and_what_was_said() -> None:
    """CSP-T3-S9a, CSP-T3-S9b, A17."""
    assert TAKE_CALL.faults("warned", WARNED) == []
    assert [need.step for need in TAKE_CALL.needs] == ["CSP-T3-S8a", "CSP-T3-S9a"]
    (unsaid,) = TAKE_CALL.faults("warned", {"CSP-T3-S8b": "outside"})
    assert unsaid.startswith("CSP-T3-S9b")
    (within,) = TAKE_CALL.faults("warned", WARNED | {"CSP-T3-S8b": "within"})
    assert "does not go with warned" in within


def test_a_call_within_what_is_arranged_ends_without_a_warning() -> None:
    """CSP-T3-S8b."""
    assert TAKE_CALL.faults("answered", {"CSP-T3-S8b": "within"}) == []
    assert "not_identified" in TAKE_CALL.reasons


@pytest.mark.parametrize(
    ("chosen", "other"), [(Role.PS_SSM, Role.PS_SM), (Role.PS_SM, Role.PS_SSM)]
)
def test_of_ssm_and_sm_only_the_one_decides_who_was_asked(chosen: Role, other: Role) -> None:
    """CSP-T3-S11b."""
    assert fitting_roles(chosen, DECIDE_COLD_TRANSFER) == (chosen,)
    assert other in DECIDE_COLD_TRANSFER.roles
    assert DECIDE_COLD_TRANSFER.four_eyes


def test_a_decision_is_given_on_grounds() -> None:
    """CSP-T3-S11d."""
    (missing,) = DECIDE_COLD_TRANSFER.faults("approve", {})
    assert missing.startswith("CSP-T3-S11d")


def test_any_officer_of_personalised_services_puts_a_call_through() -> None:
    """CSP-T3-S12b: no one else, and urgent business is served even then (A16)."""
    assert fitting_roles(Role.PSSO, TRANSFER_CALL) == (Role.PSSO, Role.PS_SSM, Role.PS_SM)
    assert TRANSFER_CALL.faults("urgent_served", {}) == []


def test_an_incident_is_shown_by_its_number() -> None:
    """CSP-T3-S10b, CSP-T3-S11e: a code, never a sentence; ESS is where it fits."""
    assert CODE_INCIDENT.faults(None, {"CSP-T3-S10b.cirt": "CIRT-1"}) == []
    (fault,) = CODE_INCIDENT.faults(None, {"CSP-T3-S10b.cirt": "it is done"})
    assert "without blanks" in fault
    assert len(WARN_AFTER_REFUSAL.faults("warned", {})) == 2
    assert WARN_AFTER_REFUSAL.reasons == ("served",)


def test_the_review_is_gone_over_with_an_ssm_and_the_canoc_is_told_by_a_manager() -> None:
    """CSP-T3-S12a, CSP-T3-S12e, A18."""
    assert REVIEW_COLD_TRANSFER.asks["CSP-T3-S12a.ssm"].names == (Role.PS_SSM,)
    assert TELEPHONE_CANOC.roles == (Role.PS_SSM, Role.PS_SM)
