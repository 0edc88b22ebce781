"""What people see: dates as they write them, and plain columns in a pipe."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from database.queries import shapes
from starter.cli import show
from starter.cli.cases import too_much
from starter.cli.telling import say
from starter.player.scenario import Scenario
from starter.player.story import Storyteller
from starter.visible import COMMANDING


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


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:00+00:00"])
def test_an_instant_at_the_edge_of_the_calendar_keeps_no_list_from_being_shown(
    instant: str,
) -> None:
    for zone in ("Pacific/Honolulu", "Pacific/Kiritimati"):
        at = shapes.instant(datetime.fromisoformat(instant), ZoneInfo(zone))

        assert at
        assert show.moment(at, zone)


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


COMMANDS = {
    "an escape": ("Casey \x1b[31mRED\x1b[0m", "Casey \\x1b[31mRED\\x1b[0m"),
    "a bell": ("Casey\x07", "Casey\\x07"),
    "a title": ("\x1b]0;Owned\x07Casey", "\\x1b]0;Owned\\x07Casey"),
    "a carriage return": ("Casey\rOwned", "Casey\\x0dOwned"),
    "a C1 control": ("Casey\x9b2J", "Casey\\x9b2J"),
    "delete": ("Casey\x7f", "Casey\\x7f"),
    "next line": ("Casey\x85Lee", "Casey\\x85Lee"),
    "a line separator": ("Casey\u2028Lee", "Casey\\u2028Lee"),
    "a direction override": ("Casey \u202eeeL", "Casey \\u202eeeL"),
    "an isolate": ("Casey \u2066eeL", "Casey \\u2066eeL"),
}


@pytest.mark.parametrize(("words", "shown"), COMMANDS.values(), ids=COMMANDS)
def test_nothing_that_people_wrote_commands_the_terminal(
    capsys: pytest.CaptureFixture[str], words: str, shown: str
) -> None:
    show.line(words)
    show.prose(words)
    show.heading(words)
    show.fields([("Name", words)])
    show.table((words,), [(words,)], none="")
    say(words)

    told = capsys.readouterr()
    assert told.out == f"{shown}\n{shown}\n\n{shown}\nName  {shown}\n{shown}\n{shown}\n"
    assert told.err == f"casebound: {shown}\n"


@pytest.mark.parametrize("words", [words for words, _ in COMMANDS.values()], ids=COMMANDS)
def test_json_for_programs_says_the_same_and_commands_no_terminal_either(
    capsys: pytest.CaptureFixture[str], words: str
) -> None:
    show.as_json({"name": words})

    told = capsys.readouterr().out
    assert json.loads(told) == {"name": words}
    assert not COMMANDING.search(told)


def test_a_story_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    scenario = Scenario.model_validate(
        {"title": "A \x1b[2Jstory", "starts": "2027-03-01T09:00+11:00", "events": []}
    )

    Storyteller().begin(scenario)

    assert capsys.readouterr().out == "A \\x1b[2Jstory\n"


def test_words_in_any_script_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    show.line("Nguyễn Đặng\t\N{GREEK SMALL LETTER LAMDA} 王小明 \N{GRINNING FACE}")

    assert (
        capsys.readouterr().out
        == "Nguyễn Đặng\t\N{GREEK SMALL LETTER LAMDA} 王小明 \N{GRINNING FACE}\n"
    )


def test_a_case_that_no_new_run_could_take_over_says_so() -> None:
    assert too_much({"carries": 1024 * 1024 - 1}) is None
    assert too_much({"carries": 1024 * 1024}) == (
        "1024 kB: no new run can take it over until open work is done"
    )
