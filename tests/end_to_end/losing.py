"""A story in which every workflow is lost, again and again, and brought back before it goes on."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from database.models import Case
from starter.administration.repair import Repairer, Way
from starter.player.barrier import LONG_AGO, Barrier
from starter.player.performance import Performance


@dataclass
class LosingBarrier(Barrier):
    """Loses every workflow at every rest to which it has moved, and has it brought back.

    One that has not settled since it came back stands where it was lost the last time.
    ``back`` has the settles of each; ``lost`` counts.
    """

    repairer: Repairer | None = None
    lost: int = 0
    back: dict[str, int] = field(default_factory=dict)

    async def rest(self, moved: str = "", at: datetime = LONG_AGO) -> None:
        """Wait until everything rests; lose what has moved, and wait until it is back."""
        await super().rest(moved, at)
        there = await self._settles()
        gone = [ref for ref, settles in there.items() if settles != self.back.get(ref)]
        await asyncio.gather(*(self._lose(ref) for ref in gone))
        self.back = await self._settles() if gone else there

    async def _settles(self) -> dict[str, int]:
        async with self.sessions() as db:
            rows = await db.execute(
                select(Case.ref, Case.next_sequence).where(Case.state == "open")
            )
            return {row.ref: row.next_sequence for row in rows}

    async def _lose(self, ref: str) -> None:
        assert self.repairer
        await self.client.get_workflow_handle(ref).terminate()
        plan = await self.repairer.plan(ref)
        assert plan.way is Way.RESUME
        done = await self.repairer.carry_out(plan)
        assert (done.back, done.words) == (True, "it is back"), done
        self.lost += 1


def lose_everything(performance: Performance) -> LosingBarrier:
    """Let a story lose its workflows wherever it rests; its time is that of the story."""
    repairer = Repairer(
        performance.sessions,
        performance.client,
        actor="operator",
        known_by="a test",
        clock=lambda: performance.time.now,
    )
    barrier = LosingBarrier(performance.sessions, performance.client, repairer=repairer)
    performance.barrier = performance.time.barrier = barrier
    return barrier
