"""What a wait promises: it settles once, for an answer or its deadline, and one timer wakes it."""

from datetime import UTC, datetime

from database.models import Deadline, Letter, Task
from tests.workflows.driving import Driven, Maker

DUE = datetime(2027, 1, 18, 13, 0, tzinfo=UTC)  # 14 days on, the first instant of the 19th there


async def test_an_answer_ends_the_wait(kit_case: Maker) -> None:
    case = await kit_case().start("asking")

    reply = await case.send("customer.replied")

    assert reply.status == "applied"
    assert await case.phase() == "answered"
    assert (await case.deadline("reply")).state == "met"


async def test_silence_ends_the_wait_at_its_deadline(kit_case: Maker) -> None:
    case = await kit_case().start("asking")
    assert (await case.deadline("reply")).due == DUE

    await case.advance(days=15)

    assert await case.phase() == "deciding"
    assert (await case.deadline("reply")).state == "passed"
    assert (await case.task("agree_to_no_contact")).opened_at == DUE


async def test_what_is_over_when_the_case_hears_of_it_is_due_at_once_and_never_announced(
    kit_case: Maker,
) -> None:
    """A date to keep, shown after it has passed, would be kept by nobody."""
    case = await kit_case().start("belated")
    await case.becomes(lambda: passed(case, "plan"), "what is due has passed")

    announced = [line.data["deadline"] for line in await case.timeline("armed")]
    over = [line.words for line in await case.timeline("overdue")]
    assert announced == [f"{case.ref}.set-up"]
    assert over == [
        "End of 14 days: 19 November 2026 was the last day in time, and is over",
        "Deadline: 26 November 2026 was the last day in time, and is over",
    ]
    states = {row.id.removeprefix(f"{case.ref}."): row.state for row in await case.rows(Deadline)}
    assert states == {"reply": "passed", "plan": "passed", "set-up": "armed"}
    assert (await case.phase(), (await case.task("plan_overdue")).opened_at) == (
        "deciding",
        case.begins,
    )


async def passed(case: Driven, deadline: str) -> bool:
    return (await case.deadline(deadline)).state == "passed"


async def test_waiting_for_a_deadline_that_is_not_armed_stops_the_case_visibly(
    kit_case: Maker,
) -> None:
    """A wait without its deadline would be silent for ever; and what stands is still to be seen."""
    case = await kit_case().start("unarmed")

    words = (await case.stopped()).splitlines()

    why = f"{case.ref} waits for CSP-T6-S1k until {case.ref}.never, which is not armed"
    assert words[0].startswith("- **Stopped:** FlowError: settle ")
    assert words[0].endswith(why)
    assert len(words) == 7
    assert words[1].startswith("- **Waiting for:**")
    stopped = (await case.case()).stopped or {}
    assert stopped["reason"].endswith(why)
    assert await case.count("WORKFLOW_TASK_FAILED") == 0


async def test_what_ends_a_wait_is_checked_by_the_activity_that_settles_what_follows(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("asking")
    assert await case.count("ACTIVITY_TASK_SCHEDULED") == 1

    await case.send("customer.replied")

    assert await case.count("ACTIVITY_TASK_SCHEDULED") == 2


async def test_what_a_wait_outlasts_is_settled_by_one_activity(kit_case: Maker) -> None:
    case = await kit_case().start("answered")

    message = await case.tell("customer.replied", about="another-letter")

    assert (await case.outcome(message)).status == "applied"
    assert await case.task("read_message")
    assert await case.count("ACTIVITY_TASK_SCHEDULED") == 2


async def test_a_completion_is_checked_by_the_activity_that_settles_what_follows(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("deciding")

    await case.complete("agree_to_no_contact", by="ps_ssm.ito", outcome="agreed")

    assert await case.phase() == "ending"
    assert await case.count("ACTIVITY_TASK_SCHEDULED") == 2


async def test_one_timer_is_kept_while_the_earliest_deadline_stays(kit_case: Maker) -> None:
    case = await kit_case().start("asking")

    for _ in range(5):
        await case.send("customer.called_back")

    assert await case.count("TIMER_STARTED") == 1
    assert await case.count("TIMER_CANCELED") == 0


async def test_the_timer_is_set_anew_when_its_deadline_is_met(kit_case: Maker) -> None:
    """The 14 days are met; what is left is the 21 days."""
    case = await kit_case().start("asking")

    await case.send("customer.replied")

    async def set_anew() -> bool:  # after the settle, whose commit the test has waited for
        return await case.count("TIMER_STARTED") == 2

    await case.becomes(set_anew, "its timer is set anew")
    assert await case.count("TIMER_CANCELED") == 1


async def test_several_deadlines_pass_in_order_while_nobody_looked(kit_case: Maker) -> None:
    case = await kit_case().start("asking")

    await case.advance(days=30)

    ended = [(line.kind, line.data["deadline"]) for line in await case.timeline("passed")]
    assert ended == [("passed", f"{case.ref}.reply"), ("passed", f"{case.ref}.plan")]
    assert (await case.task("plan_overdue")).opened_at == (await case.deadline("plan")).due


async def test_ids_of_work_letters_and_deadlines_are_never_used_again(kit_case: Maker) -> None:
    case = await kit_case().start("writing")
    await case.complete("send_finalisation_letter", by="psso.diaz", outcome="send")
    await case.advance(days=15)
    await case.tried()

    await case.complete("send_finalisation_letter", by="psso.diaz", outcome="send")

    letters = {letter.id: letter.reply for letter in await case.rows(Letter)}
    assert letters == {
        f"{case.ref}.l1": f"{case.ref}.reply-l1",
        f"{case.ref}.l2": f"{case.ref}.reply-l2",
    }
    states = {deadline.id: deadline.state for deadline in await case.rows(Deadline)}
    assert states == {f"{case.ref}.reply-l1": "passed", f"{case.ref}.reply-l2": "armed"}
    assert {task.id for task in await case.rows(Task)} == {f"{case.ref}.t1", f"{case.ref}.t2"}


async def test_a_deadline_may_be_armed_again_under_its_name(kit_case: Maker) -> None:
    """The SSM says no, so that the customer is asked once more, for 14 days from then."""
    case = await kit_case().start("asking")
    await case.advance(days=15)

    await case.complete(
        "agree_to_no_contact", by="ps_ssm.ito", outcome="not_agreed", reason="Ask again."
    )

    assert await case.phase() == "asking"
    again = await case.deadline("reply")
    assert (again.state, again.due_on.isoformat()) == ("armed", "2027-02-02")
    assert again.ended_at is None
