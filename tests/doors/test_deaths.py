"""A death is told to every open case in which somebody has part, and to each what that part is."""

from datetime import date
from typing import Any

import pytest

from database.file import Party
from database.models import Customer
from starter.doors.door import Door
from tests.doors.seeing import NOW, Seen, Sessions
from tests.sending import sent


@pytest.fixture
async def cases(seen: Seen, stored: Sessions, request: pytest.FixtureRequest) -> dict[str, str]:
    """A case of somebody, two of somebody else in which they are, or were, another party."""
    number, who = abs(hash(request.node.nodeid)) % 10**8, f"robin-{request.node.name}"
    refs = {name: f"ps-{number:08}{name[:2]}" for name in ("own", "party", "left")}
    async with stored.begin() as db:
        db.add(Customer(id=who, name=who, programme="child_support", associates=[]))
    for name, ref in refs.items():
        await seen.client.start_workflow("PersonalisedServicesCase", id=ref, task_queue="nobody")
        await seen.add_case(ref, customer=who if name == "own" else "casey")
    async with stored.begin() as db:
        db.add(party(refs["party"], who))
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
    told = {name: await seen.signals(cases[name]) for name in ("own", "party", "left")}
    assert {
        name: [(type_, message["facts"]["part"]) for type_, message in signals]
        for name, signals in told.items()
    } == {
        "own": [("death.reported", "customer")],
        "party": [("death.reported", "other_party")],
        "left": [],
    }
