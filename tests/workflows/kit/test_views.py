"""A case is in the views of Temporal's list that say what is to do about it, and in no other."""

from datetime import datetime

from tests.workflows.driving import Driven, Maker
from tests.workflows.looking import until
from worker.views import views


async def seen(case: Driven, at: str) -> set[str]:
    """Return the views that hold a case, once Temporal's list shows it as it settled last."""
    phase, mine = await case.phase(), f"WorkflowId='{case.ref}'"

    async def listed() -> bool:
        shown = await case.client.count_workflows(f"{mine} AND CbPhase='{phase}'")
        return shown.count == 1

    await until(listed, f"the list shows {case.ref} in {phase}")
    return {
        view.name
        for view in views(datetime.fromisoformat(at))
        if (await case.client.count_workflows(f"{view.query} AND {mine}")).count
    }


async def test_a_case_is_seen_by_whom_it_waits_for_and_by_what_is_owed_when(
    kit_case: Maker,
) -> None:
    """It waits for a reply, until 18 January has ended in Canberra."""
    case = await kit_case().start("asking")

    assert await seen(case, "2027-01-04T00:00:00Z") == {"waiting for a customer"}
    soon = {"waiting for a customer", "due in five days"}
    assert await seen(case, "2027-01-14T00:00:00Z") == soon
    late = {"waiting for a customer", "late"}
    assert await seen(case, "2027-01-19T13:00:00Z") == late


async def test_a_request_that_is_not_decided_is_seen_as_one(kit_case: Maker) -> None:
    case = await kit_case().start("deciding")

    assert "waiting for an approval" in await seen(case, "2027-01-04T00:00:00Z")
    await case.complete("agree_to_no_contact", by="ps_ssm.ito", outcome="agreed")

    assert "waiting for an approval" not in await seen(case, "2027-01-04T00:00:00Z")


def test_the_ui_can_show_each_query_as_filters() -> None:
    """What it cannot read it does not show, and drops with the next filter that is changed."""
    for view in views(datetime.fromisoformat("2027-01-04T00:00:00+00:00")):
        assert "<=" not in view.query
        assert ">=" not in view.query
        assert view.query.count("CbNextDue") <= 1
