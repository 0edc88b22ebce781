"""An escalation in hand: WC-S3b."""

import pytest

from domain.complaints.escalations import OpenComplaint, escalations, in_hand
from domain.roles import Role

PLAIN = {"ref": "co-1", "level": "level_1"}


def complaint(**changed: object) -> OpenComplaint:
    return OpenComplaint(**{**PLAIN, **changed})  # type: ignore[arg-type]  # made up on purpose


@pytest.mark.parametrize(
    "changed",
    [
        {"segment": "escalated"},
        {"level": "level_2"},
        {"roles": frozenset({"external_complaints_officer"})},
        {"roles": frozenset({"complaints_officer", "external_complaints_ssm"})},
    ],
    ids=["came through an MP", "managed at Level 2", "the team works on it", "its manager did"],
)
def test_complaint_that_the_external_team_has_is_in_hand(changed: dict[str, object]) -> None:
    assert in_hand(complaint(**changed))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"segment": "segment_2"},
        {"level": None},
        {"roles": frozenset(role.value for role in Role if "external" not in role.value)},
    ],
    ids=["at Level 1", "another segment", "still assessed", "every other role"],
)
def test_other_complaints_are_not_in_hand(changed: dict[str, object]) -> None:
    assert not in_hand(complaint(**changed))


def test_escalations_keep_the_order_of_their_opening() -> None:
    given = [complaint(ref=ref, segment="escalated") for ref in ("co-9", "co-1")]

    assert escalations([*given, complaint()]) == ["co-9", "co-1"]
