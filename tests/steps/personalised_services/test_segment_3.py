"""Ongoing reactive management: Child Support Table 8."""

from collections.abc import Awaitable, Callable
from functools import partial
from itertools import pairwise

import pytest
from temporalio.client import Client

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer, Roads
from tests.steps.personalised_services.reviewing import (
    BEFORE,
    DISCUSSED,
    DOCUMENTED,
    REVIEWED,
    SUPPORT,
    WAY_3,
    confirmed,
    escalated,
    go_3,
    restricted,
    review,
    talked,
)
from tests.steps.personalised_services.working import (
    LEFT,
    NOT_THEIRS,
    PSM,
    PSSO,
    SERVICE,
    SM,
    SPECIALIST,
    SSM,
    act,
    noted,
    open_work,
    settles,
)

ASSESSOR = "assessment_services.moreau"

Rests = Callable[..., Awaitable[Worked]]


@pytest.fixture
async def rests(roads: Roads, office: Office, customer: str) -> Rests:
    """A case of the test's customer that rests in segment 3 since 4 January 2027."""
    road = await roads(PSSO, along=(*BEFORE, *WAY_3))
    return partial(road.to, "RES-T4-S3b", office, customer)


@pytest.mark.step(
    "CSP-T8-S1a",
    "CSP-T8-S1b",
    "CSP-T8-S1c",
    "CSP-T8-S1d",
    "CSP-T8-S1e",
    "CSP-T8-S3a",
    "RES-T4-S1",
    "RES-T4-S2",
)
async def test_segment_3_is_proposed_on_what_the_file_shows_and_approved_by_an_ssm(
    refer: Refer, proof: Proof
) -> None:
    """A30: the issues are addressed first; then a history of escalating is reason enough."""
    case = await go_3(await refer("CSP-T5-S1b"), "CSP-T8-S1a")
    found = await case.json()
    propose = partial(case.complete, "CSP-T8-S1a", outcome="recommend")
    await propose(PSSO, expect="issue-1 is not over")
    await propose(PSSO, acts=settles(found), expect="neither a history of escalating nor")
    await propose(SERVICE, acts=escalated(found), expect=NOT_THEIRS)
    await propose(PSSO, acts=escalated(found))
    discuss = partial(case.complete, "CSP-T8-S1d", answers=DISCUSSED)
    await discuss(PSSO, expect=f"no discussion with {SSM} was told of")
    await discuss(SSM, acts=talked(found), expect=NOT_THEIRS)
    await discuss(PSSO, acts=talked(found))
    approve = partial(case.complete, "CSP-T8-S1e", outcome="approve")
    await approve(PSSO, answers=SUPPORT, expect=NOT_THEIRS)
    unfit = {"CSP-T8-S3a": "restrictions"}
    await approve(SSM, answers=unfit, expect="no restriction is in the file")
    await approve(SSM, answers=SUPPORT, expect=f"{SSM} has not confirmed discussion-1")
    alone = f"discussion-1 was with {SSM}: they say whether it was so"
    both = {"discussion": "discussion-1", "seen": 1}
    await case.send("discussion.confirmed", officer=PSSO, facts=both, expect=alone)
    await approve(SSM, answers=SUPPORT, acts=confirmed(await case.json()))

    found = await case.json()
    assert (found["phase"], found["segment"]) == ("segment_3_proposed", "1")
    assert await open_work(case) == ["CSP-T8-S3b"]
    proof.task("CSP-T8-S1a", role="psso", completed="recommend", refused="service_officer")
    cuba = partial(proof.record, system="Cuba")
    ended = {
        "issue-1": "resolved",
        "issue-2": "with external_complaints",
        "issue-3": "with external_complaints",
    }
    cuba("CSP-T8-S1a", name="segment_3_consideration", values={"addressed": ended})
    proof.holds("CSP-T8-S1b", "holds")
    history = {"history": ["issue-2", "issue-3"]}
    cuba("CSP-T8-S1b", name="escalation_history", values=history)
    proof.branch("CSP-T8-S1c", "No")
    proof.answered("CSP-T8-S1c", value=False)
    proof.task("CSP-T8-S1d", role="psso", completed=True, refused="ps_ssm")
    cuba(
        "CSP-T8-S1d",
        name="segment_3_discussion",
        values={"psso": PSSO, "ps_ssm": SSM, "agreed": "recommend"},
    )
    proof.branch("CSP-T8-S1e", "Approved")
    cuba("CSP-T8-S1e", name="segment_3_decision", values={"decision": "approve", "officer": SSM})
    for step in ("CSP-T8-S1e", "CSP-T8-S3a", "RES-T4-S1"):
        proof.approval(step, "given", by=SSM, outcome="approve")
        proof.approval(step, "wrong_person", by=PSSO, because=NOT_THEIRS)
    proof.branch("CSP-T8-S3a", "Ongoing support")
    cuba("CSP-T8-S3a", name="segment_3_reason", values={"reason": "ongoing_support"})
    proof.holds("RES-T4-S1", "holds")
    proof.holds("RES-T4-S2", "holds")


