"""Rows that no settle wrote count for nothing, however well they fit: each way of forging one.

Every test begins with a complaint that real settles have left, and writes into its case past them.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typst import compile as typeset

from database.models import Case, Letter, PastSettle, Receipt, TimelineEntry
from procedures.matrix import steps
from tests.plugin.conftest import PRODUCT
from tests.plugin.proof import Proof
from tests.plugin.reading import read_story
from tests.plugin.settles import AT

State = Callable[[Proof], None]
Write = Callable[[AsyncSession, str], Awaitable[None]]
Forge = Callable[[Write, State], Awaitable[list[str]]]

LAST = 4  # the settle that ended the assessment
AFTER = 5


@pytest_asyncio.fixture(loop_scope="session")
async def forge(settled: str, sessions: async_sessionmaker[AsyncSession]) -> Forge:
    """Write something in one transaction, state something, and return what does not hold."""

    async def faults(write: Write, state: State) -> list[str]:
        proof = Proof(steps())
        proof.cases(settled)
        state(proof)
        proof.marked = tuple(statement.step for statement in proof.statements)
        async with sessions.begin() as db:
            await write(db, settled)
        async with sessions() as db:
            story = await read_story(db, PRODUCT, proof.refs, proof.receipts)
        return proof.check(story)[1]

    return faults


async def line(
    db: AsyncSession, ref: str, settle: int | None, *, step: str = "WC-S3k", **data: Any
) -> None:
    """Write the next line of a case as if a settle had decided something in it."""
    case = await db.get_one(Case, ref)
    db.add(
        TimelineEntry(
            case=ref,
            sequence=case.next_entry,
            settle=settle,
            occurred_at=AT,
            step=step,
            kind="decided",
            words="resolution at the first contact is tried",
            data=data or {"branch": "holds"},
        )
    )


async def settle(db: AsyncSession, ref: str, cause: dict[str, Any]) -> None:
    """Write a settle after the last one, with a line of its own."""
    db.add(PastSettle(case=ref, sequence=AFTER, digest="", answer={}, cause=cause))
    await line(db, ref, AFTER)


async def gone_on(db: AsyncSession, ref: str) -> None:
    """Have the case know of one settle and one line more."""
    case = await db.get_one(Case, ref)
    case.next_entry, case.next_sequence = case.next_entry + 1, AFTER + 1


def tried(proof: Proof) -> None:
    """State what the forged line says."""
    proof.holds("WC-S3k", "holds")


# ---------------------------------------------------------------------------- lines and settles


@pytest.mark.parametrize(
    ("under", "doubt"),
    [
        (None, "no settle wrote it"),
        (99, "no settle wrote it"),
        (LAST, "its case has come to no such settle"),
    ],
    ids=["no settle", "a settle that never was", "a real settle"],
)
async def test_a_line_inserted_under(forge: Forge, under: int | None, doubt: str) -> None:
    async def write(db: AsyncSession, ref: str) -> None:
        await line(db, ref, under)

    (fault,) = await forge(write, tried)

    assert fault.startswith("WC-S3k holds: not found")
    assert f"[{doubt}: does not count]" in fault


async def test_a_line_inserted_under_a_real_settle_of_a_case_made_to_know_of_it(
    forge: Forge,
) -> None:
    async def write(db: AsyncSession, ref: str) -> None:
        await line(db, ref, LAST)
        await gone_on(db, ref)

    (fault,) = await forge(write, tried)

    assert "[it was not written with its settle: does not count]" in fault


async def test_a_line_inserted_with_a_settle_that_its_case_never_came_to(forge: Forge) -> None:
    async def write(db: AsyncSession, ref: str) -> None:
        await settle(db, ref, {"messages": [f"cli|{ref}.by-the-right-one"]})

    (fault,) = await forge(write, tried)

    assert "[its case has come to no such settle: does not count]" in fault


@pytest.mark.parametrize(
    ("cause", "doubt"),
    [
        ({}, "no message and no date is behind it"),
        ({"messages": ["cli|nobody"]}, "the case has taken no message cli|nobody"),
        ({"deadlines": ["never"]}, "the case has let no date never pass"),
        ({"opening": True}, "a case opens once"),
    ],
    ids=["nothing", "a message of nobody", "no date of the case", "a second opening"],
)
async def test_a_settle_that_follows(forge: Forge, cause: dict[str, Any], doubt: str) -> None:
    async def write(db: AsyncSession, ref: str) -> None:
        await settle(db, ref, cause)
        await gone_on(db, ref)

    (fault,) = await forge(write, tried)

    assert f"[{doubt}: does not count]" in fault


# ---------------------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("sql", "state", "words"),
    [
        (
            """update records set data = data || '{"channel": "fax"}'""",
            lambda p: p.record(
                "WC-S2a", system="Cuba", name="View Correspondence", values={"channel": "fax"}
            ),
            "no settle wrote record",
        ),
        (
            """update tasks set answers = answers || '{"WC-S4a": true}'""",
            lambda p: p.answered("WC-S4a", value=True),
            "no settle wrote the answers",
        ),
        (
            """update tasks set answers = answers || '{"WC-S3o": "code"}'""",
            lambda p: p.task("WC-S3o", role="allocations_officer", completed=True),
            "the step was not answered, nor does it lead",
        ),
        (
            """update tasks set data = jsonb_set(data, '{guidance,0,does}', '"Do not read it"')""",
            lambda p: p.guidance("WC-S3a", "Do not read it"),
            "no settle wrote task",
        ),
        (
            """update deadlines set working = '["Closedown"]'""",
            lambda p: p.due("WC-S3n", "2027-01-27", working="Closedown"),
            "no settle wrote the working",
        ),
    ],
    ids=["a record", "an answer", "an answer to complete by", "guidance", "the working of a date"],
)
async def test_a_row_changed_afterwards(forge: Forge, sql: str, state: State, words: str) -> None:
    async def write(db: AsyncSession, ref: str) -> None:
        await db.execute(text(f'{sql} where "case" = :case'), {"case": ref})

    (fault,) = await forge(write, state)

    assert words in fault


async def test_a_letter_inserted_with_a_line_of_its_delivery(forge: Forge) -> None:
    pdf = bytes(typeset(b"We have received your complaint", format="pdf"))

    async def write(db: AsyncSession, ref: str) -> None:
        letter = f"{ref}.l1"
        db.add(
            Letter(
                id=letter,
                case=ref,
                kind="complaint_acknowledgement",
                step="WC-S3m",
                state="sent",
                pdf=pdf,
                sha256=hashlib.sha256(pdf).hexdigest(),
            )
        )
        await line(db, ref, LAST, step="WC-S3m", letter=letter)
        await gone_on(db, ref)

    (fault,) = await forge(write, lambda p: p.letter("WC-S3m", contains="your complaint"))

    assert fault.startswith("WC-S3m letter: not found")
    assert "[it was not written with its settle: does not count]" in fault


async def test_a_refusal_inserted_as_if_a_door_had_given_it(forge: Forge) -> None:
    async def write(db: AsyncSession, ref: str) -> None:
        db.add(
            Receipt(
                source="cli",
                id=f"{ref}.forged",
                type="task.completed",
                officer="proof.ito",
                door="cli",
                case=ref,
                about=f"{ref}.t1",
                occurred_at=AT,
                received_at=AT,
                facts={},
                content={},
                digest="",
                status="refused",
                reason="this is work for the Allocations Officer",
            )
        )

    (fault,) = await forge(
        write, lambda p: p.task("WC-S3a", role="allocations_officer", refused="ps_ssm")
    )

    assert "neither a settle nor a door turned" in fault
