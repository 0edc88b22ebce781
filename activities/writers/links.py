"""Other cases: started, told, linked. Both go to the outbox and are pushed after the commit."""

from activities import contracts as c
from activities.writing import Writing
from database.models import Link


async def start(effect: c.StartCase, writing: Writing) -> None:
    """Have another lifecycle started by its first message."""
    payload = effect.model_dump(mode="json") | {
        "office": writing.case.office,
        "customer": writing.case.customer,
    }
    writing.push(f"{writing.case.ref}.{effect.message.id}", "start", payload)
    writing.entry(effect.step, "linked", effect.why, effect.at, type=effect.type)


async def tell(effect: c.TellCase, writing: Writing) -> None:
    """Have another case told something, and link the two."""
    writing.push(
        f"{writing.case.ref}.{effect.message.id}",
        "tell",
        effect.model_dump(mode="json"),
    )
    await _link(writing, effect.case, effect)


async def link(effect: c.LinkCase, writing: Writing) -> None:
    """Link two cases."""
    await _link(writing, effect.case, effect)


async def _link(writing: Writing, other: str, effect: c.TellCase | c.LinkCase) -> None:
    if other not in writing.known.linked:
        writing.known.linked.add(other)
        for one, two in ((writing.case.ref, other), (other, writing.case.ref)):
            writing.db.add(Link(case=one, other=two, type="related", why=effect.why, at=effect.at))
    writing.entry(effect.step, "linked", effect.why, effect.at, case=other)
