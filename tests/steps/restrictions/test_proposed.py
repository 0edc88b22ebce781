"""A restriction is proposed, read at three levels by three people, decided, and in force."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Restriction
from domain.catalogue import SETTINGS
from domain.kit_settings import DIRECTORY
from domain.step_ids import StepId
from tests.database.rows import a_case, new_ref
from tests.plugin.proof import Proof
from tests.restricting import bar
from tests.steps.conftest import Sets
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    EVERY_ROLE,
    NOT_THEIRS,
    PSSO,
    SERVICE,
    SM,
    SSM,
)
from tests.steps.restrictions.working import (
    APPROVER,
    CHANNELS,
    PROGRAMMES,
    SUBMISSION,
    agreed,
    behave,
    considered,
)

Sessions = async_sessionmaker[AsyncSession]

ON = "2027-01-06T11:00+11:00"
KNOWN: Any = SETTINGS[DIRECTORY].default
WITHOUT_THE_SM = {code: entry for code, entry in KNOWN.items() if code != "ps_sm"}
CONSULTED = {"CSP-T3-S2d": "Threats at the front desk"}


@pytest.fixture
async def ps(refer: Refer) -> Worked:
    """The customer's case in Personalised Services, with an incident of violence."""
    ps = await refer("CSP-T4-S1a")
    await behave(ps, sort="threat_of_violence", severity="high", channel="face_to_face")
    return ps


@pytest.fixture
async def case(ps: Worked, office: Office, customer: str) -> Worked:
    """A restriction that the SSM has considered at once, for violence."""
    case = await considered(office, customer, on=ON, violence=True)
    await case.complete("CSP-T3-S2d", SSM, outcome="propose", answers=CONSULTED)
    return case


async def submit(case: Worked) -> None:
    """Send submission and letter to the SSM."""
    await case.complete("CSP-T3-S5a", PSSO, outcome="submit", answers=SUBMISSION)


@pytest.mark.step("CSP-T3-S2d", "CSP-T3-S2e", "CSP-T3-S1b")
async def test_violence_goes_to_the_ssm_at_once_and_the_emergency_before_everything_else(
    ps: Worked, office: Office, customer: str, proof: Proof
) -> None:
    """No warning comes first (A44)."""
    case = await considered(office, customer, on=ON, violence=True, immediate=True)
    consult = partial(case.complete, "CSP-T3-S2d", answers=CONSULTED)
    await consult(PSSO, outcome="propose", expect=NOT_THEIRS)
    await consult(SSM, outcome="propose")

    assert await case.phase() == "proposed"
    proof.branch("CSP-T3-S1b", "Yes")
    proof.task("CSP-T3-S2d", role="ps_ssm", completed="propose", refused=PSSO)
    proof.branch("CSP-T3-S2d", "Yes")
    proof.approval("CSP-T3-S2d", "given", by=SSM, outcome="propose")
    proof.approval("CSP-T3-S2d", "wrong_person", by=PSSO, because=NOT_THEIRS)
    proof.holds("CSP-T3-S2e", words="the emergency comes first")
    consulted = {"consulted": SSM, "result": "propose"}
    proof.record("CSP-T3-S2d", system="Cuba", name="consultation", values=consulted)
    proof.record("CSP-T3-S2e", system="CIRT", name="incident", values={"immediate_threat": True})


