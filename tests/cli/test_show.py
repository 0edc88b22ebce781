"""What people see: dates as they write them, and plain columns in a pipe."""

import pytest

from starter.cli import show


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


def test_long_cells_are_wrapped_under_their_column_and_dates_stay_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "52")

    show.table(
        ("task", "what", "last day"),
        [("co-abcdefghij.t1", "Prepare, confirm and send the letter", "4 December 2026")],
        none="",
    )

    assert capsys.readouterr().out == (
        "task              what               last day\n"
        "co-abcdefghij.t1  Prepare, confirm   4 December 2026\n"
        "                  and send the\n"
        "                  letter\n"
    )


def test_a_long_value_is_wrapped_beside_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    show.fields([("Status", "refused"), ("Reason", "this is work for the Allocations Officer")])

    assert capsys.readouterr().out == (
        "Status  refused\nReason  this is work for the Allocations\n        Officer\n"
    )


@pytest.mark.parametrize(
    ("terminal", "variables", "bold"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
    ids=["a terminal", "one without colour", "a dumb one", "a pipe"],
)
def test_only_a_terminal_sees_what_is_bold(
    *,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
    variables: dict[str, str],
    bold: bool,
) -> None:
    for name, value in ({"TERM": "xterm", "NO_COLOR": ""} | variables).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)

    show.heading("Work")

    assert ("\x1b[1mWork" in capsys.readouterr().out) is bold
