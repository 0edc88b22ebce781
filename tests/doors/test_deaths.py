"""A death is told to every open case in which somebody has part, and to each what that part is."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from database.file import Party
from database.models import Customer, Nominee
from database.queries import known
from domain.errors import MalformedMessageError
from starter.doors.door import Door
from tests.doors.seeing import NOW, Seen, Sessions
from tests.sending import sent


@pytest.fixture
async def cases(seen: Seen, stored: Sessions, request: pytest.FixtureRequest) -> dict[str, str]:
    """A case of somebody, two of somebody else in which they are, or were, another party."""
    number, who = abs(hash(request.node.nodeid)) % 10**8, f"robin-{request.node.name}"
    refs = {name: f"ps-{number:08}{name[:2]}" for name in ("own", "party", "left", "spoken")}
    async with stored.begin() as db:
        db.add(Customer(id=who, name=who, programme="child_support", associates=[]))
    for name, ref in refs.items():
        await seen.client.start_workflow("PersonalisedServicesCase", id=ref, task_queue="nobody")
        await seen.add_case(ref, customer=who if name == "own" else "casey")
    async with stored.begin() as db:
        db.add(party(refs["party"], who))
        db.add(party(refs["spoken"], who, role="nominee", speaks_for="casey"))
        db.add(party(refs["left"], who, until=date(2026, 12, 1), ended="left"))
    return refs | {"who": who}


def party(case: str, who: str, **fields: Any) -> Party:
    values: dict[str, Any] = {
        "id": f"{case}.party-1",
        "case": case,
        "number": 1,
        "step": "CSP-T1-S2c",
        "by": "psso.diaz",
        "at": NOW,
        "told_at": NOW,
        "side": "casey",
        "origin": "customer",
        "customers": ["casey", who],
        "version": 1,
        "words": {},
        "customer": who,
        "role": "associated",
        "since": date(2026, 11, 1),
        "covers": [],
        "international": False,
    }
    return Party(**values | fields)


async def test_each_case_that_has_them_is_told_and_which_part_they_have(
    door: Door, seen: Seen, cases: dict[str, str]
) -> None:
    """CB-DEATH: whoever owns a case of the other parent learns of it there."""
    facts = {"customer": cases["who"], "part": "customer"}
    reported = await door.send(sent("death.reported", id=cases["own"], source="cuba", facts=facts))

    assert (reported.status, reported.reason) == ("applied", None)
    names = ("own", "party", "spoken", "left")
    told = {name: await seen.signals(cases[name]) for name in names}
    assert {
        name: [(type_, facts["part"], facts["row"]) for type_, facts in _facts(signals)]
        for name, signals in told.items()
    } == {
        "own": [("death.reported", "customer", None)],
        "party": [("death.reported", "other_party", None)],
        "spoken": [("death.reported", "speaker", "party-1")],
        "left": [],
    }


async def test_a_nominee_who_died_gets_no_copies_until_the_report_was_a_mistake(
    door: Door, seen: Seen, stored: Sessions, cases: dict[str, str]
) -> None:
    """CB-DEATH: a nominee has no number of their own, and is that of a customer from a day on."""
    who, first = cases["who"], date(2025, 1, 1)
    async with stored.begin() as db:
        db.add(Nominee(customer=who, from_date=first, name="Nora", lines=["1 High Street"]))
    facts = {"customer": who, "nominee": first.isoformat()}
    report = partial(door.send, sent("death.reported", id=f"n-{who}", source="cuba", facts=facts))
    nobody = facts | {"nominee": "2025-01-02"}

    await report()
    await report()
    with pytest.raises(MalformedMessageError, match="has none from 2 January 2025 on"):
        await door.send(sent("death.reported", id=f"x-{who}", source="cuba", facts=nobody))
    async with stored() as db:
        assert (await known.customer(db, who, date(2026, 12, 1)))["nominees"] == []
    await door.send(sent("death.retracted", id=f"l-{who}", source="cuba", facts=facts))

    async with stored() as db:
        alive = (await known.customer(db, who, date(2026, 12, 1)))["nominees"]
    assert [each["name"] for each in alive] == ["Nora"]
    own, others = await seen.signals(cases["own"]), await seen.signals(cases["party"])
    told = [(type_, facts["part"]) for type_, facts in _facts(own)]
    assert (told, others) == ([("death.reported", "speaker"), ("death.retracted", "speaker")], [])


def _facts(signals: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    return [(type_, message["facts"]) for type_, message in signals]
