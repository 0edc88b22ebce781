"""An answer counts when it occurred, for the question it is about, and in the right phase."""

from datetime import UTC, datetime, timedelta

import pytest

from database.models import Letter, Task
from database.queries import messages
from domain.messages import Envelope
from tests.workflows.driving import Driven, Maker

REPLIED = "customer.replied"
CALLED = "customer.called_back"
NOTICED = "complaint.noticed"
DUE = datetime(2027, 1, 18, 13, 0, tzinfo=UTC)  # of the 14 days of a case that begins on the 4th
SECOND = timedelta(seconds=1)


async def noticed(case: Driven, complaint: str = "co-x") -> Envelope:
    """Tell the case of a complaint; return the message once it has a status."""
    message = await case.pass_on(NOTICED, source="casebound", complaint=complaint)

    async def judged() -> bool:
        async with case.sessions() as db:
            row = await messages.find(db, message.source, message.id)
        return row is not None and row.status is not None

    await case.becomes(judged, "the complaint has a status")
    return message


# ---------------------------------------------------------------------------- late


async def test_answer_before_the_due_instant_is_in_time(kit_case: Maker) -> None:
    case = await kit_case().start("asking")
    await case.skip_to(DUE - timedelta(seconds=30))

    reply = await case.send(REPLIED, at=DUE - SECOND)

    assert reply.status == "applied"
    assert await case.phase() == "answered"
    assert (await case.deadline("reply")).state == "met"