@pytest.mark.step(
    "CSP-T8-S1b",
    "CSP-T8-S1c",
    "CSP-T8-S1e",
    "CSP-T8-S4a",
    "CSP-T8-S4b",
    "CSP-T8-S6a",
    "RES-T4-S1",
    "RES-T4-S2",
)
async def test_segment_3_that_is_turned_down_leaves_the_customer_in_segment_2(
    refer: Refer, proof: Proof
) -> None:
    """A22, A32, A33: restrictions go to the SSM first, who wants it discussed, and says no."""
    case = await go_3(await refer("CSP-T5-S1b"), "CSP-T8-S1a")
    await case.complete("CSP-T8-S1a", PSSO, outcome="another_segment", reason="Too early")
    await go_3(case, "CSP-T8-S1a")
    acts = restricted(await case.json())
    await case.complete("CSP-T8-S1a", PSSO, outcome="recommend", acts=acts)
    assign = partial(case.complete, "CSP-T8-S6a", outcome="discuss_first")
    await assign(PSSO, reason="Let us talk", expect=NOT_THEIRS)
    await assign(SSM, reason="Let us talk")
    await go_3(case, "CSP-T8-S1e", since="CSP-T8-S1d")
    no = {"CSP-T8-S4a": "A settled day of contact was never tried"}
    reject = partial(case.complete, "CSP-T8-S1e", outcome="reject", answers=no)
    await reject(SSM, expect="must be given with a reason")
    await reject(PSSO, reason="Too early", expect=NOT_THEIRS)
    acts = confirmed(await case.json())
    await reject(SSM, reason="Too early", acts=acts)
    route = partial(case.complete, "CSP-T8-S4b")
    await route(SSM, outcome="exit", expect=NOT_THEIRS)
    await route(PSSO, outcome="manage", expect="no issue is open")
    customer = (await case.json())["customer"]
    raised = act("issue.raised", about="income", raised_in="contact-1", parties=[customer])
    await route(PSSO, outcome="exit", acts=[raised], expect="issue-2 is not over")
    await route(PSSO, outcome="manage", acts=[raised])

    found = await case.json()
    assert (found["phase"], found["segment"]) == ("active", "2")
    assert await open_work(case) == ["CSP-T5-S3a"]
    assert not [d for d in found["deadlines"] if "segment_3" in d["id"]]
    proof.blocks("CSP-T8-S1b", "blocks")
    proof.branch("CSP-T8-S1c", "Yes")
    proof.blocks("RES-T4-S1", "blocks")
    proof.blocks("RES-T4-S2", "blocks")
    proof.branch("CSP-T8-S6a", "No")
    proof.approval("CSP-T8-S6a", "refused", by=SSM, outcome="discuss_first")
    proof.approval("CSP-T8-S6a", "wrong_person", by=PSSO, because=NOT_THEIRS)
    proof.branch("CSP-T8-S1e", "Rejected")
    for step in ("CSP-T8-S1e", "CSP-T8-S4a", "RES-T4-S1"):
        proof.approval(step, "refused", by=SSM, outcome="reject")
        proof.approval(step, "wrong_person", by=PSSO, because=NOT_THEIRS)
    proof.task("CSP-T8-S4a", role="ps_ssm", completed="reject", refused="psso")
    cuba = partial(proof.record, system="Cuba")
    said = {"decision": "rejected", "reason": no["CSP-T8-S4a"]}
    cuba("CSP-T8-S4a", name="segment_3_rejection", values=said)
    proof.task("CSP-T8-S4b", role="psso", completed="manage", refused="ps_ssm")
    proof.branch("CSP-T8-S4b", "Yes")
    cuba("CSP-T8-S4b", name="route", values={"route": "manage"})


