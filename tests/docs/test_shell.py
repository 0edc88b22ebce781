"""A page's output is compared line by line, but for what differs from one reader to the next."""

import pytest

from tests.docs.shell import misses

SAID = [
    "first",
    "second",
    "",
    "Tuesday 19 January 2027",
    "third at 09:30 AEDT",
    "",
    "Tuesday 16 February 2027",
    "fourth of co-abcdefghij",
    "last",
]


@pytest.mark.parametrize(
    "shown",
    [
        SAID,
        ["first", "..."],
        ["...", "last"],
        ["first", "second", "...", "Tuesday 2 March 2027", "fourth of co-zzzzzzzzzz", "..."],
    ],
    ids=["all of it", "its beginning", "its end", "a block under the second of two like headings"],
)
def test_a_page_may_leave_lines_out_and_be_of_another_day(shown: list[str]) -> None:
    assert misses(shown, SAID) is None


@pytest.mark.parametrize(
    ("shown", "missed"),
    [
        (["first"], "second"),
        (["second", "..."], "second"),
        (["...", "fourth of co-abcdefghij"], "last"),
        (["first", "...", "never", "..."], "never"),
        (["...", "last", "...", "first", "..."], "first"),
        (["...", "first", "last", "..."], "first"),
    ],
    ids=[
        "more is said than is shown",
        "it does not begin so",
        "it does not end so",
        "it is not said",
        "it is said in another order",
        "its lines are not said together",
    ],
)
def test_a_line_that_was_not_said_at_its_place_is_named(shown: list[str], missed: str) -> None:
    assert misses(shown, SAID) == missed


def test_the_days_that_a_date_counts_differ_from_one_day_to_the_next() -> None:
    shown = ["Rule: 2 working days", "  Day 1: Thu 26 Nov 2026", "Calendar: ACT"]
    said = ["Rule: 2 working days", "  Skipped: Thu 3 Dec 2026, closed", "Calendar: ACT"]

    assert misses(shown, said) is None


def test_a_date_may_be_counted_from_a_day_off_which_takes_more_words() -> None:
    shown = ["Start: Wed 25 Nov 2026 21:13 AEDT, receipt (day 0)", "Rule: 2 working days"]
    said = [
        "Start: Sat 28 Nov 2026 02:06 AEDT, receipt (day 0; not a working day,",
        "Saturday)",
        "Rule: 2 working days",
    ]

    assert misses(shown, said) is None
