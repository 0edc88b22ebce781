import pytest

from domain.kit_tasks import CHANNEL
from domain.personalised_services.tasks import TASKS
from domain.personalised_services.tasks.closing import ATTEST_GATES
from domain.personalised_services.tasks.decision import DECIDE_FINALISATION, WRITE_REQUEST
from domain.personalised_services.tasks.referral import SET_UP_CASE
from domain.roles import Role
from domain.tasks import TaskKind
from procedures.matrix import steps

EVIDENCE = {
    key: "note 12 in the stacking document" for key in ATTEST_GATES.asks if "evidence" in key
}
KINDS = pytest.mark.parametrize("kind", TASKS, ids=lambda kind: kind.name)


@KINDS
def test_every_question_belongs_to_a_step_that_exists(kind: TaskKind) -> None:
    for key in kind.asks:
        assert key == CHANNEL or key.split(".")[0] in steps()


@KINDS
def test_what_an_outcome_leaves_open_or_a_record_holds_is_asked(kind: TaskKind) -> None:
    assert set(kind.optional_for) <= set(kind.outcomes)
    assert set(kind.reasons) <= set(kind.outcomes)
    for left_open in kind.optional_for.values():
        assert set(left_open) <= {*kind.asks, *(need.key for need in kind.needs)}
    for record in kind.records:
        assert set(record.answers) <= set(kind.asks)
        assert record.step in kind.covers


@KINDS
def test_a_question_asked_beside_another_goes_with_one_that_is_asked(kind: TaskKind) -> None:
    beside = {question.only_with for question in kind.asks.values() if question.only_with}

    assert beside <= set(kind.asks)


@KINDS
def test_every_record_of_a_task_holds_something(kind: TaskKind) -> None:
    assert all(record.fields for record in kind.records)


def test_set_up_asks_for_every_action_of_the_table() -> None:
    asked = {key.split(".")[0] for key in SET_UP_CASE.asks}

    assert asked == {f"CSP-T1-S2{letter}" for letter in "cdefghijklm"} | {"CSP-T1-S3"}


def test_an_unsure_officer_may_ask_before_anything_is_done() -> None:
    assert SET_UP_CASE.faults("ask_ssm", {}) == []
    assert len(SET_UP_CASE.faults("set_up", {})) > 10


def test_gates_are_attested_with_evidence_or_not_at_all() -> None:
    assert ATTEST_GATES.faults("attested", dict(EVIDENCE)) == []
    assert "not answered" in " ".join(ATTEST_GATES.faults("attested", {}))
    assert ATTEST_GATES.faults("keep_managing", {}) == []


def test_a_request_states_one_of_the_four_reasons() -> None:
    reason = WRITE_REQUEST.asks["CSP-T6-S2a.reason"]

    assert len(reason.choices) == 4
    assert reason.fault("none")


def test_whoever_asked_does_not_decide() -> None:
    assert DECIDE_FINALISATION.four_eyes
    assert DECIDE_FINALISATION.roles == (Role.PS_SSM,)
    assert DECIDE_FINALISATION.reasons == ("return", "decline")


def test_whoever_has_the_customer_next_is_named_by_their_role() -> None:
    assert SET_UP_CASE.asks["CSP-T1-S2c"].names == (Role.PSSO,)
    assert WRITE_REQUEST.asks["CSP-T6-S2b"].names == (Role.PS_SSM,)
    assert WRITE_REQUEST.asks["CSP-T6-S2b"].another