@pytest.mark.step(
    "CSP-T8-S3a",
    "CSP-T8-S3b",
    "CSP-T8-S3c",
    "CSP-T8-S3d",
    "CSP-T8-S6a",
    "CSP-T8-S6b",
    "BG-OBJ-c",
)
async def test_the_ssm_assigns_segment_3_for_restrictions_and_the_psm_sets_its_review(
    refer: Refer, proof: Proof
) -> None:
    """A22, A32: no earlier step is needed, and no later day than three months is taken."""
    case = await go_3(await refer("CSP-T5-S1b"), "CSP-T8-S1a")
    acts = restricted(await case.json())
    await case.complete("CSP-T8-S1a", PSSO, outcome="recommend", acts=acts)
    comments = {"CSP-T8-S6b": "Only in writing; the abuse goes on"}
    await case.complete("CSP-T8-S6a", SSM, outcome="assign", answers=comments)
    document = partial(case.complete, "CSP-T8-S3b")
    await document(PSSO, answers=DOCUMENTED, expect=NOT_THEIRS)
    later = DOCUMENTED | {"CSP-T8-S3d": "2027-04-05"}
    await document(PSM, answers=later, expect="give a date from 4 January 2027 to 4 April 2027")
    today = DOCUMENTED | {"CSP-T8-S3d": "2027-01-04"}
    await document(PSM, answers=today, expect="4 January 2027 is not to come")
    await document(PSM, answers=DOCUMENTED | {"CSP-T8-S3d": "2027-03-31"})
    indicator = {"sort": "segment_3_review", "why": "mine", "review_by": "2027-06-30"}
    found = await case.json()
    await case.send(
        "indicator.set",
        officer=PSSO,
        facts=indicator | {"customer": found["customer"]},
        expect="the SSM decides on segment 3 and the SM reviews it",
    )

    assert (found["phase"], found["segment"]) == ("segment_3_active", "3")
    assert [
        (row["why"], row["review_by"])
        for row in found["file"]["indicators"]
        if row["sort"] == "segment_3_review"
    ] == [("restrictions", "2027-03-31")]
    proof.guidance("BG-OBJ-c", "limit their effect on the business")
    proof.branch("CSP-T8-S3a", "Restrictions")
    proof.branch("CSP-T8-S6a", "Yes")
    proof.approval("CSP-T8-S6a", "given", by=SSM, outcome="assign")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T8-S6a", name="segment_3_decision", values={"decision": "assign", "officer": SSM})
    cuba("CSP-T8-S6b", name="cmp_window", values={"issue_comments": comments["CSP-T8-S6b"]})
    said = {"decision": DOCUMENTED["CSP-T8-S3b"]}
    cuba("CSP-T8-S3b", name="ps_stacking_document", values=said)
    proof.record("CSP-T8-S3c", system="PS Portal", name="ps_portal", values={"segment": "3"})
    proof.due("CSP-T8-S3d", "2027-03-31")
    date = {"review_date": "2027-03-31"}
    cuba("CSP-T8-S3d", name="segment3_review_indicator", values=date)


