"""What the developer's page says of changes while cases are open: each is made, and tried."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow

from activities.contracts import Settlement
from activities.effects.links import StartCase, TellCase, TellOpen
from activities.effects.records import Record
from activities.effects.tasks import OpenTask
from domain.messages import Status
from tests.replay.changes import (
    CHANGES,
    LINES,
    Change,
    Comes,
    Verdict,
    level_2_as,
    waiting_once_more_where_patched,
)
from tests.replay.recorded import Recorded, everything
from tests.replay.replaying import Broken, broken

PAGE = Path(__file__).parents[2] / "docs" / "developer.md"
TABLE = re.compile(r"\| Change \| Open cases \|\n\|---\|---\|\n((?:\|.*\n)+)")
ON = {Comes.GOES_ON, Comes.WRITES_OTHERWISE}

# A workflow that fails in its initialiser leaves a coroutine behind that the SDK never awaits.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine '_WorkflowInstanceImpl")


async def replay(kept: Sequence[Recorded]) -> tuple[list[Broken], list[Settlement]]:
    """Replay histories; return what broke, and what the cases wanted settled, in order."""
    asked: list[Settlement] = []
    execute = workflow.execute_activity

    def overheard(activity: str, settlement: Settlement, **given: Any) -> Any:
        asked.append(settlement)
        return execute(activity, settlement, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workflow, "execute_activity", overheard)
        return await broken(kept), sorted(asked, key=lambda one: (one.case, one.sequence))


def quarantined(settled: Sequence[Settlement]) -> list[str]:
    """Return the types of messages that were not readable."""
    outcomes = (outcome for one in settled for outcome in one.outcomes)
    return [str(one.type) for one in outcomes if one.status is Status.QUARANTINED]


def steps(settled: Sequence[Settlement]) -> Counter[tuple[str, str]]:
    """Return how often which effects were wanted, and by which steps."""
    return Counter((effect.effect, effect.step) for one in settled for effect in one.effects)


def numbers(settlement: Settlement) -> set[str]:
    """Return the ids that a settle gives: of records, work, and what other cases are told."""
    given = {each.id for each in settlement.effects if isinstance(each, Record | OpenTask)}
    told = (
        each for each in settlement.effects if isinstance(each, StartCase | TellCase | TellOpen)
    )
    return given | {each.message.id for each in told}


def given_twice(before: Sequence[Settlement], after: Sequence[Settlement]) -> set[str]:
    """Return ids that would be given anew, were the case to go over at one of its settles."""
    twice: set[str] = set()
    settled: set[str] = set()
    for was, then in zip(before, after, strict=False):
        twice |= settled & numbers(then)
        settled |= numbers(was)
    return twice


def came(found: list[Broken], before: list[Settlement], after: list[Settlement]) -> Comes:
    """Say what came of a change."""
    if quarantined(after) and not quarantined(before):
        return Comes.QUARANTINES
    if found:
        return Comes.STOPS
    if after == before:
        return Comes.GOES_ON
    if given_twice(before, after):
        return Comes.NUMBERS_TWICE
    return Comes.WRITES_OTHERWISE


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: f"{each.line.words}: {each.name}")
async def test_a_change_does_to_open_cases_what_is_said_of_it(
    quiet: None, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    kept = everything(change.road)
    nothing_found, before = await replay(kept)
    assert nothing_found == []

    change.plant(monkeypatch)
    found, after = await replay(kept)

    lost = change.comes is Comes.LOSES and steps(after) < steps(before)
    comes = Comes.LOSES if lost else came(found, before, after)
    assert comes is change.comes, [str(each) for each in found]
    for each in found if change.comes is Comes.STOPS else ():
        assert each.place.startswith(change.place)
        assert change.place


async def test_a_patch_lets_open_cases_go_the_old_way(monkeypatch: pytest.MonkeyPatch) -> None:
    level_2_as(waiting_once_more_where_patched)(monkeypatch)

    assert await broken(everything("level_2_through_an_mp")) == []


def test_the_page_says_what_was_tried() -> None:
    table = TABLE.search(PAGE.read_text(encoding="utf-8"))
    assert table
    rows = [row.strip("|").split("|") for row in table[1].splitlines()]

    assert [row[0].strip() for row in rows] == [line.words for line in LINES]
    assert [re.split("[:;,]", row[1])[0].strip() for row in rows] == [
        line.verdict for line in LINES
    ]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.words)
def test_every_line_of_the_page_is_shown_by_changes(line: Any) -> None:
    shown = {change.comes for change in CHANGES if change.line == line}

    assert shown
    match line.verdict:
        case Verdict.FREE:
            assert shown <= ON
        case Verdict.WIDEN:
            assert shown & ON
            assert shown - ON
        case Verdict.KEEP | Verdict.PATCH:
            assert not shown & ON
