"""What follows in a case from an act on its file, alone or with a completion, and what does not."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from database.models import Case, Deadline, Task
from tests.workflows.driving import Driven, Maker

OWNER = "ps_ssm.ito"
BEGINS = datetime(2027, 1, 4, tzinfo=UTC)


def talk(case: Driven) -> dict[str, Any]:
    facts = {"customer": case.customer, "result": "reached", "identity": "confirmed"}
    return {"type": "contact.made", "facts": facts}


def promise(case: Driven, by_day: str = "2027-01-15") -> dict[str, Any]:
    facts = {"who": case.customer, "whom": OWNER, "what": "send_payslips", "by_day": by_day}
    return {"type": "commitment.made", "facts": facts | {"made_in": "contact-1"}}


async def act(case: Driven, given: dict[str, Any], **more: Any) -> str:
    slip = await case.send(given["type"], officer=OWNER, facts=given["facts"], **more)
    return f"{slip.status}: {slip.reason}" if slip.reason else str(slip.status)


async def owned(case: Driven) -> Driven:
    """Give the customer to the officer, as a set-up does."""
    async with case.sessions.begin() as db:
        (await db.get_one(Case, case.ref)).owner = OWNER
    return case


async def dates(case: Driven) -> dict[str, str]:
    async with case.sessions() as db:
        rows = await db.scalars(select(Deadline).where(Deadline.case == case.ref))
    return {row.id.removeprefix(f"{case.ref}."): row.state for row in rows}


async def alerts(case: Driven) -> list[str]:
    async with case.sessions() as db:
        wanted = select(Task).where(Task.case == case.ref, Task.kind == "plan_overdue")
        return [row.state for row in await db.scalars(wanted)]


async def test_what_follows_on_an_act_names_the_row_that_it_adds(kit_case: Maker) -> None:
    case = await owned(await kit_case().start("answered"))

    await act(case, talk(case))
    await act(case, promise(case))
    assert await dates(case) == {"commitment-1": "armed"}

    keep = {"type": "commitment.kept", "facts": {"commitment": "commitment-1", "seen": 1}}
    assert await act(case, keep) == "applied"
    assert await dates(case) == {"commitment-1": "met"}


async def test_what_an_act_takes_back_stays_where_the_act_is_refused(kit_case: Maker) -> None:
    """An alert is taken back by an act that was in time and is told late: by one that stands."""
    case = await owned(await kit_case().start("answered"))
    await act(case, talk(case))
    await act(case, promise(case))
    in_time = BEGINS + timedelta(days=5)
    await case.advance(days=20)
    assert (await dates(case), await alerts(case)) == ({"commitment-1": "passed"}, ["open"])

    keep = {"type": "commitment.kept", "facts": {"commitment": "commitment-1", "seen": 1}}
    refused = await act(case, keep, at=BEGINS - timedelta(days=1))
    assert refused.startswith("refused: commitment-1 was made after that")
    assert (await dates(case), await alerts(case)) == ({"commitment-1": "passed"}, ["open"])

    assert await act(case, keep, at=in_time) == "applied"
    assert (await dates(case), await alerts(case)) == ({"commitment-1": "met"}, ["withdrawn"])


async def test_the_same_follows_on_an_act_that_a_completion_carries(kit_case: Maker) -> None:
    case = await owned(await kit_case().start("deciding"))

    done = await case.complete(
        "agree_to_no_contact",
        by=OWNER,
        outcome="not_agreed",
        reason="It names nobody",
        acts=[talk(case), promise(case)],
    )

    assert (done.status, done.reason) == ("applied", None)
    assert (await dates(case))["commitment-1"] == "armed"
