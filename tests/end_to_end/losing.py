"""A story in which every workflow is lost, again and again, and brought back before it goes on."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from database.models import Case
from starter.administration.repair import Repairer, Way
from starter.player.barrier import LONG_AGO, Barrier
from starter.player.performance import Performance


@dataclass
class LosingBarrier(Barrier):
    """Loses every workflow at every rest, and has it brought back. ``lost`` counts them."""

    repairer: Repairer | None = None
    lost: int = 0

    async def rest(self, moved: str = "", at: datetime = LONG_AGO) -> None:
        """Wait until everything rests; lose it, and wait until all of it is back."""
        await super().rest(moved, at)
        async with self.sessions() as db:
            refs = list(await db.scalars(select(Case.ref).where(Case.state == "open")))
        await asyncio.gather(*(self._lose(ref) for ref in refs))

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
