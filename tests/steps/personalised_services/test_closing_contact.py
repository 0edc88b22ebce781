"""The eight gates, and contact about the close: Child Support Table 6, Step 1."""

from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Json, Office, Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    BOTH,
    GATES,
    MAIL,
    NOT_THEIRS,
    NOTE,
    OTHER_PERSON,
    PSM,
    PSSO,
    REQUESTED,
    SERVICE,
    SSM,
    act,
    attest,
    closing_contact,
    open_work,
    prepared,
    settled,
    speak,
    told,
    tried,
)

LETTER = {"CSP-T6-S1j.words": "Both payments are on your account"}


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case with every gate open, whose customer is to hear on 4 January that it closes."""
    return await refer("CSP-T6-S1i")


@pytest.fixture
async def written_to(case: Worked) -> Worked:
    """The customer could not be reached, and has a letter of 4 January."""
    await unreachable(case)
    await case.complete("CSP-T6-S1j", PSSO, outcome="send", answers=LETTER)
    return case


async def unreachable(case: Worked) -> None:
    """Try to reach the customer, once."""
    acts = tried(await case.json())
    await case.complete("CSP-T6-S1i", PSSO, outcome="unreachable", acts=acts)


async def agreed_plan(case: Worked, action: Json, number: int) -> None:
    """Have another version of the plan approved, the ``number``th, with one action."""
    acts = [(PSSO, one) for one in filing.planning("plan-1", action, number=number)]
    acts += [(SSM, one) for one in filing.decided("plan.approved", "plan-1", action, number=number)]
    for officer, one in acts:
        await case.send(one["type"], officer=officer, facts=one["facts"])


async def letter_of(case: Worked) -> str:
    """Return the id of the case's letter."""
    return str((await case.json())["letters"][0]["id"])


