"""Whether the workflows of cases run, for what reads the case database."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from starter.cli.options import Thing, run, sessions
from starter.cli.telling import say
from starter.client import NothingRunsError, TemporalUnavailableError, connected, place

if TYPE_CHECKING:
    from starter.administration.agreement import Standing

PATIENCE = 5.0  # seconds: a list must not wait for a server that is away
NOT_KNOWN = "whether workflows run is not known: Temporal does not answer"


def standings(data: Path | None, refs: Collection[str]) -> "dict[str, Standing]":
    """Return how cases stand to their workflows; nothing, which is said, where nobody knows."""
    if not refs:
        return {}

    async def ask() -> "dict[str, Standing]":
        import asyncio

        from temporalio.service import RPCError

        from starter.administration.agreement import Comparison

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
    """Return a case with the word for how it stands: None where it is closed, or nobody knows."""
    standing = found.get(case["ref"])
    return case | {"workflow": standing and standing.agreement}


def wrong(ref: str, found: "dict[str, Standing]") -> str | None:
    """Return in words what is wrong with the workflow of a case, if anything is."""
    standing = found.get(ref)
    if standing is None or standing.agreement in (None, "running"):
        return None
    return standing.words
