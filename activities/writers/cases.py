"""The case itself: its owner, its customer, its phase, its end."""

from activities.effects.cases import Bar, CloseCase, Identify, Move, SetCase
from activities.writers import holding
from activities.writing import Writing, day
from database.queries.officers import all_known
from database.writes.file import place


async def set_fields(effect: SetCase, writing: Writing) -> None:
    """Change who has the case, and how it is managed."""
    for name, value in effect.fields.items():
        setattr(writing.case, name, value)
    words = ", ".join(f"{name} is {value or 'nobody'}" for name, value in effect.fields.items())
    writing.entry(effect.step, "recorded", words, effect.at, actor=effect.actor, **effect.fields)


async def identify(effect: Identify, writing: Writing) -> None:
    """Write who the customer is; one unknown here changes nothing."""
    customer = writing.known.customers.get(effect.customer)
    if customer is None:  # doors refuse it; a signal may name anybody
        words = "No customer is known here by that name; add them and say it again"
        writing.entry(effect.step, "refused", words, effect.at, actor=effect.actor)
        return
    before = writing.case.customer
    writing.case.customer, writing.case.programme = customer.id, customer.programme
    for task in writing.tasks.values():
        task.customer = customer.id
    await place(writing.db, writing.case.ref, customer.id, before)
    words = "The customer is known now"
    writing.entry(
        effect.step, "recorded", words, effect.at, actor=effect.actor, customer=customer.id
    )


async def bar(effect: Bar, writing: Writing) -> None:
    """Take the case from an officer whom it is about, whichever account names them."""
    people = await all_known(writing.db, [effect.officer])
    person = people[effect.officer].id if effect.officer in people else effect.officer
    writing.case.not_for = sorted({*(writing.case.not_for or ()), person})
    if writing.case.owner == person:
        writing.case.owner = None
    for task in writing.tasks.values():
        if task.state == "open" and task.assignee == person:
            task.assignee = None
    words = f"{person} never works on this case: it is about them"
    writing.entry(effect.step, "recorded", words, effect.at, actor=effect.actor, officer=person)


async def move(effect: Move, writing: Writing) -> None:
    """Enter the next phase."""
    writing.case.phase = effect.phase
    writing.entry(effect.step, "moved", effect.words, effect.at, phase=effect.phase)


async def close(effect: CloseCase, writing: Writing) -> None:
    """End the case, and withdraw what it has open."""
    case = writing.case
    case.state, case.outcome, case.closed_at = "closed", effect.outcome, effect.at
    for task in writing.tasks.values():
        if task.state != "open" or task.data.get("standalone"):
            continue  # no workflow waits for standalone work, and somebody must still look
        # What closes a case may be told after the work was opened that nobody needs any more.
        task.state, task.ended_at = "withdrawn", max(task.opened_at, effect.at)
        writing.entry(
            effect.step, "withdrawn", f"{task.title}: the case is closed", effect.at, task=task.id
        )
    for row in writing.deadlines.values():
        row.owed = False
        if row.state not in ("armed", "held"):
            continue
        holding.end(row, effect)
        row.state, row.ended_at = "withdrawn", effect.at
        writing.entry(
            effect.step,
            "withdrawn",
            f"{row.label or 'Deadline'}, {day(row.due_on)}: withdrawn (the case is closed)",
            effect.at,
            deadline=row.id,
        )
    writing.entry(effect.step, "moved", effect.words, effect.at, outcome=effect.outcome)
