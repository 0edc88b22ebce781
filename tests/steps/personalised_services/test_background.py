"""What the background and the resources ask of every case: one contact point, papers, callers."""

from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.queries import faults
from domain.step_ids import StepId
from tests.plugin.proof import Proof
from tests.steps.driving import Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    MEANT,
    NOT_THEIRS,
    PSM,
    PSSO,
    REVIEWED,
    SECOND_PSSO,
    SEGMENTED,
    SERVICE,
    SPECIALIST,
    SSM,
    Answers,
    act,
    nth,
    open_work,
    opted,
    prepared,
    set_up,
    speak,
)

ACROSS = {"CSP-T2-S1c": "Centrelink keeps its plan; one contact for both"}


async def note(case: Worked, heading: str, **more: str) -> None:
    """File a notepad in the stacking document; ``expect`` as for ``send``."""
    points_to = {"points_to": more.pop("points_to")} if "points_to" in more else {}
    content = {"text": "As agreed on the phone"}
    facts = {"heading": heading} | points_to
    await case.send("notepad.filed", officer=PSSO, facts=facts, content=content, **more)


@pytest.mark.step(
    "BG-SCOPE",
    "BG-OBJ-a",
    "RES-T1-S1",
    "RES-T1-S2a",
    "RES-T1-S2b",
    "RES-T1-S2c",
    "RES-T1-S2d",
    "RES-T1-S2e",
)
async def test_a_customer_has_one_psso_and_papers_in_their_order_under_headings(
    refer: Refer, proof: Proof
) -> None:
    case = await refer()
    await set_up(case)
    customer = (await case.json())["customer"]
    again = {"psso": SECOND_PSSO, "parties": [{"customer": customer}]}
    other = "is locked by this case already"
    await case.send("parties.locked", officer=SECOND_PSSO, facts=again, expect=other)
    nothing = "says nothing of what the notepad is about"
    await note(case, "note_2", expect=nothing)
    await note(case, "payments_of_november")

    cuba = partial(proof.record, system="Cuba")
    version = {"procedure": "101-17021300", "valid_from": "2025-01-14"}
    proof.guidance("BG-SCOPE", "covers the work of PS Service Support Managers")
    proof.record("BG-SCOPE", system="Casebound", name="procedure_version", values=version)
    proof.holds("BG-OBJ-a", "holds")
    proof.blocks("BG-OBJ-a", words=other)
    cuba("BG-OBJ-a", name="owner", values={"owner": PSSO, "customer": [customer]})
    papers = ["1. referral_reason", "2. case_review", "3. payments_of_november"]
    proof.guidance("RES-T1-S1", "PS documentation list")
    cuba("RES-T1-S1", name="ps_documentation_list", values={"documentation_list": papers})
    dated = {"stacking_document_date": "2027-01-04"}
    cuba("RES-T1-S2a", name="cmp_window", values=dated)
    cuba("RES-T1-S2b", name="ps_notes_window", values={"first_notepad": "referral_reason"})
    reason = {"place": 1, "reason": "Calls that were not returned"}
    cuba("RES-T1-S2c", name="referral_reason_notepad", values=reason)
    review = {"place": 2, "review": "Two payments went astray"}
    cuba("RES-T1-S2d", name="case_review_notepad", values=review)
    heading = {"heading": "payments_of_november"}
    cuba("RES-T1-S2e", name="ps_stacking_document", values=heading)
    proof.holds("RES-T1-S2e", words="ps_stacking_document")
    proof.blocks("RES-T1-S2e", words=nothing)


