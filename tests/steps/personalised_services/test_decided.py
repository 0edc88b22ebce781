"""What follows from the decision: Child Support Table 7, Steps 2 to 5."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from database.queries.joining import case_to_join
from domain.ownership.case_type import OWNERSHIP
from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.test_ownership import ASKED
from tests.steps.personalised_services.working import (
    APPROVED,
    BOTH,
    DECLINED,
    EXPLAINED,
    LEFT,
    MAIL,
    NO_OVERPAYMENT,
    NOT_THEIRS,
    OTHER_PERSON,
    OTHER_SPECIALIST,
    PSSO,
    REQUESTED,
    SECOND_PSSO,
    SERVICE,
    SPECIALIST,
    SSM,
    act,
    agree,
    answered,
    attestations,
    noted,
    open_work,
)
from tests.workflows.looking import Sessions, until


async def decline(case: Worked, where: str) -> None:
    """Have the SSM decline what the PSSO asked for, and explain where the customer goes next."""
    await case.complete(
        "CSP-T7-S1e", SSM, outcome="decline", answers=DECLINED, reason="A call is open"
    )
    explain = partial(case.complete, "CSP-T7-S3f", outcome=where)
    await explain(PSSO, expect=NOT_THEIRS)
    await explain(SSM, acts=[EXPLAINED], expect="nobody has agreed to do anything by any day")
    await explain(SSM, acts=[await next_step(case)], expect="no notepad is headed rejection_")
    await explain(SSM, acts=[EXPLAINED, await next_step(case)])


async def next_step(case: Worked) -> dict[str, Any]:
    """Have the PSSO agree to ring the customer on Tuesday."""
    made_in, customer = await case.task("CSP-T7-S3f"), (await case.json())["customer"]
    return act(
        "commitment.made",
        who=PSSO,
        whom=customer,
        what="ring_the_customer",
        by_day="2027-01-05",
        made_in=made_in,
    )


async def over(case: Worked) -> bool:
    """Tell whether the case is closed."""
    return bool((await case.json())["state"] == "closed")


async def ends_as_it_is_told(
    office: Office, sessions: Sessions, ownership: str, next_: str, leaves: Awaitable[Any]
) -> dict[str, Any]:
    """Let an ownership end that a case has just found open, and is about to tell of a transfer.

    The case goes on to the ``next_`` of its customers, and has to wait there.
    """
    async with sessions.begin() as db:
        await case_to_join(db, OWNERSHIP, next_)
        leaving = asyncio.ensure_future(leaves)
        await until(partial(looking_up, sessions), "the case looks the next customer up")
        withdraws = office.send("case.withdrawn", officer=PSSO, case=ownership)
        withdrawing = asyncio.ensure_future(withdraws)
        ended = partial(over, Worked(office, ownership))
        await until(ended, "the ownership has ended")
    await asyncio.gather(leaving, withdrawing)
    return await office.json(ownership)


async def looking_up(sessions: Sessions) -> bool:
    """Tell whether somebody waits to look for an ownership."""
    waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    async with sessions() as db:
        return bool(await db.scalar(text(waits)))


async def leave(case: Worked, *, overpayment: bool = False) -> None:
    """Do the exit actions."""
    answers, acts = LEFT | {"CSP-T7-S5c": overpayment}, noted(await case.json())
    await case.complete("CSP-T7-S5b", PSSO, answers=answers, acts=acts)


@pytest.fixture
async def leaving(refer: Refer) -> Worked:
    """A case whose finalisation is approved: the exit actions are open."""
    return await refer("CSP-T7-S5b")


@pytest.mark.step(
    "CSP-T7-S2a",
    "CSP-T7-S2b",
    "CSP-T7-S2c",
    "CSP-T7-S5a",
    "CSP-T7-S5b",
    "CSP-T7-S5c",
    "CSP-T7-S5d",
)
async def test_an_approved_customer_is_unlocked_handed_over_and_the_case_is_closed(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    await case.complete("CSP-T7-S1e", SSM, outcome="approve", answers=APPROVED)
    exit_ = partial(case.complete, "CSP-T7-S5b", answers=LEFT)
    await exit_(SERVICE, expect=NOT_THEIRS)
    await exit_(PSSO, expect="no notepad is headed transferred_out")
    await leave(case)

    found = await case.json()
    assert (found["state"], found["outcome"]) == ("closed", "finalised")
    assert await open_work(case) == []
    assert [lock["released"] for lock in found["file"]["locks"]] == ["finalised"]
    assert {d["state"] for d in found["deadlines"]} <= {"met", "passed", "withdrawn"}
    cuba = partial(proof.record, system="Cuba")
    box = next(r["data"] for r in found["records"] if r["name"] == "issue_box")
    assert box["issue_status_resolved"] == {
        issue["id"]: issue["closed"] for issue in found["file"]["issues"]
    }
    comment = {"approval": "approve", "comments": "Nothing is left to manage here"}
    cuba("CSP-T7-S2b", name="ps_stacking_document", values=comment)
    cuba("CSP-T7-S2c", name="ssm_actions_window", values={"action": "approved"})
    note = found["file"]["notepads"][-1]["id"]
    cuba("CSP-T7-S5a", name="case_notes_window", values={"notepad": note})
    proof.task("CSP-T7-S5b", role="psso", completed=True, refused="service_officer")
    line = {"released": True, "business_line": "child_support_general"}
    cuba("CSP-T7-S5b", name="lock", values=line)
    proof.branch("CSP-T7-S5c", "No, remove")
    removed = {"state": "removed", "shown_by": "account-7"}
    cuba("CSP-T7-S5c", name="special_recovery_condition", values=removed)
    portal = {"status": "finalised", "business_line": "child_support_general"}
    proof.record("CSP-T7-S5d", system="PS Portal", name="ps_portal", values=portal)
    proof.record("CSP-T7-S2a", system="Cuba", name="issue_box", in_part=True)


@pytest.mark.step("CSP-T6-S3c", "CSP-T7-S2a", "CSP-T7-S5c")
async def test_an_issue_leaves_with_its_status_and_an_overpayment_keeps_the_indicator(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S2a")
    customer = (await case.json())["customer"]
    send = partial(case.send, officer=PSSO)
    about = {"about": "objection", "raised_in": case.ref, "parties": [customer]}
    await send("issue.raised", facts=about)
    handed_on = {"issue": "issue-2", "to": "objections", "seen": 1}
    await send("issue.handed_on", facts=handed_on)
    goes_on = REQUESTED | {"CSP-T6-S2a.reason": "specialist_process"}
    acts = attestations(await case.json())
    await case.complete("CSP-T6-S2a", PSSO, answers=goes_on, acts=acts)
    await case.complete("CSP-T7-S1e", SSM, outcome="approve", answers=APPROVED)
    await leave(case, overpayment=True)

    assert (await case.json())["state"] == "closed"
    proof.branch("CSP-T6-S3c", "Specialist process goes on, all else resolved")
    cuba = partial(proof.record, system="Cuba")
    status = {"issue_status_resolved": {"issue-1": "resolved", "issue-2": "with objections"}}
    cuba("CSP-T7-S2a", name="issue_box", values=status)
    proof.branch("CSP-T7-S5c", "Yes, keep")
    cuba("CSP-T7-S5c", name="special_recovery_condition", values={"state": "kept"})


async def test_at_the_exit_business_line_referrer_and_open_complaints_are_told(
    leaving: Worked, office: Office, customer: str
) -> None:
    open_, taken_back = [
        await office.open(
            "complaint.received",
            on="2027-01-04T11:00+11:00",
            officer=MAIL,
            customer=customer,
            facts={"channel": "post"},
        )
        for _ in range(2)
    ]
    await taken_back.send("case.withdrawn", officer=MAIL)

    await leave(leaving)

    notices = {
        r["name"]: r["data"]["to"]
        for r in (await leaving.json())["records"]
        if "notice" in r["name"]
    }
    told = [
        [m["status"] for m in (await complaint.json())["messages"] if m["type"] == "customer.left"]
        for complaint in (open_, taken_back)
    ]
    assert notices == {
        "business_line_notice": "child_support_general",
        "referrer_notice": "team_leader.brown",
    }
    assert (await taken_back.json())["state"] == "closed"
    assert told == [["applied"], []]


@pytest.mark.step(
    "CSP-T7-S1e",
    "CSP-T7-S3a",
    "CSP-T7-S3b",
    "CSP-T7-S3c",
    "CSP-T7-S3d",
    "CSP-T7-S3e",
    "CSP-T7-S3f",
)
async def test_a_request_that_is_declined_is_explained_with_next_steps_that_somebody_has(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    await decline(case, "back_to_psso")

    found = await case.json()
    assert (found["phase"], found["owner"]) == ("reactivation", PSSO)
    proof.branch("CSP-T7-S1e", "No")
    proof.approval("CSP-T7-S1e", "refused", by=SSM, outcome="decline")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T7-S3a", name="ssm_actions_window", values={"action": "rejected"})
    for step in ("CSP-T7-S3b", "CSP-T7-S3c", "CSP-T7-S3f"):
        proof.task(step, role="ps_ssm", completed="back_to_psso", refused="psso")
    said = {"decision": "not_approved", "comments": "A call is open"}
    cuba("CSP-T7-S3d", name="ps_stacking_document", values=said)
    cuba("CSP-T7-S3d", name="ssm_actions_window", values=said)
    cuba("CSP-T7-S3e", name="cmp_status", values={"returned": True})
    notepads = {row["heading"]: row for row in found["file"]["notepads"]}
    talk = notepads["rejection_discussed"]
    cuba("CSP-T7-S3b", name="rejection_discussion", values={"notepad": talk["id"]})
    comments = notepads["finalisation_not_approved"]
    assert comments["by"] == SSM
    (promise,) = [c for c in found["file"]["commitments"] if c["what"] == "ring_the_customer"]
    agreed = {"id": promise["id"], "who": PSSO, "what": promise["what"], "by_day": "2027-01-05"}
    assert (
        agreed in next(r for r in found["records"] if r["name"] == "next_steps")["data"]["agreed"]
    )
    cuba("CSP-T7-S3c", name="next_steps", fields=("agreed",))
    cuba("CSP-T7-S3f", name="route", values={"route": "back_to_psso"})
    proof.branch("CSP-T7-S3f", "Otherwise")


@pytest.mark.step("CSP-T7-S3f", "CSP-T7-S5e", "CSP-T7-S5f", "CSP-T7-S5g")
async def test_a_customer_proposed_for_segment_3_is_active_again_with_the_psso_who_asked(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    customer = (await case.json())["customer"]
    await decline(case, "segment_3")
    proposed = await open_work(case)
    await case.complete("CSP-T8-S1a", PSSO, outcome="another_segment", reason="A call is open")
    about = {"about": "income", "raised_in": case.ref, "parties": [customer]}
    await case.send("issue.raised", officer=PSSO, facts=about)
    await case.complete("CSP-T7-S5e", SSM, expect=NOT_THEIRS)
    acts = answered(await case.json())
    comments = acts[0]["facts"]["points_to"]
    await case.complete("CSP-T7-S5e", PSSO, acts=acts, expect="no next contact is agreed")
    next_contact = agree(await case.json(), "2027-01-15", "contact-2")
    not_read = f"points to {comments} and answers it"
    await case.complete("CSP-T7-S5e", PSSO, acts=[next_contact], expect=not_read)
    await case.complete("CSP-T7-S5e", PSSO, acts=[*acts, next_contact])

    found = await case.json()
    assert (proposed, found["phase"], found["owner"]) == (["CSP-T8-S1a"], "active", PSSO)
    assert await open_work(case) == ["CSP-T5-S1b"]
    proof.branch("CSP-T7-S3f", "Segment 3")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T7-S5e", name="assignment", values={"psso": PSSO})
    cuba("CSP-T7-S5e", name="ps_status", values={"active": True})
    cuba("CSP-T7-S5g", name="issue_list", values={"left_open": ["issue-2"]})
    proof.task("CSP-T7-S5f", role="psso", completed=True, refused="ps_ssm")
    proof.answered("CSP-T7-S5f", comments)
    proof.task("CSP-T7-S5g", role="psso", completed=True, refused="ps_ssm")


@pytest.mark.step("CSP-T7-S3f", "CSP-T7-S4a")
async def test_a_specialist_area_takes_a_customer_only_where_all_three_conditions_hold(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    await decline(case, "specialist_area")
    transfer = partial(case.complete, "CSP-T7-S4a", SSM)
    await transfer(outcome="transfer", expect="no issue is handed on to a specialist area")
    await transfer(outcome="do_not_transfer")

    found = await case.json()
    assert found["phase"] == "reactivation"
    states = [a["state"] for a in found["approvals"] if a["step"] == "CSP-T7-S4a"]
    assert states == ["refused"]
    proof.branch("CSP-T7-S3f", "Specialist business area")
    proof.branch("CSP-T7-S4a", "No")
    proof.approval("CSP-T7-S4a", "refused", by=SSM)


@pytest.mark.step("CSP-T7-S4a", "CSP-T7-S5a", "CSP-T7-S5d")
async def test_a_transfer_gives_the_customers_to_the_area_that_was_approved_and_to_no_other(
    refer: Refer,
    office: Office,
    new_customer: Callable[[str], Awaitable[str]],
    sessions: Sessions,
    proof: Proof,
) -> None:
    """CMA-T1-S6d: another area that asks for them gets the answer that it was settled.

    One whose question is taken back as the transfer begins hears of it no more: the area is asked
    again on the day after (CSP-T7-S5b).
    """
    case, other = await refer("CSP-T6-S2a", psso=BOTH), await new_customer("the payee")
    customer = (await case.json())["customer"]
    both = {"psso": BOTH, "parties": [{"customer": other, "role": "payee"}]}
    await case.send("parties.locked", officer=BOTH, facts=both)
    await case.complete("CSP-T6-S2a", BOTH, answers=REQUESTED)
    await decline(case, "specialist_area")
    promise = (await case.json())["file"]["commitments"][-1]
    kept = {"commitment": promise["id"], "seen": promise["version"]}
    await case.send("commitment.kept", officer=SSM, facts=kept)
    await case.complete("CSP-T7-S4a", BOTH, outcome="transfer", expect=OTHER_PERSON)
    about = {"about": "change_of_assessment", "raised_in": case.ref, "parties": [customer]}
    await case.send("issue.raised", officer=SSM, facts=about)
    handed_on = act("issue.handed_on", issue="issue-2", to="change_of_assessment", seen=1)
    acts = [handed_on, *attestations(await case.json())]
    transfer = partial(case.complete, "CSP-T7-S4a", SSM, outcome="transfer", acts=acts)
    await transfer(answers={"CSP-T7-S4a": "foi"}, expect="foi goes on with nothing of this")
    await transfer()
    asks, (first, second) = {"area": "litigation", "to": SPECIALIST}, sorted((customer, other))
    asked: dict[str, str] = {}
    for each in (first, second):
        sent = await office.send(ASKED, officer=SPECIALIST, customer=each, facts=asks)
        asked[each] = str(sent.case)
    exit_ = partial(case.complete, "CSP-T7-S5b", BOTH, acts=noted(await case.json()))
    wrong = NO_OVERPAYMENT | {"CSP-T7-S5b": OTHER_SPECIALIST}
    await exit_(answers=wrong, expect="name somebody of change_of_assessment; specialist.roy has")
    leaves = exit_(answers=NO_OVERPAYMENT | {"CSP-T7-S5b": SPECIALIST})
    withdrawn = await ends_as_it_is_told(office, sessions, asked[first], second, leaves)
    assert (await over(case), withdrawn["outcome"]) == (False, "withdrawn")
    await office.until("2027-01-06T09:00+11:00")

    await until(partial(over, case), "both customers are with the area, and the case is closed")
    found, ownership = await case.json(), await office.work(asked[second])
    assert (found["state"], found["outcome"]) == ("closed", "transferred")
    locks = {
        (lock["customer"], lock["holder"], lock["area"], lock["fence"], lock["released"])
        for lock in found["file"]["locks"]
    }
    approved = "change_of_assessment"
    assert locks == {
        (each, *lock)
        for each in (customer, other)
        for lock in (
            (BOTH, "personalised_services", 1, "passed_on"),
            (SPECIALIST, approved, 2, None),
        )
    }
    assert await ownership.phase() == "held"
    with_area = f"it is for {SPECIALIST}, who has the case, or who stands in"
    await ownership.send(
        "ownership.released", officer=BOTH, facts={"fence": 1, "why": "late"}, expect=with_area
    )
    await case.send("case.handed_over", officer=SSM, facts={"to": PSSO}, expect="unmatched")
    lock = next(r for r in found["records"] if (r["step"], r["name"]) == ("CSP-T7-S5b", "lock"))
    assert lock["data"]["business_line"] == "change_of_assessment"
    proof.branch("CSP-T7-S4a", "Yes, transfer")
    cuba = partial(proof.record, system="Cuba")
    cuba(
        "CSP-T7-S4a",
        name="transfer_approval",
        values={"approval": "transfer", "receiving_area": approved},
    )
    proof.approval("CSP-T7-S4a", "given", by=SSM)
    proof.approval("CSP-T7-S4a", "wrong_person", by=BOTH, because="asked for this decision")
    cuba("CSP-T7-S5a", name="case_notes_window", fields=("notepad",))
    left = {"status": "transferred", "business_line": "change_of_assessment"}
    proof.record("CSP-T7-S5d", system="PS Portal", name="ps_portal", values=left)


async def test_a_case_that_changes_hands_as_it_closes_leaves_nothing_open_and_nobody_locked(
    leaving: Worked, new_customer: Callable[[str], Awaitable[str]]
) -> None:
    """CSP-T1-S2e, CSP-T7-S5b, CSP-T7-S5d: who gets it takes what is open; both parents go at once.

    What a closed case would have is named, at the door and after it (CB-CLOSE).
    """
    case, other = leaving, await new_customer("the other parent")
    raised = {"sort": "ps_followup", "to": PSSO, "customer": (await case.json())["customer"]}
    await case.send("intray.raised", officer=PSSO, facts=raised)
    parties = {"psso": PSSO, "parties": [{"customer": other, "role": "payee"}]}
    await case.send("parties.locked", officer=PSSO, facts=parties)
    await case.send("case.handed_over", officer=SSM, facts={"to": SECOND_PSSO})

    found = await case.json()
    intray, (handed,) = found["file"]["intrays"][-1]["id"], found["file"]["handovers"]
    (taking,) = [t for t in found["tasks"] if t["kind"] == "take_things_over"]
    assert taking["assignee"] == SECOND_PSSO
    await case.complete(taking["id"], SECOND_PSSO, expect=f"{intray} is neither taken, nor said")
    taken = act("handover.answered", handover=handed["id"], take=handed["things"], seen=1)
    await case.complete(taking["id"], SECOND_PSSO, acts=[taken])

    acts, end = noted(await case.json()), partial(act, "intray.closed", why="dealt_with")
    exit_ = partial(case.complete, "CSP-T7-S5b", SECOND_PSSO, answers=LEFT)
    await exit_(acts=acts, expect=f"closed case would have): {intray} is open")
    await case.send("customer.replied", source="telephony", content={"text": "One thing more"})
    await exit_(acts=[*acts, end(intray=intray, seen=2)])

    await case.send("intray.raised", officer=SECOND_PSSO, facts=raised | {"to": SECOND_PSSO})
    unread = await case.task("CB-MESSAGE")
    await case.complete(unread, SECOND_PSSO, outcome="nothing_to_do", reason="All is said")

    later = (await case.json())["file"]["intrays"][-1]["id"]
    left = await case.task("CB-CLOSE")
    await case.complete(left, SECOND_PSSO, expect=f"{later} is open")
    await case.complete(left, SECOND_PSSO, acts=[end(intray=later, seen=1)])
    found = await case.json()
    assert [plan["ended"] for plan in found["file"]["plans"]] == ["finalised"]
    locks = {lock["customer"]: lock["released"] for lock in found["file"]["locks"]}
    assert (found["state"], locks) == (
        "closed",
        {found["customer"]: "finalised", other: "finalised"},
    )
