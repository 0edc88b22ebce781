"""A restriction in force: varied for a day, broken, reviewed, renewed, ended."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.reviewing import DOCUMENTED, review
from tests.steps.personalised_services.working import NOT_THEIRS, PSM, PSSO, SM, SSM, open_work
from tests.steps.restrictions.working import (
    APPROVER,
    IN_PART,
    SUBMISSION,
    agreed,
    behave,
    considered,
)

FAIR = {
    "CSP-T3-S13b": "The hearing of the assessment is by telephone alone",
    "CSP-T3-S13b.fair": True,
}
MORNINGS = {
    "CSP-T3-S4a.face_to_face": "none",
    "CSP-T3-S4a.phone": "partial",
    "CSP-T3-S4a.phone_only": "hours",
    "CSP-T3-S4a.since": "10:00",
    "CSP-T3-S4a.until": "12:00",
}
REVIEWED = {"CSP-T3-S7j.since": "No call since January"}


@pytest.fixture
async def ps(refer: Refer) -> Worked:
    """The customer's case in Personalised Services, with an incident of violence."""
    ps = await refer("CSP-T4-S1a")
    await behave(ps, sort="threat_of_violence", severity="high")
    return ps


async def imposed(office: Office, customer: str) -> Worked:
    """A restriction in force from 6 January, to be reviewed by 31 March: no telephone."""
    case = await considered(office, customer, on="2027-01-06T11:00+11:00", violence=True)
    answers = {"CSP-T3-S2d": "Threats on the telephone"}
    await case.complete("CSP-T3-S2d", SSM, outcome="propose", answers=answers)
    await case.complete("CSP-T3-S5a", PSSO, outcome="submit", answers=SUBMISSION)
    await agreed(case)
    return case


@pytest.fixture
async def case(ps: Worked, office: Office, customer: str) -> Worked:
    """The restriction of the customer whose case it is."""
    return await imposed(office, customer)


