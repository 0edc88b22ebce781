"""Strategies of the segments: each suggested by an entry, some of them work of their own."""

import pytest

from domain.needs import Opened
from domain.personalised_services.options import without_a_strategy
from domain.personalised_services.segments import Segment
from domain.personalised_services.strategies import STRATEGIES, strategies_for
from domain.personalised_services.tasks.strategies import ASKED_FOR_BY
from tests.domain.file.writing import NOON, PAYER, Writer


def test_segment_3_adds_to_the_strategies_of_segment_2() -> None:
    """RES-T4-S3a."""
    medium, high = (set(strategies_for(each)) for each in (Segment.MEDIUM, Segment.HIGH))

    assert medium < high
    assert not set(strategies_for(Segment.LOW)) & high


def test_what_a_strategy_asks_for_leads_with_the_entry_that_suggests_it() -> None:
    """RES-T2-S3b to RES-T2-S3d, RES-T3-S3b, RES-T3-S3f."""
    suggested = {code: step for each in STRATEGIES.values() for code, step in each.items()}

    assert {code: kind.step for code, kind in ASKED_FOR_BY.items()} == {
        code: suggested[code] for code in ASKED_FOR_BY
    }


@pytest.mark.parametrize(
    ("segment", "strategy", "lacks"),
    [
        ("1", "short_management", False),
        ("1", "clear_times", True),
        ("2", "clear_times", False),
        ("2", "short_management", True),
        ("3", "clear_times", False),
        ("1", None, True),
    ],
    ids=["of it", "of another", "of segment 2", "too little", "of segment 2 in 3", "none"],
)
def test_every_open_issue_has_an_option_by_a_strategy_of_the_segment(
    segment: str, strategy: str | None, *, lacks: bool
) -> None:
    """CSP-T5-S2."""
    writer = Writer()
    issue = writer.issue("payment")
    writer.write(
        "option.given",
        issue=issue,
        party=PAYER,
        option="one_contact",
        consequences=("none",),
        explained_in="contact-1",
        strategy=strategy,
    )

    missing = without_a_strategy(Opened(writer.file, NOON, data={"segment": segment}))

    assert bool(missing) is lacks
    assert all(words.startswith(f"{issue}, ") for words in missing)
