"""Finalisation is asked for and decided: Child Support Table 6, Steps 2 and 3; Table 7, Step 1."""

from functools import partial
from typing import Any

import pytest

from domain.step_ids import StepId
from tests.plugin.proof import Proof
from tests.steps.driving import Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    APPROVED,
    BOTH,
    DECLINED,
    MAIL,
    NOT_THEIRS,
    OTHER_PERSON,
    PSSO,
    REQUESTED,
    SECOND_PSSO,
    SSM,
    act,
    attestations,
    open_work,
)

DECIDE = "CSP-T7-S1e"
READINGS: tuple[StepId, ...] = ("CSP-T6-S3a", "CSP-T6-S3b")
DECISIONS: tuple[StepId, ...] = ("CSP-T6-S3c", "CSP-T7-S1e")
CONDITIONS: tuple[StepId, ...] = ("CSP-T7-S1a", "CSP-T7-S1b", "CSP-T7-S1c", "CSP-T7-S1d")


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case whose finalisation the PSSO has asked of the SSM."""
    return await refer(DECIDE)


async def approvals(case: Worked) -> list[Any]:
    """Return each decision on the request: its state, and whose it is."""
    found = (await case.json())["approvals"]
    return [(a["state"], a["by"]) for a in found if a["step"] == DECIDE]


@pytest.mark.step(
    "CSP-T6-S2a",
    "CSP-T6-S2b",
    "CSP-T6-S2c",
    "CSP-T6-S3a",
    "CSP-T6-S3b",
    "CSP-T6-S3c",
    "CSP-T6-S3d",
    "CSP-T7-S1e",
)
async def test_the_ssm_returns_a_request_once_and_approves_it_when_it_is_amended(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S2a", psso=BOTH)
    to_no_ssm = REQUESTED | {"CSP-T6-S2b": SECOND_PSSO}
    await case.complete("CSP-T6-S2a", BOTH, answers=to_no_ssm, expect="is no Personalised Services")
    await case.complete("CSP-T6-S2a", BOTH, answers=REQUESTED)
    with_ssm = (await case.json())["owner"]
    await case.complete(DECIDE, PSSO, outcome="approve", answers=APPROVED, expect=NOT_THEIRS)
    await case.complete(DECIDE, BOTH, outcome="approve", answers=APPROVED, expect=OTHER_PERSON)
    await case.complete(DECIDE, SSM, outcome="return", reason="How was the MP told?")
    await case.complete("CSP-T6-S2a", BOTH, answers=REQUESTED)
    await case.complete(DECIDE, SSM, outcome="approve", answers=APPROVED)

    assert (with_ssm, await open_work(case)) == (SSM, ["CSP-T7-S5b"])
    proof.record(
        "CSP-T6-S2a",
        system="Cuba",
        name="finalisation_document",
        values={"document": "All issues are addressed", "reason": "issues_addressed"},
    )
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T6-S2b", name="transfer", values={"ps_ssm": SSM})
    cuba("CSP-T6-S3c", name="finalisation_reason", values={"reason": "Issues addressed"})
    decided = {"decision": "approve", "officer": SSM}
    cuba("CSP-T7-S1e", name="finalisation_decision", values=decided)
    asked = {"status": "finalisation_requested", "reason": "issues_addressed"}
    proof.record("CSP-T6-S2c", system="PS Portal", name="ps_portal", values=asked)
    for read in READINGS:
        proof.task(read, role="ps_ssm", completed="approve", refused=PSSO)
    plans = next(r["data"] for r in (await case.json())["records"] if r["name"] == "cmp_read")
    document = ["notepad-5"]
    proof.answered("CSP-T6-S3a", document)
    proof.answered("CSP-T6-S3b", plans["plans"])
    proof.branch("CSP-T6-S3c", "Issues addressed")
    for decision in DECISIONS:
        proof.approval(decision, "given", by=SSM, outcome="approve")
        proof.approval(decision, "wrong_person", by=BOTH, because="asked for this decision")
    proof.approval("CSP-T7-S1e", "refused", by=SSM, outcome="return")
    proof.holds("CSP-T6-S3d", "holds")
    proof.branch("CSP-T7-S1e", "Yes")


@pytest.mark.step("CSP-T6-S3d", "RES-T1-S2h")
async def test_an_approval_that_a_gate_blocks_leaves_no_decision_and_no_other_question(
    case: Worked, proof: Proof
) -> None:
    approve = partial(case.complete, DECIDE, SSM, outcome="approve", answers=APPROVED)
    asked = await case.task(DECIDE)
    await case.send("customer.replied", officer=MAIL, content={"text": "One payment is missing"})
    unread = await case.task("CB-MESSAGE")
    await approve(expect=f"CSP-T6-S1d: {unread} is open: Read what came in and deal with it")
    assert (await case.task(DECIDE), await approvals(case)) == (asked, [("asked", None)])
    assert await open_work(case) == ["CB-MESSAGE", DECIDE]

    await case.complete(unread, PSSO, outcome="nothing_to_do", reason="It came")
    await approve()

    assert await approvals(case) == [("given", SSM)]
    said = {"exit_decision": "approve", "officer": SSM}
    proof.record("RES-T1-S2h", system="Cuba", name="ps_stacking_document", values=said)
    proof.blocks("CSP-T6-S3d", words="CSP-T6-S1d: ")
    proof.holds("CSP-T6-S3d", "holds")
    proof.answered("CSP-T6-S3d", True)


async def test_an_unread_message_of_the_customer_blocks_the_request_itself(refer: Refer) -> None:
    """CSP-T6-S1d, CSP-T6-S2a."""
    case = await refer("CSP-T6-S2a")
    await case.send("customer.replied", officer=MAIL, content={"text": "One payment is missing"})
    unread = await case.task("CB-MESSAGE")

    ask = partial(case.complete, "CSP-T6-S2a", PSSO, answers=REQUESTED)
    await ask(expect="Read what came in and deal with it")
    await case.complete(unread, PSSO, outcome="nothing_to_do", reason="It came")
    await ask()

    assert await open_work(case) == [DECIDE]


async def test_an_approval_is_void_when_the_file_changed_under_it_and_keeps_what_it_read(
    case: Worked,
) -> None:
    """CSP-T6-S3d."""
    shown = (await case.shown(DECIDE))["version"]
    customer = (await case.json())["customer"]
    await case.send("contact.made", officer=SSM, facts=reached(customer))
    contact = (await case.json())["file"]["contacts"][-1]["id"]
    about = {"about": "income", "raised_in": contact, "parties": [customer]}
    await case.send("issue.raised", officer=SSM, facts=about)
    approve = partial(case.complete, DECIDE, SSM, outcome="approve", answers=APPROVED)
    await approve(version=shown, expect="it has changed since it was shown")
    await approve(expect="CSP-T6-S1b: issue-2, income in the assessment, is open")
    await case.complete(DECIDE, SSM, outcome="return", reason="One issue is open")
    over = act("issue.closed", issue="issue-2", outcome="withdrawn", on=contact, seen=1)
    await case.send("issue.closed", officer=PSSO, facts=over["facts"])
    acts = attestations(await case.json())
    await case.complete("CSP-T6-S2a", PSSO, answers=REQUESTED, acts=acts)
    await approve()

    approval = (await case.json())["approvals"][-1]
    read = {row["row"]: row["version"] for row in approval["read"]}
    assert (approval["state"], read["issue-2"]) == ("given", 2)
    assert approval["version"] != shown


async def test_what_another_case_of_the_customer_writes_refuses_the_approval_at_the_door(
    case: Worked,
) -> None:
    """CSP-T6-S3d, CSP-T6-S1e: the file is the customer's, and the request waits meanwhile."""
    asked, shown = await case.task(DECIDE), (await case.shown(DECIDE))["version"]
    customer = (await case.json())["customer"]
    complaint = await case.office.open(
        "complaint.received",
        on="2027-01-05T09:00+11:00",
        officer=MAIL,
        customer=customer,
        facts={"channel": "post"},
    )
    enquiry = {"sender": "mp", "about": [customer], "category": "mp_enquiry"}
    await complaint.send("correspondence.received", officer=MAIL, facts=enquiry)

    approve = partial(case.complete, DECIDE, SSM, outcome="approve", answers=APPROVED)
    await approve(version=shown, expect="it has changed since it was shown")
    asked_by_mp = (await complaint.json())["file"]["correspondence"][-1]["id"]
    item = f"{complaint.ref}.{asked_by_mp}"
    await approve(expect=f"CSP-T6-S1e: {item}, mp_enquiry of mp, has no written response")

    assert (await case.task(DECIDE), await approvals(case)) == (asked, [("asked", None)])
    await case.complete(DECIDE, SSM, outcome="return", reason="How was the MP answered?")
    assert await approvals(case) == [("refused", SSM)]


