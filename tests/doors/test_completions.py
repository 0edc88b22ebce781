"""A completed task gets an immediate answer: role, four eyes, answers, and whether it is open."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from database.models import Approval, Letter, Receipt, TimelineEntry
from database.queries.admission import admission_fault
from database.queries.messages import Slip
from domain.errors import MalformedMessageError, UnknownNameError
from domain.roles import Role
from starter.doors.door import Door
from tests.doors.seeing import NOW, PLANTED, Seen, Sessions
from tests.sending import done, sent

SSM = "external_complaints_ssm.novak"
EXTERNAL = "external_complaints_officer.haddad"
ANSWERS = {"WC-S3f": f"{PLANTED} agreed by phone.", "WC-S3f.owner": "complaints_officer.wu"}


@pytest.fixture
async def case(seen: Seen, request: pytest.FixtureRequest) -> str:
    """An open case with a running workflow, which no worker drives."""
    ref = f"co-{abs(hash(request.node.nodeid)) % 10**10:010}"
    await seen.client.start_workflow("Complaint", id=ref, task_queue="nobody")
    return await seen.add_case(ref, type="Complaint")


@pytest.fixture
async def task(seen: Seen, case: str) -> str:
    """A decision for the External and Escalated Complaints SSM, who must not have asked for it."""
    return await seen.add_task(f"{case}.t1", "settle_avenues", case)


async def complete(door: Door, task: str, officer: str = SSM, **changed: Any) -> Slip:
    given: dict[str, Any] = {"outcome": "agreed", "answers": ANSWERS}
    return await door.send(done(task, officer=officer, **given | changed))


async def test_completion_reaches_the_case_without_its_words(
    door: Door, seen: Seen, case: str, task: str
) -> None:
    receipt = await complete(door, task)

    assert receipt.status is None
    ((name, message),) = await seen.signals(case)
    assert (name, message["about"], message["actor"]) == ("task.completed", task, SSM)
    assert message["facts"] == {
        "outcome": "agreed",
        "answers": {"WC-S3f.owner": "complaints_officer.wu"},
    }
    row = await seen.message(receipt.source, receipt.id)
    assert row.content == {"WC-S3f": ANSWERS["WC-S3f"]}
    assert PLANTED not in await seen.history(case)


async def test_officer_who_is_named_by_another_account_is_named_by_their_own(
    door: Door, seen: Seen, case: str, task: str
) -> None:
    """Else work would be given to an account, and no list of that person would show it."""
    await complete(door, task, answers=ANSWERS | {"WC-S3f.owner": "psso.diaz.second"})

    ((_, message),) = await seen.signals(case)
    assert message["facts"]["answers"] == {"WC-S3f.owner": "psso.diaz"}


async def test_name_that_is_given_for_a_reference_stays_out_of_temporal(
    door: Door, seen: Seen, case: str
) -> None:
    """Facts enter a history that nobody can correct; names belong in words."""
    task = await seen.add_task(f"{case}.t2", "agree_handling", case)
    answers = {
        "WC-S3c": "A new complaint",
        "WC-S3c.consulted": PLANTED,
        "WC-S3c.on": "2026-12-03",
    }

    with pytest.raises(MalformedMessageError, match="without blanks: never a name"):
        await complete(door, task, EXTERNAL, outcome="new_complaint", answers=answers)

    assert await seen.signals(case) == []


async def test_reason_is_content(door: Door, seen: Seen, task: str) -> None:
    receipt = await complete(door, task, outcome="not_agreed", answers={}, reason=PLANTED)

    row = await seen.message(receipt.source, receipt.id)
    assert (receipt.status, row.content, row.facts["answers"]) == (None, {"reason": PLANTED}, {})


@pytest.mark.parametrize(
    "officer",
    ["psso.diaz", "nobody.yet", "ssm.former", "ssm.next_year"],
    ids=["another role", "no role", "a role that has ended", "a role that has yet to begin"],
)
async def test_completion_needs_the_role(
    door: Door, seen: Seen, case: str, task: str, officer: str
) -> None:
    receipt = await complete(door, task, officer)

    assert receipt.status == "refused"
    assert receipt.reason == (
        "this is work for the External and Escalated Complaints Service Support Manager; "
        f"{officer} holds no such role on 3 December 2026"
    )
    assert await seen.signals(case) == []
    (entry,) = await seen.timeline(case)
    assert (entry.kind, entry.step, entry.actor) == ("refused", "WC-S3f", officer)


async def test_last_day_of_a_role_counts(door: Door, task: str) -> None:
    assert (await complete(door, task, "ssm.last_day")).status is None


async def test_role_is_needed_when_the_work_was_done_and_when_it_is_sent(
    door: Door, task: str
) -> None:
    """Nobody completes work for a role they lost by dating it back."""
    receipt = await complete(door, task, "ssm.former", occurred_at=NOW - timedelta(days=30))

    assert receipt.status == "refused"


async def test_act_before_its_work_was_opened_is_refused(
    door: Door, seen: Seen, case: str, task: str
) -> None:
    receipt = await complete(door, task, occurred_at=NOW - timedelta(seconds=1))

    assert (receipt.status, await seen.signals(case)) == ("refused", [])
    assert receipt.reason == (
        "it would have been done on 3 December 2026 19:59:59, before this work was opened, on "
        "3 December 2026 20:00:00; say when it was done"
    )


async def test_act_that_was_done_in_time_and_is_told_late_counts_when_it_was_done(
    door: Door, seen: Seen, case: str
) -> None:
    opened, done_at = NOW - timedelta(days=9), NOW - timedelta(days=5)
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, opened_at=opened)

    receipt = await complete(door, task, occurred_at=done_at)

    assert (receipt.status, receipt.occurred_at) == (None, done_at)


async def test_act_on_work_that_a_fast_clock_has_opened_is_done_when_that_was(
    door: Door, seen: Seen, case: str
) -> None:
    """Nobody who says no instant is told that theirs is too early."""
    opened = NOW + timedelta(minutes=3)
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, opened_at=opened)

    receipt = await complete(door, task)

    assert (receipt.status, receipt.occurred_at) == (None, opened)


@pytest.mark.parametrize(
    ("account", "requested_by"),
    [(SSM, SSM), ("novak.second", SSM), (SSM, "novak.second")],
    ids=["the same account", "decided by another account", "asked by another account"],
)
async def test_whoever_asked_for_a_decision_may_not_decide_it(
    *, door: Door, seen: Seen, stored: Sessions, case: str, account: str, requested_by: str
) -> None:
    async with stored.begin() as db:
        db.add(
            Approval(
                id=f"{case}.a1",
                case=case,
                step="WC-S3f",
                asked_of="external_complaints_ssm",
                requested_by=requested_by,
                asked_at=NOW,
                state="asked",
            )
        )
    task = await seen.add_task(
        f"{case}.t2", "settle_avenues", case, data={"approval": f"{case}.a1"}
    )

    receipt = await complete(door, task, account)

    assert receipt.status == "refused"
    assert receipt.reason == (
        f"{SSM} asked for this decision and may not decide it; another person must"
    )


async def test_whoever_drafted_the_letter_may_not_approve_it(
    door: Door, seen: Seen, stored: Sessions, case: str
) -> None:
    async with stored.begin() as db:
        db.add(
            Letter(
                id=f"{case}.l1", case=case, kind="x", step="WC-S3m", state="drafted", drafted_by=SSM
            )
        )
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, data={"letter": f"{case}.l1"})

    receipt = await complete(door, task)

    assert "drafted the letter and may not decide it" in (receipt.reason or "")


async def test_nobody_approves_a_letter_at_two_levels(door: Door, seen: Seen, case: str) -> None:
    """At the same level it may be the same person again, once the letter was changed."""
    letter = {"letter": f"{case}.l1"}
    before = {"state": "completed", "completed_by": SSM, "outcome": "approve", "data": letter}
    earlier, level = Role.EXTERNAL_COMPLAINTS_OFFICER.value, Role.EXTERNAL_COMPLAINTS_SSM.value
    await seen.add_task(f"{case}.t2", "approve_letter", case, role=earlier, **before)
    await seen.add_task(f"{case}.t3", "approve_letter", case, role=level, data=letter)

    refused = await complete(door, f"{case}.t3", outcome="approve", answers={})
    another = await complete(door, f"{case}.t3", "ssm.standin", outcome="approve", answers={})

    assert "approved it at another level and may not decide it" in (refused.reason or "")
    assert another.status is None


async def test_whoever_recommended_may_not_decide(door: Door, seen: Seen, case: str) -> None:
    earlier = await seen.add_task(
        f"{case}.t2", "read_message", case, state="completed", completed_by=SSM
    )
    task = await seen.add_task(f"{case}.t3", "settle_avenues", case, data={"about": earlier})

    refused = await complete(door, task, "novak.second")
    another = await complete(door, task, "ssm.standin")

    assert "recommended it and may not decide it" in (refused.reason or "")
    assert another.status is None


async def test_whoever_drafted_any_version_may_not_decide_the_last_one(
    door: Door, seen: Seen, case: str
) -> None:
    for number, by in enumerate((SSM, EXTERNAL), start=2):
        ended = {"state": "completed", "completed_by": by}
        await seen.add_task(f"{case}.t{number}", "assess_complaint", case, **ended)
    task = await seen.add_task(f"{case}.t4", "settle_avenues", case, data={"about": f"{case}.t3"})

    refused = await complete(door, task, "novak.second")

    assert "drafted it and may not decide it" in (refused.reason or "")


async def test_what_was_seen_goes_along_with_the_decision_and_must_be_so_still(
    door: Door, seen: Seen, case: str
) -> None:
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, data={"version": "second"})

    refused = await complete(door, task, version="first")
    accepted = await complete(door, task)

    assert "it has changed since it was shown" in (refused.reason or "")
    row = await seen.message(accepted.source, accepted.id)
    assert (row.status, row.facts["version"]) == (None, "second")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"outcome": "perhaps"}, "the outcome must be one of: agreed, not_agreed"),
        ({"outcome": None}, "the outcome must be one of: agreed, not_agreed"),
        ({"answers": {"WC-S3f": "x"}}, "WC-S3f.owner"),
        ({"answers": {"WC-S3f.owner": "complaints_officer.wu"}}, "is not answered"),
        ({"answers": ANSWERS | {"WC-S3g": True}}, "WC-S3g is not asked here"),
        ({"answers": ANSWERS | {"WC-S3f": "<words>"}}, "at least one word of your own"),
        ({"outcome": "not_agreed", "answers": {}}, "not_agreed must be given with a reason"),
        ({"outcome": "not_agreed", "answers": {}, "reason": " "}, "must be given with a reason"),
    ],
)
async def test_a_mistyped_completion_is_an_error_and_enters_no_history(
    *, door: Door, seen: Seen, case: str, task: str, changed: dict[str, Any], words: str
) -> None:
    """What was refused stood in the history of a case for ever, for a slip of the keyboard."""
    with pytest.raises(MalformedMessageError) as error:
        await complete(door, task, **changed)

    assert words in str(error.value)
    assert await seen.signals(case) == []
    assert await traces(seen.sessions, case) == (0, 0)


async def traces(sessions: Sessions, case: str) -> tuple[int, int]:
    """Count the receipts of a case, and the lines of its timeline."""
    async with sessions() as db:
        counts = [
            await db.scalar(select(func.count()).where(model.case == case)) or 0
            for model in (Receipt, TimelineEntry)
        ]
    return counts[0], counts[1]


async def test_who_may_not_do_the_work_is_refused_however_it_was_filled_in(
    door: Door, seen: Seen, case: str, task: str
) -> None:
    refused = await complete(door, task, "psso.diaz", outcome="perhaps")

    assert (refused.status, await traces(seen.sessions, case)) == ("refused", (1, 1))


@pytest.mark.parametrize(
    ("officer", "status"),
    [(SSM, None), ("psso.diaz", "refused")],
    ids=["it would be taken", "it would be refused"],
)
async def test_a_completion_is_tried_without_a_trace(
    *, door: Door, seen: Seen, case: str, task: str, officer: str, status: str | None
) -> None:
    checked = await door.check(done(task, officer=officer, outcome="agreed", answers=ANSWERS))

    assert checked.status == status
    assert await traces(seen.sessions, case) == (0, 0)
    assert await seen.signals(case) == []


async def test_a_message_that_would_open_a_case_is_tried_without_one(
    door: Door, seen: Seen
) -> None:
    message = sent(
        "complaint.received", facts={"channel": "post"}, source="mail_room", office="ACT"
    )

    checked = await door.check(message)

    assert (checked.status, checked.case is not None) == (None, True)
    assert await traces(seen.sessions, str(checked.case)) == (0, 0)


async def test_agencys_own_checklist_is_asked_too(door: Door, seen: Seen, case: str) -> None:
    asked = {"words": "Is it in the register?", "type": "yes_no"}
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, checklist={"register": asked})

    with pytest.raises(MalformedMessageError, match=r"Is it in the register\?. is not answered"):
        await complete(door, task)
    with_it = await complete(door, task, answers=ANSWERS | {"register": True})

    assert with_it.status is None


async def test_completed_task_is_not_open(door: Door, seen: Seen, case: str) -> None:
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, state="withdrawn")

    receipt = await complete(door, task)

    assert receipt.reason == f"task {task} is not open: it was withdrawn"


async def test_task_that_somebody_holds_is_theirs(door: Door, seen: Seen, case: str) -> None:
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, assignee="ssm.standin")

    other = await complete(door, task)
    holder = await complete(door, task, "ssm.standin")

    assert "it is with ssm.standin" in (other.reason or "")
    assert holder.status is None


async def test_delegate_stands_in_on_the_days_of_an_absence(
    stored: Sessions, seen: Seen, door: Door, case: str
) -> None:
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, assignee="ssm.away")
    back = Door(stored, seen.client, clock=NOW + timedelta(days=1))

    after = await complete(back, task, "ssm.standin")
    during = await complete(door, task, "ssm.standin")

    assert "it is with ssm.away" in (after.reason or "")
    assert during.status is None


async def test_completion_needs_an_officer_whom_the_door_knows(door: Door, task: str) -> None:
    receipt = await door.send(done(task, officer=None, outcome="agreed", answers=ANSWERS))

    assert receipt.reason == "a task is completed by an officer, whom the door must know"


async def test_unknown_task_is_answered_with_the_nearest(door: Door, task: str) -> None:
    with pytest.raises(UnknownNameError, match="There is no task ") as raised:
        await complete(door, f"{task}0")

    assert raised.value.nearest == task


async def test_completion_must_name_its_task_and_no_other_case(door: Door, task: str) -> None:
    with pytest.raises(MalformedMessageError, match="about: say which task"):
        await door.send(sent("task.completed", source="officer", officer=SSM))
    with pytest.raises(MalformedMessageError, match="belongs to another"):
        await door.send(
            sent("task.completed", source="officer", officer=SSM, about=task, case="co-another001")
        )


async def test_content_of_a_completion_is_only_what_its_task_asks_in_words(
    door: Door, task: str
) -> None:
    with pytest.raises(MalformedMessageError, match=r"content: 'WC-S3f.owner' is not known to"):
        await door.send(
            sent(
                "task.completed",
                source="officer",
                officer=SSM,
                about=task,
                facts={"outcome": "agreed"},
                content={"WC-S3f": "x", "WC-S3f.owner": PLANTED},
            )
        )


async def test_settle_asks_the_same_question_of_the_stored_receipt(
    door: Door, seen: Seen, stored: Sessions, task: str
) -> None:
    receipt = await complete(door, task)
    row, held = await seen.message(receipt.source, receipt.id), await seen.task(task)

    async with stored() as db:
        assert await admission_fault(db, row, held) is None
        held.state = "completed"
        fault = await admission_fault(db, row, held)

    assert fault == f"task {task} is not open: it was completed"


# ---------------------------------------------------------------------------- standalone work


@pytest.fixture
async def standalone_task(door: Door, seen: Seen, request: pytest.FixtureRequest) -> str:
    """The work that a message for a closed case leaves."""
    ref = f"co-{abs(hash(request.node.nodeid)) % 10**10:010}"
    await seen.add_case(ref, type="Complaint", state="closed", closed_at=NOW)
    receipt = await door.send(sent("customer.replied", source="telephony", case=ref))
    return f"standalone.telephony.{receipt.id}"


async def test_standalone_work_is_completed_by_the_door(
    door: Door, seen: Seen, standalone_task: str
) -> None:
    answers = {"CB-MESSAGE": f"{PLANTED} only says thanks."}

    receipt = await complete(
        door, standalone_task, "complaints_ssm.rossi", outcome="leave_closed", answers=answers
    )

    assert receipt.status == "applied"
    task = await seen.task(standalone_task)
    assert (task.state, task.outcome, task.completed_by, task.answers) == (
        "completed",
        "leave_closed",
        "complaints_ssm.rossi",
        answers,
    )
    assert task.case is not None
    last = (await seen.timeline(task.case))[-1]
    assert (last.kind, last.words, last.sequence) == (
        "completed",
        "Something reached a closed case: decide whether to reopen: leave closed",
        2,
    )


async def test_standalone_work_may_be_done_by_any_role_of_its_kind(
    door: Door, standalone_task: str
) -> None:
    answers = {"CB-MESSAGE": "Thanks only."}

    receipt = await complete(
        door, standalone_task, "ps_ssm.ito", outcome="leave_closed", answers=answers
    )

    assert receipt.status == "applied"


async def test_standalone_work_is_done_once_when_two_complete_it_at_once(door: Door) -> None:
    receipt = await door.send(sent("customer.replied", source="telephony"))
    task = f"standalone.telephony.{receipt.id}"
    answers = {"CB-MESSAGE.case": "the-other-office-12"}

    receipts = await asyncio.gather(
        *(complete(door, task, "mail_team.lee", outcome="found", answers=answers) for _ in range(4))
    )

    assert sorted(str(receipt.status) for receipt in receipts) == ["applied"] + ["refused"] * 3
