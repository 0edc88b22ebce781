"""What every entry must show: the shape of each kind, and the few that show less."""

import pytest

from procedures.facets import (
    APPROVAL,
    BRANCH,
    DEADLINE,
    NARROWED,
    NO_APPROVAL,
    OF_KIND,
    WORDS,
    answers,
    facets,
)
from procedures.matrix import Step, steps


@pytest.mark.parametrize("step", steps().values(), ids=steps().keys())
def test_shape_of_each_entry(step: Step) -> None:
    shown = set(facets(step))
    missing = set(NARROWED[step.id].missing) if step.id in NARROWED else set()

    branches = {facet for facet in shown if facet.startswith(BRANCH)}
    assert branches == {f"{BRANCH}{answer}" for answer in answers(step.id)}
    assert (set(DEADLINE) - missing <= shown) is bool(step.deadline or set(DEADLINE) <= missing)
    asks = bool(step.approval) and step.id not in NO_APPROVAL
    assert (set(APPROVAL) - missing <= shown) is asks
    if not (step.kind == "rule" and step.decision):
        assert set(OF_KIND[step.kind]) - missing <= shown
    assert ("answered" in shown) is (step.records or "").startswith("Read:")
    assert shown
    assert shown - branches <= WORDS.keys()


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("WC-S1b", ("moved",)),
        ("WC-S2a", ("recorded",)),
        ("WC-S2c", ("guidance",)),
        ("WC-S3a", ("branch:Yes", "branch:No", "opened", "completed", "refused:role")),
        ("WC-S3b", ("branch:Yes", "branch:No", "opened", "completed", "refused:role", "answered")),
        ("WC-S3g", ("branch:Yes", "branch:No")),
        ("WC-S3j", ("holds", "blocks")),
        ("WC-S3m", ("letter", "stopped")),
        ("WC-S3n", ("armed", "met", "passed")),
        ("WC-S3p", ("holds",)),
        ("WC-S4b", ("applied", "refused:message")),
        ("CSP-T3-S7e", ("given", "refused:approval", "wrong_person", "letter", "stopped")),
        ("CLK-T1-S1b", ("branch:Yes", "branch:No", "answered")),
        ("CMA-T1-S6e", ("given", "refused:approval", "wrong_person")),
        ("CSP-T6-S1k", ("branch:Yes", "branch:No", "armed", "met", "passed")),
    ],
)
def test_facets_of_typical_entries(step: str, expected: tuple[str, ...]) -> None:
    assert facets(steps()[step]) == expected


def test_every_exception_takes_something_away_and_says_why() -> None:
    matrix = steps()
    for step, narrowed in NARROWED.items():
        entry = matrix[step].model_copy(update={"id": "another"})
        assert set(narrowed.missing) <= set(facets(entry)), step
        assert narrowed.reason
    for step, reason in NO_APPROVAL.items():
        assert matrix[step].approval, step
        assert reason


def test_few_rules_have_one_side() -> None:
    one_sided = [
        step for step in steps().values() if step.kind == "rule" and len(facets(step)) == 1
    ]

    assert len(one_sided) <= 15
