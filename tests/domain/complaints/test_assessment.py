"""What follows from the answers of the assessment."""

import pytest

from domain.complaints.assessment import (
    About,
    Item,
    Level,
    attached_to_open_case,
    behavioural,
    consequences,
    exempt,
    first_contact_resolution,
    in_personalised_services,
)
from domain.complaints.handling import (
    acknowledged_by,
    clock_watcher,
)
from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.complaints.receipt import Channel
from domain.roles import Role


@pytest.mark.parametrize(
    ("about", "is_behavioural"),
    [
        (About.STAFF_MANNER, True),
        (About.TECHNICAL_DECISION, False),
        (About.PROCESS, False),
        (About.OTHER, False),
    ],
)
def test_only_the_manner_of_one_staff_member_is_behavioural(
    about: About, *, is_behavioural: bool
) -> None:
    assert behavioural(about) is is_behavioural


@pytest.mark.parametrize(
    ("is_behavioural", "channel", "applies"),
    [
        (True, Channel.POST, True),
        (True, Channel.ONLINE_FORM, True),
        (False, Channel.POST, False),
        (True, Channel.PHONE, False),
    ],
    ids=["behavioural by post", "behavioural online", "about a process", "by phone"],
)
def test_first_contact_resolution_is_for_written_behavioural_complaints(
    channel: Channel, *, is_behavioural: bool, applies: bool
) -> None:
    assert first_contact_resolution(is_behavioural=is_behavioural, channel=channel) is applies


@pytest.mark.parametrize(
    ("code", "configured", "spared"),
    [
        (None, {"duplicate": "Sent twice"}, False),
        ("duplicate", {"duplicate": "Sent twice"}, True),
        ("duplicate", {}, False),
        ("no_address", {"duplicate": "Sent twice"}, False),
    ],
    ids=["none claimed", "in the list", "the list starts empty", "not in the list"],
)
def test_only_a_configured_exemption_spares_the_letter(
    code: str | None, configured: dict[str, str], *, spared: bool
) -> None:
    assert exempt(code, configured) is spared


@pytest.mark.parametrize(
    ("locked", "open_plan", "owned"),
    [(True, False, True), (False, True, True), (True, True, True), (False, False, False)],
    ids=["a lock", "a plan", "both", "neither"],
)
def test_a_lock_or_an_open_plan_is_personalised_services(
    *, locked: bool, open_plan: bool, owned: bool
) -> None:
    assert in_personalised_services(locked=locked, open_plan=open_plan) is owned


def test_a_supplementary_item_is_checked_and_registered_but_has_no_clock_and_no_level() -> None:
    rules = consequences(Item.SUPPLEMENTARY)

    assert rules.checked_for_privacy_and_language
    assert rules.checked_for_personalised_services
    assert rules.registered
    assert not rules.levelled
    assert not rules.acknowledged


def test_every_item_is_registered() -> None:
    assert all(consequences(item).registered for item in Item)


def test_only_a_complaint_is_levelled_and_acknowledged() -> None:
    levelled = [item for item in Item if consequences(item).levelled]
    acknowledged = [item for item in Item if consequences(item).acknowledged]

    assert levelled == acknowledged == [Item.COMPLAINT]


@pytest.mark.parametrize(
    ("reference", "told"), [("co-aaaaaaaaaa", True), ("enquiry 17", False), ("", False)]
)
def test_only_a_case_that_is_open_here_is_told(reference: str, *, told: bool) -> None:
    assert attached_to_open_case(reference, {"co-aaaaaaaaaa"}) is told


@pytest.mark.parametrize(
    ("level", "in_ps", "role"),
    [
        (Level.LEVEL_1, False, Role.LEVEL_1_OFFICER),
        (Level.LEVEL_2, False, Role.COMPLAINTS_OFFICER),
        (Level.LEVEL_1, True, Role.PSSO),
        (Level.LEVEL_2, True, Role.PSSO),
    ],
)
def test_the_psso_writes_to_customers_of_personalised_services(
    level: Level, role: Role, *, in_ps: bool
) -> None:
    assert acknowledged_by(level, in_ps=in_ps) is role


def test_the_team_leader_of_the_text_is_the_complaints_ssm() -> None:
    assert clock_watcher() is Role.COMPLAINTS_SSM


def test_nobody_approves_the_acknowledgement() -> None:
    assert not COMPLAINT_ACKNOWLEDGEMENT.approvers
