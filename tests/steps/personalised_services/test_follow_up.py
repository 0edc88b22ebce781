"""Follow-up as arranged, until the customer has decided: Child Support Table 4, Step 5."""

from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    NO_LETTER,
    NOT_THEIRS,
    PSSO,
    SEGMENTED_2,
    SERVICE,
    SSM,
    Answers,
    act,
    again,
    agree,
    contacted,
    followed_up,
    nth,
    open_work,
    opted,
    speak,
)


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case whose customer is to be contacted again on Friday 15 January."""
    return await refer("CSP-T4-S5a")


def follow_ups(found: dict[str, list[dict[str, str]]], step: str) -> list[tuple[str, str]]:
    """Return the days of a step's deadlines and what became of them."""
    return [(d["due_on"], d["state"]) for d in found["deadlines"] if d["step"] == step]


@pytest.mark.step("CSP-T4-S5a", "CSP-T4-S5b", "CSP-T4-S5c", "CSP-T4-S5d", "CSP-T4-S5g")
async def test_the_customer_is_contacted_again_until_they_have_decided(
    case: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-15T23:59+11:00")
    acts = again(await case.json())
    known = await case.known("CSP-T4-S5a")
    assert known["Next contact that was agreed"] == ["by 15 January 2027, as commitment-1 says"]
    await case.complete("CSP-T4-S5a", SERVICE, outcome="not_yet", acts=acts, expect=NOT_THEIRS)
    await case.complete(
        "CSP-T4-S5a",
        PSSO,
        outcome="not_yet",
        acts=acts[1:],
        expect="there is no contact-3 in this file",
    )
    await case.complete(
        "CSP-T4-S5a", PSSO, outcome="not_yet", acts=acts[:1], expect="no next contact is agreed"
    )
    await case.complete("CSP-T4-S5a", PSSO, outcome="not_yet", acts=acts)

    found = await case.json()
    assert follow_ups(found, "CSP-T4-S5a") == [("2027-01-15", "met"), ("2027-01-22", "armed")]
    cuba = partial(proof.record, system="Cuba")
    spoken = {"issues": ["issue-1"], "for_followup": "commitment-1"}
    cuba("CSP-T4-S5b", name="contact_record", values=spoken)
    cuba("CSP-T4-S5d", name="confirmation", values={"understood": True})
    proof.due("CSP-T4-S5a", "2027-01-22")
    proof.met("CSP-T4-S5a")
    proof.task("CSP-T4-S5b", role="psso", completed="not_yet", refused="service_officer")
    proof.task("CSP-T4-S5c", role="psso", completed="not_yet", refused="service_officer")
    proof.task("CSP-T4-S5d", role="psso", completed="not_yet", refused="service_officer")
    proof.branch("CSP-T4-S5g", "Not yet")
    proof.signal("CSP-T4-S5g", "task.completed")
    proof.signal("CSP-T4-S5g", "task.completed", refused=NOT_THEIRS)


@pytest.mark.step("CSP-T4-S5a")
async def test_a_contact_that_was_not_made_on_the_day_alerts_the_ssm(
    case: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-16T00:00+11:00")

    tasks = {(t["role"], t["step"]) for t in (await case.json())["tasks"] if t["state"] == "open"}
    assert tasks == {("psso", "CSP-T4-S5a"), ("ps_ssm", "CSP-T4-S5a")}
    proof.passed("CSP-T4-S5a", then="The customer was not contacted on the day agreed")


@pytest.mark.step("CSP-T4-S5a")
async def test_a_customer_who_rings_first_is_no_contact_as_arranged(
    case: Worked, office: Office, proof: Proof
) -> None:
    """What they said is the owner's to read, and the day agreed goes on being guarded.

    A talk that was made for the follow-up meets it, however early.
    """
    await office.until("2027-01-13T10:00+11:00")
    await case.send(
        "customer.called_back",
        source="telephony",
        facts={"issue": "payments"},
        content={"text": "Where is my second payment?"},
    )
    called = await case.json()
    (talk,) = followed_up(called)
    await case.send(talk["type"], officer=PSSO, facts=talk["facts"])

    assert follow_ups(called, "CSP-T4-S5a") == [("2027-01-15", "armed")]
    assert {t["kind"] for t in called["tasks"] if t["state"] == "open"} == {
        "follow_up",
        "read_message",
    }
    assert follow_ups(await case.json(), "CSP-T4-S5a") == [("2027-01-15", "met")]
    proof.met("CSP-T4-S5a")


async def test_a_follow_up_that_was_made_in_time_and_told_late_calls_off_the_alert(
    case: Worked, office: Office
) -> None:
    """CSP-T4-S5a."""
    (talk,) = followed_up(await case.json())
    await office.until("2027-01-18T09:00+11:00")
    alerted = await open_work(case)
    await case.send(talk["type"], officer=PSSO, facts=talk["facts"], at="2027-01-15T16:00+11:00")

    found = await case.json()
    assert alerted == ["CSP-T4-S5a", "CSP-T4-S5a"]
    assert follow_ups(found, "CSP-T4-S5a") == [("2027-01-15", "met")]
    assert await open_work(case) == ["CSP-T4-S5a"]
    (commitment,) = found["file"]["commitments"]
    assert (commitment["state"], commitment["kept_by"]) == ("kept", "contact-3")


async def test_the_open_follow_up_has_the_day_that_the_file_has(
    case: Worked, office: Office
) -> None:
    """CSP-T4-S5a, CSP-T4-S5e: another day replaces the first with its reason; one is let go.

    What was missed and is needed no more is nobody's work.
    """
    found = await case.json()
    other = agree(found, "2027-01-20", "contact-2", replaces="commitment-1", why="customer_asked")[
        "facts"
    ]
    days = [await follow_up_due(case)]
    await case.send(
        "commitment.made", officer=PSSO, facts=other | {"why": None}, expect="say why commitment-1"
    )
    await case.send("commitment.made", officer=PSSO, facts=other)
    days.append(await follow_up_due(case))
    statement = promise(found["customer"], "send_statement", "2027-01-12")
    await case.send("commitment.made", officer=PSSO, facts=statement)
    await office.until("2027-01-16T00:00+11:00")
    missed = await open_work(case)
    for row in ("commitment-3", "commitment-2"):
        facts = {"commitment": row, "why": "no_longer_needed", "seen": 1}
        await case.send("commitment.released", officer=PSSO, facts=facts)
    days.append(await follow_up_due(case))
    await case.send(
        "commitment.made", officer=PSSO, facts=agree(found, "2027-01-25", "contact-1")["facts"]
    )
    days.append(await follow_up_due(case))

    assert days == ["2027-01-15", "2027-01-20", None, "2027-01-25"]
    assert missed == ["CSP-T4-S5a", "CSP-T4-S5e"]
    assert await open_work(case) == ["CSP-T4-S5a"]
    found = await case.json()
    assert follow_ups(found, "CSP-T4-S5a") == [
        ("2027-01-15", "withdrawn"),
        ("2027-01-20", "withdrawn"),
        ("2027-01-25", "armed"),
    ]
    assert [c["state"] for c in found["file"]["commitments"]][:3] == [
        "replaced",
        "released",
        "released",
    ]


@pytest.mark.step("RES-T3-S3d")
async def test_a_customer_of_segment_2_has_clear_times_and_is_watched(
    refer: Refer, office: Office, proof: Proof
) -> None:
    """RES-T3-S3d: what the customer is to do by a day; one is kept in time, one is not."""
    case = await refer("CSP-T5-S1b")
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_2", answers=SEGMENTED_2)
    customer = (await case.json())["customer"]
    for what, day in (("send_payslips", "2027-01-12"), ("send_statement", "2027-01-13")):
        facts = promise(customer, what, day)
        await case.send("commitment.made", officer=PSSO, facts=facts)
    await case.send("contact.made", officer=PSSO, facts=speak(await case.json())["facts"])
    kept = {"commitment": "commitment-2", "shown_by": "contact-3", "seen": 1}
    await case.send("commitment.kept", officer=PSSO, facts=kept)
    await office.until("2027-01-14T09:00+11:00")

    assert "CSP-T4-S5e" in await open_work(case)
    proof.due("RES-T3-S3d", "2027-01-12")
    proof.met("RES-T3-S3d")
    proof.due("RES-T3-S3d", "2027-01-13")
    proof.passed("RES-T3-S3d", then="The day of a commitment is over")
    times = {"customer": customer, "commitment": "send_payslips", "times": "2027-01-12"}
    proof.record("RES-T3-S3d", system="Cuba", name="commitments", values=times)


async def follow_up_due(case: Worked) -> str | None:
    """Return the last day of the follow-up that is open."""
    tasks = (await case.json())["tasks"]
    (task,) = (t for t in tasks if (t["kind"], t["state"]) == ("follow_up", "open"))
    return task["due_on"] if task["due"] else None


@pytest.mark.step("CSP-T4-S5a")
async def test_a_follow_up_is_guarded_from_the_moment_it_is_agreed(
    refer: Refer, office: Office, proof: Proof
) -> None:
    """Segment and options come before the follow-up itself, and may take longer than agreed."""
    case = await refer("CSP-T4-S1a")
    acts = contacted(await case.json())
    await case.complete("CSP-T4-S1a", PSSO, outcome="made", acts=acts)
    agreed = await case.json()
    await office.until("2027-01-16T00:00+11:00")

    assert follow_ups(agreed, "CSP-T4-S5a") == [("2027-01-15", "armed")]
    assert await open_work(case) == ["CSP-T4-S5a", "CSP-T5-S1b"]
    proof.due("CSP-T4-S5a", "2027-01-15")
    proof.passed("CSP-T4-S5a", then="The customer was not contacted on the day agreed")


async def answered(case: Worked, answer: str, *more: Answers) -> list[Answers]:
    """Return the acts of a follow-up in which the customer answers the option."""
    found = await case.json()
    talk = nth(found, "contact")
    said = act("option.answered", option="option-1", answer=answer, answered_in=talk, seen=1)
    return [*followed_up(found), said, *more]


@pytest.mark.step("CSP-T4-S5c", "CSP-T4-S5g")
async def test_options_that_the_customer_takes_up_are_recorded_anew(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T5-S3a")
    given = opted(await case.json())
    await case.complete("CSP-T5-S3a", PSSO, outcome="no_letter", answers=NO_LETTER, acts=given)
    next_day = agree(await case.json(), "2027-01-22", "contact-3")
    await case.complete(
        "CSP-T4-S5a",
        PSSO,
        outcome="takes_up",
        acts=again(await case.json()),
        expect="no option is taken up",
    )
    acts = await answered(case, "taken_up", next_day)
    await case.complete("CSP-T4-S5a", PSSO, outcome="takes_up", acts=acts)

    assert await case.task("CSP-T5-S3a")
    proof.branch("CSP-T4-S5g", "Takes up options")
    cuba = partial(proof.record, system="Cuba")
    offered = {"option": "private_collection", "consequences": ["no_collection"]}
    cuba("CSP-T4-S5c", name="options_given", values=offered)
    said = {"option": "option-1", "decision": "taken_up"}
    cuba("CSP-T4-S5g", name="customer_decision", values=said)


@pytest.mark.step("CSP-T4-S5g")
async def test_a_customer_who_declines_is_on_the_way_out_and_silence_is_no_decline(
    case: Worked, proof: Proof
) -> None:
    await case.complete(
        "CSP-T4-S5a",
        PSSO,
        outcome="declines",
        acts=followed_up(await case.json()),
        expect="option-1 is given, not declined",
    )
    acts = await answered(case, "declined")
    await case.complete("CSP-T4-S5a", PSSO, outcome="declines", acts=acts)

    assert await case.phase() == "closing_contact"
    proof.branch("CSP-T4-S5g", "Declines")


def promise(customer: str, what: str, day: str) -> Answers:
    """Return the promise of a customer."""
    return {"who": customer, "whom": PSSO, "what": what, "by_day": day, "made_in": "contact-2"}


@pytest.mark.step("CSP-T4-S5e")
async def test_commitments_are_kept_one_by_one_each_with_its_own_day(
    case: Worked, office: Office, proof: Proof
) -> None:
    """One in time and told late, one missed and kept late; the third moved with its reason."""
    customer = (await case.json())["customer"]
    first = promise(customer, "send_statement", "2027-01-06")
    for promised in (
        first,
        promise(customer, "send_payslips", "2027-01-07"),
        promise(customer, "call_the_bank", "2027-01-08"),
    ):
        await case.send("commitment.made", officer=PSSO, facts=promised)
    moved = promise(customer, "call_the_bank", "2027-01-12")
    moved |= {"replaces": "commitment-4", "why": "customer_asked"}
    await case.send("commitment.made", officer=PSSO, facts=moved)
    await office.until("2027-01-08T09:00+11:00")
    missed = follow_ups(await case.json(), "CSP-T4-S5e")
    work = await open_work(case)
    kept = {"commitment": "commitment-2", "seen": 1}
    await case.send("commitment.kept", officer=PSSO, facts=kept, at="2027-01-06T15:00+11:00")
    await case.complete("CSP-T4-S5e", PSSO, expect="commitment-3 is missed")
    late = act("commitment.kept", commitment="commitment-3", seen=1)
    await case.complete("CSP-T4-S5e", PSSO, acts=[late])

    found = await case.json()
    assert missed == [
        ("2027-01-06", "passed"),
        ("2027-01-07", "passed"),
        ("2027-01-08", "withdrawn"),
        ("2027-01-12", "armed"),
    ]
    assert work == ["CSP-T4-S5a", "CSP-T4-S5e", "CSP-T4-S5e"]
    assert follow_ups(found, "CSP-T4-S5e")[:2] == [("2027-01-06", "met"), ("2027-01-07", "passed")]
    assert {c["id"][-1]: c["state"] for c in found["file"]["commitments"]} == {
        "1": "open",  # the follow-up
        "2": "kept",
        "3": "kept_late",
        "4": "replaced",
        "5": "open",
    }
    assert await open_work(case) == ["CSP-T4-S5a"]
    said = {"who": customer, "what": "send_statement", "due_date": "2027-01-06"}
    proof.record("CSP-T4-S5e", system="Cuba", name="commitment", values=said)
    proof.due("CSP-T4-S5e", "2027-01-07")
    proof.met("CSP-T4-S5e")
    proof.passed("CSP-T4-S5e", then="The day of a commitment is over")


@pytest.mark.step("CSP-T4-S5f", "CSP-T5-S3c")
async def test_a_social_worker_is_brought_in_only_after_the_ssm_has_discussed_it(
    case: Worked, office: Office, proof: Proof
) -> None:
    """Wherever it is referred; accepted is not answered, and at its day it is chased."""
    customer = (await case.json())["customer"]
    refer = {"to": "social_work", "sort": "organisation", "party": customer}
    refer |= {"answer_due": "2027-01-12", "issues": ["issue-1"]}
    await case.send("referral.made", officer=PSSO, facts=refer, expect="discuss it with the SSM")
    await case.send("referral.considered", officer=PSSO, facts=refer)
    await case.complete("CSP-T4-S5f", PSSO, outcome="refer", expect=NOT_THEIRS)
    await case.complete("CSP-T4-S5f", SSM, outcome="refer", expect="referral-1 is not discussed")
    agreed = act("referral.discussed", referral="referral-1", agreed=True, seen=1)
    await case.complete("CSP-T4-S5f", SSM, outcome="refer", acts=[agreed])
    before = [r["step"] for r in (await case.json())["records"] if r["name"] == "handed_to"]
    made = act("referral.made", discussed="referral-1", **refer)
    await case.complete("CSP-T5-S3c", PSSO, acts=[made])
    answer = {"referral": "referral-1", "answer": "accepted", "seen": 3}
    await case.send("referral.answered", officer=PSSO, facts=answer)
    await office.until("2027-01-13T00:00+11:00")
    chasing = (await office.task(case.ref, "CB-REFERRAL")).id
    await case.complete(chasing, PSSO, expect="referral-1 is accepted, which is no answer")
    chase = act("referral.chased", referral="referral-1", answer_due="2027-01-14", seen=4)
    await case.complete(chasing, PSSO, acts=[chase])
    over = {"referral": "referral-1", "answer": "answered", "seen": 5}
    await case.send("referral.answered", officer=PSSO, facts=over)

    found = await case.json()
    after = [r["step"] for r in found["records"] if r["name"] == "handed_to"]
    assert (before, after) == ([], ["CSP-T4-S5f"])
    assert found["file"]["referrals"][0]["state"] == "answered"
    assert follow_ups(found, "CB-REFERRAL") == [("2027-01-14", "met")]
    proof.blocks("CSP-T4-S5f", "blocks")
    proof.holds("CSP-T4-S5f", "holds")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T4-S5f", name="discussion", values={"referral": "referral-1", "agreed": True})
    cuba("CSP-T5-S3c", name="social_worker_referral", values={"customer": customer})
    proof.approval("CSP-T4-S5f", "given", by="ps_ssm", outcome="refer")
    proof.approval("CSP-T4-S5f", "wrong_person", by=PSSO, because=NOT_THEIRS)


@pytest.mark.step("CSP-T4-S5a")
async def test_a_day_that_went_by_before_the_options_were_recorded_alerts_the_ssm_on_that_day(
    refer: Refer, office: Office, proof: Proof
) -> None:
    case = await refer("CSP-T5-S3a")
    await office.until("2027-01-20T10:00+11:00")
    alert = await office.task(case.ref, "CSP-T4-S5a")
    acts = opted(await case.json())
    await case.complete("CSP-T5-S3a", PSSO, outcome="no_letter", answers=NO_LETTER, acts=acts)

    assert (alert.kind, alert.opened_at.isoformat()) == (
        "follow_up_overdue",
        "2027-01-15T13:00:00+00:00",
    )
    assert follow_ups(await case.json(), "CSP-T4-S5a") == [("2027-01-15", "passed")]
    assert await open_work(case) == ["CSP-T4-S5a", "CSP-T4-S5a"]  # the PSSO's, and the SSM's alert
    proof.passed("CSP-T4-S5a", then="The customer was not contacted on the day agreed")