@pytest.mark.step(
    "CSP-T8-S3d",
    "CSP-T8-S5a",
    "CSP-T8-S5b",
    "CSP-T8-S5c",
    "CSP-T8-S5d",
    "CSP-T8-S5e",
    "CSP-T8-S5f",
)
async def test_the_sm_reviews_segment_3_too_late_and_then_ends_it_in_both_records(
    rests: Rests, office: Office, proof: Proof
) -> None:
    """A32, A33: the SM reviews, with the SSM; what is outstanding leads back to Table 5."""
    case = await rests()
    await office.until("2027-04-05T09:00+10:00")
    late = await open_work(case)
    await review(case, "2027-07-06", expect="give a date from 5 April 2027 to 5 July 2027")
    await review(case, "2027-04-05", expect="5 April 2027 is not to come")
    await review(case, "2027-07-05", officer=PSSO, expect=NOT_THEIRS)
    await review(case, "2027-07-05")
    renewed = await case.json()
    assert (renewed["phase"], renewed["segment"]) == ("segment_3_active", "3")
    await office.until("2027-07-05T10:00+10:00")
    customer = renewed["customer"]
    raised = {"about": "income", "raised_in": "contact-1", "parties": [customer]}
    await case.send("issue.raised", officer=PSSO, facts=raised)
    await review(case)

    found = await case.json()
    assert {"CSP-T8-S5a", "CSP-T8-S5d"} <= set(late)
    assert (found["phase"], found["segment"]) == ("active", "2")
    assert "CSP-T5-S3a" in await open_work(case)
    assert [
        row["removed"] for row in found["file"]["indicators"] if row["sort"] == "segment_3_review"
    ] == ["no_longer_required"]
    assert not [d for d in found["deadlines"] if "segment_3" in d["id"] and d["state"] == "armed"]
    proof.passed("CSP-T8-S3d", then="Segment 3 was not reviewed by its day")
    proof.passed("CSP-T8-S5a", then="is ongoing reactive management still required?")
    proof.due("CSP-T8-S5a", "2027-07-05")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T8-S5a", name="segment_3_review", fields=("characteristics",))
    proof.task("CSP-T8-S5b", role="ps_sm", completed="required", refused="psso")
    cuba("CSP-T8-S5b", name="review_discussion", values={"ps_ssm": SSM})
    said = {"review": REVIEWED["CSP-T8-S5c"]}
    cuba("CSP-T8-S5c", name="ps_stacking_document", values=said)
    proof.branch("CSP-T8-S5d", "Yes")
    proof.branch("CSP-T8-S5d", "No")
    proof.approval("CSP-T8-S5d", "given", by=SM, outcome="required")
    proof.approval("CSP-T8-S5d", "refused", by=SM, outcome="not_required")
    proof.approval("CSP-T8-S5d", "wrong_person", by=PSSO, because=NOT_THEIRS)
    cuba("CSP-T8-S5d", name="review_outcome", values={"outcome": "required"})
    proof.branch("CSP-T8-S5e", "Yes")
    cuba("CSP-T8-S5e", name="segment_field", values={"segment": "2"})
    proof.record("CSP-T8-S5e", system="PS Portal", name="ps_portal", values={"segment": "2"})
    proof.due("CSP-T8-S5f", "2027-07-05")
    proof.met("CSP-T8-S5f")
    cuba("CSP-T8-S5f", name="segment3_review_indicator", values={"review_date": "2027-07-05"})


