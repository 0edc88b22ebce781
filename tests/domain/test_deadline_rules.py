"""The declared rules say what the step matrix says."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.catalogue import RULES
from domain.deadline_rules import DeadlineRule, Whose
from procedures.matrix import steps

# Waits without any limit in the text (A41), the review of a cold transfer (A18), the wait for the
# reply whose date CLK-T3-S3i sets, the day on which an MSP says that it is reviewed, and the
# occasion of a variation.
READ_IN = {
    "BG-ROLE-PSSO-g",
    "CMA-T1-S2m",
    "CMA-T1-S6d",
    "CMA-T2-S2f",
    "CLK-T1-S2m",
    "CLK-T2-S5a",
    "CLK-T3-S2d",
    "CSP-T4-S1d",
    "CSP-T7-S5b",
    "CSP-T8-S2c",
    "CLK-T3-S10a",
    "CSP-T3-S12a",
    "CSP-T3-S13a",
    "CSP-T3-S11b",
    "CSP-T3-S11d",
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
        {"unit": "calendar_days", "length": 2, "whose": None},
    ],
    ids=[
        *("no length", "two lengths", "agreed and counted", "agreed by nobody", "unknown field"),
        "nobody's time",
    ],
)
def test_a_rule_that_says_too_little_or_too_much_cannot_be_declared(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DeadlineRule.model_validate(
            {"step": "WC-S3n", "counts_from": "receipt", "whose": "agency", **wrong}
        )


# By id: what a customer, or somebody outside, has time for; and what begins, ends, is looked back
# on or given notice of. Whatever else is declared is an obligation of the agency.
THEIR_TIME = {
    "CB-REFERRAL",  # an answer to a referral
    "CSP-T6-S1k",  # a reply to the letter before finalisation
    "CMA-T1-S2m",  # a call after letter MX1-1
    "CMA-T2-S2f",  # a call with the income
    "CMA-T3-S4d",  # a call about the decision
    "CLK-T3-S3i",  # a reply to the review letter
    "CLK-T3-S3k",
    "RES-T3-S3d",  # the times that a customer is to keep to
}
NOTICES = {
    "CB-REFERRAL.procedure",  # a procedure to which something was left is asked after
    "CSP-T3-S9b",  # a warning ends with its day
    "CSP-T3-S12a.day",  # the day of the cold transfer is over: its review begins
    "WC-S3n.alert",  # the acknowledgement is about to lapse
    "BG-ROLE-PSSO-g",  # a plan is to be reviewed: the zone is consulted
    "CB-TASK.untouched",  # nobody has touched the case for a month: its owner looks
    "CSP-T4-S5e",  # a promise, the customer's as often as the agency's: checking it is work
    "CLK-T3-S1h",
    "CLK-T1-S1b",  # the year that is looked back on
    "CLK-T3-S3b",  # CIMS writes that a plan is about to end
    "CLK-T3-S3h.target",  # where possible
    "CLK-T5-S2d",  # the plan ends
    "CLK-T5-S4a",  # its review begins
    "CSP-T3-S3d",  # the case is watched
    "CSP-T3-S7j.opens",  # the review of a restriction begins
    "CSP-T3-S13a.opens",  # a channel is open for a day
    "CSP-T3-S13a",  # that day is over
    "CSP-T8-S5a.opens",  # the review of segment 3 begins
}


def test_every_date_is_declared_as_an_obligation_as_anothers_time_or_as_a_notice() -> None:
    """What is late is what the agency owes: a date that is declared wrongly accuses, or hides."""
    declared = {
        whose: {rule.id for rule in RULES.values() if rule.whose is whose} for whose in Whose
    }

    assert declared[Whose.OTHERS] == THEIR_TIME
    assert declared[Whose.NOTICE] == NOTICES
    assert {rule.id for rule in RULES.values() if rule.owed} == declared[Whose.AGENCY]


def test_what_begins_or_gives_notice_is_never_owed() -> None:
    """Overdue from its first day on, it would be late before anybody could act."""
    begins = [rule for rule in RULES.values() if rule.opens or rule.warns]

    assert begins
    assert [rule.id for rule in begins if rule.whose is not Whose.NOTICE] == []