@pytest.mark.step("CSP-T3-S4c", "CSP-T3-S13a", "CSP-T3-S13b", "CSP-T3-S14b", "CSP-T8-S6a")
async def test_for_one_occasion_an_approver_opens_a_channel_with_fairness_noted(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    """One that is over before anybody has decided can only be refused.

    The SSM, asked whether segment 3 is assigned for the restriction, wants it considered first.
    """
    know = "The PSSO knows them best"
    await ps.complete("CSP-T8-S6a", SSM, outcome="discuss_first", reason=know)
    ask = partial(case.send, "variation.requested", officer=PSSO)
    await ask(facts={"channel": "writing", "on": "2027-01-20"}, expect="writing is not restricted")
    await ask(facts={"channel": "phone", "on": "2027-01-01"}, expect="on: ")
    await ask(facts={"channel": "phone", "on": "2027-01-20"})
    decide = partial(case.complete, "CSP-T3-S13a", outcome="approve")
    await decide(PSSO, answers=FAIR, expect=NOT_THEIRS)
    unfair = FAIR | {"CSP-T3-S13b.fair": False}
    await decide(APPROVER, answers=unfair, expect="it is said not to be fair")
    await decide(APPROVER, answers=FAIR)
    await ask(facts={"channel": "phone", "on": "2027-01-21"})
    await case.complete(
        "CSP-T3-S13a", APPROVER, outcome="refuse", reason="Once is enough", answers=FAIR
    )
    await ask(facts={"channel": "phone", "on": "2027-01-20"})
    await case.office.until("2027-01-20T10:00+11:00")
    await behave(ps)
    await case.office.until("2027-01-21T10:00+11:00")
    await decide(APPROVER, answers=FAIR, expect="20 January 2027 is over: refuse it, and have")
    await case.complete("CSP-T3-S13a", APPROVER, outcome="refuse", reason="Over", answers=FAIR)
    await behave(ps)

    assert "CSP-T8-S1a" in await open_work(ps)
    assert not [d for d in (await ps.json())["deadlines"] if "segment_3" in d["id"]]
    proof.branch("CSP-T8-S6a", "No")
    proof.approval("CSP-T8-S6a", "refused", by=SSM, outcome="discuss_first")
    proof.blocks("CSP-T3-S13b", words="it is said not to be fair")
    proof.holds("CSP-T3-S13b", words="fairness_note")
    proof.holds("CSP-T3-S4c", words="a single exception is decided")
    proof.approval("CSP-T3-S13a", "given", by=APPROVER, outcome="approve")
    proof.approval("CSP-T3-S13a", "refused", by=APPROVER, outcome="refuse")
    proof.approval("CSP-T3-S13a", "wrong_person", by=PSSO, because=NOT_THEIRS)
    proof.record("CSP-T3-S13a", system="CIMS", name="variation", values={"decision": "approve"})
    note = {"note": FAIR["CSP-T3-S13b"]}
    proof.record("CSP-T3-S13b", system="CIMS", name="fairness_note", values=note)
    proof.branch("CSP-T3-S14b", "Yes, with approved variation")
    proof.branch("CSP-T3-S14b", "Yes, no variation")


@pytest.mark.step("CSP-T3-S4b", "CSP-T3-S14b", "CSP-T3-S14c")
async def test_contact_over_a_barred_channel_is_a_breach_and_goes_to_its_procedure(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    rings = {"customer": (await ps.json())["customer"], "result": "no_answer"}
    ring = partial(ps.send, "contact.made", officer=PSSO)
    await ring(facts=rings, expect="phone is barred to")
    barred = await ps.known("CSP-T4-S1a")
    comes = rings | {"direction": "in", "channel": "face_to_face", "result": "reached"}
    await ps.send("contact.made", officer=PSSO, facts=comes | {"office": "canberra"})
    kept = await open_work(case)
    await behave(ps, channel="online")
    await behave(ps, channel="phone")
    await case.complete("CSP-T3-S14b", SSM, outcome="breach_procedure", expect=NOT_THEIRS)
    await case.complete("CSP-T3-S14b", PSSO, outcome="breach_procedure")
    await behave(ps, channel="phone")
    await case.complete("CSP-T3-S14b", PSSO, outcome="cold_transfer")
    call = await case.linked("ColdTransfer")

    assert (await call.phase(), (await call.shown("CSP-T3-S8a"))["incident"]) == (
        "answered",
        f"{ps.ref}.incident-4",
    )
    in_part, shut = barred["Barred to the customer: reach them another way"]
    assert in_part.endswith(", open only at our Canberra office")
    assert kept == []
    assert shut.startswith("phone, ")
    proof.holds("CSP-T3-S4b", words="the channel is open as for anybody")
    proof.blocks("CSP-T3-S4b", words="the channel is restricted, full")
    proof.branch("CSP-T3-S14b", "No")
    proof.branch("CSP-T3-S14b", "Yes, no variation")
    over = {"channel": "phone", "incident": f"{ps.ref}.incident-3"}
    proof.record("CSP-T3-S14b", system="CIMS", name="breach", values=over)
    dealt_with = {"dealt_with": "breach_procedure"}
    proof.record("CSP-T3-S14c", system="CIMS", name="breach", values=dealt_with)
    proof.holds("CSP-T3-S14c", words="Customer not complying with a Managed Service Plan")


@pytest.mark.step("CSP-T3-S14b")
async def test_what_the_other_parent_does_reaches_their_restriction_and_breaks_nobody_elses(
    ps: Worked, office: Office, new_customer: Callable[[str], Awaitable[str]], proof: Proof
) -> None:
    """CSP-T3-S3d: reported in the first parent's case; who is not restricted breaks nothing.

    Nobody has the first parent's segment changed for it (CSP-T8-S6a).
    """
    other, first = (
        await new_customer("the other parent of one who is restricted"),
        (await ps.json())["customer"],
    )
    both = {"psso": PSSO, "parties": [{"customer": other, "role": "payee"}]}
    await ps.send("parties.locked", officer=PSSO, facts=both)
    await behave(ps, customer=other, sort="threat_of_violence", severity="high")
    theirs = await imposed(office, other)
    await behave(ps, customer=first)
    await behave(ps, customer=other)
    await theirs.complete("CSP-T3-S14b", PSSO, outcome="cold_transfer")
    call = await theirs.linked("ColdTransfer")
    told = await ps.json()

    assert (await call.json())["customer"] == other
    assert "restriction_letter_notepad" in [row["heading"] for row in told["file"]["notepads"]]
    assert "assign_segment_3" not in [task["kind"] for task in told["tasks"]]
    assert (await call.shown("CSP-T3-S8a"))["incident"] == f"{ps.ref}.incident-4"
    breaches = [r for r in (await theirs.json())["records"] if r["step"] == "CSP-T3-S14b"]
    assert [r["data"]["incident"] for r in breaches] == [f"{ps.ref}.incident-4"]
    proof.branch("CSP-T3-S14b", "Yes, no variation")


@pytest.mark.step("CSP-T3-S14c")
async def test_what_its_procedure_has_of_a_breach_is_asked_after_and_waited_for_to_the_end(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    """A07, A41: the restriction ends by its review, and its case once the breach is answered."""
    for _ in range(2):  # one referral has both
        await behave(ps, channel="phone")
        await case.complete("CSP-T3-S14b", PSSO, outcome="breach_procedure")
    await case.office.until("2027-02-04T09:00+11:00")
    said = {"CB-REFERRAL": "goes_on", "CB-REFERRAL.until": "2027-03-20"}
    await case.complete("CB-REFERRAL", PSSO, answers=said)
    await case.office.until("2027-03-17T09:00+11:00")
    await case.complete("CSP-T3-S7j", PSSO, outcome="end", answers=REVIEWED)
    await case.complete("CSP-T3-S7j", SSM, outcome="end")
    ended = await case.json()
    report = partial(case.send, "procedure.reported", officer=PSSO)
    ending = {"procedure": "breach_of_restriction", "outcome": "nothing_further"}
    await report(facts=ending | {"procedure": "acer"}, expect="nothing of")
    await report(facts=ending)
    over = await case.json()

    (referral,) = ended["file"]["referrals"]
    assert (referral["to"], referral["state"]) == ("breach_of_restriction", "made")
    assert ({r["state"] for r in ended["restrictions"]}, ended["state"]) == ({"ended"}, "open")
    assert (over["state"], over["outcome"]) == ("closed", "ended")
    proof.record("CSP-T3-S14c", system="CIMS", name="breach", values={"ended": "nothing_further"})


@pytest.mark.step("CSP-T3-S6b", "CSP-T3-S7j", "CSP-T3-S14b")
async def test_its_review_opens_before_its_day_and_ends_it_or_has_it_proposed_again(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    """Renewed it has another review; the old one is met, and no day is without one.

    The customer is told what a review came to, by whoever decides it. Who rings in the hours that
    stay open then keeps to it, and a call at nine is a breach.
    """
    await case.office.until("2027-03-17T09:00+11:00")
    await case.complete("CSP-T3-S7j", PSSO, outcome="propose_again", answers=REVIEWED)
    again = {key: said for key, said in SUBMISSION.items() if key not in IN_PART}
    again |= {"CSP-T3-S5c.timeframe": "2027-06-30"} | MORNINGS
    await behave(ps)
    write = partial(case.complete, "CSP-T3-S5a", PSSO, outcome="submit")
    unsaid = {key: said for key, said in again.items() if key != "CSP-T3-S4a.phone_only"}
    await write(answers=unsaid, expect="say what of it stays open")
    await write(answers=again)
    await agreed(case, "2027-06-30")
    renewed = await case.json()
    rings = {"customer": renewed["customer"], "result": "no_answer"}
    ring = partial(ps.send, "contact.made", officer=PSSO, facts=rings)
    await ring(expect="open only between 10:00 and 12:00")  # it is a little after nine
    rings_us = rings | {"direction": "in", "result": "reached"}
    await ps.send("contact.made", officer=PSSO, facts=rings_us)
    for _ in range(2):  # the incident, before it was renewed, and the call
        await case.complete("CSP-T3-S14b", PSSO, outcome="no_breach")
    await case.office.until("2027-03-18T10:30+11:00")
    await ps.send("contact.made", officer=PSSO, facts=rings_us)
    await behave(ps)
    kept = await open_work(case)
    await case.office.until("2027-07-01T09:00+10:00")
    late = await case.json()
    await case.complete("CSP-T3-S7j", PSSO, outcome="end", answers=REVIEWED)
    await case.complete("CSP-T3-S7j", PSSO, outcome="end", expect=NOT_THEIRS)
    await case.complete("CSP-T3-S7j", SSM, outcome="end")
    over = await case.json()

    bars = [(r["channel"], r["state"], r["review_due"]) for r in renewed["restrictions"]]
    assert kept == []
    assert bars == [("face_to_face", "ended", "2027-03-31"), ("phone", "in_force", "2027-06-30")]
    assert [r["state"] for r in late["restrictions"]] == ["ended", "in_force"]
    assert (over["state"], over["outcome"]) == ("closed", "ended")
    ended = {(r["state"], r["special_contact_details"]) for r in over["restrictions"]}
    assert ended == {("ended", None)}
    told = ["Ringing us", "not needed any more"]
    proof.letter("CSP-T3-S7j", contains=told, lacks="Visiting us", signed_by=SSM)
    now = ["We have reviewed the limits", "Ringing us, only between 10:00 and 12:00"]
    proof.letter("CSP-T3-S6b", contains=now, signed_by=APPROVER)
    proof.letter("CSP-T3-S6b", contains="We have decided to change", signed_by=APPROVER)
    proof.branch("CSP-T3-S14b", "Yes, no variation")
    proof.branch("CSP-T3-S14b", "No")
    proof.due("CSP-T3-S7j", "2027-03-31")
    proof.due("CSP-T3-S7j", "2027-06-30")
    proof.met("CSP-T3-S7j")
    proof.passed("CSP-T3-S7j", then="Review the restriction")


@pytest.mark.step("CSP-T3-S7j")
async def test_one_that_the_approvers_do_not_renew_ends_and_its_approver_tells_the_customer(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    """CSP-T3-S7b, A21: the letter says so by fixed words, and gives no word of the refusal."""
    await case.office.until("2027-03-17T09:00+11:00")
    await case.complete("CSP-T3-S7j", PSSO, outcome="propose_again", answers=REVIEWED)
    await behave(ps)
    again = SUBMISSION | {"CSP-T3-S5c.timeframe": "2027-06-30"}
    await case.complete("CSP-T3-S5a", PSSO, outcome="submit", answers=again)
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    await case.complete("CSP-T3-S6f", APPROVER, outcome="refuse", reason="Letters are enough")
    over = await case.json()

    assert (over["state"], over["outcome"]) == ("closed", "ended")
    told = ["Ringing us", "Visiting us", "did not approve that"]
    proof.letter("CSP-T3-S7j", contains=told, lacks="Letters are enough", signed_by=APPROVER)


@pytest.mark.step("CSP-T8-S6a", "CSP-T8-S6b", "CSP-T8-S5a", "CSP-T3-S7j")
async def test_a_restriction_has_segment_3_assigned_and_of_two_reviews_the_earlier_opens_both(
    case: Worked, ps: Worked, office: Office, proof: Proof
) -> None:
    """A22, A34: the SSM confirms it without the earlier steps; each review brings the other."""
    assign = partial(ps.complete, "CSP-T8-S6a", outcome="assign")
    comments = {"CSP-T8-S6b": "Threats on the telephone"}
    await assign(PSSO, answers=comments, expect=NOT_THEIRS)
    await assign(SSM, answers=comments)
    documented = DOCUMENTED | {"CSP-T8-S3d": "2027-02-01"}
    await ps.complete("CSP-T8-S3b", PSM, answers=documented)
    await office.until("2027-02-01T10:00+11:00")
    both = [await each.phase() for each in (ps, case)]
    await review(ps, "2027-05-01")
    await case.complete("CSP-T3-S7j", PSSO, outcome="propose_again", answers=REVIEWED)
    again = SUBMISSION | {"CSP-T3-S5c.timeframe": "2027-04-01"}
    await behave(ps)
    await case.complete("CSP-T3-S5a", PSSO, outcome="submit", answers=again)
    await agreed(case, "2027-04-01")
    apart = [await each.phase() for each in (ps, case)]
    await office.until("2027-04-01T10:00+11:00")

    assert both == ["segment_3_review", "review"]
    assert apart == ["segment_3_active", "in_force"]
    assert [await each.phase() for each in (ps, case)] == both
    proof.approval("CSP-T8-S6a", "given", by=SSM, outcome="assign")
    proof.approval("CSP-T8-S6a", "wrong_person", by=PSSO, because=NOT_THEIRS)
    window = {"issue_comments": comments["CSP-T8-S6b"]}
    proof.record("CSP-T8-S6b", system="Cuba", name="cmp_window", values=window)
    proof.due("CSP-T8-S5a", "2027-02-01")
    proof.passed("CSP-T8-S5a", then="is ongoing reactive management still required?")
    proof.due("CSP-T3-S7j", "2027-04-01")