@pytest.mark.step("CSP-T8-S3d", "CSP-T8-S1a", "CSP-T7-S5b")
async def test_an_approval_that_nobody_documents_lapses_and_who_leaves_leaves_segment_3_behind(
    refer: Refer, office: Office, proof: Proof
) -> None:
    """A22: after three months it is decided anew; no indicator and no date outlives the case."""
    case = await go_3(await refer("CSP-T5-S1b"), "CSP-T8-S3b")
    await office.until("2027-04-05T09:00+10:00")
    lapsed = await case.json()
    await case.complete("CSP-T8-S1a", PSSO, outcome="recommend")
    await go_3(case, "CSP-T8-S3b", since="CSP-T8-S1d")
    await case.complete("CSP-T8-S3b", PSM, answers=DOCUMENTED | {"CSP-T8-S3d": "2027-07-05"})
    await case.send("case.withdrawn", officer=PSSO, content={"text": "They moved abroad"})
    await case.complete("CB-CLOSE", SSM, outcome="leave")
    ends = [
        act("commitment.released", commitment="commitment-1", why="customer_left", seen=1),
        act("intray.closed", intray="intray-1", why="customer_left", seen=1),
    ]
    acts = [*ends, *noted(await case.json())]
    await case.complete("CSP-T7-S5b", PSSO, answers=LEFT, acts=acts)

    found = await case.json()
    overdue = [t["kind"] for t in lapsed["tasks"] if t["state"] == "open"]
    assert (lapsed["phase"], lapsed["segment"]) == ("segment_3_proposed", "1")
    assert {"propose_segment_3", "segment_3_review_overdue"} <= set(overdue)
    assert "document_segment_3" not in overdue
    assert (found["state"], found["outcome"]) == ("closed", "withdrawn")
    assert [
        row["removed"] for row in found["file"]["indicators"] if row["sort"] == "segment_3_review"
    ] == ["customer_left"]
    dated = [d for d in found["deadlines"] if d["step"] == "CSP-T8-S3d"]
    assert sorted((d["due_on"], d["state"]) for d in dated) == [
        ("2027-04-04", "passed"),
        ("2027-07-05", "withdrawn"),
    ]
    assert not [d for d in found["deadlines"] if d["state"] == "armed"]
    proof.due("CSP-T8-S3d", "2027-04-04")
    proof.passed("CSP-T8-S3d", then="are all issues addressed")
    proof.due("CSP-T8-S3d", "2027-07-05")
    proof.task("CSP-T8-S1a", role="psso", completed="recommend")
    proof.task("CSP-T7-S5b", role="psso", completed=True)


async def still_asks(case: Worked) -> None:
    """Approve a version of the plan that asks for something still."""
    action = {"id": "a-1", "serves": "issue-1", "who": PSSO, "what": "answer_in_one_letter"}
    for each in filing.planning("plan-1", action, number=2):
        await case.send(each["type"], officer=PSSO, facts=each["facts"])
    acts = filing.decided("plan.approved", "plan-1", action, number=2)
    await case.complete("CSP-T2-S4", SSM, outcome="approved", acts=acts)


@pytest.mark.step(
    "CSP-T8-S3d", "CSP-T8-S5a", "CSP-T8-S5b", "CSP-T8-S5e", "CSP-T8-S5f", "CSP-T5-S1c"
)
async def test_a_review_is_brought_forward_and_a_psso_ends_no_segment_3(
    rests: Rests, office: Office, proof: Proof
) -> None:
    """A22, A34: what comes first has it reviewed; with nothing outstanding the way is out.

    What the plan still asks for is discussed first, and either of the two bears the other out.
    """
    case = await rests()
    await still_asks(case)
    held = partial(case.send, "discussion.held", content={"words": "One letter for all of it"})
    of_review = {"about": "segment_3_review", "agreed": "one_letter"}
    alone = "segment 3 ends by its review alone"
    await case.send("segment.questioned", officer=PSSO, expect=alone)
    await office.until("2027-02-01T10:00+11:00")
    await case.send("review.brought_forward", officer=SM)
    await review(case, "2027-03-01", expect="no discussion of plan-1 a-1 was told of")
    await held(officer=SSM, facts=of_review | {"other": SM})
    await review(case, "2027-03-01", acts=confirmed(await case.json()))
    between = (await case.json())["phase"]
    await office.until("2027-03-02T10:00+11:00")
    await held(officer=SM, facts=of_review | {"other": SSM})
    await review(case, expect=f"{SSM} has not confirmed discussion-3")
    (borne_out,) = confirmed(await case.json())
    await case.send(borne_out["type"], officer=SSM, facts=borne_out["facts"])
    await review(case)

    found = await case.json()
    assert (between, found["phase"]) == ("segment_3_active", "closing_contact")
    assert found["segment"] == "2"
    proof.blocks("CSP-T5-S1c", words=alone)
    discussed = {"ps_ssm": SSM, "discussion": "discussion-3", "outstanding": ["plan-1 a-1"]}
    proof.record("CSP-T8-S5b", system="Cuba", name="review_discussion", values=discussed)
    proof.met("CSP-T8-S3d")
    proof.met("CSP-T8-S5a")
    proof.due("CSP-T8-S5f", "2027-03-01", working="Latest date allowed: Sat 1 May 2027")
    proof.passed("CSP-T8-S5f", then="Segment 3 was not reviewed by its day")
    proof.branch("CSP-T8-S5e", "No")


