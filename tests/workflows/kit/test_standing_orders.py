"""What may happen in any phase: beside a wait, or as its end."""

from database.models import Approval, Letter, Task
from tests.workflows.driving import Maker

CALLED = "customer.called_back"
WITHDRAWN = "case.withdrawn"
OFFICER = "psso.diaz"


async def test_standing_order_runs_beside_the_wait_and_the_wait_goes_on(kit_case: Maker) -> None:
    case = await kit_case().start("asking")

    await case.send(CALLED)

    assert await case.phase() == "asking"
    assert (await case.deadline("reply")).state == "armed"
    assert (await case.case()).carried["state"]["heard"] == 1
    (line,) = await case.timeline("recorded")
    assert (line.step, line.words) == ("CSP-T4-S2a", "the customer called")


async def test_standing_order_may_end_the_phase(kit_case: Maker) -> None:
    """What only the wait asked for is withdrawn; what stands beside it goes on."""
    case = await kit_case().start("asking")

    withdrawal = await case.send(WITHDRAWN, officer=OFFICER)

    assert withdrawal.status == "applied"
    assert await case.phase() == "ending"
    assert (await case.deadline("reply")).state == "withdrawn"
    assert (await case.deadline("plan")).state == "armed"
    (moved,) = await case.timeline("moved")
    assert moved.words == "asking -> ending"


async def test_what_a_phase_was_asking_for_is_taken_back_when_it_ends(kit_case: Maker) -> None:
    case = await kit_case().start("deciding")

    await case.send(WITHDRAWN, officer=OFFICER)

    (approval,) = await case.rows(Approval)
    (request,) = await case.rows(Task, kind="agree_to_no_contact")
    assert (approval.state, request.state) == ("withdrawn", "withdrawn")


async def test_letter_in_preparation_is_taken_back_when_its_phase_ends(kit_case: Maker) -> None:
    case = await kit_case().start("writing")

    await case.send(WITHDRAWN, officer=OFFICER)

    (letter,) = await case.rows(Letter)
    (task,) = await case.rows(Task, kind="send_finalisation_letter")
    assert (letter.state, task.state) == ("withdrawn", "withdrawn")


async def test_letter_that_is_out_stays_out_and_nobody_waits_for_its_reply(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("writing")
    await case.complete("send_finalisation_letter", by=OFFICER, outcome="send")

    await case.send(WITHDRAWN, officer=OFFICER)

    (letter,) = await case.rows(Letter)
    assert letter.state == "sent"
    assert (await case.deadline("reply-l1")).state == "withdrawn"
    await case.advance(days=20)
    assert await case.phase() == "ending"


async def test_background_work_outlives_the_phase(kit_case: Maker) -> None:
    case = await kit_case().start("asking")
    await case.advance(days=22)
    await case.send(WITHDRAWN, officer=OFFICER)

    assert await case.phase() == "ending"
    assert (await case.task("plan_overdue")).state == "open"
    done = await case.complete(
        "plan_overdue", by="ps_ssm.ito", outcome="nothing_to_do", reason="Asked."
    )
    assert done.status == "applied"


async def test_background_deadline_passes_though_its_phase_is_long_over(kit_case: Maker) -> None:
    case = await kit_case().start("asking")
    await case.send("customer.replied")
    await case.send("customer.replied")
    assert await case.phase() == "ending"

    await case.advance(days=22)

    assert (await case.deadline("plan")).state == "passed"
    assert await case.task("plan_overdue")


async def test_phase_ends_the_same_across_a_new_run(kit_case: Maker) -> None:
    case = await kit_case().start("asking", continue_always=True)
    await case.send(CALLED)

    await case.send(WITHDRAWN, officer=OFFICER)
    await case.send(CALLED)

    assert await case.phase() == "ending"
    assert (await case.case()).carried["state"]["heard"] == 2
    assert (await case.deadline("reply")).state == "withdrawn"
    assert len(await case.runs(2)) == 2


async def test_message_that_no_wait_and_no_order_takes_is_work_for_the_owner(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("ending")

    reply = await case.send("customer.replied")

    assert reply.status == "applied"
    task = await case.task("read_message")
    assert (task.role, task.data["message"]) == ("psso", f"telephony|{reply.id}")
