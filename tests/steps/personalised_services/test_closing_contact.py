"""The eight gates, and contact about the close: Child Support Table 6, Step 1."""

from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.conftest import Refer
from tests.steps.personalised_services.working import (
    ATTESTED,
    BOTH,
    GATES,
    MAIL,
    NOT_THEIRS,
    OTHER_PERSON,
    PSSO,
    REQUESTED,
    SERVICE,
    SSM,
    TOLD,
    TRIED,
    open_work,
)

LETTER = {"CSP-T6-S1j.addressed": "Both payments are on your account"}


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case with every gate open, whose customer is to hear on 4 January that it closes."""
    return await refer("CSP-T6-S1i")


@pytest.fixture
async def written_to(case: Worked) -> Worked:
    """The customer could not be reached, and has a letter of 4 January."""
    await case.complete("CSP-T6-S1i", PSSO, outcome="unreachable", answers=TRIED)
    await case.complete("CSP-T6-S1j", PSSO, outcome="send", answers=LETTER)
    return case


async def letter_of(case: Worked) -> str:
    """Return the id of the case's letter."""
    return str((await case.json())["letters"][0]["id"])


@pytest.mark.step(*GATES)
async def test_each_gate_alone_keeps_the_case_open_and_all_eight_let_it_close(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S1a")
    for gate in GATES:
        await case.complete(
            "CSP-T6-S1a", PSSO, outcome="attested", answers=ATTESTED | {gate: False}
        )
        assert await open_work(case) == ["CSP-T6-S1a"], gate
    unanswered = {key: answer for key, answer in ATTESTED.items() if key != "CSP-T6-S1g"}
    await case.complete("CSP-T6-S1a", PSSO, outcome="attested", answers=unanswered)
    assert await open_work(case) == ["CSP-T6-S1a"]

    await case.complete("CSP-T6-S1a", PSSO, outcome="attested", answers=ATTESTED)

    assert await case.task("CSP-T6-S1i")
    for gate in GATES:
        proof.blocks(gate, "blocks")
        proof.holds(gate, "holds")
    for read in ("CSP-T6-S1a", "CSP-T6-S1d", "CSP-T6-S1e", "CSP-T6-S1f"):
        proof.answered(read, True)
        proof.answered(read, False)
    held = {"holds": True, "evidence": "Note 12 in the stacking document"}
    cuba = partial(proof.record, system="Cuba", values=held)
    cuba("CSP-T6-S1b", name="issue_list")
    cuba("CSP-T6-S1c", name="cmp")
    cuba("CSP-T6-S1g", name="feedback")
    cuba("CSP-T6-S1h", name="psm_discussion")


@pytest.mark.step("CSP-T6-S1i", "CSP-T6-S1j", "CSP-T6-S1k", "CSP-T4-S6b")
async def test_a_customer_who_answers_on_the_last_day_is_dealt_with_first(
    case: Worked, office: Office, proof: Proof
) -> None:
    await case.complete(
        "CSP-T6-S1i", SERVICE, outcome="unreachable", answers=TRIED, expect=NOT_THEIRS
    )
    await case.complete("CSP-T6-S1i", PSSO, outcome="unreachable", answers=TRIED)
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
            "Both payments are on your account",
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
    await case.complete("CSP-T6-S1i", PSSO, outcome="unreachable", answers=TRIED)
    send = partial(case.complete, "CSP-T6-S1j", PSSO, outcome="send", answers=LETTER)

    await send(at="2027-01-05T10:00+11:00", expect="before this work was opened")

    assert await open_work(case) == ["CSP-T6-S1j"]
    await send()
    (letter,) = (await case.json())["letters"]
    assert (letter["sent_at"], letter["reply_due_on"]) == (
        "2027-01-25T10:00:00+11:00",
        "2027-02-08",
    )
    assert await open_work(case) == []


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

    assert (waiting, after) == ([], ["CSP-T6-S2a"])
    assert await written_to.phase() == "finalisation"
    assert await open_work(written_to) == ["CB-LATE", "CSP-T6-S2a"]
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
    assert await open_work(written_to) == ["CSP-T4-S1a"]
    assert [a["state"] for a in found["approvals"] if a["step"] == "CSP-T7-S1e"] == ["withdrawn"]
    assert len(found["letters"]) == 1


@pytest.mark.step("CSP-T6-S1i", "CSP-T6-S1l")
async def test_closing_without_contact_needs_an_ssm_who_agrees_and_did_not_ask(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S1i", psso=BOTH)
    apart = {"CSP-T6-S1i": "Contact would put the customer at risk"}
    await case.complete("CSP-T6-S1i", BOTH, outcome="not_appropriate", answers=apart)
    await case.complete("CSP-T6-S1l", BOTH, outcome="agreed", expect=OTHER_PERSON)
    await case.complete("CSP-T6-S1l", SSM, outcome="not_agreed", reason="Write by the nominee")
    again = await open_work(case)
    await case.complete("CSP-T6-S1i", BOTH, outcome="not_appropriate", answers=apart)
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
    await case.complete("CSP-T6-S1i", PSSO, outcome="unreachable", answers=TRIED)
    await case.complete("CSP-T6-S1j", PSSO, outcome="send", answers=LETTER, expect="post is barred")
    await case.complete("CSP-T6-S1j", PSSO, outcome="cannot_go", reason="Post is barred")
    await case.complete("CSP-T6-S1i", PSSO, outcome="contacted", answers=TOLD)

    assert await case.phase() == "finalisation"
    proof.letter("CSP-T6-S1j", stopped="post is barred by a restriction")
    proof.branch("CSP-T6-S1i", "Yes")
