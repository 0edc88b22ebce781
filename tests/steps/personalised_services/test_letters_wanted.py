"""Letters asked for at any time that the file fills, and notices to stakeholders."""

from pathlib import Path

import pytest

from tests.plugin.proof import Proof
from tests.signed_pages import show_who_signed
from tests.steps.driving import Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    NOT_THEIRS,
    PSSO,
    SSM,
    opted,
)

WHY = {
    "RES-T4-S3f.reasons": "Your payslips show lower earnings since July.",
    "RES-T4-S3f.review_on": "2027-04-01",
}
CHANGES = {
    "RES-T4-S3d.changes": "One officer answers everything in this matter from now on.",
    "RES-T4-S3d.counts_from": "2027-01-11",
}


async def want(case: Worked, sort: str, to: str, **expect: str) -> None:
    """Ask for a letter."""
    facts = {"sort": sort, "to": to, "called_for_in": case.ref}
    await case.send("letter.wanted", officer=PSSO, facts=facts, **expect)


@pytest.mark.step("RES-T3-S3c", "RES-T4-S3d", "RES-T4-S3f")
async def test_a_letter_is_filled_from_the_file_and_fair_where_it_tells_a_decision(
    refer: Refer, proof: Proof, spool: Path
) -> None:
    """Every issue with where it stands; decisions with reasons; a stakeholder reads no file."""
    case = await refer("CSP-T5-S3a")
    found = await case.json()
    customer = found["customer"]
    outside = {"about": "outside_agency", "raised_in": "contact-2", "parties": [customer]}
    words = {"words": "The court order is not kept"}
    await case.send("issue.raised", officer=PSSO, facts=outside, content=words)
    for option in opted(await case.json())[:1]:
        given = option["facts"] | {"issue": "issue-1"}
        await case.send("option.given", officer=PSSO, facts=given, content=option["content"])

    await want(case, "review", customer)
    await case.complete("RES-T3-S3c", SSM, outcome="send", expect=NOT_THEIRS)
    await case.complete("RES-T3-S3c", PSSO, outcome="send")
    await want(case, "notice", customer, expect="a notice goes to a stakeholder")
    await want(case, "notice", "ombudsman")
    await case.complete("RES-T4-S3d", PSSO, outcome="send", answers=CHANGES)
    await want(case, "actions", customer)
    lacks = "the file has no decision for this customer"
    await case.complete("RES-T4-S3f", PSSO, outcome="send", answers=WHY, expect=lacks)
    decided = {"issues": ["issue-1"], "result": "agreed", "delegation": "d-1"}
    decided |= {"in_force_from": "2027-01-11"}
    await case.send("issue.decided", officer=PSSO, facts=decided)
    promise = {"who": PSSO, "whom": customer, "what": "send_statement", "by_day": "2027-01-29"}
    await case.send("commitment.made", officer=PSSO, facts=promise | {"made_in": "contact-2"})
    coded = WHY | {"RES-T4-S3f.reasons": "It follows from issue-1."}
    unfair = "it tells a decision, and is not fair: reasons has a code of ours"
    await case.complete("RES-T4-S3f", PSSO, outcome="send", answers=coded, expect=unfair)
    await case.complete("RES-T4-S3f", PSSO, outcome="send", answers=WHY)

    letters = {letter["kind"]: letter for letter in (await case.json())["letters"]}
    assert {letter["state"] for letter in letters.values()} == {"sent"}
    assert letters["stakeholder_notice"]["addressee"] == "ombudsman"
    for each in letters.values():
        show_who_signed(each, (spool / f"{each['id']}.pdf").read_bytes())
    proof.letter(
        "RES-T3-S3c",
        contains=[
            "Payments and arrears You told us: Two payments are not on my account",
            "We are working on this.",
            "This is outside the Agency",
            "Option 1: Private collection",
        ],
        signed_by=PSSO,
    )
    proof.letter("RES-T4-S3d", contains=["Dear Office of the Ombudsman", "from 11 January 2027"])
    proof.letter(
        "RES-T4-S3f",
        contains=[
            "Payments and arrears: agreed, from 11 January 2027.",
            "Your payslips show lower earnings since July.",
            "Send statement: by 29 January 2027.",
            "We will look at this again by 1 April 2027.",
            "You can have these decisions reviewed",
        ],
        signed_by=PSSO,
    )
    proof.letter("RES-T4-S3f", stopped=unfair)
    cuba = proof.record
    cuba("RES-T3-S3c", system="Cuba", name="issues_and_options_letter", values={"officer": PSSO})
    cuba("RES-T4-S3f", system="Cuba", name="letter", values={"officer": PSSO})
    changes = {"changes": CHANGES["RES-T4-S3d.changes"]}
    cuba("RES-T4-S3d", system="Cuba", name="notices", values=changes)


@pytest.mark.step("RES-T3-S3c", "RES-T4-S3d")
async def test_one_that_may_not_go_is_stopped_and_may_be_left(
    refer: Refer, bar_post: None, proof: Proof
) -> None:
    case = await refer("CSP-T5-S3a")
    customer = (await case.json())["customer"]
    await want(case, "review", customer)
    await case.complete("RES-T3-S3c", PSSO, outcome="send", expect="post is barred")
    await case.complete("RES-T3-S3c", PSSO, outcome="cannot_go", reason="Told in person")
    await want(case, "notice", "his_school")
    gone = "nobody knows where his_school is"
    await case.complete("RES-T4-S3d", PSSO, outcome="send", answers=CHANGES, expect=gone)
    await case.complete("RES-T4-S3d", PSSO, outcome="cannot_go", reason="Nobody there")

    proof.letter("RES-T3-S3c", stopped="post is barred by a restriction")
    proof.letter("RES-T4-S3d", stopped=gone)
