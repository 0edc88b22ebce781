"""Rows of the case file that change hands."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import MODELS, Item, Referral


async def place(db: AsyncSession, case: str, customer: str, before: str | None = None) -> None:
    """Give a customer what a case keeps of one: nobody known, or ``before``, so far."""
    side = before or case
    for model in MODELS.values():
        mine = (model.case == case) & (model.side == side)
        await db.execute(update(model).where(mine).values(side=customer, customers=[customer]))
    await db.execute(
        update(Referral).where(Referral.case == case, Referral.party == side).values(party=customer)
    )
    items = update(Item).where(Item.case == case, Item.about == [side])
    await db.execute(items.values(about=[customer]))