@pytest.mark.step(
    "CSP-T3-S2b",
    "CSP-T3-S2e",
    "CSP-T3-S5a",
    "CSP-T3-S5b",
    "CSP-T3-S5c",
    "CSP-T3-S5d",
    "CSP-T3-S14a",
)
async def test_a_submission_says_all_that_it_must_and_what_it_means_in_each_programme(
    case: Worked, proof: Proof
) -> None:
    write = partial(case.complete, "CSP-T3-S5a", outcome="submit")
    await write(SERVICE, answers=SUBMISSION, expect=NOT_THEIRS)
    untouched = {f"CSP-T3-S2b.{each}": "not_at_all" for each in PROGRAMMES}
    await write(PSSO, answers=SUBMISSION | untouched, expect="it touches no programme")
    unsaid = {"CSP-T3-S5d.medicare": "nothing"}
    await write(PSSO, answers=SUBMISSION | unsaid, expect="medicare is touched")
    await write(PSSO, answers=SUBMISSION)

    cuba = partial(proof.record, system="Cuba")
    proof.blocks("CSP-T3-S2e", words="nothing threatens at this moment")
    proof.blocks("CSP-T3-S2b", words="it touches no programme")
    proof.holds("CSP-T3-S2b", words="impact_by_program")
    cuba("CSP-T3-S2b", name="impact_by_program", values={"medicare": "a_little"})
    proof.blocks("CSP-T3-S5d", words="medicare is touched")
    proof.holds("CSP-T3-S5d", words="restriction_submission")
    cuba("CSP-T3-S5d", name="restriction_submission", values={"medicare": "other_channel"})
    proof.branch("CSP-T3-S5a", "Yes")
    cuba("CSP-T3-S5a", name="decision", values={"proposal": "submit"})
    written: tuple[StepId, ...] = ("CSP-T3-S5a", "CSP-T3-S5b", "CSP-T3-S5c")
    for done in written:
        proof.task(done, role="psso", completed="submit", refused=SERVICE)
    cuba("CSP-T3-S5b", name="restriction_submission")
    cuba("CSP-T3-S5c", name="restriction_submission", values={"timeframe": "2027-03-31"})
    proof.guidance("CSP-T3-S14a", "Restrictions lower the chance")


@pytest.mark.step(
    "CSP-T3-S5e", "CSP-T3-S5f", "CSP-T3-S6a", "CSP-T3-S6b", "CSP-T3-S6c", "CSP-T3-S7e"
)
async def test_it_is_discussed_sent_with_its_letter_and_stopped_where_the_letter_may_not_go(
    case: Worked, customer: str, sessions: Sessions, proof: Proof
) -> None:
    """The letter is judged as it is: barred from post meanwhile, it is approved by nobody."""
    await case.complete("CSP-T3-S6c", SERVICE, outcome="submit", expect=NOT_THEIRS)
    async with sessions.begin() as db:
        elsewhere = a_case(new_ref("ServiceRestriction"), type="ServiceRestriction")
        db.add(elsewhere)
        await db.flush()
        bar(db, elsewhere.ref, customer, "writing")
    mine = Restriction.case == elsewhere.ref
    write = partial(case.complete, "CSP-T3-S5a", PSSO, outcome="submit", answers=SUBMISSION)
    await write(expect="contact: offers no")
    async with sessions.begin() as db:
        await db.execute(update(Restriction).where(mine).values(state="ended"))
    await write()
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    decide = partial(case.complete, "CSP-T3-S6f", outcome="approve")
    on = {"CSP-T3-S7j": "2027-03-31"}
    await decide(SM, answers=on, expect=NOT_THEIRS)
    later = {"CSP-T3-S7j": "2027-04-30"}
    await decide(APPROVER, answers=later, expect="it is reviewed by 2027-03-31")
    async with sessions.begin() as db:
        await db.execute(update(Restriction).where(mine).values(state="in_force"))
    await decide(APPROVER, answers=on, expect="post is barred")
    async with sessions.begin() as db:
        await db.execute(update(Restriction).where(mine).values(state="ended"))
    await case.complete("CSP-T3-S6f", APPROVER, outcome="return", reason="Say how long")
    await submit(case)
    await agreed(case)

    stacking = partial(proof.record, system="Cuba", name="ps_stacking_document")
    stacking("CSP-T3-S5e")
    stacking("CSP-T3-S5f", values={"recipient": SSM})
    sent: tuple[StepId, ...] = ("CSP-T3-S6a", "CSP-T3-S6c")
    for done in sent:
        proof.task(done, role="psso", completed="submit", refused=SERVICE)
    proof.record("CSP-T3-S6a", system="Cuba", name="discussion_note")
    proof.record("CSP-T3-S6b", system="Cuba", name="letter_draft", values={"signatory": APPROVER})
    proof.letter("CSP-T3-S6b", stopped="contact: offers no")
    proof.letter("CSP-T3-S6b", contains="Ringing us", approved_by=APPROVER, signed_by=APPROVER)
    proof.letter("CSP-T3-S7e", stopped="post is barred")
    proof.approval("CSP-T3-S7e", "given", by=APPROVER, outcome="approve")
    proof.approval("CSP-T3-S7e", "refused", by=APPROVER, outcome="return")
    proof.approval("CSP-T3-S7e", "wrong_person", by=SM, because=NOT_THEIRS)