@pytest.mark.step(
    "BG-OBJ-b",
    "BG-OBJ-e",
    "BG-PORO-a",
    "BG-PORO-b",
    "RES-T1-S2f",
    "RES-T1-S2i",
    "RES-LINK-a",
)
async def test_a_caller_with_a_plan_is_authenticated_by_its_process_before_anybody_helps(
    refer: Refer, proof: Proof
) -> None:
    """A05: somebody else is left to the procedure for that; what a talk brought is on paper."""
    case = await refer("CSP-T2-S4")
    customer = (await case.json())["customer"]
    behaved = {"customer": customer, "sort": "abuse", "severity": "low", "channel": "phone"}
    for tool in ("CIRT", "CIMS", "ESS"):
        facts = behaved | {"recorded_in": tool}
        await case.send("behaviour.reported", officer=PSSO, facts=facts)
    await case.complete(
        "CSP-T2-S4", "ps_ssm.ito", outcome="approved", acts=filing.decided("plan.approved")
    )
    await case.complete("CSP-T4-S1c", PSSO, outcome="checked", acts=[await prepared(case)])
    msp = {"sort": "msp", "customer": customer, "start": "2026-09-01"}
    await case.send("plan.opened", source="cims", facts=msp)
    calls = partial(case.send, "contact.made", officer=SERVICE)
    call = {"customer": customer, "direction": "in", "result": "reached"}
    by_plan = {"process": "msp"}
    tailored = f"{customer} has a Managed Service Plan: authenticate by its process (msp)"
    await calls(facts=call | {"identity": "confirmed"}, expect=tailored)
    await calls(facts=call | by_plan | {"identity": "failed"})
    await calls(facts=call | by_plan | {"identity": "confirmed"})
    talk = speak(await case.json(), guide=True)
    spoken = nth(await case.json(), "contact")
    await case.send("contact.made", officer=PSSO, facts=talk["facts"])
    raised = {"about": "payment", "raised_in": spoken, "parties": [customer]}
    await case.send("issue.raised", officer=PSSO, facts=raised)
    for given in opted(await case.json()):
        await case.send(given["type"], officer=PSSO, facts=given["facts"], content=given["content"])
    promise = {"who": PSSO, "whom": customer, "what": "send_forms", "by_day": "2027-01-11"}
    await case.send("commitment.made", officer=PSSO, facts=promise | {"made_in": spoken})
    await note(case, "talk_of_4_january")
    own = "the notepad on change of care stays with its function: point to it"
    await note(case, "change_of_care", expect=own)
    await note(case, "change_of_care", points_to="care-notepad-7")

    handed = [r["system"] for r in (await case.json())["records"] if r["name"] == "handed_to"]
    assert handed == ["Authenticating MSP customers"]
    proof.guidance("BG-OBJ-b", "by phone and online")
    proof.guidance("BG-OBJ-e", "customers who are in crisis")
    proof.guidance("RES-LINK-a", "CIRT and CIMS for incidents")
    cuba = partial(proof.record, system="Cuba")
    for tool, name in (
        ("CIRT", "cirt_report"),
        ("CIMS", "cims_report"),
        ("ESS", "security_incident"),
    ):
        reported = {"customer": customer, "sort": "abuse"}
        proof.record("RES-LINK-a", system=tool, name=name, values=reported)
    proof.branch("BG-PORO-a", "Yes")
    proof.branch("BG-PORO-a", "No")
    cuba("BG-PORO-a", name="authentication_result", values={"result": "failed"})
    proof.holds("BG-PORO-b", "holds")
    proof.blocks("BG-PORO-b", words=tailored)
    brought = {
        "options": ["private_collection"],
        "commitments": ["commitment-1: psso.diaz, send_forms"],
        "timeframes": ["2027-01-11"],
    }
    cuba("RES-T1-S2f", name="discussion_notepad", values=brought)
    cuba("RES-T1-S2i", name="pointer_notepad", values={"pointer": "care-notepad-7"})
    proof.holds("RES-T1-S2i", words="pointer_notepad")
    proof.blocks("RES-T1-S2i", words=own)


