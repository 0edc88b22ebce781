"""How a story is told: plain in a pipe, in colour on a terminal, days and hours of the office."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from starter.player.files import Result
from starter.player.news import Line
from starter.player.scenario import Scenario
from starter.player.story import Storyteller

SCENARIO = Scenario.model_validate(
    {"title": "A [small] case", "starts": "2027-04-02T09:00+11:00", "office": "ACT", "events": []}
)
AT = datetime(2027, 4, 3, 15, 30, tzinfo=UTC)  # Sunday 02:30 in Canberra, twice that night


def line(kind: str, words: str, at: datetime = AT, who: str = "mail_team.lee") -> Line:
    return Line(at=at, case="co-2222222222", who=who, words=words, step="WC-S2a", kind=kind)


def told(*lines: Line, terminal: bool = False) -> str:
    shown = io.StringIO()
    teller = Storyteller(
        Console(file=shown, force_terminal=terminal, soft_wrap=True, highlight=False)
    )
    teller.begin(SCENARIO)
    for one in lines:
        teller.tell(one)
    teller.end(Result(Path("small.yaml"), "A [small] case"), letters=Path("nowhere"))
    return shown.getvalue()


def test_in_a_pipe_there_is_no_colour_and_on_a_terminal_there_is() -> None:
    assert "\x1b[" not in told(line("sent", "a letter"))
    assert "\x1b[" in told(line("sent", "a letter"), terminal=True)


def test_an_hour_that_comes_twice_is_told_apart_by_its_zone() -> None:
    lines = told(line("opened", "first"), line("opened", "second", AT + timedelta(hours=1)))

    assert "\nSunday 4 April 2027\n" in lines
    assert "  02:30 AEDT  co-2222222222  opened      first" in lines
    assert "  02:30 AEST  co-2222222222  opened      second" in lines


def test_records_of_one_sitting_share_a_line_and_those_of_two_people_do_not() -> None:
    lines = told(
        line("recorded", "Cuba: one"),
        line("recorded", "Cuba: two"),
        line("recorded", "Cuba: three", who="psso.diaz"),
    )

    shared, alone = (words for words in lines.splitlines() if "recorded" in words)
    assert "Cuba: one (WC-S2a); Cuba: two (WC-S2a)  mail_team.lee · 2 records" in shared
    assert "Cuba: three  psso.diaz · WC-S2a: " in alone


def test_each_line_says_the_step_and_what_the_step_is_about() -> None:
    assert "WC-S2a: mail team registers the correspondence" in told(line("received", "a letter"))


@pytest.mark.parametrize("words", ["[bold]loud[/bold]", "[/]", "a [link=http://x]link[/link]"])
def test_what_people_wrote_is_told_as_it_was_written(words: str) -> None:
    assert words in told(line("opened", words))
