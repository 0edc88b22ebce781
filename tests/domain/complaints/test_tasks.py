"""The work as it is declared: who does it, what it asks, how it can end."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.catalogue import SETTINGS
from domain.complaints.tasks import (
    ACKNOWLEDGE,
    AGREE_HANDLING,
    ASSESS,
    CHOOSE_LEVEL,
    HANDLE_LEVEL_1,
    RESOLVE_AT_FIRST_CONTACT,
    RESUME_ASSESSMENT,
    SETTLE_AVENUES,
    TASKS,
)
from domain.roles import Role
from domain.step_ids import KIT_STEPS
from domain.tasks import AnswerType, Question, TaskKind
from procedures.matrix import steps

LEVELLED: dict[str, Any] = {
    "WC-S3b": False,
    "WC-S3e": False,
    "WC-S3g": False,
    "WC-S3h": False,
    "WC-S3i": "first complaint",
    "WC-S3j": "process",
}


@pytest.mark.parametrize("kind", TASKS, ids=lambda kind: kind.name)
def test_every_question_belongs_to_a_step_of_the_matrix(kind: TaskKind) -> None:
    for key in kind.asks:
        assert key.split(".")[0] in {*steps(), *KIT_STEPS}
    for step in kind.covers:
        assert step in steps() or step in KIT_STEPS


@pytest.mark.parametrize("kind", TASKS, ids=lambda kind: kind.name)
def test_every_declaration_speaks_of_its_own_outcomes_and_questions(kind: TaskKind) -> None:
    assert set(kind.optional_for) <= set(kind.outcomes)
    assert set(kind.presumes) <= set(kind.outcomes)
    assert set(kind.reasons) <= set(kind.outcomes)
    for keys in kind.optional_for.values():
        assert set(keys) <= {*kind.asks, *(need.key for need in kind.needs)}
    for presumed in kind.presumes.values():
        assert set(presumed) <= set(kind.asks)
    for recorded in kind.records:
        assert set(recorded.answers) <= set(kind.asks)


def test_names_are_unique() -> None:
    assert len({kind.name for kind in TASKS}) == len(TASKS)


@pytest.mark.parametrize(
    ("outcome", "answers"),
    [
        (
            "not_complaint",
            {"WC-S3a.why": "It asks a question", "WC-S3a.category": "enquiry"}
            | {"WC-S3g": False, "WC-S3h": False},
        ),
        ("escalation_in_hand", {"WC-S3b": True, "WC-S3c.holder": "external.one"}),
        ("many_avenues", {"WC-S3b": False, "WC-S3e": True, "WC-S3f.proposal": "one officer"}),
        ("level_1_other", LEVELLED),
        ("level_1_behaviour", LEVELLED | {"WC-S3j": "staff_manner"}),
        ("level_2", LEVELLED | {"WC-S3j": "staff_manner"}),
        ("level_2", LEVELLED | {"WC-S3o": "duplicate", "WC-S3i.refer": True}),
    ],
)
def test_a_sitting_asks_only_what_it_got_to(outcome: str, answers: dict[str, Any]) -> None:
    assert ASSESS.faults(outcome, answers) == []


@pytest.mark.parametrize(
    ("outcome", "change", "fault"),
    [
        ("escalation_in_hand", {"WC-S3b": False}, "WC-S3b"),
        ("many_avenues", {"WC-S3e": False}, "WC-S3e"),
        ("level_2", {"WC-S3b": True}, "WC-S3b"),
        ("level_1_other", {"WC-S3j": "staff_manner"}, "WC-S3j"),
        ("level_1_behaviour", {"WC-S3j": "process"}, "WC-S3j"),
    ],
)
def test_an_outcome_that_the_answers_contradict_is_refused(
    outcome: str, change: dict[str, Any], fault: str
) -> None:
    faults = ASSESS.faults(outcome, LEVELLED | change)

    assert any(words.startswith(fault) and "does not go with" in words for words in faults)


def test_a_level_needs_its_reason() -> None:
    answers = {key: value for key, value in LEVELLED.items() if key != "WC-S3i"}

    assert any("WC-S3i" in words for words in ASSESS.faults("level_2", answers))


@pytest.mark.parametrize("kind", [RESUME_ASSESSMENT, CHOOSE_LEVEL], ids=lambda kind: kind.name)
def test_a_later_sitting_takes_a_level_too(kind: TaskKind) -> None:
    answers = {key: value for key, value in LEVELLED.items() if key in kind.asks}

    assert kind.faults("level_1_other", answers) == []


def test_a_supplementary_item_must_say_what_it_belongs_to() -> None:
    agreed: Mapping[str, Any] = {
        "WC-S3c": "part of the enquiry",
        "WC-S3c.consulted": "allocations.one",
        "WC-S3c.on": "2026-12-02",
    }

    assert AGREE_HANDLING.faults("new_complaint", dict(agreed)) == []
    assert any("WC-S3d" in words for words in AGREE_HANDLING.faults("supplementary", dict(agreed)))


def test_the_manager_settles_by_name_and_never_their_own_proposal() -> None:
    assert SETTLE_AVENUES.four_eyes
    assert SETTLE_AVENUES.roles == (Role.EXTERNAL_COMPLAINTS_SSM,)
    assert any("WC-S3f.owner" in words for words in SETTLE_AVENUES.faults("agreed", {}))
    assert SETTLE_AVENUES.faults("not_agreed", {}) == []


def test_the_acknowledgement_is_one_task_without_approval() -> None:
    assert ACKNOWLEDGE.roles == (Role.COMPLAINTS_OFFICER, Role.LEVEL_1_OFFICER, Role.PSSO)
    assert not ACKNOWLEDGE.four_eyes
    assert ACKNOWLEDGE.faults("send", {}) == []


def test_first_contact_is_an_act_of_its_own_and_no_line_of_the_letter() -> None:
    """WC-S3k."""
    assert RESOLVE_AT_FIRST_CONTACT.faults(None, {"WC-S3k": True}) == []
    assert RESOLVE_AT_FIRST_CONTACT.faults(None, {}) != []
    assert ACKNOWLEDGE.faults("send", {"WC-S3k": True}) == ["WC-S3k is not asked here"]


def test_the_level_1_list_is_the_agencys_and_starts_empty() -> None:
    configured = {"WC-S3l.called": Question(words="Called", type=AnswerType.CHECKED)}

    assert HANDLE_LEVEL_1.faults(None, {}) == []
    assert HANDLE_LEVEL_1.faults(None, {}, checklist=configured) != []
    assert HANDLE_LEVEL_1.faults(None, {"WC-S3l.called": True}, checklist=configured) == []


@pytest.mark.parametrize("setting", ["wc.level_1_checklist", "wc.ps_customer_checklist"])
def test_configured_lists_name_a_task_that_exists(setting: str) -> None:
    assert SETTINGS[setting].task in {kind.name for kind in TASKS}
