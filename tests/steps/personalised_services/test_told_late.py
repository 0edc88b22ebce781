"""What was done in time and told late is in time: every date of a Child Support case."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Deadline, SystemRecord, Task
from domain.personalised_services.deadlines import RULES, TAKEN_OVER, UNTOUCHED
from domain.step_ids import StepId
from procedures.matrix import steps
from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.late import as_if_told_at_once
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    PLANNED,
    PSSO,
    SEGMENTED_2,
    SM,
    SSM,
    again,
    set_up,
    tried,
)

Sessions = async_sessionmaker[AsyncSession]


class Walk(NamedTuple):
    """How one date comes to count, passes, and turns out to have been kept.

    ``alert`` is the work that its passing opens beside the case.
    """

    begins: Callable[[Refer, Office], Awaitable[Worked]]
    act: str
    does: Callable[[Worked, str], Awaitable[object]]
    told: str
    alert: str | None


async def referred(refer: Refer, _office: Office) -> Worked:
    return await refer()


async def urgent(refer: Refer, _office: Office) -> Worked:
    case = await refer(None, urgent=True)
    await case.complete("CSP-T1-S1b", SSM, outcome="confirmed")
    return case


async def taken_on(case: Worked, at: str) -> object:
    await set_up(case, at=at)
    return None


async def to_plan(refer: Refer, _office: Office) -> Worked:
    return await refer("CSP-T2-S3")


async def planned(case: Worked, at: str) -> object:
    return await case.complete("CSP-T2-S3", PSSO, answers=PLANNED, acts=filing.planning(), at=at)


async def to_follow_up(refer: Refer, _office: Office) -> Worked:
    return await refer("CSP-T4-S5a")


async def followed_up(case: Worked, at: str) -> object:
    work = "CSP-T4-S5b"  # which only the follow-up itself covers
    acts = again(await case.json())
    return await case.complete(work, PSSO, outcome="not_yet", acts=acts, at=at)


async def committed(refer: Refer, _office: Office) -> Worked:
    case = await refer("CSP-T4-S5a")
    customer = (await case.json())["customer"]
    promise = {"who": customer, "whom": PSSO, "what": "send_statement", "by_day": "2027-01-12"}
    await case.send("commitment.made", officer=PSSO, facts=promise | {"made_in": "contact-2"})
    return case


async def committed_in_segment_2(refer: Refer, _office: Office) -> Worked:
    case = await refer("CSP-T5-S1b")
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_2", answers=SEGMENTED_2)
    customer = (await case.json())["customer"]
    promise = {"who": customer, "whom": PSSO, "what": "send_statement", "by_day": "2027-01-12"}
    await case.send("commitment.made", officer=PSSO, facts=promise | {"made_in": "contact-2"})
    return case


async def kept(case: Worked, at: str) -> object:
    facts = {"commitment": "commitment-2", "seen": 1}
    return await case.send("commitment.kept", officer=PSSO, facts=facts, at=at)


async def referred_on(refer: Refer, _office: Office) -> Worked:
    case = await refer("CSP-T4-S5a")
    party = (await case.json())["customer"]
    facts = {"to": "legal_aid", "sort": "organisation", "party": party, "answer_due": "2027-01-12"}
    await case.send("referral.made", officer=PSSO, facts=facts)
    return case


async def replied_to(case: Worked, at: str) -> object:
    facts = {"referral": "referral-1", "answer": "answered", "seen": 1}
    return await case.send("referral.answered", officer=PSSO, facts=facts, at=at)


async def to_review(refer: Refer, _office: Office) -> Worked:
    case = await refer("CSP-T4-S5a")
    customer = (await case.json())["customer"]
    msp = {"sort": "msp", "customer": customer, "start": "2026-09-01", "review_by": "2027-01-12"}
    await case.send("plan.opened", source="cims", facts=msp)
    return case


async def consulted(case: Worked, at: str) -> object:
    facts = {"plan": "plan-2", "consulted": ["zone"], "recommended": "go_on", "seen": 1}
    return await case.send("plan.consulted_on", officer=PSSO, facts=facts, at=at)


async def written_to(refer: Refer, _office: Office) -> Worked:
    case = await refer("CSP-T6-S1i")
    acts = tried(await case.json())
    await case.complete("CSP-T6-S1i", PSSO, outcome="unreachable", acts=acts)
    await case.complete("CSP-T6-S1j", PSSO, outcome="send")
    return case


async def answered(case: Worked, at: str) -> object:
    return await case.send("customer.replied", source="mail_room", at=at)


async def spoken_with(case: Worked, at: str) -> object:
    customer = (await case.json())["customer"]
    facts = filing.contacted(customer)["facts"]
    return await case.send("contact.made", officer=PSSO, facts=facts, at=at)


async def asked(refer: Refer, _office: Office) -> Worked:
    return await refer(None, urgent=True)


async def confirmed(case: Worked, at: str) -> object:
    return await case.complete("CSP-T1-S1b", SSM, outcome="confirmed", at=at)


async def unsure(refer: Refer, _office: Office) -> Worked:
    case = await refer("CSP-T4-S1a")
    await case.complete("CSP-T4-S1a", PSSO, outcome="unsure")
    return case


async def advised(case: Worked, at: str) -> object:
    answers = {"CSP-T4-S1d": "Two officers on the call"}
    return await case.complete("CSP-T4-S1d", SM, outcome="advised", answers=answers, at=at)


WALKS: dict[str, Walk] = {
    "CSP-T1-S2a": Walk(
        referred, "2027-01-11T16:00+11:00", taken_on, "2027-01-13T09:00+11:00", "set_up_overdue"
    ),
    "CSP-T1-S2b": Walk(
        urgent,
        "2027-01-06T16:00+11:00",
        taken_on,
        "2027-01-08T09:00+11:00",
        "urgent_set_up_overdue",
    ),
    "CSP-T2-S2c": Walk(
        to_plan, "2027-01-25T16:00+11:00", planned, "2027-01-28T09:00+11:00", "plan_overdue"
    ),
    "CSP-T4-S5a": Walk(
        to_follow_up,
        "2027-01-15T16:00+11:00",
        followed_up,
        "2027-01-18T09:00+11:00",
        "follow_up_overdue",
    ),
    "CSP-T4-S5e": Walk(
        committed, "2027-01-12T16:00+11:00", kept, "2027-01-13T09:00+11:00", "check_commitment"
    ),
    "RES-T3-S3d": Walk(
        committed_in_segment_2,
        "2027-01-12T16:00+11:00",
        kept,
        "2027-01-13T09:00+11:00",
        "check_commitment",
    ),
    "CB-REFERRAL": Walk(
        referred_on,
        "2027-01-12T16:00+11:00",
        replied_to,
        "2027-01-13T09:00+11:00",
        "chase_referral",
    ),
    "BG-ROLE-PSSO-g": Walk(
        to_review, "2027-01-12T16:00+11:00", consulted, "2027-01-13T09:00+11:00", "consult_on_plan"
    ),
    "CB-TASK.answer": Walk(
        asked, "2027-01-11T16:00+11:00", confirmed, "2027-01-13T09:00+11:00", "answer_overdue"
    ),
    "CSP-T4-S1d": Walk(
        unsure, "2027-01-11T16:00+11:00", advised, "2027-01-13T09:00+11:00", "answer_overdue"
    ),
    "CSP-T6-S1k": Walk(
        written_to, "2027-01-18T16:00+11:00", answered, "2027-01-20T09:00+11:00", None
    ),
}


def test_every_date_of_the_lifecycle_is_walked() -> None:
    """Those of segment 3 are walked by its own tests, ten years of them too (test_segment_3).

    How long nobody touches a case is counted anew by each contact, and walked below. Whether an
    area has taken a customer is told by their ownership, which tells nothing late (test_decided).
    """
    counted = {rule.id for rule in RULES if not rule.id.startswith("CSP-T8-")}

    assert set(WALKS) == counted - {UNTOUCHED.id, TAKEN_OVER.id}


@pytest.mark.parametrize(
    "rule",
    [pytest.param(rule, marks=pytest.mark.step(rule) if rule in steps() else ()) for rule in WALKS],
)
async def test_what_was_done_in_time_and_told_late_is_in_time(
    refer: Refer, office: Office, sessions: Sessions, proof: Proof, rule: StepId
) -> None:
    walk = WALKS[rule]
    case = await walk.begins(refer, office)
    await office.until(walk.told)

    await walk.does(case, walk.act)

    await as_if_told_at_once(sessions, case.ref, rule, walk.act, walk.alert)
    if rule in steps():
        proof.met(rule)


@pytest.mark.step("CSP-T2-S2c")
async def test_the_plan_counts_from_the_act_of_lock_whenever_the_case_heard_of_it(
    refer: Refer, office: Office, sessions: Sessions, proof: Proof
) -> None:
    """Something else was handled meanwhile: that is no reason to count from then."""
    case = await refer()
    await office.until("2027-01-13T09:00+11:00")  # the limit has passed, and the SSM has an alert
    await set_up(case, at="2027-01-08T15:00+11:00")

    async with sessions() as db:
        plan = (await db.scalars(select(Deadline).where(Deadline.case == case.ref))).all()
        records = (
            await db.scalars(
                select(SystemRecord).where(
                    SystemRecord.case == case.ref, SystemRecord.name == "lock_and_assignment"
                )
            )
        ).one()
        work = await db.get_one(Task, await case.task("CSP-T2-S1a"))
    (due,) = [row for row in plan if row.rule == "CSP-T2-S2c"]
    act = "2027-01-08T04:00:00+00:00"
    assert (due.start.isoformat(), due.due_on.isoformat()) == (act, "2027-01-29")
    assert (records.at.isoformat(), work.opened_at.isoformat()) == (act, act)
    proof.due("CSP-T2-S2c", "2027-01-29")


async def test_a_case_that_nobody_touches_is_shown_until_a_contact_told_late_takes_it_back(
    refer: Refer, office: Office
) -> None:
    """CSP-T4-S1a: a month after the last contact or review, and anew after each of them."""
    case = await refer("CSP-T2-S3")
    await office.until("2027-02-05T09:00+11:00")
    shown = await reminders(case)
    await spoken_with(case, "2027-02-01T16:00+11:00")
    taken_back = await reminders(case)
    await office.until("2027-03-08T09:00+11:00")
    (again,) = [t for t in (await case.json())["tasks"] if t["kind"] == "case_untouched"][1:]
    await case.complete(
        again["id"],
        PSSO,
        answers={"CSP-T4-S1a.course": "contact", "CSP-T4-S1a.shown_by": "contact-2"},
    )

    assert (shown, taken_back) == ([("open", PSSO)], [("withdrawn", PSSO)])
    (date,) = [d for d in (await case.json())["deadlines"] if d["rule"].endswith(".untouched")]
    assert (date["state"], date["due_on"]) == ("armed", "2027-04-07")


async def reminders(case: Worked) -> list[tuple[str, str | None]]:
    tasks = (await case.json())["tasks"]
    return [(t["state"], t["assignee"]) for t in tasks if t["kind"] == "case_untouched"]
