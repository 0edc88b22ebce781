"""The declared rules say what the step matrix says."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.catalogue import RULES
from domain.deadline_rules import DeadlineRule
from procedures.matrix import steps

# Waits without any limit in the text (A41), the review of a cold transfer (A18), and the wait for
# the reply whose date CLK-T3-S3i sets.
READ_IN = {
    "CMA-T1-S2m",
    "CMA-T2-S2f",
    "CLK-T1-S2m",
    "CLK-T2-S5a",
    "CLK-T3-S2d",
    "CSP-T8-S2c",
    "CLK-T3-S10a",
    "CSP-T3-S12a",
    "CLK-T3-S3k",
}


def test_every_timed_step_of_the_procedures_has_its_rule() -> None:
    timed = {step.id for step in steps().values() if step.deadline}

    ruled = {rule.step for rule in RULES.values()}
    assert timed | READ_IN == ruled & set(steps())
    assert timed | READ_IN <= set(RULES)


def test_every_rule_counts_what_the_matrix_says() -> None:
    for step in steps().values():
        if not step.deadline or step.id == "CLK-T3-S3i":  # before day 14, so 13
            continue
        rule = RULES[step.id]
        assert rule.length == step.deadline.value, step.id
        if rule.length is not None and step.deadline.kind != "by-day-N-of-process":
            assert rule.unit.value == step.deadline.kind, step.id


def test_a_reading_of_a_rule_is_the_one_of_its_step() -> None:
    # These readings are about who does it, or about names, not about the date.
    other = {"CLK-T5-S2d": "A43", "CSP-T8-S3d": "A06", "CSP-T8-S5a": "A32"}

    for rule in RULES.values():
        step = steps().get(rule.step)
        if step and step.deadline:
            assert rule.reading == (None if step.id in other else step.ambiguity), rule.id
    assert {step: steps()[step].ambiguity for step in other} == other


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "working_days"},
        {"unit": "working_days", "length": 2, "setting": "cma.callback_days"},
        {"unit": "agreed_date", "length": 2, "agreed": "must"},
        {"unit": "agreed_date"},
        {"unit": "calendar_days", "length": 2, "kind": "hours"},
    ],
    ids=["no length", "two lengths", "agreed and counted", "agreed by nobody", "unknown field"],
)
def test_a_rule_that_says_too_little_or_too_much_cannot_be_declared(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DeadlineRule.model_validate({"step": "WC-S3n", "counts_from": "receipt", **wrong})
