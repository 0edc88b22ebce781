"""Other cases: started, told, linked. Both go to the outbox and are pushed after the commit.

What one case tells another has its receipt from here, before anybody hears of it: a signal alone
would prove nothing.
"""

from collections.abc import Sequence

from sqlalchemy import select

from activities.effects.links import LinkCase, StartCase, TellCase, TellOpen
from activities.writers import locks
from activities.writing import Writing
from database.base import Json
from database.models import Link
from database.queries.joining import case_to_join, open_case
from domain.catalogue import CASE_TYPES
from domain.messages import Envelope
from domain.references import case_reference


async def start(effect: StartCase, writing: Writing) -> None:
    """Have another lifecycle started by its first message, or told it where there is one."""
    customer, opens = effect.customer or writing.case.customer, CASE_TYPES[effect.type]
    if joins := await case_to_join(writing.db, opens, customer):
        message = effect.message.model_copy(update={"case": joins})
        told = TellCase(step=effect.step, at=effect.at, case=joins, message=message, why=effect.why)
        await _tell_found(told, writing)
        return
    ref = case_reference(effect.type, effect.message.source, effect.message.id)
    message = effect.message.model_copy(update={"case": ref})
    payload = effect.model_copy(update={"message": message}).model_dump(mode="json") | {
        "office": writing.case.office,
        "customer": customer,
    }
    writing.lines.messages.append(receipt(message))
    writing.push(f"{writing.case.ref}.{effect.message.id}", "start", payload)
    writing.entry(effect.step, "linked", effect.why, effect.at, type=effect.type)


async def tell(effect: TellCase, writing: Writing) -> None:
    """Have another case told something, and link the two."""
    writing.lines.messages.append(receipt(effect.message))
    writing.push(
        f"{writing.case.ref}.{effect.message.id}",
        "tell",
        effect.model_dump(mode="json"),
    )
    if effect.case != writing.case.ref:
        await _link(writing, effect.case, effect)


async def tell_open(effect: TellOpen, writing: Writing) -> None:
    """Tell the open case of a customer, where there is one now.

    One that has yet to settle its first message is not there; it reads the file when it does.
    """
    name, id_ = CASE_TYPES[effect.type].name, effect.message.id
    whose = [effect.customer] if effect.customer else await _ours(writing)
    for customer in whose:
        ref = await open_case(writing.db, name, customer)
        if ref is None:
            continue
        one = id_ if effect.customer else f"{id_}-{ref}"
        message = effect.message.model_copy(update={"case": ref, "id": one})
        told = TellCase(
            step=effect.step,
            at=effect.at,
            actor=effect.actor,
            case=ref,
            message=message,
            why=effect.why,
        )
        await _tell_found(told, writing)


async def _ours(writing: Writing) -> Sequence[str]:
    """Return whom the case has locked; before it has, whose it is."""
    own = writing.case.customer
    return [lock.customer for lock in await locks.held(writing)] or ([own] if own else [])


async def _tell_found(told: TellCase, writing: Writing) -> None:
    """Tell a case that no effect named: whether the two are linked was not read with the rest."""
    linked = Link.case == writing.case.ref, Link.other == told.case
    if await writing.db.scalar(select(Link.other).where(*linked)):
        writing.known.linked.add(told.case)
    await tell(told, writing)


def receipt(message: Envelope) -> Json:
    """Return the receipt of what the product itself tells a case. Its net is the outbox."""
    at = message.occurred_at.isoformat()
    return {
        "source": message.source,
        "id": message.id,
        "type": message.type,
        "door": "casebound",
        "case": message.case,
        "occurred_at": at,
        "received_at": at,
        "delivered_at": at,
        "about": message.about,
        "facts": message.facts,
        "content": {},
        "digest": "",
        "attempts": 0,
    }


async def link(effect: LinkCase, writing: Writing) -> None:
    """Link two cases."""
    await _link(writing, effect.case, effect)


async def _link(writing: Writing, other: str, effect: TellCase | LinkCase) -> None:
    if other not in writing.known.linked:
        writing.known.linked.add(other)
        for one, two in ((writing.case.ref, other), (other, writing.case.ref)):
            writing.db.add(Link(case=one, other=two, type="related", why=effect.why, at=effect.at))
    writing.entry(effect.step, "linked", effect.why, effect.at, case=other)
