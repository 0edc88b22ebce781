"""Say who sets something up: the log of it, which triggers write, has that with every line."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

SAY = text(
    "select set_config('casebound.actor', :actor, true),"
    " set_config('casebound.known_by', :known_by, true)"
)


async def act_as(db: AsyncSession, actor: str, known_by: str) -> None:
    """Let what this transaction sets up be the doing of ``actor``; ``known_by`` says how that is.

    Without it the log has the database role.
    """
    await db.execute(SAY, {"actor": actor, "known_by": known_by})
