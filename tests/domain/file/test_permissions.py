"""Who may act on a file: one table, which every act is held to by both of its ways in."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.file.acts import OFFICERS, Relation, fault
from domain.file.carried import Author, Carried, sit
from domain.file.catalogue import ACTS
from domain.file.putting_right import RowAddedTo, RowCorrected, RowEnteredInError, RowMoved
from domain.officers import Person
from domain.roles import Role
from tests.domain.file.writing import NOON, TIMES, Writer

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "permissions.md"
COLUMNS = (Relation.OWNER, Relation.SPECIALIST, Relation.APPROVER, Relation.OTHER)
PUTTING_RIGHT = (RowCorrected, RowEnteredInError, RowMoved, RowAddedTo)
OF_ONE_PLACE = [name for name, act in ACTS.items() if not issubclass(act.of, PUTTING_RIGHT)]


def table() -> dict[str, list[str]]:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


def listed(cell: str) -> set[str]:
    return {word.strip().strip("`") for word in cell.split(",") if word.strip()}


def test_the_table_has_every_act_and_no_other() -> None:
    assert sorted(table()) == sorted(OF_ONE_PLACE)


@pytest.mark.parametrize("name", OF_ONE_PLACE)
@pytest.mark.parametrize("relation", COLUMNS)
def test_an_act_is_for_whom_the_table_says(name: str, relation: Relation) -> None:
    """By a message of its own: the first thing that a settle asks, before it looks at the act."""
    said = table()[name][COLUMNS.index(relation)]
    given = replace(Writer().given("intray.raised", sort="x", to="a", customer="b"))
    act = ACTS[name].of.model_construct(**dict.fromkeys(ACTS[name].of.model_fields))
    asked = replace(given, act=act, relation=relation)
    kind = replace(ACTS[name], rules=())

    if said == "yes":
        assert "is not for" not in (fault(asked, kind) or "")
    else:
        assert (fault(asked, kind) or "").startswith(f"{name} is not for ")


@pytest.mark.parametrize("name", OF_ONE_PLACE)
def test_a_system_gives_what_the_table_says_that_it_knows(name: str) -> None:
    systems = listed(table()[name][4])

    assert {str(s) for s in ACTS[name].of.senders if not isinstance(s, Role)} == systems
    assert (Relation.SYSTEM in ACTS[name].by) is bool(systems)


def may(name: str) -> set[str]:
    """The roles that may give an act, as the table says."""
    return listed(table()[name][5]) or {role.value for role in OFFICERS}


@pytest.mark.parametrize("name", OF_ONE_PLACE)
def test_a_door_takes_an_act_from_the_roles_that_the_table_says(name: str) -> None:
    assert {s.value for s in ACTS[name].of.senders if isinstance(s, Role)} == may(name)


BARRED = [(name, role) for name in OF_ONE_PLACE for role in Role if role.value not in may(name)]


@pytest.mark.parametrize(("name", "role"), BARRED)
def test_a_completion_is_no_way_around_the_roles(name: str, role: Role) -> None:
    """What a door asks of a message of its own is asked of what a completion carries."""
    held = ((role.value, date(2020, 1, 1), None),)
    who = Person("o.one", "One", "north", "ACT", ZoneInfo("Australia/Sydney"), None, held)
    author = Author("o.one", who, "o.one", {"o.one": who}, NOON, NOON, TIMES.calendar.office)
    act = ACTS[name].of.model_construct(**dict.fromkeys(ACTS[name].of.model_fields))

    reason = sit([Carried(name, act)], author, Writer().file).fault

    assert (reason or "").startswith(f"act 1, {name}: it is for the ")