@pytest.mark.step(
    "CSP-T3-S6c", "CSP-T3-S6d", "CSP-T3-S6e", "CSP-T3-S6f", "CSP-T3-S5g", "CSP-T3-S7a"
)
async def test_three_people_read_it_in_order_each_return_begins_anew_and_three_are_told_of_it(
    case: Worked, agency_sets: Sets, proof: Proof
) -> None:
    """A letter that is changed is read by all levels again; nobody reads it at two of them.

    A notice that may not go holds up nothing: it is work of the Approvers until it has gone.
    """
    await agency_sets("2027-01-08", DIRECTORY, WITHOUT_THE_SM)
    late = {"CSP-T3-S7j": "2027-03-31"}
    await submit(case)
    await case.complete("CSP-T3-S6d", PSSO, outcome="approve", expect=NOT_THEIRS)
    await case.complete("CSP-T3-S6d", SSM, outcome="return", reason="Say what was tried")
    await submit(case)
    await case.complete("CSP-T3-S6d", EVERY_ROLE, outcome="approve")
    two = f"{EVERY_ROLE} approved it at another level"
    await case.complete("CSP-T3-S6e", EVERY_ROLE, outcome="approve", expect=two)
    await case.complete("CSP-T3-S6e", SM, outcome="return", reason="Name the effect on others")
    await submit(case)
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    await case.complete("CSP-T3-S6f", SM, outcome="approve", answers=late, expect=NOT_THEIRS)
    await case.complete("CSP-T3-S6f", APPROVER, outcome="return", reason="Leave the telephone")
    await submit(case)
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    await case.office.until("2027-01-08T10:00+11:00")
    await case.complete("CSP-T3-S6f", APPROVER, outcome="approve", answers=late)
    assert await case.phase() == "in_force"
    send = partial(case.complete, "CSP-T3-S7a", outcome="send")
    gone = "nobody knows where ps_sm is"
    await send(APPROVER, expect=gone)
    await case.office.until("2027-01-11T10:00+11:00")
    await send(SM, expect=NOT_THEIRS)
    await send(APPROVER)

    found = await case.json()
    letter, *notices = found["letters"]
    assert {(n["addressee"], n["state"], n["channel"]) for n in notices} == {
        ("ps_sm", "sent", "email"),
        ("ps_ssm", "sent", "email"),
        ("psso", "sent", "email"),
    }
    proof.letter("CSP-T3-S7a", stopped=gone)
    proof.letter(
        "CSP-T3-S7a",
        contains=[
            "It is reviewed by 31 March 2027",
            "Telephone, in full",
            "Face to face, in part",
            f"The approved submission: {case.ref}.t11",
            f"with every change: {letter['id']}",
        ],
        lacks=["insulted", "Casey"],
        signed_by=APPROVER,
    )
    told = {"to": [PSSO, SM, SSM], "review_date": "2027-03-31"}
    told |= {"restriction_submission": f"{case.ref}.t11"}
    proof.record("CSP-T3-S7a", system="Email", name="approval_email", values=told)
    proof.task("CSP-T3-S6c", role="psso", completed="submit")
    forwarded = {"status": "approve"}
    proof.record("CSP-T3-S5g", system="Cuba", name="restriction_submission", values=forwarded)
    proof.record("CSP-T3-S6d", system="Cuba", name="submission_review")
    proof.record("CSP-T3-S6e", system="Cuba", name="submission_review")
    proof.branch("CSP-T3-S6d", "No")
    proof.branch("CSP-T3-S6e", "No")
    proof.record("CSP-T3-S6f", system="CIMS", name="restriction_decision")
    levels: tuple[tuple[StepId, str, str], ...] = (
        ("CSP-T3-S6d", SSM, PSSO),
        ("CSP-T3-S6e", SM, EVERY_ROLE),
        ("CSP-T3-S6f", APPROVER, SM),
    )
    for step, by, other in levels:
        because = "at another level" if step == "CSP-T3-S6e" else NOT_THEIRS
        proof.branch(step, "Yes")
        proof.approval(step, "given", by=by, outcome="approve")
        proof.approval(step, "refused", by=by, outcome="return")
        proof.approval(step, "wrong_person", by=other, because=because)


