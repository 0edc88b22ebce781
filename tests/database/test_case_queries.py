"""Reading cases: the contract's shape, the office's clock, and no statement per row."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from jsonschema import validate
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Link, Outbox
from database.queries import cases, following, tasks
from database.queries.nearest import NotFoundError
from starter.cli import show
from tests.contract_shapes import CASE, DEADLINE, LETTERS
from tests.database.rows import (
    DAY,
    NOON,
    a_case,
    a_deadline,
    a_message,
    a_task,
    an_entry,
    new_ref,
    statements,
    write,
)

# ---------------------------------------------------------------------------- one case


async def test_a_case_has_the_shape_that_other_systems_rely_on(db: AsyncSession, full: str) -> None:
    found = await cases.case_json(db, full)

    validate(found, CASE)


async def test_a_case_names_what_has_not_left_it_and_why(db: AsyncSession) -> None:
    ref = new_ref()
    fields: dict[str, Any] = {"case": ref, "payload": {}, "next_attempt_at": NOON}
    await write(
        db,
        a_case(ref),
        Outbox(id=f"{ref}.l1", kind="mail", attempts=1, given_up_at=NOON, problem="550", **fields),
        Outbox(id=f"{ref}.m1", kind="tell", attempts=2, problem="nobody answers", **fields),
        Outbox(id=f"{ref}.m2", kind="tell", attempts=1, done_at=NOON, **fields),
        Outbox(id=f"{ref}.r1", kind="record", **fields),
    )

    found = (await cases.case_json(db, ref))["leaving"]

    assert sorted((row["id"], row["attempts"], row["problem"]) for row in found) == [
        (f"{ref}.l1", 1, "550"),
        (f"{ref}.m1", 2, "nobody answers"),
    ]
    assert {bool(row["given_up_at"]) != bool(row["next_attempt_at"]) for row in found} == {True}


async def test_instants_are_on_the_clock_of_the_office(db: AsyncSession) -> None:
    ref = new_ref()
    await write(db, a_case(ref, office="WA"))

    found = await cases.case_json(db, ref)

    assert found["opened_at"] == "2026-12-01T09:00:00+08:00"


@pytest.mark.parametrize("office", ["ACT", "WA"])
@pytest.mark.parametrize("day", [(1, 1, 1), (9999, 12, 31)], ids=["the first", "the last"])
async def test_a_row_at_the_edge_of_the_calendar_is_shown_like_any_other(
    db: AsyncSession, day: tuple[int, int, int], office: str
) -> None:
    """One such date among the facts of one message kept the list of cases from everybody."""
    ref, at = new_ref(), datetime(*day, 23 * (day[0] > 1), tzinfo=UTC)
    waiting = {"step": "CSP-T6-S1k", "types": ["customer.replied"], "until": f"{ref}.reply"}
    await write(
        db,
        a_case(ref, office=office, opened_at=at, waiting=waiting),
        a_task(ref, opened_at=at, due=at, due_on=at.date()),
        a_deadline(ref, start=at, due=at, due_on=at.date()),
        a_message(ref, f"{ref}-edge", occurred_at=at),
        an_entry(ref, 1, occurred_at=at),
    )

    listed = await cases.list_cases(db, cases.Filters(), now=NOON, limit=5)
    work = await tasks.list_tasks(db, tasks.Filters(case=ref), now=NOON)
    case = await cases.case_json(db, ref)

    assert ref in [case["ref"] for case in listed["cases"]]
    assert [task["case"] for task in work["tasks"]] == [ref]
    assert (await following.next_of(db, ref))["next"]
    for instant in (
        case["opened_at"],
        case["timeline"][0]["occurred_at"],
        listed["cases"][0]["next"]["due"],
    ):
        assert show.moment(instant, case["zone"])


async def test_a_case_says_what_it_waits_for_and_until_when(db: AsyncSession, full: str) -> None:
    (waits,) = (await cases.case_json(db, full))["waiting_for"]

    assert waits["what"] == "the customer answered a letter"
    assert waits["step"] == "CSP-T6-S1k"
    assert waits["until"] == "2026-12-16T00:00:00+11:00"


async def test_a_case_that_waits_for_work_names_each_task(db: AsyncSession) -> None:
    ref = new_ref()
    about = [f"{ref}.t1", f"{ref}.t2"]
    waiting = {"step": "CSP-T1-S2a", "types": ["task.completed"], "about": about, "until": None}
    await write(
        db,
        a_case(ref, waiting=waiting),
        a_task(ref, 1, title="Ring the customer"),
        a_task(ref, 2, title="Ask the SSM"),
    )

    found = await cases.case_json(db, ref)

    assert [wait["what"] for wait in found["waiting_for"]] == ["Ring the customer", "Ask the SSM"]


async def test_the_reply_date_of_a_letter_is_that_of_its_deadline(
    db: AsyncSession, full: str
) -> None:
    (letter,) = (await cases.case_json(db, full))["letters"]

    assert letter["reply_due"] == "2026-12-16T00:00:00+11:00"
    assert letter["reply_due_on"] == "2026-12-15"
    assert "pdf" not in letter


async def test_a_link_names_the_lifecycle_on_the_other_side(db: AsyncSession, full: str) -> None:
    (link,) = (await cases.case_json(db, full))["links"]

    assert link["type"] == "Complaint"
    assert link["relation"] == "started_by"


async def test_a_link_to_a_case_that_has_not_settled_yet_still_names_its_lifecycle(
    db: AsyncSession,
) -> None:
    ref = new_ref()
    await write(
        db,
        a_case(ref),
        Link(case=ref, other="ps-aaaaaaaaaa", type="started", why="referred", at=NOON),
    )

    (link,) = (await cases.case_json(db, ref))["links"]

    assert link["type"] == "PersonalisedServicesCase"


async def test_a_message_without_a_status_is_shown_as_received(db: AsyncSession, full: str) -> None:
    messages = (await cases.case_json(db, full))["messages"]

    assert [message["status"] for message in messages] == ["applied", "received"]
    assert "content" not in messages[0]


async def test_restrictions_of_the_customer_show_in_each_case(db: AsyncSession, full: str) -> None:
    (restriction,) = (await cases.case_json(db, full))["restrictions"]

    assert restriction["channel"] == "phone"
    assert restriction["from"] == "2026-12-01"


async def test_a_corrected_line_stays_and_names_its_correction(db: AsyncSession, full: str) -> None:
    first, second = await cases.timeline(db, full)

    assert first["words"] == "Something was recorded"
    assert first["corrected_by"] == 2
    assert second["corrects"] == 1


async def test_an_unknown_case_names_the_nearest(db: AsyncSession, full: str) -> None:
    typed = full[:-1] + ("x" if full.endswith("y") else "y")

    with pytest.raises(NotFoundError, match=f"no case {typed}") as raised:
        await cases.case_json(db, typed)
    assert raised.value.nearest == full


async def test_a_case_that_is_about_to_be_opened_is_no_unknown_one(db: AsyncSession) -> None:
    ref = new_ref()
    first = a_message(ref, f"{ref}-m1", type="complaint.received", status=None)
    await write(db, first)

    with pytest.raises(NotFoundError, match=f"There is no case {ref} yet: its first message"):
        await cases.case_json(db, ref)


async def test_a_timeline_is_read_in_pages_and_a_correction_is_named_from_any_of_them(
    db: AsyncSession,
) -> None:
    ref = new_ref()
    await write(db, a_case(ref), *(an_entry(ref, number) for number in range(1, 30)))
    await write(db, an_entry(ref, 30, corrects=12))

    newest = await cases.timeline(db, ref, limit=10)
    before = await cases.timeline(db, ref, limit=10, before=newest[0]["sequence"])
    first = await cases.timeline(db, ref, limit=10, before=11)

    assert [line["sequence"] for line in newest] == list(range(21, 31))
    assert [line["sequence"] for line in before] == list(range(11, 21))
    assert [line["sequence"] for line in first] == list(range(1, 11))
    assert [line["corrected_by"] for line in before if line["corrected_by"]] == [30]
    assert await cases.timeline(db, ref, before=1) == []


async def test_a_case_takes_the_same_number_of_statements_however_much_it_holds(
    db: AsyncSession,
) -> None:
    small, large = new_ref(), new_ref()
    await write(
        db,
        a_case(small),
        a_case(large),
        *(a_task(large, number) for number in range(1, 9)),
        *(an_entry(large, number) for number in range(1, 30)),
        *(a_message(large, f"{large}-{number}") for number in range(5)),
    )

    with statements(db) as for_small:
        await cases.case_json(db, small)
    with statements(db) as for_large:
        await cases.case_json(db, large)

    assert len(for_small) == len(for_large) <= 14  # two of them are the file's: sides and rows


# ---------------------------------------------------------------------------- lists


async def test_what_a_case_carries_is_known_before_no_new_run_can_take_it_over(
    db: AsyncSession,
) -> None:
    light, closed, heavy = new_ref(), new_ref(), new_ref()
    much = {"answers": {"found": "x" * 800_000}}
    await write(
        db,
        a_case(light),
        a_case(closed, carried=much, state="closed"),
        a_case(heavy, carried=much),
    )

    found = await cases.heavy(db, 768 * 1024)

    assert [(ref, size // 1000) for ref, size in found] == [(heavy, 800)]
    assert (await cases.case_json(db, heavy))["carries"] > 800_000
    assert (await cases.case_json(db, light))["carries"] < 100


async def test_a_list_filters_by_what_cases_wait_for(db: AsyncSession, full: str) -> None:
    by_step = await cases.list_cases(db, cases.Filters(waiting_for="CSP-T6-S1k"), now=NOON)
    by_type = await cases.list_cases(db, cases.Filters(waiting_for="customer.replied"), now=NOON)
    by_other = await cases.list_cases(db, cases.Filters(waiting_for="case.withdrawn"), now=NOON)

    assert full in [case["ref"] for case in by_step["cases"]]
    assert full in [case["ref"] for case in by_type["cases"]]
    assert full not in [case["ref"] for case in by_other["cases"]]


@pytest.mark.parametrize(
    ("now", "late"),
    [(NOON + DAY - timedelta(seconds=1), False), (NOON + DAY, True)],
    ids=["just before the due instant", "at the due instant"],
)
async def test_a_case_is_overdue_from_the_due_instant_of_its_work(
    db: AsyncSession, full: str, now: datetime, late: bool
) -> None:
    found = await cases.list_cases(db, cases.Filters(due_by=now), now=now)

    assert (full in [case["ref"] for case in found["cases"]]) is late


async def test_a_list_goes_on_where_its_page_ended(db: AsyncSession) -> None:
    phase = f"phase-{new_ref()}"
    refs = [new_ref() for _ in range(5)]
    await write(db, *(a_case(ref, phase=phase) for ref in refs))
    wanted = cases.Filters(phase=phase)

    first = await cases.list_cases(db, wanted, now=NOON, limit=3)
    second = await cases.list_cases(db, wanted, now=NOON, limit=3, cursor=first["next"])

    shown = [case["ref"] for case in (*first["cases"], *second["cases"])]
    assert shown == refs[::-1]
    assert second["next"] is None


async def test_a_list_takes_three_statements(db: AsyncSession, full: str) -> None:
    with statements(db) as seen:
        await cases.list_cases(db, cases.Filters(), now=NOON)

    assert len(seen) == 3


# ---------------------------------------------------------------------------- single things


async def test_a_receipt_tells_everything_of_a_message(db: AsyncSession, full: str) -> None:
    found = await cases.receipt(db, f"{full}-m1")

    assert found["content"] == {"text": "please ring me"}
    assert found["occurred_at"] == "2026-12-01T12:00:00+11:00"
    assert found["documents"][0]["size"] == 5


async def test_a_message_id_that_two_systems_used_asks_which(db: AsyncSession) -> None:
    shared = f"{new_ref()}-m"
    await write(
        db, a_message(None, shared), a_message(None, shared, source="mail_room", status=None)
    )

    with pytest.raises(cases.AmbiguousMessageError, match=r"mail_room\|.* or .*telephony\|"):
        await cases.receipt(db, shared)

    assert (await cases.receipt(db, f"mail_room|{shared}"))["status"] == "received"


async def test_a_date_is_explained_for_deadlines_and_for_tasks(db: AsyncSession, full: str) -> None:
    of_deadline = await cases.deadline(db, f"{full}.reply")
    of_task = await cases.deadline(db, f"{full}.t1")

    validate(of_deadline, DEADLINE)
    assert of_deadline["working"] == ["day 0 is 1 December 2026"]
    assert of_task["due_on"] == "2026-12-02"


async def test_letters_are_listed_without_pages_and_read_with_them(
    db: AsyncSession, full: str
) -> None:
    found = await cases.letters(db, full)

    validate(found, LETTERS)
    assert await cases.letter_pdf(db, f"{full}.l1") == b"%PDF-1.7 pages"
    assert (await cases.letter(db, f"{full}.l1"))["case"] == full


@pytest.mark.parametrize("what", ["letter", "deadline", "task"])
async def test_an_unknown_id_names_the_nearest_of_its_case(
    db: AsyncSession, full: str, what: str
) -> None:
    readers: dict[str, Any] = {
        "letter": lambda: cases.letter(db, f"{full}.l9"),
        "deadline": lambda: cases.deadline(db, f"{full}.replly"),
        "task": lambda: tasks.task_json(db, f"{full}.t9", now=NOON),
    }

    with pytest.raises(NotFoundError) as raised:
        await readers[what]()
    assert (raised.value.nearest or "").startswith(f"{full}.")


# ---------------------------------------------------------------------------- what follows


async def test_what_follows_names_the_date_and_what_passing_it_does(
    db: AsyncSession, full: str
) -> None:
    found = await following.next_of(db, full)

    assert found["next"]["what"] == "the reply window ends"
    assert found["next"]["when"] == "2026-12-16T00:00:00+11:00"
    assert found["if_nobody_acts"] == (
        "On 16 December 2026 at 00:00 AEDT: the reply window ends (CSP-T6-S1k), and the case goes "
        "on without what it waits for."
    )


async def test_what_follows_says_which_messages_are_asked_for_and_who_sends_them(
    db: AsyncSession, full: str
) -> None:
    messages = {m["type"]: m for m in (await following.next_of(db, full))["messages"]}

    assert messages["customer.replied"]["asked"] is True
    assert messages["customer.replied"]["about"] == [f"{full}.l1"]
    assert "mail_team" in messages["customer.replied"]["senders"]
    assert messages["case.withdrawn"]["asked"] is False
    assert "calendar.changed" not in messages  # only the product itself says that


async def test_a_case_with_no_date_waits_for_as_long_as_it_takes(db: AsyncSession) -> None:
    ref = new_ref()
    await write(db, a_case(ref))

    found = await following.next_of(db, ref)

    assert found["next"] is None
    assert "Nothing happens by itself" in found["if_nobody_acts"]


async def test_a_closed_case_takes_no_messages(db: AsyncSession) -> None:
    ref = new_ref()
    await write(db, a_case(ref, state="closed", outcome="resolved", closed_at=NOON))

    found = await following.next_of(db, ref)

    assert found["messages"] == []
    assert "decide whether to reopen" in found["if_nobody_acts"]