async def sends(case: Worked) -> None:
    """Send the request on: what no page can show stops it, other words go."""
    send = partial(case.complete, "CSP-T8-S2d", outcome="send")
    await send(PSSO, expect=NOT_THEIRS)
    shows = "examples holds U+738B"
    await send(SSM, answers={"CSP-T8-S2d.examples": "\u738b"}, expect=shows)
    await send(SSM)


REQUEST = {
    "CSP-T8-S2a": "explanations",
    "CSP-T8-S2d.summary": "Two payments that went astray, since put right",
    "CSP-T8-S2d.examples": "Nine calls about one letter",
    "CSP-T8-S2d.managed": "One contact, every second Friday",
}


@pytest.mark.step(
    "CSP-T8-S1e",
    "CSP-T8-S2a",
    "CSP-T8-S2c",
    "CSP-T8-S2d",
    "CSP-T8-S2e",
    "CSP-T8-S2f",
    "CSP-T8-S2g",
    "CSP-T8-S4b",
)
async def test_assessment_services_are_asked_and_then_the_ssm_decides(
    refer: Refer, office: Office, proof: Proof
) -> None:
    """A31, A41: their answer leads back to the decision; their silence is heard of."""
    case = await go_3(await refer("CSP-T5-S1b"), "CSP-T8-S1e")
    first = partial(case.complete, "CSP-T8-S1e", SSM, outcome="assess_first")
    ask = partial(case.complete, "CSP-T8-S2e", outcome="refer", answers=REQUEST)
    await first()
    again = "Assessment Services are being asked already"
    await case.send("assessment.wanted", officer=SSM, expect=again)
    await ask(PSSO, expect=NOT_THEIRS)
    await case.complete("CSP-T8-S2e", SSM, outcome="do_not_refer", reason="Not the behaviour")
    assert "CSP-T8-S1e" in await open_work(case)
    await first()
    report = partial(case.send, "procedure.reported", officer=ASSESSOR)
    said = {"procedure": "assessment_services", "outcome": "options_found"}
    words = {"words": "Short letters, one question each"}
    nobody = "is with assessment_services"
    await report(facts=said, content=words, expect=nobody)
    await ask(SSM)
    await sends(case)
    await office.until("2027-01-19T09:00+11:00")
    await case.complete("CSP-T8-S2c", SSM, outcome="asked_again")
    await report(facts=said, content=words)
    with_whom = {"CSP-T8-S2f.ssm": SSM, "CSP-T8-S2f.sm": SM}
    discuss = partial(case.complete, "CSP-T8-S2f", outcome="in_the_plan", answers=with_whom)
    await discuss(PSSO, expect="no version of the plan was written since")
    await discuss(SSM, acts=filing.planning(number=2), expect=NOT_THEIRS)
    await discuss(PSSO, acts=filing.planning(number=2))

    no = {"CSP-T8-S4a": "Short letters were never tried"}
    acts = confirmed(await case.json())
    await case.complete(
        "CSP-T8-S1e", SSM, outcome="reject", answers=no, reason="Try them", acts=acts
    )
    await case.complete("CSP-T8-S4b", PSSO, outcome="exit")

    assert await case.phase() == "closing_contact"
    proof.branch("CSP-T8-S4b", "No")
    proof.branch("CSP-T8-S1e", "Assessment Services review")
    proof.task("CSP-T8-S2a", role="ps_ssm", completed="refer", refused="psso")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T8-S2a", name="specialist_review", values={"main_reason": "explanations"})
    proof.signal("CSP-T8-S2c", "procedure.reported")
    proof.signal("CSP-T8-S2c", "procedure.reported", refused=nobody)
    result = {"outcome": "options_found", "result": words["words"]}
    cuba("CSP-T8-S2c", name="assessment_services_result", values=result)
    proof.record(
        "CSP-T8-S2d",
        system="Assessment Services",
        name="assessment_services_request",
        values={"examples": REQUEST["CSP-T8-S2d.examples"]},
    )
    proof.letter(
        "CSP-T8-S2d",
        contains=["Dear Assessment Services", *list(REQUEST.values())[1:]],
        signed_by=SSM,
    )
    proof.letter("CSP-T8-S2d", stopped="examples holds U+738B")
    proof.approval("CSP-T8-S2e", "given", by=SSM, outcome="refer")
    proof.approval("CSP-T8-S2e", "refused", by=SSM, outcome="do_not_refer")
    proof.approval("CSP-T8-S2e", "wrong_person", by=PSSO, because=NOT_THEIRS)
    cuba("CSP-T8-S2e", name="referral_approval", values={"approval": "refer", "officer": SSM})
    proof.task("CSP-T8-S2f", role="psso", completed="in_the_plan", refused="ps_ssm")
    cuba("CSP-T8-S2f", name="cmp", values={"cmp": "plan_version-2", "ps_sm": SM})
    cuba("CSP-T8-S2g", name="ps_stacking_document", fields=("referred_to",))