@pytest.mark.step("BG-RES", "RES-LINK-c", "BG-ROLE-PSM", "BG-OBJ-f", "BG-OBJ-h")
async def test_whoever_reviews_and_plans_reads_what_the_background_asks_of_them(
    refer: Refer, customer: str, proof: Proof
) -> None:
    case = await refer("CSP-T2-S1a")
    found = filing.act("plan.opened", sort="msp", customer=customer, start="2026-09-01")
    await case.complete("CSP-T2-S1a", PSSO, outcome="active_msp", answers=REVIEWED, acts=[found])
    nowhere = ACROSS | {"CSP-T2-S1c.referred": "referral-1"}
    await case.complete("CSP-T2-S1c", PSM, answers=nowhere, expect="there is no referral-1")
    await case.complete("CSP-T2-S1c", PSM, answers=ACROSS)

    proof.guidance("BG-RES", "Look in Resources")
    proof.guidance("RES-LINK-c", "no section relates directly to PS")
    proof.guidance("BG-ROLE-PSM", "Lead and support PSSOs")
    proof.guidance("BG-OBJ-f", "settle issues with self-managed services")
    proof.guidance("BG-OBJ-h", "strategies for managing vulnerability")


@pytest.mark.step(
    "RES-T2-S1",
    "RES-T2-S2",
    "RES-T2-S3a",
    "RES-T3-S1",
    "RES-T3-S2",
    "RES-T3-S3a",
    "BG-OBJ-d",
)
async def test_the_tables_of_segments_are_held_against_the_file_each_time_it_is_weighed(
    refer: Refer, proof: Proof
) -> None:
    """A36: a referral for early intervention points lower than what the customer has done since."""
    case = await refer("CSP-T5-S1b")
    differing = SEGMENTED | {"CSP-T5-S1d.portal": "2"}
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_1", answers=differing)
    (plan,) = (await case.json())["file"]["plans"]
    header = filing.headed(plan["id"])["facts"] | {"source": "proactive", "seen": plan["version"]}
    await case.send("plan.headed", officer=PSSO, facts=header)
    incident = {"sort": "abuse", "severity": "low", "channel": "phone", "recorded_in": "CIRT"}
    whose = {"customer": (await case.json())["customer"]}
    await case.send("behaviour.reported", officer=PSSO, facts=incident | whose)
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_1", answers=SEGMENTED)

    proof.blocks("RES-T2-S1", "blocks", words="referred by: other")
    proof.holds("RES-T2-S1", "holds", words="referred by: proactive")
    proof.holds("RES-T2-S2", "holds", words="one issue")
    proof.blocks("RES-T2-S2", "blocks", words="behaviour that may need longer management")
    proof.holds("RES-T3-S1", "holds", words="referred by: other")
    proof.blocks("RES-T3-S1", "blocks", words="referred by: proactive")
    proof.blocks("RES-T3-S2", "blocks", words="nothing that takes longer")
    proof.holds("RES-T3-S2", "holds", words="behaviour that may need longer management")
    proof.guidance("RES-T2-S3a", "return to self-management after a short period")
    proof.guidance("RES-T3-S3a", "longer intensive management")
    proof.guidance("BG-OBJ-d", "joint case management and external referrals")


