"""Each reading of the procedures stands on one page, once, with the test that shows it."""

import re
from typing import NamedTuple

import pytest

from domain.catalogue import SETTINGS
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "decisions" / "0084-how-the-procedures-are-read.md"
ROW = re.compile(r"^\| (A\d\d) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
SHOWN = re.compile(r"\[`(\w+)`\]\(\.\./\.\./(tests/[\w/]+\.py)\)")
SETTING = re.compile(r"`((?:cb|wc|ps|cma|clk|restriction|cold_transfer)\.\w+)`")
CITED = re.compile(r"reading=\"(A\d\d)\"|\"(A\d\d)\"")
FOLLOWS = "follows with the Centrelink tables"
OF_MANY = "A41"  # a setting for each wait: it has a paragraph of its own
OF_CHILD_SUPPORT = [
    *(f"A{number:02}" for number in range(4, 37)),
    *(f"A{number}" for number in range(47, 53)),
]


class Reading(NamedTuple):
    """A line of the page."""

    code: str
    unclear: str
    read_as: str
    shown_by: str


READINGS = [Reading(*found) for found in ROW.findall(PAGE.read_text(encoding="utf-8"))]
BY_CODE = {reading.code: reading for reading in READINGS}


def cited() -> dict[str, list[str]]:
    """Return where the code decides by a reading: files by its code."""
    found: dict[str, list[str]] = {}
    for room in ("domain", "workflows"):
        for file in sorted((ROOT / room).rglob("*.py")):
            for codes in CITED.findall(file.read_text(encoding="utf-8")):
                found.setdefault("".join(codes), []).append(file.relative_to(ROOT).as_posix())
    return found


def test_every_reading_has_its_line_and_only_one() -> None:
    codes = [reading.code for reading in READINGS]

    assert codes == sorted(set(codes))
    assert set(OF_CHILD_SUPPORT) <= set(codes)


def test_whatever_the_code_decides_by_is_on_the_page() -> None:
    assert set(cited()) - {OF_MANY} <= set(BY_CODE)
    assert OF_MANY in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.code)
def test_a_reading_names_a_test_that_is_there_or_what_it_follows_with(reading: Reading) -> None:
    """What is not built yet decides nothing: no workflow cites it."""
    if shown := SHOWN.fullmatch(reading.shown_by):
        test, file = shown.groups()
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")
        return
    assert FOLLOWS in reading.read_as
    assert [file for file in cited().get(reading.code, []) if "to_come" not in file] == []


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.code)
def test_the_settings_of_a_reading_are_named_with_it(reading: Reading) -> None:
    built = {setting.name for setting in SETTINGS.values() if setting.reading == reading.code}
    named = set(SETTING.findall(reading.read_as))

    assert named <= SETTINGS.keys()
    assert named >= built or FOLLOWS in reading.read_as