@pytest.mark.step(*GATES)
async def test_each_gate_blocks_by_name_until_acts_open_it_and_then_the_case_may_close(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S1a")
    customer = (await case.json())["customer"]
    send = partial(case.send, officer=PSSO)
    await send("contact.made", facts={"customer": customer, "result": "reached"})
    about = {"raised_in": "contact-2", "parties": [customer]}
    await send("issue.raised", facts={"about": "care_levels", **about})
    await send("issue.raised", facts={"about": "escalation", **about})
    decided_ = {"issues": ["issue-2"], "result": "kept", "delegation": "d-12"}
    await send("issue.decided", facts=decided_ | {"in_force_from": "2027-01-04"})
    intray = {"sort": "ps_followup", "to": PSSO, "customer": customer}
    await send("intray.raised", facts=intray)
    msp = {"sort": "msp", "customer": customer, "start": "2027-01-04"}
    await send("plan.opened", facts=msp)
    action = {"id": "a-1", "serves": "issue-2", "who": PSSO, "what": "check_levels"}
    await agreed_plan(case, action, number=2)

    settle = partial(case.complete, "CSP-T6-S1a", PSSO, outcome="settled")
    await settle(expect="CSP-T6-S1a (")
    await settle(expect="issue-2, levels of care, is decided")
    await settle(expect="check_levels, a-1 of plan-1, is open")
    await settle(expect="intray-2, ps_followup, is open with psso.diaz")
    await settle(expect="issue-3: no written response")
    await settle(expect="CSP-T6-S1f (")
    await settle(expect="CSP-T6-S1g (")
    await settle(expect="is active: attest that it was discussed with the PSM")
    assert await open_work(case) == ["BG-ROLE-SPEC-f", "CSP-T2-S1c", "CSP-T6-S1a"]
    across = {"CSP-T2-S1c": "Centrelink keeps its plan"}
    await case.complete("CSP-T2-S1c", PSM, answers=across)
    assert await decided(case, GATES) == []

    over = {"outcome": "withdrawn", "on": "contact-2", "seen": 1}
    await agreed_plan(case, action | {"state": "done"}, number=3)
    found = await case.json()
    response = {"sender": "ombudsman", "received_on": "2027-01-04", "about": [customer]}
    await settle(
        acts=[
            act("issue.closed", issue="issue-2", **over),
            act("decision.told", decision="decision-2", party=customer, rests_on="contact-2"),
            act("issue.closed", issue="issue-3", **over),
            act("correspondence.received", category="ombudsman_response", **response),
            speak(found, purpose="written_response", understood=True),
            act("intray.closed", intray="intray-2", why="dealt_with", seen=1),
            *settled(await case.json()),
            attest("CSP-T6-S1h"),
        ]
    )

    assert await open_work(case) == ["CSP-T6-S1i"]
    for gate in GATES:
        proof.blocks(gate, words=f"{gate} (")
        proof.holds(gate, "holds")
    for read in ("CSP-T6-S1a", "CSP-T6-S1d", "CSP-T6-S1e", "CSP-T6-S1f"):
        proof.answered(read, True)
    cuba = partial(proof.record, system="Cuba", values={"holds": True})
    cuba("CSP-T6-S1b", name="issue_list")
    cuba("CSP-T6-S1c", name="cmp")
    cuba("CSP-T6-S1g", name="feedback")
    cuba("CSP-T6-S1h", name="psm_discussion")


async def decided(case: Worked, steps: tuple[str, ...]) -> list[str]:
    """Return the steps of which the timeline says that they were decided."""
    lines = (await case.json())["timeline"]
    return [line["step"] for line in lines if line["kind"] == "decided" and line["step"] in steps]


async def test_what_was_attested_is_shown_with_who_said_so_and_what_shows_it(
    refer: Refer,
) -> None:
    """CSP-T6-S1g: an attestation is an act of any time, before anybody thinks of closing."""
    case = await refer("CSP-T4-S1a")
    await case.send("gate.attested", officer=PSSO, facts=attest("CSP-T6-S1g")["facts"])

    gate = next(g for g in (await case.json())["gates"] if g["step"] == "CSP-T6-S1g")
    assert gate["holds"]
    attested = gate["attested"]
    assert (attested["by"], attested["shown_by"]) == (PSSO, NOTE)


@pytest.mark.step("CSP-T6-S1i", "CSP-T6-S1j", "CSP-T6-S1k", "CSP-T4-S6b")
async def test_a_customer_who_answers_on_the_last_day_is_dealt_with_first(
    case: Worked, office: Office, proof: Proof
) -> None:
    report = partial(case.complete, "CSP-T6-S1i", outcome="unreachable")
    await report(SERVICE, expect=NOT_THEIRS)
    await report(PSSO, expect="no attempt to reach")
    await unreachable(case)
    await case.complete("CSP-T6-S1j", SSM, outcome="send", answers=LETTER, expect=NOT_THEIRS)
    await case.complete("CSP-T6-S1j", PSSO, outcome="send", answers=LETTER)
    await office.until("2027-01-18T23:59+11:00")
    await case.send("customer.replied", officer=MAIL, about=await letter_of(case))

    assert (await case.phase(), await open_work(case)) == ("active", ["CSP-T4-S1a"])
    proof.task("CSP-T6-S1i", role="psso", completed="unreachable", refused="service_officer")
    proof.branch("CSP-T6-S1i", "No")
    proof.letter(
        "CSP-T6-S1j",
        contains=[
            "Please reply by 18 January 2027.",
            "on 4 January 2027",
            "Both payments are on your account.",
        ],
        signed_by=PSSO,
        channel="post",
    )
    proof.due("CSP-T6-S1k", "2027-01-18")
    proof.met("CSP-T6-S1k")
    proof.branch("CSP-T6-S1k", "Yes")
    proof.holds("CSP-T4-S6b", "holds", words="the PSSO signed the letter")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T4-S6b", name="signatory", values={"signatory": PSSO})
    cuba("CSP-T6-S1i", name="contact_record", values={"contact": "unreachable"})
    answered = {"reply": "customer.replied", "due_date": "18 January 2027"}
    cuba("CSP-T6-S1k", name="reply", values=answered)
    proof.blocks("CSP-T4-S6b", words=NOT_THEIRS)


async def test_a_reply_window_cannot_be_opened_and_ended_by_dating_its_letter_back(
    case: Worked, office: Office
) -> None:
    """Of the customer's fourteen days not one was left when the letter went."""
    await office.until("2027-01-25T10:00+11:00")
    await unreachable(case)
    send = partial(case.complete, "CSP-T6-S1j", PSSO, outcome="send", answers=LETTER)

    await send(at="2027-01-05T10:00+11:00", expect="before this work was opened")

    assert "CSP-T6-S1j" in await open_work(case)
    await send()
    (letter,) = (await case.json())["letters"]
    assert (letter["sent_at"], letter["reply_due_on"]) == (
        "2027-01-25T10:00:00+11:00",
        "2027-02-08",
    )
    assert "CSP-T6-S1j" not in await open_work(case)


@pytest.mark.step("CSP-T6-S1k")
async def test_a_customer_who_is_silent_for_14_days_lets_the_request_be_made(
    written_to: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-18T23:59+11:00")
    waiting = await open_work(written_to)
    await office.until("2027-01-19T00:00+11:00")
    after = await open_work(written_to)
    letter = await letter_of(written_to)
    await written_to.send("customer.replied", officer=MAIL, about=letter)  # really late

    assert set(after) - set(waiting) == {"CSP-T6-S2a"}
    assert await written_to.phase() == "finalisation"
    assert {"CB-LATE", "CSP-T6-S2a"} <= set(await open_work(written_to))
    proof.branch("CSP-T6-S1k", "No")
    proof.passed("CSP-T6-S1k", then="no answer in 14 days: it may be requested")


async def test_an_answer_in_time_that_is_recorded_late_takes_the_request_back(
    written_to: Worked, office: Office
) -> None:
    await office.until("2027-01-19T09:00+11:00")
    await written_to.complete("CSP-T6-S2a", PSSO, answers=REQUESTED)
    await written_to.send(
        "customer.replied",
        officer=MAIL,
        about=await letter_of(written_to),
        at="2027-01-18T16:00+11:00",
    )

    found = await written_to.json()
    assert (found["phase"], found["owner"]) == ("active", PSSO)
    assert "CSP-T4-S1a" in await open_work(written_to)
    assert [a["state"] for a in found["approvals"] if a["step"] == "CSP-T7-S1e"] == ["withdrawn"]
    assert len(found["letters"]) == 1


@pytest.mark.step("CSP-T6-S1i", "CSP-T6-S1l")
async def test_closing_without_contact_needs_an_ssm_who_agrees_and_did_not_ask(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S1i", psso=BOTH)
    report = partial(case.complete, "CSP-T6-S1i", BOTH, outcome="not_appropriate")
    await report(expect="must be given with a reason")
    await report(reason="Contact would put the customer at risk")
    await case.complete("CSP-T6-S1l", BOTH, outcome="agreed", expect=OTHER_PERSON)
    await case.complete("CSP-T6-S1l", SSM, outcome="not_agreed", reason="Write by the nominee")
    again = await open_work(case)
    await report(reason="Contact would put the customer at risk")
    await case.complete("CSP-T6-S1l", SSM, outcome="agreed")

    assert (again, await case.phase()) == (["CSP-T6-S1i"], "finalisation")
    proof.branch("CSP-T6-S1i", "No contact is appropriate")
    proof.branch("CSP-T6-S1l", "No")
    proof.branch("CSP-T6-S1l", "Yes")
    proof.approval("CSP-T6-S1l", "wrong_person", by=BOTH, because="asked for this decision")
    proof.approval("CSP-T6-S1l", "refused", by=SSM)
    proof.approval("CSP-T6-S1l", "given", by=SSM)
    proof.record(
        "CSP-T6-S1l",
        system="Cuba",
        name="no_contact",
        values={
            "circumstances": "Contact would put the customer at risk",
            "agreement": "agreed",
        },
    )


@pytest.mark.step("CSP-T6-S1i", "CSP-T6-S1j")
async def test_a_letter_that_may_not_go_leaves_the_contact_to_be_made(
    refer: Refer, bar_post: None, proof: Proof
) -> None:
    case = await refer("CSP-T6-S1i")
    checks = await prepared(case)
    await case.send(checks["type"], officer=PSSO, facts=checks["facts"])
    await unreachable(case)
    await case.complete("CSP-T6-S1j", PSSO, outcome="send", answers=LETTER, expect="post is barred")
    await case.complete("CSP-T6-S1j", PSSO, outcome="cannot_go", reason="Post is barred")
    found = await case.json()
    unsure = [closing_contact(found, result="reached", identity="failed")]
    reported = partial(case.complete, "CSP-T6-S1i", PSSO, outcome="contacted")
    await reported(acts=unsure, expect="no contact since this was opened")
    await reported(acts=told(found))

    assert await case.phase() == "finalisation"
    proof.letter("CSP-T6-S1j", stopped="post is barred by a restriction")
    proof.branch("CSP-T6-S1i", "Yes")
