"""Settings: what the agency is to confirm, and what changes from a day on."""

import pytest

from tests.cli.commands import Run, Up


def test_what_the_agency_is_to_confirm_is_shown_until_it_has(staffed: Up, beside: Run) -> None:
    """Letters show these lines: the product's own numbers are answered by nobody."""

    def shown() -> tuple[set[str], str]:
        listed = beside("settings", "list", "--json").json
        parts = {part["part"]: part for part in beside("doctor", "--json").json["parts"]}
        return {each["name"] for each in listed if each["to_confirm"]}, parts["settings"]["words"]

    before, said = shown()
    assert "to confirm" in beside("settings", "list").out
    beside("settings", "set", "wc.hears_within_days", "14")
    after, said_then = shown()

    assert {"wc.hears_within_days", "wc.contact_lines", "ps.contact_lines"} <= before
    assert before - after == {"wc.hears_within_days"}
    assert said.startswith("the agency is to confirm")
    assert {name for name in before if name in said} == before
    assert "wc.hears_within_days" not in said_then


def test_a_setting_changes_from_a_day_on(staffed: Up, beside: Run) -> None:
    changed = beside("settings", "set", "cma.callback_days", "10", "--from", "2090-01-01")

    listed = {each["name"]: each for each in beside("settings", "list", "--json").json}
    callback = listed["cma.callback_days"]
    assert changed.out == "cma.callback_days is 10 from 1 January 2090 on.\n"
    assert (callback["value"], callback["default"]) == (14, 14)
    assert callback["changes"][0]["value"] == 10
    assert "2090-01-01" in beside("settings", "list").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cma.callback_days", "soon"), "give a whole number of days"),
        (("cma.callback", "10"), "there is no such setting"),
        (("cma.callback_days", "10", "--from", "2020-01-01"), "is past"),
        (("cma.callback_days", "10", "--from", "tomorrow"), "is no date"),
    ],
    ids=["a value that does not fit", "no such setting", "a past day", "no date"],
)
def test_a_setting_that_cannot_be_says_why(
    staffed: Up, beside: Run, words: tuple[str, ...], told: str
) -> None:
    ran = beside("settings", "set", *words)

    assert ran.status == 2
    assert told in ran.err
