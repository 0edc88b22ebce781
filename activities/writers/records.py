"""What a case leaves in writing: records for other systems, rules applied, lines of its story."""

from collections.abc import Sequence
from typing import Any

from activities.effects.records import Decide, Note, Record
from activities.writing import Writing
from database.models import Receipt
from domain.admission import answered


async def record(effect: Record, writing: Writing) -> None:
    """Note what the procedure tells a person to write in another system."""
    if effect.taken:
        given = await _answers(effect.messages, writing)
        found = {name: given[key] for name, key in effect.taken.items() if key in given}
        effect = effect.model_copy(update={"data": effect.data | found})
    writing.leave(
        effect.step,
        effect.system,
        effect.name,
        effect.data,
        effect.at,
        id_=effect.id,
        actor=effect.actor,
    )


async def _answers(messages: Sequence[str], writing: Writing) -> dict[str, Any]:
    """Return every answer of some messages, which another settle may have closed long ago."""
    given: dict[str, Any] = {}
    for key in messages:
        receipt = writing.receipts.get(key)
        if receipt is None:
            receipt = await writing.db.get_one(Receipt, tuple(key.split("|", 1)))
        given |= answered(receipt.facts, receipt.content)
    return given


async def decide(effect: Decide, writing: Writing) -> None:
    """Write that a rule was applied: its inputs and the branch taken."""
    writing.entry(
        effect.step,
        "decided",
        effect.words,
        effect.at,
        actor=effect.actor,
        branch=effect.branch,
        inputs=effect.inputs,
        reading=effect.reading,
    )


async def note(effect: Note, writing: Writing) -> None:
    """Add a line to the timeline."""
    writing.entry(
        effect.step, "recorded", effect.words, effect.at, actor=effect.actor, **effect.data
    )
