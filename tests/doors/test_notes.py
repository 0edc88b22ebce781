"""Notes and corrections: lines in the timeline of a case."""

import asyncio

import pytest

from database.models import TimelineEntry
from domain.errors import UnknownNameError
from starter.doors.notes import Notes
from tests.doors.seeing import NOW, Seen, Sessions
from tests.sending import caller

SSM = "external_complaints_ssm.novak"


@pytest.fixture
def notes(stored: Sessions) -> Notes:
    return Notes(stored, lambda: NOW)


@pytest.fixture
async def case(seen: Seen, request: pytest.FixtureRequest) -> str:
    return await seen.add_case(f"co-{abs(hash(request.node.nodeid)) % 10**10:010}")


async def last(seen: Seen, case: str) -> TimelineEntry:
    return (await seen.timeline(case))[-1]


async def test_note_is_a_line_of_its_own(notes: Notes, seen: Seen, case: str) -> None:
    sequence = await notes.add(case, caller("psso.diaz"), "The customer prefers mornings.")

    entry = await last(seen, case)
    assert (entry.sequence, entry.step, entry.kind) == (sequence, "CB-NOTE", "recorded")
    assert (entry.words, entry.actor) == ("The customer prefers mornings.", "psso.diaz")
    assert (entry.occurred_at, entry.settle) == (NOW, None)


async def test_correction_names_what_it_corrects_and_overwrites_nothing(
    notes: Notes, seen: Seen, case: str
) -> None:
    wrong = await notes.add(case, caller("psso.diaz"), "Called on 2 December 2026.")

    sequence = await notes.correct(case, caller("psso.diaz"), wrong, "Called on 3 December 2026.")

    first, second = await seen.timeline(case)
    assert first.words == "Called on 2 December 2026."
    assert (second.sequence, second.kind, second.corrects) == (sequence, "corrected", wrong)
    assert second.data == {"corrects": wrong}


async def test_correction_of_nothing_is_an_error(notes: Notes, case: str) -> None:
    await notes.add(case, caller("psso.diaz"), "one")

    with pytest.raises(UnknownNameError, match="has no entry 7; its entries are 1 to 1"):
        await notes.correct(case, caller("psso.diaz"), 7, "two")


async def test_many_lines_at_once_get_one_number_each(notes: Notes, seen: Seen, case: str) -> None:
    await asyncio.gather(*(notes.add(case, caller(SSM), f"note {number}") for number in range(20)))

    assert [entry.sequence for entry in await seen.timeline(case)] == list(range(1, 21))


async def test_a_case_that_is_not_there_has_no_timeline(notes: Notes) -> None:
    with pytest.raises(UnknownNameError, match="There is no case"):
        await notes.add("co-nosuchcase", caller(SSM), "words")