@pytest.mark.step("RES-T4-S3e")
async def test_whoever_has_the_customer_owns_the_messages_and_others_agree_theirs(
    rests: Rests, proof: Proof
) -> None:
    """By voice and by letter: what somebody else says stands once it was agreed, once."""
    case = await rests()
    customer = (await case.json())["customer"]
    call = {"customer": customer, "result": "reached", "identity": "confirmed"}
    said = {"said": "The review of your care level takes until February"}
    rings = partial(case.send, "contact.made", officer=SPECIALIST, facts=call, content=said)
    owned = f"{PSSO} owns the messages to {customer}"
    await rings(expect=owned)
    agreed = {"customer": customer, "speaker": SPECIALIST, "channel": "phone"}
    agreed |= {"about": "care_levels", "until": "2027-01-08"}
    agree = partial(
        case.send, "communication.agreed", facts=agreed, content={"words": "Until when"}
    )
    await agree(officer=SPECIALIST, expect="is not for")
    nobody = agreed | {"speaker": "nobody.known"}
    await agree(officer=PSSO, facts=nobody, expect="nobody.known")
    await agree(officer=PSSO)
    await rings()
    await rings(expect=owned)
    letter = {"sort": "actions", "to": customer, "called_for_in": case.ref}
    await case.send("letter.wanted", officer=PSSO, facts=letter, content={"why": "To confirm it"})

    (agreement,) = (await case.json())["file"]["communications"]
    calls = (await case.json())["file"]["contacts"]
    assert agreement["kept_by"] == calls[-1]["id"]
    proof.holds("RES-T4-S3e", "holds")
    proof.blocks("RES-T4-S3e", words=owned)
    cuba = partial(proof.record, system="Cuba", name="message_log")
    theirs = {"owner": PSSO, "given_by": SPECIALIST, "agreed": agreement["id"]}
    cuba("RES-T4-S3e", values=theirs | {"message": said["said"]})
    cuba("RES-T4-S3e", values={"owner": PSSO, "given_by": PSSO, "channel": "writing"})


