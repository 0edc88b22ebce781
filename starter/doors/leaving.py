"""What the door does when an officer leaves: each case in which something waits on them is told.

What no workflow waits for is given over here. Whoever gets the work must be able to do all of it:
what they may not do is named, and nothing is given over in part.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Receipt, Task
from database.queries import officers
from database.queries.waiting_on import waits_on
from domain.catalogue import TASKS
from domain.officers import Person, fitting_roles, in_words
from domain.roles import Role
from domain.standing.messages import OfficerLeft
from starter.doors.telling_cases import told


async def settle(db: AsyncSession, row: Receipt, now: datetime) -> tuple[str | None, list[Receipt]]:
    """Give over what waits on an officer; return why that may not be, or what cases are told."""
    facts = OfficerLeft.model_validate(row.facts)
    to = await officers.person(db, facts.to)
    if to.id == facts.officer:
        return f"{to.id} cannot leave and stay: name who has the work from now on", []
    work = await db.scalars(
        select(Task)
        .where(Task.assignee == facts.officer, Task.state == "open")
        .order_by(Task.id)
        .with_for_update()
    )
    tasks = list(work)
    if unfit := [each.id for each in tasks if not _fits(each, to, now)]:
        roles = in_words(tuple(sorted({Role(each.role) for each in tasks if each.id in unfit})))
        words = f"{to.id} is not the {roles}: hand over {', '.join(unfit)} to somebody else first"
        return words, []
    waits = await waits_on(db, facts.officer)
    cases = {each["ref"] for each in waits["cases"]} | {each["case"] for each in waits["locks"]}
    cases |= {each.case for each in tasks if each.case and not each.data.get("standalone")}
    for each in tasks:
        if each.data.get("standalone") or each.case is None:
            each.assignee = to.id
    given = {"officer": facts.officer, "to": to.id}
    return None, [told(db, row, OfficerLeft, case, **given) for case in sorted(cases)]


def _fits(task: Task, to: Person, now: datetime) -> bool:
    kind = TASKS.get(task.kind)
    role = Role(task.role)
    return to.holds(fitting_roles(role, kind) if kind else (role,), now)
