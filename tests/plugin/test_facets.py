"""What every entry must show: the shape of each kind, and the few that show less."""

import pytest

from procedures.facets import (
    APPROVAL,
    BRANCH,
    DEADLINE,
    NARROWED,
    NO_APPROVAL,
    OF_KIND,
    RECORDED,
    WORDS,
    answers,
    facets,
    words_of,
)
from procedures.matrix import Step, steps
from procedures.records import DEMANDS, Demand, asks_for_record, demands, letter_named

WORK = ("opened", "completed", "refused:role")


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
    records = {facet for facet in shown if facet.startswith(RECORDED)}
    assert records == {f"{RECORDED}{one.name}" for one in demands(step.id)}
    assert bool(records or "recorded" in shown) is asks_for_record(step)
    assert shown
    assert shown - branches - records <= WORDS.keys()
    assert all(words_of(facet) for facet in shown)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("WC-S1b", ("moved",)),
        ("WC-S2a", ("recorded:View Correspondence",)),
        ("WC-S2c", ("guidance",)),
        (
            "WC-S3a",
            (
                "branch:Yes",
                "branch:No",
                "opened",
                "completed",
                "refused:role",
                "recorded:assessment",
            ),
        ),
        ("WC-S3b", ("branch:Yes", "branch:No", "opened", "completed", "refused:role", "answered")),
        ("WC-S3g", ("branch:Yes", "branch:No", "recorded:privacy_flag")),
        ("WC-S3j", ("holds", "blocks", "recorded:complaint_category")),
        ("WC-S3m", ("letter", "stopped", "recorded:acknowledgement_letter")),
        ("WC-S3n", ("armed", "met", "passed")),
        ("WC-S3p", ("holds",)),
        ("WC-S4b", ("applied", "refused:message", "recorded:psso_notified")),
        ("CSP-T3-S7e", ("given", "refused:approval", "wrong_person", "letter", "stopped")),
        ("CLK-T1-S1b", ("branch:Yes", "branch:No", "answered")),
        ("CMA-T1-S6e", ("given", "refused:approval", "wrong_person", "recorded")),
        ("CSP-T1-S2d", ("branch:Yes", "branch:No, ask the PS SSM", *WORK, "answered")),
        ("CSP-T5-S1d", ("recorded:segment_field", "recorded:ps_portal")),
        ("CSP-T6-S1j", ("letter", "stopped")),
        ("CSP-T6-S1k", ("branch:Yes", "branch:No", "armed", "met", "passed", "recorded:reply")),
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
        step
        for step in steps().values()
        if step.kind == "rule" and not step.decision and {"holds", "blocks"} - {*facets(step)}
    ]

    assert len(one_sided) <= 15


@pytest.mark.parametrize(
    ("step", "named"),
    [(step, one) for step, several in DEMANDS.items() for one in several],
    ids=[f"{step} {one.name}" for step, several in DEMANDS.items() for one in several],
)
def test_fields_have_the_words_of_their_entry(step: str, named: Demand) -> None:
    entry = steps()[step]
    also = steps()["CSP-T1-S2k"].records if "CSP-T1-S2k" in (entry.records or "") else ""
    words = " ".join(filter(None, (entry.title, entry.does, entry.records, entry.outcome, also)))

    for field in named.fields:
        missing = [word for word in field.split("_") if word not in words.lower()]
        assert not missing, field
    assert (named.at or step) in steps()


def test_a_letter_that_is_the_record_is_sought_by_its_kind() -> None:
    assert letter_named(steps()["CSP-T5-S4a"]) == "issues_and_options_letter"
    assert letter_named(steps()["WC-S3m"]) is None  # its entry wants a line on the complaint too