@pytest.mark.step(
    "CSP-T3-S7c",
    "CSP-T3-S7d",
    "CSP-T3-S7e",
    "CSP-T3-S7f",
    "CSP-T3-S7g",
    "CSP-T3-S7i",
    "CSP-T3-S7j",
    "RES-T1-S2g",
)
async def test_approved_its_letter_leaves_and_everybody_who_must_know_does(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    await submit(case)
    await agreed(case)

    found = await case.json()
    assert found["phase"] == "in_force"
    assert [
        (r["channel"], r["extent"], r["state"], r["review_due"]) for r in found["restrictions"]
    ] == [
        ("face_to_face", "partial", "in_force", "2027-03-31"),
        ("phone", "full", "in_force", "2027-03-31"),
    ]
    before_them = [(r["special_contact_details"], r["front_screen"]) for r in found["restrictions"]]
    assert before_them == [
        ("partial face-to-face, only at our Canberra office", "msp_see_note"),
        ("full telephone", "msp_see_note"),
    ]
    letter = found["letters"][0]
    cuba = partial(proof.record, system="Cuba")
    submission = {"restriction_submission": f"{case.ref}.t2"}
    cuba("CSP-T3-S7c", name="restriction_approval_notepad", values=submission)
    cuba("CSP-T3-S7d", name="restriction_letter_notepad", values={"letter": letter["id"]})
    papers = {"recommendation": f"{case.ref}.t2", "approval": case.ref, "letter": letter["id"]}
    cuba("RES-T1-S2g", name="ps_stacking_document", values=papers)
    cuba("CSP-T3-S7f", name="special_contact_details", fields=["arrangements"])
    short = {"summary": "full telephone, partial face-to-face"}
    cuba("CSP-T3-S7g", name="special_contact_details", values=short)
    segment = {"segment": "3", "review_date": "2027-03-31"}
    cuba("CSP-T3-S7i", name="segment_field", values=segment)
    proof.record("CSP-T3-S7i", system="PS Portal", name="ps_portal", values=segment)
    proof.due("CSP-T3-S7j", "2027-03-31")
    proof.letter(
        "CSP-T3-S7e",
        contains=[
            "We will review this decision by 31 March 2027",
            "Ringing us",
            "Visiting us, only at our Canberra office",
            "Staff were insulted on three days.",
            "Write to us; one officer answers within five days.",
            "Commonwealth Ombudsman",
        ],
        lacks=["1800"],
        approved_by=APPROVER,
        signed_by=APPROVER,
    )
    headings = [(n["heading"], n["points_to"]) for n in (await ps.json())["file"]["notepads"]]
    assert ("restriction_letter_notepad", letter["id"]) in headings


@pytest.mark.step("CSP-T3-S4a", "CSP-T3-S7h")
async def test_no_channel_or_every_channel_is_refused_and_a_review_day_must_be_to_come(
    case: Worked, ps: Worked, customer: str, proof: Proof
) -> None:
    """None restricted, all barred, reviewed in the past or never (CSP-T3-S7j)."""
    none = dict.fromkeys(CHANNELS, "none")
    all_of_them = dict.fromkeys(CHANNELS, "full")
    write = partial(case.complete, "CSP-T3-S5a", PSSO, outcome="submit")
    await write(answers=SUBMISSION | none, expect="no channel is restricted")
    await write(answers=SUBMISSION | all_of_them, expect="every channel is barred in full")
    over = {"CSP-T3-S5c.timeframe": "2026-12-01"}
    await write(answers=SUBMISSION | over, expect="CSP-T3-S5c.timeframe")
    await submit(case)
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    past = {"CSP-T3-S7j": "2026-12-01"}
    await case.complete(
        "CSP-T3-S6f", APPROVER, outcome="approve", answers=past, expect="set that day, or return it"
    )
    await case.complete(
        "CSP-T3-S6f",
        APPROVER,
        outcome="approve",
        expect="CSP-T3-S7j (On which day is it reviewed?)",
    )
    await case.complete(
        "CSP-T3-S6f", APPROVER, outcome="approve", answers={"CSP-T3-S7j": "2027-03-31"}
    )
    contact = {"sort": "special_contact_details", "customer": customer, "why": "restricted"}
    note = partial(ps.send, "indicator.set", officer=PSSO)
    more = contact | {"review_by": "2027-03-31", "on_screen": "threatened_staff"}
    await note(facts=more, expect="the front screen shows msp_see_note alone")
    await note(facts=more | {"on_screen": "msp_see_note"})

    proof.blocks("CSP-T3-S4a", words="no channel is restricted")
    proof.holds("CSP-T3-S4a", words="msp_restrictions")
    barred = {"phone": "full", "face_to_face": "partial", "writing": "none", "online": "none"}
    proof.record("CSP-T3-S4a", system="CIMS", name="msp_restrictions", values={"channels": barred})
    proof.blocks("CSP-T3-S7h", words="the front screen shows msp_see_note alone")
    proof.holds("CSP-T3-S7h", words="front_screen")
    proof.record("CSP-T3-S7h", system="Cuba", name="front_screen", values={"note": "msp_see_note"})


@pytest.mark.step("CSP-T3-S6f", "CSP-T3-S7b")
async def test_refused_the_three_are_told_and_the_customer_is_managed_on(
    case: Worked, agency_sets: Sets, proof: Proof
) -> None:
    """The case is over: a notice that may not go asks a person, and one that has left nobody."""
    await agency_sets("2027-01-15", DIRECTORY, WITHOUT_THE_SM)
    await submit(case)
    await case.office.until("2027-01-15T10:00+11:00")
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    await case.complete("CSP-T3-S6f", APPROVER, outcome="refuse", reason="The plan is not spent")

    found = await case.json()
    assert (found["state"], found["outcome"], found["restrictions"]) == ("closed", "refused", [])
    notices = [(n["addressee"], n["state"]) for n in found["letters"][1:]]
    assert sorted(notices) == [("ps_sm", "stopped"), ("ps_ssm", "sent"), ("psso", "sent")]
    assert [t["kind"] for t in found["tasks"] if t["state"] == "open"] == ["decide_reopening"]
    proof.letter("CSP-T3-S7b", contains=f"{case.ref}.t2", signed_by=APPROVER)
    told = {"to": [PSSO, SM, SSM]}
    proof.record("CSP-T3-S7b", system="CIMS", name="restriction_refusal", values=told)
    proof.branch("CSP-T3-S6f", "No")
    proof.holds("CSP-T3-S7b", words="the restriction was refused")
