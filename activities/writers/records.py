"""What a case leaves in writing: records for other systems, rules applied, lines of its story."""

from activities import contracts as c
from activities.writing import Writing


async def record(effect: c.Record, writing: Writing) -> None:
    """Note what the procedure tells a person to write in another system."""
    receipt = writing.receipts.get(effect.message or "")
    if receipt:
        given = receipt.facts.get("answers", {}) | receipt.content
        found = {name: given[name] for name in effect.answers if name in given}
        effect = effect.model_copy(update={"data": effect.data | found})
    writing.lines.records.append(
        {
            "id": effect.id,
            "case": writing.case.ref,
            "step": effect.step,
            "system": effect.system,
            "name": effect.name,
            "data": effect.data,
            "state": "noted",
            "at": effect.at.isoformat(),
        }
    )
    writing.push(effect.id, "record", {"record": effect.id})
    writing.entry(
        effect.step,
        "recorded",
        f"{effect.system}: {effect.name}",
        effect.at,
        actor=effect.actor,
        record=effect.id,
        system=effect.system,
        name=effect.name,
        fields=sorted(effect.data),
    )


async def decide(effect: c.Decide, writing: Writing) -> None:
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


async def note(effect: c.Note, writing: Writing) -> None:
    """Add a line to the timeline."""
    writing.entry(
        effect.step, "recorded", effect.words, effect.at, actor=effect.actor, **effect.data
    )