@pytest.mark.step("RES-T4-S3a", "RES-T4-S3b", "RES-T4-S3c", "CSP-T8-S2b")
async def test_a_look_back_over_the_past_finds_what_is_wrong_and_it_is_dealt_with_thoroughly(
    rests: Rests, proof: Proof
) -> None:
    case = await rests()
    found = await case.json()
    raised = {"raised_in": "contact-1", "parties": [found["customer"]]}
    noted = act("notepad.filed", heading="retrospective_review")
    wrong = act("issue.raised", about="income", **raised)
    look = partial(case.complete, "RES-T4-S3b", outcome="errors_found")
    await look(PSSO, acts=[wrong], expect="no notepad is headed retrospective_review")
    await look(PSSO, acts=[noted], expect="no issue is open: raise what was found")
    await look(SSM, acts=[noted, wrong], expect=NOT_THEIRS)
    await look(PSSO, acts=[noted, wrong])
    put_right = partial(case.complete, "RES-T4-S3c")
    await put_right(PSSO, expect="is not over")
    settled = settles(await case.json())
    await put_right(SSM, acts=settled, expect=NOT_THEIRS)
    await put_right(PSSO, acts=settled)

    await case.send("assessment.wanted", officer=PSSO)
    await case.complete("CSP-T8-S2e", SSM, outcome="do_not_refer", reason="Not the behaviour")
    await case.send("assessment.wanted", officer=SSM)

    assert await case.phase() == "segment_3_active"
    proof.holds("CSP-T8-S2b", words="may be made at any time")
    proof.guidance("RES-T4-S3a", "continuing intensive management")
    proof.task("RES-T4-S3b", role="psso", completed="errors_found", refused="ps_ssm")
    cuba = partial(proof.record, system="Cuba")
    cuba("RES-T4-S3b", name="retrospective_review", values={"outcome": "errors_found"})
    proof.task("RES-T4-S3c", role="psso", completed=True, refused="ps_ssm")
    cuba("RES-T4-S3c", name="issue_outcome", fields=("issues",))


QUARTERS = [
    f"{year}-{month}-04" for year in range(2027, 2038) for month in ("01", "04", "07", "10")
][1:42]  # from April 2027 on, ten years


async def test_ten_years_of_reviews_are_each_in_time_and_each_approved(
    rests: Rests, office: Office, client: Client
) -> None:
    """CSP-T8-S5f, again and again: between two reviews the case rests, in a run of its own.

    Once a year it is looked at there.
    """
    case = await rests(phase_by_phase=True)
    rest: list[tuple[str, int, str, int]] = []
    for day, following in pairwise(QUARTERS):
        await office.until(f"{day}T11:00+10:00")
        await review(case, following)
        if day.endswith("-07-04"):
            run = await client.get_workflow_handle(case.ref).describe()
            rest.append((run.run_id, run.history_length, *await office.stands(case.ref)))

    found = await case.json()
    counted = [d for d in found["deadlines"] if "segment_3_review" in d["id"]]
    assert [(d["due_on"], d["state"]) for d in counted] == [
        *((day, "met") for day in QUARTERS[:-1]),
        (QUARTERS[-1], "armed"),
    ]
    reviews = [a for a in found["approvals"] if a["step"] == "CSP-T8-S5d"]
    assert [(a["state"], a["by"]) for a in reviews] == [("given", SM)] * 40
    assert [a["at"][:10] for a in reviews] == QUARTERS[:-1]
    assert {phase for _, _, phase, _ in rest} == {"segment_3_active"}
    assert not [t for t in found["tasks"] if t["state"] == "open" and "review" in t["kind"]]
    assert len({run for run, _, _, _ in rest}) == len(rest)
    assert max(length for _, length, _, _ in rest) < 50
    assert max(carried for _, _, _, carried in rest[1:]) < 1.1 * rest[0][3]