def reached(customer: str) -> dict[str, Any]:
    """Speak with a customer who is who they say."""
    return {"customer": customer, "result": "reached", "identity": "confirmed"}


@pytest.mark.step("CSP-T6-S3c", "CSP-T7-S1e")
async def test_segment_3_is_a_reason_and_changes_nothing_until_table_8_approves_it(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S2a")
    segment_3 = REQUESTED | {"CSP-T6-S2a.reason": "segment_3"}
    await case.complete("CSP-T6-S2a", PSSO, answers=segment_3)
    await case.complete(DECIDE, SSM, outcome="approve", answers=APPROVED)

    found = await case.json()
    assert (found["segment"], found["phase"]) == ("1", "segment_3_proposed")
    assert (found["owner"], await open_work(case)) == (PSSO, ["CSP-T8-S1a"])
    proof.branch("CSP-T6-S3c", "Recommended as segment 3")
    proof.approval("CSP-T7-S1e", "given", by=SSM)


@pytest.mark.step("CSP-T6-S3c", *CONDITIONS, "CSP-T7-S1e")
async def test_options_declined_needs_all_four_conditions_and_the_file_shows_them(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S2a")
    customer = (await case.json())["customer"]
    declined = REQUESTED | {"CSP-T6-S2a.reason": "options_declined"}
    await case.complete("CSP-T6-S2a", PSSO, answers=declined)
    approve = partial(case.complete, DECIDE, SSM, outcome="approve", answers=APPROVED)
    await case.send("contact.made", officer=SSM, facts=reached(customer))
    contact = (await case.json())["file"]["contacts"][-1]["id"]
    about = {"about": "income", "raised_in": contact, "parties": [customer]}
    await case.send("issue.raised", officer=SSM, facts=about)
    await approve(expect="issue-2 is not over")
    await approve(expect="no option was explained for issue-2")
    await approve(expect="no option was declined: silence is none")
    await case.complete(DECIDE, SSM, outcome="return", reason="Which options?")

    send = partial(case.send, officer=PSSO)
    await send("option.given", facts=option("issue-2", customer, contact))
    over = {"issue": "issue-2", "outcome": "not_pursued", "on": contact, "seen": 1}
    await send("issue.closed", facts=over)
    acts = attestations(await case.json())
    await case.complete("CSP-T6-S2a", PSSO, answers=declined, acts=acts)
    await approve(expect="option-2: the customer has until 18 January 2027")
    answer = {"answer": "declined", "answered_in": contact, "seen": 1}
    for given in ("option-1", "option-2"):
        await case.send("option.answered", officer=SSM, facts=answer | {"option": given})
    await approve()

    assert await open_work(case) == ["CSP-T7-S5b"]
    assert [state for state, _ in await approvals(case)] == ["refused", "given"]
    proof.branch("CSP-T6-S3c", "Options declined")
    checklist = partial(proof.record, system="Cuba", name="checklist", values={"met": True})
    for condition in CONDITIONS:
        proof.blocks(condition, words=f"{condition} (")
        proof.holds(condition, "holds")
        checklist(condition)
    proof.branch("CSP-T7-S1e", "Yes")


def option(issue: str, customer: str, contact: str) -> dict[str, Any]:
    """Explain an option in a contact."""
    return {
        "issue": issue,
        "party": customer,
        "option": "private_collection",
        "explained_in": contact,
        "consequences": ["no_collection_by_the_agency"],
    }


@pytest.mark.step("CSP-T6-S3c")
async def test_a_reason_that_the_file_does_not_bear_out_is_not_written_down(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S2a")
    customer = (await case.json())["customer"]
    goes_on = REQUESTED | {"CSP-T6-S2a.reason": "specialist_process"}
    ask = partial(case.complete, "CSP-T6-S2a", PSSO, answers=goes_on)
    await ask(expect="no issue is handed on to a specialist area")
    about = {"about": "objection", "raised_in": case.ref, "parties": [customer]}
    await case.send("issue.raised", officer=PSSO, facts=about)
    handed_on = act("issue.handed_on", issue="issue-2", to="objections", seen=1)
    await case.send("issue.handed_on", officer=PSSO, facts=handed_on["facts"])
    await ask(acts=attestations(await case.json()))
    await case.complete(DECIDE, SSM, outcome="approve", answers=APPROVED)

    box = next(r for r in (await case.json())["records"] if r["name"] == "issue_box")
    assert box["data"]["issue_status_resolved"] == {
        "issue-1": "resolved",
        "issue-2": "with objections",
    }
    proof.branch("CSP-T6-S3c", "Specialist process goes on, all else resolved")


@pytest.mark.step("CSP-T6-S3c", "CSP-T7-S1e")
async def test_an_ssm_who_finds_no_reason_declines_and_says_so(case: Worked, proof: Proof) -> None:
    await case.complete(
        DECIDE, SSM, outcome="decline", answers=DECLINED, expect="given with a reason"
    )
    await case.complete(DECIDE, SSM, outcome="decline", answers=DECLINED, reason="A call is open")

    assert await case.phase() == "rejected"
    proof.branch("CSP-T6-S3c", "None")
    proof.branch("CSP-T7-S1e", "No")
    for decision in DECISIONS:
        proof.approval(decision, "refused", by=SSM, outcome="decline")
