"""What people see: dates as they write them, and plain columns in a pipe."""

import pytest

from starter import show


@pytest.mark.parametrize(
    ("instant", "zone", "shown"),
    [
        ("2026-12-03T00:00:00+11:00", "Australia/Sydney", "3 December 2026 00:00 AEDT"),
        ("2026-07-03T14:05:00+10:00", "Australia/Sydney", "3 July 2026 14:05 AEST"),
        ("2026-12-03T00:00:00+11:00", "Australia/Perth", "2 December 2026 21:00 AWST"),
        ("2026-12-03T00:00:00+11:00", None, "3 December 2026 00:00 UTC+11:00"),
    ],
    ids=["in summer time", "in standard time", "another office", "zone unknown"],
)
def test_an_instant_is_shown_with_its_zone(instant: str, zone: str | None, shown: str) -> None:
    assert show.moment(instant, zone) == shown


def test_a_day_is_shown_as_people_here_write_it() -> None:
    assert show.day("2026-12-03") == "3 December 2026"


def test_a_table_in_a_pipe_is_plain_columns(capsys: pytest.CaptureFixture[str]) -> None:
    show.table(("case", "what"), [("co-a", "one\nline"), ("co-bcd", None)], none="none")

    assert capsys.readouterr().out == "case    what\nco-a    one line\nco-bcd\n"


def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show.table(("case",), [], none="No case fits.")

    assert capsys.readouterr().out == "No case fits.\n"
