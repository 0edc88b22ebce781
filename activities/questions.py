"""What a case may ask the case database; the answers are facts, never names or words."""

from typing import Any

from sqlalchemy import select

from activities.contracts import Ask
from activities.writing import Writing
from database.models import Case, OwnershipLock, Task


async def ask(question: Ask, writing: Writing) -> None:
    """Answer one question, as things stand in this transaction."""
    writing.answers[question.key] = await _answer(question, writing)


async def _answer(question: Ask, writing: Writing) -> Any:
    match question.question:
        case "customer":
            return writing.case.customer
        case "ps_owner":
            return await _ps_owner(writing)
        case "owning_case":
            return await _owning_case(writing)
        case "open_escalations" | "open_complaints" as which:
            return await _open_cases(writing, escalated=which == "open_escalations")
        case "open_work":
            return sorted(task.id for task in writing.tasks.values() if task.state == "open")
        case "checklist" | "setting":
            return await _configured(question, writing)


async def _configured(question: Ask, writing: Writing) -> Any:
    """Return the questions added to a ``kind`` of task, or the value of the setting ``name``."""
    settings, day = await writing.times.settings(), await writing.today()
    if question.question == "checklist":
        return settings.checklist(str(question.arguments["kind"]), day)
    return settings.at(day).get(str(question.arguments["name"]))


async def _ps_owner(writing: Writing) -> dict[str, str | None] | None:
    """Return the open PS case of the customer: a PS lock or an open PS plan counts (A48)."""
    if writing.case.customer is None:
        return None
    open_case = (
        select(Case.ref, Case.owner)
        .where(
            Case.customer == writing.case.customer,
            Case.type.in_(("PersonalisedServicesCase", "ManagedServicePlan")),
            Case.state == "open",
        )
        .order_by(Case.opening)
    )
    found = (await writing.db.execute(open_case)).first()
    return {"case": found.ref, "owner": found.owner} if found else None


async def _owning_case(writing: Writing) -> str | None:
    held = select(OwnershipLock.case).where(
        OwnershipLock.customer == writing.case.customer, OwnershipLock.held
    )
    return await writing.db.scalar(held)


async def _open_cases(writing: Writing, *, escalated: bool) -> list[str]:
    if writing.case.customer is None:
        return []  # two cases of nobody have nothing in common
    cases = (
        select(Case.ref)
        .where(
            Case.customer == writing.case.customer,
            Case.type == "Complaint",
            Case.state == "open",
            Case.ref != writing.case.ref,
        )
        .order_by(Case.opening)
    )
    if escalated:
        held = (
            select(Task.case)
            .where(Task.case == Case.ref, Task.role.like("external_complaints%"))
            .exists()
        )
        cases = cases.where(held | (Case.segment == "escalated") | (Case.phase == "level_2"))
    return list(await writing.db.scalars(cases))
