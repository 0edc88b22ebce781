"""A story in which every workflow continues as new, is lost and is brought back at every rest."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from activities.carried import OF_THE_RUN, Carried
from activities.contracts import Start
from database.models import Case
from starter.administration.repair import Plan, Repairer, Way
from starter.doors.agreement import Agreement, Standing
from starter.player.barrier import LONG_AGO, Barrier
from starter.player.performance import Performance
from tests.workflows.looking import Looked

Json = dict[str, Any]

# What is settled before a case rests, and which messages it has seen: receipts know that.
NOT_HANDED = dict.fromkeys(OF_THE_RUN, True) | {"inbox": {"seen"}}


class There(NamedTuple):
    """What the case database has of a case: its settles, and the first run of its workflow."""

    settles: int
    chain: str | None


@dataclass
class LosingBarrier(Barrier):
    """Loses every workflow at every rest to which it has moved, and has it brought back.

    One that has not settled since it came back stands where it was lost the last time.
    ``back`` has each as it was then; ``lost`` counts.

    Each has continued as new before it is lost, and does so again once it is back. ``differences``
    are those between what the run was handed that was lost, by the run before it, and what the run
    was handed that came in its place, by the case database.
    """

    repairer: Repairer | None = None
    lost: int = 0
    back: dict[str, There] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    async def rest(self, moved: str = "", at: datetime = LONG_AGO) -> None:
        """Wait until everything rests; lose what has moved, and wait until it is back."""
        await super().rest(moved, at)
        there = await self._there()
        gone = [ref for ref, case in there.items() if case != self.back.get(ref)]
        kept = await asyncio.gather(*(self._lose(ref) for ref in gone))
        self.back = await self._there() if gone else there
        given = await asyncio.gather(*(self._handed(ref, self.back[ref].chain) for ref in gone))
        for ref, ours, theirs in zip(gone, kept, given, strict=True):
            self.differences += [f"{ref}: {name}" for name in ours if ours[name] != theirs[name]]

    async def _there(self) -> dict[str, There]:
        async with self.sessions() as db:
            rows = await db.execute(
                select(Case.ref, Case.next_sequence, Case.chain).where(Case.state == "open")
            )
            return {ref: There(settles, chain) for ref, settles, chain in rows}

    async def _lose(self, ref: str) -> Json:
        """Lose a case that has continued, and bring it back; return what it was handed before."""
        assert self.repairer
        await Looked(self.client, self.sessions, ref).untouched()
        kept = await self._handed(ref)
        await self.client.get_workflow_handle(ref).terminate()
        # It carries out nothing else than what it plans by itself.
        plan = Plan(Standing(ref, Agreement.GONE), Way.RESUME, asks=False)
        done = await self.repairer.carry_out(plan)
        assert (done.back, done.words) == (True, "it is back"), done
        self.lost += 1
        return kept

    async def _handed(self, ref: str, run: str | None = None) -> Json:
        """Return what the case's present run was handed when it began, or another one."""
        handle = self.client.get_workflow_handle(ref, run_id=run)
        began = await anext(aiter(handle.fetch_history_events(page_size=1)))
        payloads = began.workflow_execution_started_event_attributes.input.payloads
        (start,) = await self.client.data_converter.decode(payloads, [Start])
        assert start.carried, f"{ref} has not continued"
        return Carried.model_validate(start.carried).model_dump(mode="json", exclude=NOT_HANDED)


def lose_everything(performance: Performance) -> LosingBarrier:
    """Let a story lose its workflows wherever it rests; its time is that of the story.

    Its client starts them so that they continue everywhere.
    """
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