async def test_answer_that_occurred_in_time_wins_though_the_deadline_is_there_too(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("asking")
    async with case.held():
        await case.tell(CALLED)
        await case.settling()
        await case.tell(CALLED, at=DUE + timedelta(hours=1))
        reply = await case.tell(REPLIED, at=DUE - SECOND)

    assert (await case.outcome(reply)).status == "applied"
    await case.rest.reached()
    assert await case.phase() == "answered"
    assert (await case.deadline("reply")).state == "met"


async def test_answer_at_the_due_instant_is_late_though_nobody_looked_yet(kit_case: Maker) -> None:
    case = await kit_case().start("asking")
    async with case.held():
        await case.tell(CALLED)
        await case.settling()
        reply = await case.tell(REPLIED, at=DUE)

    assert (await case.outcome(reply)).status == "applied"
    await case.rest.reached()
    assert await case.phase() == "deciding"
    assert (await case.deadline("reply")).state == "passed"
    assert (await case.task("read_late_message")).data["message"] == reply.key


async def test_answer_in_time_but_recorded_late_leads_where_it_would_have_led(
    kit_case: Maker,
) -> None:
    """What was built on the silence is withdrawn, and nothing is asked again."""
    case = await kit_case().start("asking")
    await case.advance(to=DUE + timedelta(days=1))
    assert await case.phase() == "deciding"

    reply = await case.send(REPLIED, at=DUE - SECOND)

    assert reply.status == "applied"
    assert await case.phase() == "answered"
    (request,) = await case.rows(Task, kind="agree_to_no_contact")
    assert request.state == "withdrawn"
    notes = [line.words for line in await case.timeline("recorded")]
    assert f"led here by {reply.id}" in notes
    (decided,) = [line for line in await case.timeline("decided") if line.step == "CB-LATE"]
    assert decided.words == "the answer came in time for CSP-T6-S1k and was recorded after it"


async def test_second_answer_in_time_is_no_second_way_back(kit_case: Maker) -> None:
    case = await kit_case().start("asking")
    await case.advance(to=DUE + timedelta(days=1))
    await case.send(REPLIED, at=DUE - SECOND)

    again = await case.send(REPLIED, at=DUE - SECOND)

    assert again.status == "applied"
    assert await case.phase() == "answered"
    assert await case.task("read_message")


async def test_answer_moves_no_case_that_is_back_where_it_would_have_led(kit_case: Maker) -> None:
    """Else a letter found years later would take away what the customer is being helped with."""
    case = await kit_case().start("asking")
    await case.advance(to=DUE + timedelta(days=1))
    await case.complete(
        "agree_to_no_contact", by="ps_ssm.ito", outcome="not_agreed", reason="Ask again"
    )
    await case.send(REPLIED)
    assert await case.phase() == "answered"

    found = await case.send(REPLIED, at=DUE - SECOND)

    assert found.status == "applied"
    assert [line for line in await case.timeline("decided") if line.step == "CB-LATE"] == []
    assert (await case.task("read_message")).data["message"] == f"telephony|{found.id}"
    assert (await case.case()).carried["windows"] == []


@pytest.mark.parametrize("after", [timedelta(0), SECOND, timedelta(days=1)])
async def test_answer_that_is_really_late_is_work_for_the_owner(
    kit_case: Maker, after: timedelta
) -> None:
    case = await kit_case().start("asking")
    await case.advance(to=DUE + timedelta(days=1))

    reply = await case.send(REPLIED, at=DUE + after)

    assert reply.status == "applied"
    assert await case.phase() == "deciding"
    task = await case.task("read_late_message")
    assert (task.role, task.data["message"]) == ("psso", f"telephony|{reply.id}")


# ---------------------------------------------------------------------------- the wrong question


async def two_letters(case: Driven) -> tuple[str, str]:
    """Let a first letter go unanswered and a second one out; return their ids."""
    await case.start("writing")
    await case.complete("send_finalisation_letter", by="psso.diaz", outcome="send")
    await case.advance(days=16)
    await case.tried()
    await case.complete("send_finalisation_letter", by="psso.diaz", outcome="send")
    first, second = sorted(letter.id for letter in await case.rows(Letter))
    return first, second


async def test_late_answer_to_the_first_letter_does_not_answer_the_second(kit_case: Maker) -> None:
    case = kit_case()
    first, second = await two_letters(case)

    await case.send(REPLIED, about=first)

    assert await case.phase() == "writing"
    assert (await case.deadline(f"reply-{second.rsplit('.', 1)[-1]}")).state == "armed"
    assert await case.task("read_late_message")
    await case.send(REPLIED, about=second)
    assert await case.phase() == "answered"


async def test_answer_from_before_the_second_letter_does_not_answer_it(kit_case: Maker) -> None:
    case = kit_case()
    await two_letters(case)

    await case.send(REPLIED, at=case.now - timedelta(days=1))

    assert await case.phase() == "writing"
    assert await case.task("read_late_message")


async def test_answer_in_time_to_the_first_letter_leads_on_though_the_second_is_out(
    kit_case: Maker,
) -> None:
    case = kit_case()
    first, _ = await two_letters(case)

    await case.send(REPLIED, about=first, at=DUE - SECOND)

    assert await case.phase() == "answered"


async def test_answer_about_something_else_is_work_for_the_owner(kit_case: Maker) -> None:
    case = kit_case()
    await two_letters(case)

    reply = await case.send(REPLIED, about=f"{case.ref}.l77")

    assert reply.status == "applied"
    assert await case.phase() == "writing"
    assert await case.task("read_message")


# ---------------------------------------------------------------------------- early


async def test_early_message_is_held_and_taken_by_the_wait_that_asks_for_it(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("noticing")
    early = await noticed(case)
    assert await case.status(early) == "waiting"
    assert (await case.receipt(early)).final_at is None
    case.now += timedelta(hours=1)

    await case.send(REPLIED)

    await case.outcome(early)
    assert await case.status(early) == "applied"
    assert await case.phase() == "ending"
    assert [line.data["status"] for line in await case.timeline("received")][1:] == [
        "waiting",
        "applied",
        "applied",
    ]


async def test_of_two_early_messages_the_next_wait_takes_one(kit_case: Maker) -> None:
    case = await kit_case().start("noticing")
    first = await noticed(case)
    second = await noticed(case, "co-y")

    await case.send(REPLIED)
    await case.outcome(first)

    assert await case.phase() == "ending"
    assert await case.status(second) == "waiting"


async def test_held_message_outlives_a_new_run(kit_case: Maker) -> None:
    case = await kit_case().start("noticing_late", continue_always=True)
    early = await noticed(case)
    assert await case.status(early) == "waiting"

    await case.send(REPLIED)
    assert await case.status(early) == "waiting"
    await case.send(REPLIED)

    assert (await case.outcome(early)).status == "applied"
    assert await case.phase() == "ending"


async def test_what_is_still_held_at_the_close_is_work_for_a_person(kit_case: Maker) -> None:
    case = await kit_case().start("closing")
    held = await noticed(case)
    assert await case.status(held) == "waiting"

    await case.send(REPLIED)

    found = await case.outcome(held)
    assert (found.status, found.reason) == ("unmatched", "the case is closed")
    assert (await case.task("decide_reopening")).data["message"] == held.key
