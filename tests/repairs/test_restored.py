"""Either store, or both, put back to another moment: each case is what PostgreSQL holds of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from database.models import Case, Customer, CustomerAddress, Letter, Repair
from database.writes import people
from stack.build import binaries
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from starter.doors.bringing import Bringer
from starter.doors.lost import start_lost
from starter.player import seed
from tests.repairs.complaint import received_now
from tests.repairs.stores import DATABASE, Day, Stores
from tests.workflows.looking import until

EARLY, MIDDLE, LATE = "early", "middle", "late"


async def populate(day: Day) -> None:
    """Add offices, officers, and four customers with an address."""
    async with day.sessions.begin() as db:
        await people.put_missing_offices(db)
        await seed.cast(db, "ACT")
        customers = [f"cu-{number}" for number in range(1, 5)]
        for id_ in customers:
            db.add(Customer(id=id_, name="Casey Example", programme="child_support"))
        await db.flush()
        lines = ["1 Example Street", "CANBERRA ACT 2600"]
        first = date(2020, 1, 1)
        for id_ in customers:
            db.add(CustomerAddress(customer=id_, from_date=first, lines=lines, state="ACT"))


@pytest.fixture(scope="module")
async def stores(
    postgres: PostgresServer,
    migrated_database: Callable[[str], Awaitable[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Stores]:
    """Three moments of an office: complaints are assessed, acknowledged and taken in between."""
    folder = tmp_path_factory.mktemp("stores")
    server = TemporalServer(binaries().server, folder)
    await server.start()
    await migrated_database(DATABASE)
    stores = Stores(postgres, server, folder)
    stores.spool.mkdir()
    async with stores.open() as day:
        await populate(day)
        ids = ("mail-1", "mail-2", "mail-3")
        first, second, third = [
            (await received_now(day.door, day.complaint, id_)).ref for id_ in ids
        ]
        await day.complaint(second).assess()
        early = await day.everything()
    await stores.keep(EARLY, early)
    async with stores.open() as day:
        await day.complaint(first).assess()
        await day.complaint(second).acknowledge()
        await day.complaint(second).letters_left()
        await day.complaint(second).rests()
        middle = await day.everything()
    await stores.keep(MIDDLE, middle)
    async with stores.open() as day:
        await day.complaint(third).assess()
        await day.complaint(first).acknowledge()
        await day.complaint(first).letters_left()
        await day.complaint(first).rests()
        await received_now(day.door, day.complaint, "mail-4")
        late = await day.everything()
    await stores.keep(LATE, late)
    yield stores
    server.kill()


@pytest.mark.parametrize(
    ("database", "temporal"),
    [
        (EARLY, LATE),
        (MIDDLE, LATE),
        (LATE, EARLY),
        (LATE, MIDDLE),
        (EARLY, MIDDLE),
        (MIDDLE, EARLY),
    ],
)
async def test_every_case_comes_back_to_what_the_case_database_holds(
    stores: Stores, database: str, temporal: str
) -> None:
    await stores.put_back(database=database, temporal=temporal)
    async with stores.open() as day:
        plans = await day.repairer.plans()
        done = [await day.repairer.carry_out(plan) for plan in plans]

        assert plans
        assert [each for each in done if not each.back] == []
        assert await day.repairer.plans() == []
        assert await day.everything() == stores.held[database]
        async with day.sessions() as db:
            written_down = sorted(await db.scalars(select(Repair.case)))
        assert written_down == sorted(plan.ref for plan in plans)
        await finish(day)
        await nothing_went_twice(day, stores)


async def finish(day: Day) -> None:
    """Do what is left to do for every case, until each rests with the procedure that has it."""
    async with day.sessions() as db:
        refs = list(await db.scalars(select(Case.ref).where(Case.state == "open")))
    for ref in refs:
        complaint = day.complaint(ref)
        phase = await complaint.phase()
        if phase == "assessing":
            await complaint.assess()
        if phase != "handed_over":
            await complaint.acknowledge()
        await complaint.rests()
        await complaint.letters_left()


async def nothing_went_twice(day: Day, stores: Stores) -> None:
    """One letter a complaint, and one envelope a letter, whichever moment sent it."""
    async with day.sessions() as db:
        letters = list(await db.scalars(select(Letter)))
        cases = list(await db.scalars(select(Case.ref)))
    assert sorted(letter.case for letter in letters) == sorted(cases)
    assert {letter.state for letter in letters} == {"sent"}
    envelopes = sorted(file.stem for file in stores.spool.glob("*.pdf"))
    assert len(envelopes) == len(set(envelopes))
    assert {letter.id for letter in letters} <= set(envelopes)


async def test_a_case_that_the_database_has_forgotten_begins_when_its_message_comes_again(
    stores: Stores,
) -> None:
    """Temporal alone knew it; whoever got no receipt, or lost it, sends again under the same id."""
    await stores.put_back(database=EARLY, temporal=LATE)
    forgotten = set(stores.held[LATE]) - set(stores.held[EARLY])
    async with stores.open() as day:
        for plan in await day.repairer.plans():
            assert plan.asks is (plan.ref in forgotten)
            await day.repairer.carry_out(plan)
        again = await received_now(day.door, day.complaint, "mail-4", wait=False)
        assert {again.ref} == forgotten
        bringer = Bringer(day.sessions, day.client)

        async def begun() -> bool:
            await start_lost(day.sessions, bringer, timedelta(0))
            async with day.sessions() as db:
                return await db.get(Case, again.ref) is not None

        await until(begun, "the case has begun once more", pause=0.2)
