"""Segment, options, and the letter that confirms them: Child Support Table 5."""

from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    NO_LETTER,
    NOT_THEIRS,
    PSSO,
    SEGMENTED,
    SEGMENTED_2,
    SERVICE,
    SPECIALIST,
    SSM,
    act,
    open_work,
    opted,
)

WRITTEN = {"CSP-T5-S4a.words": "Both payments are on your account now."}


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case whose customer was contacted, and is in segment 1 for now."""
    return await refer("CSP-T5-S1b")


@pytest.mark.step("CSP-T5-S1a", "CSP-T5-S1b", "CSP-T5-S1d", "CSP-T5-S1e", "CSP-T5-S1f")
async def test_a_segment_stands_only_when_cuba_and_the_portal_both_show_it(
    case: Worked, proof: Proof
) -> None:
    differing = SEGMENTED | {"CSP-T5-S1d.portal": "2"}
    await case.complete(
        "CSP-T5-S1b", SERVICE, outcome="segment_1", answers=SEGMENTED, expect=NOT_THEIRS
    )
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_1", answers=differing)
    before = [r for r in (await case.json())["records"] if r["step"] == "CSP-T5-S1d"]
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_1", answers=SEGMENTED)

    after = [r["system"] for r in (await case.json())["records"] if r["step"] == "CSP-T5-S1d"]
    assert (before, sorted(after)) == ([], ["Cuba", "PS Portal"])
    proof.task("CSP-T5-S1a", role="psso", completed="segment_1", refused="service_officer")
    proof.task("CSP-T5-S1b", role="psso", completed="segment_1", refused="service_officer")
    proof.branch("CSP-T5-S1b", "Segment 1 Low")
    proof.record(
        "CSP-T5-S1a",
        system="Cuba",
        name="factors",
        values={
            "referral_source": "other",
            "managed_before": False,
            "issues": "single",
            "dealings": "meets_commitments",
            "actions": "short_term",
            "active_msp": False,
            "restricted": False,
            "suggested": "1",
        },
    )
    proof.record("CSP-T5-S1b", system="Cuba", name="segment", values={"segment": "1"})
    proof.record("CSP-T5-S1e", system="Cuba", name="segment_field", values={"segment": "1"})
    proof.record("CSP-T5-S1e", system="PS Portal", name="ps_portal", values={"segment": "1"})
    proof.record("CSP-T5-S1d", system="Cuba", name="segment_field", values={"segment": "1"})
    proof.record("CSP-T5-S1d", system="PS Portal", name="ps_portal", values={"segment": "1"})
    proof.blocks("CSP-T5-S1e", "blocks", words="the records differ")
    proof.holds("CSP-T5-S1e", "holds")
    proof.holds("CSP-T5-S1f", "holds")


@pytest.mark.step("CSP-T5-S1a", "CSP-T5-S1b", "CSP-T5-S1c")
async def test_facts_that_change_move_the_customer_to_another_segment(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T4-S5a")
    why = {"reason": "Three letters from the employer"}
    customer = (await case.json())["customer"]
    late = {"sort": "msp", "customer": customer, "start": "2026-09-01"}
    await case.send("plan.opened", source="cims", facts=late)
    found_late = [t["kind"] for t in (await case.json())["tasks"] if t["state"] == "open"]
    await case.send(
        "segment.questioned",
        officer=PSSO,
        content=why,
        expect="the factors are being weighed already",
    )
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_2", answers=SEGMENTED_2)

    await case.send("segment.questioned", officer=PSSO, content=why)
    assert (await case.json())["segment"] == "2"
    assert sorted(found_late) == ["allocate_segment", "discuss_across_programs", "follow_up"]
    assert await open_work(case) == ["CSP-T2-S1c", "CSP-T4-S5a", "CSP-T5-S1b"]
    msp = {"active_msp": True, "suggested": "2", "because": "a Managed Service Plan is active"}
    proof.record("CSP-T5-S1a", system="Cuba", name="factors", values=msp)
    proof.holds("CSP-T5-S1c", "holds")
    proof.blocks("CSP-T5-S1c", words="the factors are being weighed already")
    proof.branch("CSP-T5-S1b", "Segment 2 Medium")
    proof.record(
        "CSP-T5-S1c",
        system="Cuba",
        name="segment_history",
        values={"before": "1", "after": "2"},
    )


@pytest.mark.step("CSP-T5-S1a")
async def test_the_file_points_to_a_segment_with_its_reasons_and_the_psso_chooses(
    refer: Refer, proof: Proof
) -> None:
    """RES-T3-S1, RES-T3-S2: what happened since counts, and a source that the header corrects."""
    case = await refer("CSP-T5-S1b")
    customer = (await case.json())["customer"]
    before = await case.shown("CSP-T5-S1b")
    (plan,) = (await case.json())["file"]["plans"]
    header = filing.headed(plan["id"])["facts"] | {"source": "ombudsman", "seen": plan["version"]}
    await case.send("plan.headed", officer=PSSO, facts=header)
    incident = {"sort": "abuse", "severity": "low", "channel": "phone", "recorded_in": "CIRT"}
    await case.send("behaviour.reported", officer=PSSO, facts=incident | {"customer": customer})
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_1", answers=SEGMENTED)

    assert (before["source"], before["issues"], before["suggested"]) == ("other", "single", "1")
    assert before["rests_on"] == ["issue-1"]
    assert (await case.json())["segment"] == "1"
    proof.record(
        "CSP-T5-S1a",
        system="Cuba",
        name="factors",
        values={
            "referral_source": "ombudsman",
            "dealings": "unreasonable",
            "suggested": "2",
            "because": "the referral follows an escalated enquiry",
            "rests_on": ["issue-1", "incident-1"],
        },
    )


@pytest.mark.step("CSP-T5-S1b", "CSP-T5-S1f")
async def test_a_psso_proposes_segment_3_and_does_not_set_it(case: Worked, proof: Proof) -> None:
    weighed = {key: said for key, said in SEGMENTED.items() if key.startswith("CSP-T5-S1a")}
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_3", answers=weighed)

    found = await case.json()
    assert (found["segment"], found["phase"]) == ("1", "segment_3_proposed")
    assert await open_work(case) == ["CSP-T8-S1a"]
    proof.branch("CSP-T5-S1b", "Segment 3 High")
    proof.blocks("CSP-T5-S1f", "blocks")


@pytest.mark.step(
    "CSP-T5-S2",
    "CSP-T5-S3a",
    "CSP-T5-S3b",
    "CSP-T5-S3d",
    "CSP-T5-S3e",
    "CSP-T5-S4a",
    "CSP-T5-S4b",
)
async def test_options_are_recorded_with_help_and_without_a_letter_that_adds_nothing(
    refer: Refer, proof: Proof
) -> None:
    """An option an issue, its likely outcome, and whoever else may help: each a thing."""
    case = await refer("CSP-T5-S3a")
    before = await case.json()
    customer = before["customer"]
    objection = {"about": "objection", "raised_in": "contact-2", "parties": [customer]}
    await case.send("issue.raised", officer=PSSO, facts=objection)
    elsewhere = objection | {"about": "outside_agency"}
    await case.send("issue.raised", officer=PSSO, facts=elsewhere)
    await case.complete(
        "CSP-T5-S3a", SERVICE, outcome="no_letter", answers=NO_LETTER, expect=NOT_THEIRS
    )
    await case.complete("CSP-T5-S3a", PSSO, outcome="ask_ssm")
    advice = {"CSP-T5-S3e": "Ask the specialists about the estimate"}
    await case.complete("CSP-T5-S3e", PSSO, outcome="advised", answers=advice, expect=NOT_THEIRS)
    await case.complete("CSP-T5-S3e", SSM, outcome="advised", answers=advice)
    acts = opted(await case.json())
    for lacks in ("issue-1, payments and arrears, has no option", "likely to come of issue-2"):
        await case.complete(
            "CSP-T5-S3a", PSSO, outcome="no_letter", answers=NO_LETTER, expect=lacks
        )
    asked = act("outcomes.discussed", issue="issue-2", specialist=SPECIALIST, seen=1)
    helps = {"to": "legal_aid", "sort": "organisation", "party": customer, "issues": ["issue-3"]}
    by_none = [
        one | {"facts": {key: said for key, said in one["facts"].items() if key != "strategy"}}
        for one in acts
    ]
    referred = act("referral.made", **helps, answer_due="2027-01-18")
    await case.complete(
        "CSP-T5-S3a",
        PSSO,
        outcome="no_letter",
        answers=NO_LETTER,
        acts=[*by_none, asked, referred],
        expect="CSP-T5-S2 (An option by a strategy of the segment, for every open issue): issue-1",
    )
    await case.complete(
        "CSP-T5-S3a",
        PSSO,
        outcome="no_letter",
        answers=NO_LETTER,
        acts=[*acts, asked],
        expect="issue-3 is nothing that the agency can settle",
    )
    await case.complete(
        "CSP-T5-S3a", PSSO, outcome="no_letter", answers=NO_LETTER, acts=[*acts, asked, referred]
    )

    found = await case.json()
    assert found["letters"] == []
    assert [option["issue"] for option in found["file"]["options"]] == [
        "issue-1",
        "issue-2",
        "issue-3",
    ]
    for step in ("CSP-T5-S2", "CSP-T5-S3b", "CSP-T5-S3d"):
        proof.task(step, role="psso", completed="no_letter", refused="service_officer")
    cuba = partial(proof.record, system="Cuba")
    recorded = {"options": "private_collection", "issue": "issue-2"}
    cuba("CSP-T5-S3a", name="ps_stacking_document", values=recorded)
    cuba("CSP-T5-S2", name="options", values={"strategy": "short_management"})
    cuba("CSP-T5-S3b", name="specialist_discussion", values={"specialist": SPECIALIST})
    legal_aid = {"organisation": "legal_aid", "answer_due": "2027-01-18"}
    cuba("CSP-T5-S3d", name="external_organisation_referral", values=legal_aid)
    cuba("CSP-T5-S3e", name="advice", values=advice)
    cuba("CSP-T5-S4b", name="letter_left_out", values={"reason": "The customer knows it"})
    proof.approval("CSP-T5-S3e", "given", by="ps_ssm", outcome="advised")
    proof.approval("CSP-T5-S3e", "wrong_person", by=PSSO, because=NOT_THEIRS)
    proof.holds("CSP-T5-S3e", words=": advised")
    proof.branch("CSP-T5-S4a", "No, seg 1 or some seg 2")
    proof.holds("CSP-T5-S4b", "left out")


@pytest.mark.step("CSP-T5-S4a", "CSP-T5-S4b", "CSP-T4-S6b")
async def test_in_segment_2_only_a_simple_issue_goes_without_the_letter(
    case: Worked, proof: Proof
) -> None:
    await case.complete("CSP-T5-S1b", PSSO, outcome="segment_2", answers=SEGMENTED_2)
    await case.complete(
        "CSP-T5-S3a",
        PSSO,
        outcome="no_letter",
        answers=NO_LETTER | {"CSP-T5-S4b.simple": False},
        acts=opted(await case.json()),
    )
    await case.complete("CSP-T5-S4a", SSM, outcome="send", answers=WRITTEN, expect=NOT_THEIRS)
    parties = [(await case.json())["customer"]]
    late = act("issue.raised", about="escalation", raised_in="contact-2", parties=parties)
    late |= {"content": {"words": "Nobody rang back in November"}}
    await case.complete("CSP-T5-S4a", PSSO, outcome="send", answers=WRITTEN, acts=[late])

    assert await case.task("CSP-T4-S5a")
    proof.blocks("CSP-T5-S4b", "letter")
    proof.letter(
        "CSP-T5-S4a",
        contains=[
            "Thank you for speaking with us on 4 January 2027.",
            "Both payments are on your account now.",
            "Payments and arrears You told us: Two payments are not on my account",
            "You told us: Nobody rang back in November",
            "Option 1: Private collection You and the other parent agree on payments yourselves.",
            "What follows if you take it up: We collect nothing for you while it lasts.",
            "We will contact you on 15 January 2027.",
        ],
        signed_by=PSSO,
    )
    proof.blocks("CSP-T4-S6b", words=NOT_THEIRS)


@pytest.mark.step("CSP-T5-S4a")
async def test_an_options_letter_that_may_not_go_is_stopped(
    refer: Refer, bar_post: None, proof: Proof
) -> None:
    case = await refer("CSP-T5-S3a")
    acts = opted(await case.json())
    await case.complete("CSP-T5-S3a", PSSO, outcome="letter", acts=acts)
    await case.complete(
        "CSP-T5-S4a", PSSO, outcome="send", answers=WRITTEN, expect="post is barred"
    )
    await case.complete("CSP-T5-S4a", PSSO, outcome="cannot_go", reason="Told by phone instead")

    assert await case.task("CSP-T4-S5a")
    proof.branch("CSP-T5-S4a", "Yes")
    proof.letter("CSP-T5-S4a", stopped="post is barred by a restriction")
