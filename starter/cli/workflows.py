"""Whether the workflows of cases run, for what reads the case database."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from starter.cli.options import Thing, run, sessions
from starter.cli.telling import say
from starter.client import NothingRunsError, TemporalUnavailableError, connected, place

if TYPE_CHECKING:
    from starter.doors.agreement import Standing

PATIENCE = 5.0  # seconds: a list must not wait for a server that is away
NOT_KNOWN = "whether workflows run is not known: Temporal does not answer"


def standings(data: Path | None, refs: Collection[str]) -> "dict[str, Standing]":
    """Return how cases stand to their workflows; nothing, which is said, where nobody knows."""
    if not refs:
        return {}

    async def ask() -> "dict[str, Standing]":
        import asyncio

        from temporalio.service import RPCError

        from starter.doors.agreement import Comparison

        at = place(data)
        try:
            async with asyncio.timeout(PATIENCE):
                client = await connected(at)
                async with sessions(at) as maker:
                    return await Comparison(maker, client).of(refs)
        except (NothingRunsError, TemporalUnavailableError, TimeoutError, RPCError):
            say(NOT_KNOWN)
            return {}

    return run(ask())


def told(case: Thing, found: "dict[str, Standing]") -> Thing:
    """Return a case with the word for how it stands: None where it is closed, or nobody knows.

    Where Temporal does not answer, what was found when all cases were last compared stands.
    """
    standing = found.get(case["ref"])
    last = case["workflow"] if case["lost"] or case["stopped"] else None
    return case | {"workflow": standing.agreement if standing else last}


def wrong(case: Thing, found: "dict[str, Standing]") -> str | None:
    """Return in words what is wrong with the workflow of a case, if anything is."""
    standing = found.get(case["ref"])
    if standing is None:
        return case["lost"] and f"{case['lost']['words']}, as was last found"
    return None if standing.agreement in (None, "running") else standing.words


def stands_still(workflow: str | None) -> str | None:
    """Say of work that its case does not go on, and that nothing of it is lost; else nothing."""
    if workflow in (None, "running"):
        return None
    return "its case stands still: what is done is kept, and an operator brings it back"
