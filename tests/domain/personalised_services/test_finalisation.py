from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.findings import BLOCKS, HOLDS
from domain.personalised_services.finalisation import (
    DECLINED_CONDITIONS,
    GATES,
    TRANSFER_CONDITIONS,
    Course,
    Decision,
    Reason,
    gates_hold,
    judge_gates,
    may_transfer,
    not_met,
    rule_on_request,
)
from procedures.facets import answers as branches

ALL_YES: dict[str, JsonValue] = dict.fromkeys(GATES, True)
ANSWERS = st.sampled_from([None, True, False, "yes", 1])


def test_there_are_eight_gates_in_the_order_of_the_table() -> None:
    assert [gate[-1] for gate in GATES] == list("abcdefgh")


def test_gates_hold_when_all_eight_are_attested() -> None:
    assert gates_hold(judge_gates(ALL_YES))


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("answer", [False, None, "yes", 1], ids=["no", "unknown", "text", "number"])
def test_one_gate_that_is_not_a_plain_yes_blocks(gate: str, answer: JsonValue) -> None:
    judged = judge_gates(ALL_YES | {gate: answer})

    assert [finding.step for finding in judged if finding.branch == BLOCKS] == [gate]
    assert not gates_hold(judged)


@pytest.mark.parametrize("gate", GATES)
def test_an_unanswered_gate_blocks(gate: str) -> None:
    answered = {key: value for key, value in ALL_YES.items() if key != gate}

    assert not gates_hold(judge_gates(answered))


def test_open_work_of_the_case_belies_that_no_intray_is_open() -> None:
    judged = judge_gates(ALL_YES, open_work=1)

    assert [finding.step for finding in judged if finding.branch == BLOCKS] == ["CSP-T6-S1d"]


@given(st.dictionaries(st.sampled_from(sorted(GATES)), ANSWERS), st.integers(0, 3))
def test_gates_hold_only_where_every_one_is_a_yes(
    answers: dict[str, JsonValue], open_work: int
) -> None:
    every = all(answers.get(gate) is True for gate in GATES) and not open_work

    assert gates_hold(judge_gates(answers, open_work=open_work)) is every


@given(st.dictionaries(st.sampled_from(sorted(GATES)), ANSWERS), st.sampled_from(sorted(GATES)))
def test_answering_a_gate_with_yes_never_closes_another(
    answers: dict[str, JsonValue], gate: str
) -> None:
    before = {finding.step for finding in judge_gates(answers) if finding.branch == HOLDS}
    after = {
        finding.step for finding in judge_gates(answers | {gate: True}) if finding.branch == HOLDS
    }

    assert before <= after


def _approve(
    reason: Reason, conditions: tuple[JsonValue, ...] = (None,) * 4, *, gates: bool = True
) -> Course:
    answers: dict[str, JsonValue] = dict(zip(DECLINED_CONDITIONS, conditions, strict=True))
    answers["CSP-T6-S3c"] = reason
    return rule_on_request(Decision.APPROVE, answers, gates_complete=gates).course


@pytest.mark.parametrize(
    ("reason", "course"),
    [
        (Reason.ISSUES_ADDRESSED, Course.EXIT),
        (Reason.SPECIALIST_PROCESS, Course.EXIT),
        (Reason.SEGMENT_3, Course.SEGMENT_3),
        (Reason.OPTIONS_DECLINED, Course.BLOCKED),
        (Reason.NONE, Course.BLOCKED),
    ],
)
def test_an_approval_rests_on_one_of_four_reasons(reason: Reason, course: Course) -> None:
    assert _approve(reason) is course


@pytest.mark.parametrize("reason", Reason)
def test_no_reason_outweighs_an_open_gate(reason: Reason) -> None:
    assert _approve(reason, (True,) * 4, gates=False) is Course.BLOCKED


@pytest.mark.parametrize("met", list(product([True, False, None], repeat=4)))
def test_options_declined_needs_all_four_conditions(met: tuple[JsonValue, ...]) -> None:
    course = _approve(Reason.OPTIONS_DECLINED, met)

    assert course is (Course.EXIT if met == (True, True, True, True) else Course.BLOCKED)


@given(
    st.sampled_from([Decision.RETURN, Decision.DECLINE]),
    st.dictionaries(st.sampled_from(["CSP-T6-S3c", *DECLINED_CONDITIONS]), ANSWERS),
    st.booleans(),
)
def test_a_no_never_lets_anybody_leave(
    decision: Decision, answers: dict[str, JsonValue], gates: bool
) -> None:
    ruling = rule_on_request(decision, answers, gates_complete=gates)

    assert ruling.course is (Course.RETURNED if decision is Decision.RETURN else Course.REJECTED)


@given(st.dictionaries(st.sampled_from(["CSP-T6-S3c", *DECLINED_CONDITIONS]), ANSWERS))
def test_without_a_known_reason_there_is_no_exit(answers: dict[str, JsonValue]) -> None:
    ruling = rule_on_request(Decision.APPROVE, answers, gates_complete=True)

    if answers.get("CSP-T6-S3c") not in list(Reason):
        assert ruling.course is Course.BLOCKED


@pytest.mark.parametrize("reason", Reason)
def test_the_reason_is_written_down_as_the_table_puts_it(reason: Reason) -> None:
    ruling = rule_on_request(Decision.DECLINE, {"CSP-T6-S3c": reason}, gates_complete=True)

    (found,) = [finding for finding in ruling.findings if finding.step == "CSP-T6-S3c"]
    assert found.branch in branches("CSP-T6-S3c")


@pytest.mark.parametrize("met", list(product([True, False, None], repeat=3)))
def test_a_transfer_needs_all_three_conditions(met: tuple[JsonValue, ...]) -> None:
    answers = dict(zip(TRANSFER_CONDITIONS, met, strict=True))

    assert may_transfer(answers) is (met == (True, True, True))


def test_what_is_not_met_is_named() -> None:
    answers: dict[str, JsonValue] = {"CSP-T7-S4a.issues": True, "CSP-T7-S4a.no_history": False}

    missing = not_met(TRANSFER_CONDITIONS, answers)

    assert missing == ("CSP-T7-S4a.only_process", "CSP-T7-S4a.no_history")
