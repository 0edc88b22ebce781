"""What fails is tried again after a pause that grows to a limit, and that chance shortens."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from database import connect
from database.writes import leases

OFTEN = 200


@pytest.fixture(scope="module")
async def engine(new_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[AsyncEngine]:
    engine = connect.engine(await new_database("leases"))
    yield engine
    await engine.dispose()


async def pauses(engine: AsyncEngine, attempts: int) -> tuple[list[float], list[float]]:
    """Return how many seconds a row waits after so many attempts, drawn many times.

    Counted from just before it was drawn, and from just after: between them any time may go by.
    """
    drawn = select(
        func.clock_timestamp().label("before"),
        leases.again(literal(attempts)).label("again"),
        func.clock_timestamp().label("after"),
    ).select_from(func.generate_series(1, OFTEN))
    of = drawn.subquery().c
    waits = select(
        func.extract("epoch", of.again - of.before), func.extract("epoch", of.again - of.after)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(waits)).all()
    return [float(row[0]) for row in rows], [float(row[1]) for row in rows]


@pytest.mark.parametrize(
    ("attempts", "longest"),
    [(0, 5), (1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 300), (8, 300)]
    + [(attempts, 300) for attempts in (9, 20, 31, 64, 1_000, 2_147_483_647)],
)
async def test_a_pause_doubles_to_a_limit_and_is_shortened_by_a_half_at_the_most(
    engine: AsyncEngine, attempts: int, longest: int
) -> None:
    from_before, from_after = await pauses(engine, attempts)

    assert longest / 2 - 0.001 <= min(from_before)
    assert max(from_after) <= longest


async def test_what_failed_together_is_not_tried_together(engine: AsyncEngine) -> None:
    drawn, _ = await pauses(engine, 7)

    assert len({round(seconds) for seconds in drawn}) > OFTEN / 4
    assert max(drawn) - min(drawn) > 60