@pytest.mark.step("BG-MANDATE", "BG-ROLE-PSSO-d", "BG-ROLE-SPEC-c", "RES-T3-S3e")
async def test_an_area_consults_first_hears_what_is_open_and_the_customer_acknowledges(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T4-S1a")
    found = await case.json()
    customer, talk = found["customer"], nth(found, "contact")
    await case.send("contact.made", officer=PSSO, facts=speak(found)["facts"])
    raised = {"raised_in": talk, "parties": [customer]}
    for about in ("objection", "income"):
        await case.send("issue.raised", officer=PSSO, facts=raised | {"about": about})
    decided = {"issues": ["issue-1"], "result": "allowed", "delegation": "d-31"}
    decided |= {"in_force_from": "2027-01-04"}
    decides = partial(case.send, "issue.decided", officer=SPECIALIST, facts=decided)
    alone = "the PSSO was not consulted on issue-1 before acting"
    await decides(expect=alone)
    asks = {"sort": "consultation", "to": PSSO, "customer": customer, "issue": "issue-1"}
    await case.send("intray.raised", officer=SPECIALIST, facts=asks)
    closed = act("intray.closed", intray="intray-1", why="answered", seen=1)
    spoke = {"issue": "issue-1", "specialist": SPECIALIST}
    before = act("psso.consulted", before="acting", **spoke)
    answer = partial(case.complete, "BG-ROLE-PSSO-d")
    await answer(PSSO, acts=[closed], expect="nobody spoke with the specialist about issue-1")
    await answer(SERVICE, acts=[before, closed], expect=NOT_THEIRS)
    await answer(PSSO, acts=[before, closed])
    await decides()
    told = {"decision": "decision-1", "party": customer, "rests_on": talk, "understood": True}
    tells = partial(case.send, "decision.told", officer=PSSO)
    untold = "the PSSO was not consulted on issue-1 before telling the customer"
    await tells(facts=told, expect=untold)
    agreed = act("psso.consulted", before="telling", told_how="by_the_psso", **spoke)
    await case.send("psso.consulted", officer=PSSO, facts=agreed["facts"])
    nobody = f"in contact-1 nobody spoke with {customer}"
    await tells(facts=told | {"rests_on": "contact-1"}, expect=nobody)
    await tells(facts=told)

    cuba = partial(proof.record, system="Cuba")
    proof.blocks("BG-MANDATE", words=alone)
    proof.holds("BG-MANDATE", "holds")
    consulted = {"issue": "issue-1", "specialist": SPECIALIST, "psso": PSSO}
    cuba("BG-MANDATE", name="consultation_noted", values=consulted)
    proof.task("BG-ROLE-PSSO-d", role="psso", completed=True, refused="service_officer")
    open_ = [{"issue": "issue-2", "about": "income", "area": None}]
    cuba("BG-ROLE-PSSO-d", name="notice_to_the_specialist", values={"outstanding": open_})
    proof.blocks("BG-ROLE-SPEC-c", words=untold)
    proof.holds("BG-ROLE-SPEC-c", words="psso_consultation")
    proof.signal("RES-T3-S3e", "decision.told")
    proof.signal("RES-T3-S3e", "decision.told", refused=nobody)
    acknowledged = {"customer": customer, "decision": "decision-1"}
    cuba("RES-T3-S3e", name="acknowledgement", values=acknowledged)


@pytest.mark.step("BG-OBJ-g")
async def test_what_goes_wrong_for_many_is_read_across_cases(
    refer: Refer, sessions: async_sessionmaker[AsyncSession], proof: Proof
) -> None:
    """An error is put right by a row; a systemic issue is raised to whose service it is."""
    case = await refer("CSP-T4-S5a")
    finds = partial(case.send, "fault.found", officer=SERVICE)
    about = f"credit_lost_{case.ref[3:]}"
    seen = {"sort": "systemic", "about": about, "shown_by": "contact-2"}
    await finds(facts=seen, expect="say to which area a systemic issue is raised")
    raised = {"raised_to": "collection_services"}
    await finds(facts=seen | raised | {"shown_by": "issue-1"})
    await finds(facts=seen | {"sort": "error"})
    mended = {"fault": "fault-2", "by": "contact-2", "seen": 1}
    await case.send("fault.mended", officer=PSSO, facts=mended)
    again = mended | {"seen": 2}
    await case.send("fault.mended", officer=PSSO, facts=again, expect="is put right already")

    async with sessions() as db:
        (line,) = [each for each in await faults.log(db) if each["about"] == about]
        each_of_it = await faults.of(db, about)
    day = {"first": "2027-01-04", "last": "2027-01-04"}
    raised_to = ["collection_services"]
    assert line == {"about": about, "cases": 1, "open": 1, "raised_to": raised_to} | day
    found = [(each["id"], each["sort"], each["corrected_by"]) for each in each_of_it]
    assert found == [
        (f"{case.ref}.fault-1", "systemic", None),
        (f"{case.ref}.fault-2", "error", "contact-2"),
    ]
    states = [row["state"] for row in (await case.json())["file"]["faults"]]
    assert states == ["open", "corrected"]
    proof.guidance("BG-OBJ-g", "raise systemic service issues")
    logged = {"issue": about, "raised_to": "collection_services", "shown_by": "issue-1"}
    proof.record("BG-OBJ-g", system="Casebound", name="systemic_issue_log", values=logged)


@pytest.mark.step("RES-T2-S3b", "RES-T2-S3c", "RES-T2-S3d", "RES-T3-S3b", "RES-T3-S3f")
async def test_a_strategy_that_an_option_follows_is_work_until_it_is_done(
    refer: Refer, proof: Proof
) -> None:
    """CSP-T5-S2: a review, a decision, others who are asked, an early end."""
    case = await refer("CSP-T4-S5a")
    customer = (await case.json())["customer"]
    given = {"issue": "issue-1", "party": customer, "explained_in": "contact-2"}
    for strategy in (
        "review_of_details",
        "correct_assessment",
        "full_review",
        "collaboration",
        "early_finalisation",
    ):
        facts = given | {"option": strategy, "consequences": ["none"], "strategy": strategy}
        await case.send("option.given", officer=PSSO, facts=facts, content=MEANT)
    asked = await open_work(case)
    with_ssm: Answers = {"answers": {"RES-T3-S3f": SSM}}
    nothing: Answers = {}
    sittings: tuple[tuple[str, str, Answers], ...] = (
        ("RES-T2-S3b", "review_of_details", nothing),
        ("RES-T3-S3b", "full_review", nothing),
        ("RES-T3-S3f", "collaboration", with_ssm),
    )
    for step, heading, more in sittings:
        written = act("notepad.filed", heading=heading)
        await case.complete(step, SERVICE, acts=[written], expect=NOT_THEIRS, **more)
        await case.complete(step, PSSO, expect=f"no notepad is headed {heading}", **more)
        await case.complete(step, PSSO, acts=[written], **more)
    decided = {"issues": ["issue-1"], "result": "corrected", "delegation": "d-12"}
    decide = act("issue.decided", **decided, in_force_from="2027-01-04")
    await case.complete("RES-T2-S3c", SERVICE, acts=[decide], expect=NOT_THEIRS)
    await case.complete("RES-T2-S3c", PSSO, expect="issue-1 is not decided")
    await case.complete("RES-T2-S3c", PSSO, acts=[decide])
    told = act("decision.told", decision="decision-1", party=customer, rests_on="contact-2")
    version = (await case.json())["file"]["issues"][0]["version"]
    over = {"issue": "issue-1", "outcome": "resolved", "on": "decision-1", "seen": version}
    closed = [told, act("issue.closed", **over)]
    await case.complete("RES-T2-S3d", SERVICE, acts=closed, expect=NOT_THEIRS)
    await case.complete("RES-T2-S3d", PSSO, expect="issue-1 is not closed")
    await case.complete("RES-T2-S3d", PSSO, acts=closed)

    assert asked == [
        "CSP-T4-S5a",
        "RES-T2-S3b",
        "RES-T2-S3c",
        "RES-T2-S3d",
        "RES-T3-S3b",
        "RES-T3-S3f",
    ]
    assert (await case.phase(), await open_work(case)) == ("closing_contact", ["CSP-T6-S1a"])
    cuba = partial(proof.record, system="Cuba")
    done: Answers = {"role": "psso", "completed": True, "refused": "service_officer"}
    left: tuple[tuple[StepId, str, Answers], ...] = (
        ("RES-T2-S3b", "review", {"reviewed_by": PSSO}),
        ("RES-T2-S3c", "action", {"taken_by": PSSO}),
        ("RES-T2-S3d", "referral", {"referred_by": PSSO}),
        ("RES-T3-S3b", "review", {"reviewed_by": PSSO}),
        ("RES-T3-S3f", "collaboration_note", {"note_with": SSM}),
    )
    for cited, name, who in left:
        proof.task(cited, **done)
        cuba(cited, name=name, values=who)
