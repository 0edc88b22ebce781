"""A customer who rings again is on cold transfer once the right manager has approved it."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Task
from tests.plugin.proof import Proof
from tests.restricting import bar
from tests.steps.cold_transfer.conftest import Ring, Warned
from tests.steps.cold_transfer.working import (
    DECIDED,
    MONDAY,
    RATIONALE,
    REVIEWED,
    SM,
    again,
    ring,
    take,
)
from tests.steps.driving import Office
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    BOTH,
    BOTH_ELSEWHERE,
    COMPLAINTS,
    NOT_THEIRS,
    OTHER_PERSON,
    PSSO,
    SECOND_PSSO,
    SSM,
)

Sessions = async_sessionmaker[AsyncSession]


@pytest.mark.step(
    "CSP-T3-S11a", "CSP-T3-S11b", "CSP-T3-S11c", "CSP-T3-S11d", "CSP-T3-S9b", "CSP-T3-S9d"
)
async def test_the_ssm_approves_it_nobody_else_and_never_who_asked(
    warned: Warned, proof: Proof
) -> None:
    case = await warned()
    await again(case, on="2027-02-01T15:00+11:00")
    ask = partial(case.complete, "CSP-T3-S11c", answers=RATIONALE)
    await ask(COMPLAINTS, expect=NOT_THEIRS)
    await ask(BOTH)
    decide = partial(case.complete, "CSP-T3-S11d", outcome="approve", answers=DECIDED)
    await decide(PSSO, expect=NOT_THEIRS)
    await decide(SM, expect=NOT_THEIRS)
    await decide(BOTH_ELSEWHERE, expect=OTHER_PERSON)
    await decide(SSM)

    found = await case.json()
    assert found["phase"] == "in_force"
    (entry,) = found["whiteboard"]
    assert (entry["approved_by"], entry["calls"], entry["until"]) == (SSM, 0, None)
    proof.due("CSP-T3-S9b", "2027-02-01")
    proof.met("CSP-T3-S9b")
    proof.signal("CSP-T3-S9d", "call.answered")
    proof.branch("CSP-T3-S9d", "Yes")
    proof.branch("CSP-T3-S11a", "No")
    proof.approval("CSP-T3-S11b", "given", by=SSM)
    proof.approval("CSP-T3-S11b", "wrong_person", by=SM, because=NOT_THEIRS)
    asked = {"who_asked": BOTH, "asked_of": "ps_ssm"}
    proof.record("CSP-T3-S11b", system="Cuba", name="request", values=asked)
    proof.task("CSP-T3-S11c", role="psso", completed=True, refused=COMPLAINTS)
    why = {"rationale": RATIONALE["CSP-T3-S11c"]}
    proof.record("CSP-T3-S11c", system="Cuba", name="background_and_rationale", values=why)
    proof.approval("CSP-T3-S11d", "given", by=SSM, outcome="approve")
    proof.approval("CSP-T3-S11d", "wrong_person", by=BOTH, because=OTHER_PERSON)
    proof.branch("CSP-T3-S11d", "Yes")
    decided = {"decision": "approve", "approver": SSM}
    proof.record("CSP-T3-S11d", system="Cuba", name="cold_transfer_decision", values=decided)


@pytest.mark.step(
    "CSP-T3-S12a", "CSP-T3-S12b", "CSP-T3-S12c", "CSP-T3-S12d", "CSP-T3-S12e", "CSP-T3-S12f"
)
async def test_every_call_is_put_through_and_counted_until_the_review_lifts_it(
    warned: Warned, customer: str, proof: Proof
) -> None:
    """Two calls in one minute are two calls; the review is due at the end of Tuesday (A18)."""
    case = await warned()
    await again(case, on="2027-02-01T15:00+11:00")
    await case.complete("CSP-T3-S11c", PSSO, answers=RATIONALE)
    await case.complete("CSP-T3-S11d", SSM, outcome="approve", answers=DECIDED)
    told = {"CSP-T3-S12e": "Ms Example, CAPT CANOC Hobart"}
    await case.complete("CSP-T3-S12e", PSSO, answers=told, expect=NOT_THEIRS)
    await case.complete("CSP-T3-S12e", SSM, answers=told)
    await again(case, source="telephony", on="2027-02-01T16:00:05+11:00")
    await again(case, source="telephony", on="2027-02-01T16:00:40+11:00")
    put_through = partial(case.complete, "CSP-T3-S12b", outcome="transferred")
    await put_through(COMPLAINTS, expect=NOT_THEIRS)
    await put_through(PSSO)
    await put_through(SECOND_PSSO)
    await case.office.until("2027-02-02T09:00+11:00")
    in_review = await case.json()
    await case.complete("CSP-T3-S12a", PSSO, outcome="lifted", answers=REVIEWED)

    found = await case.json()
    (there,), (gone,) = in_review["whiteboard"], found["whiteboard"]
    assert (in_review["phase"], there["calls"], there["until"]) == ("review", 2, None)
    assert (found["outcome"], gone["calls"]) == ("lifted", 2)
    assert gone["until"]
    (due,) = [t["due"] for t in found["tasks"] if t["kind"] == "review_cold_transfer"]
    assert due == "2027-02-03T00:00:00+11:00"
    board = partial(proof.record, "CSP-T3-S12a", system="PS Team whiteboard", name="whiteboard")
    board(values={"customer": customer, "approver": SSM})
    proof.task("CSP-T3-S12b", role="psso", completed="transferred", refused=COMPLAINTS)
    put = {"call_count": 2, "officer": SECOND_PSSO}
    proof.record("CSP-T3-S12b", system="Cuba", name="transferred_call", values=put)
    note = {"subject": "Call transferred"}
    proof.record("CSP-T3-S12c", system="Cuba", name="ps_stacking_document", values=note)
    proof.record("CSP-T3-S12d", system="CIRT", name="number_of_calls", values={"calls": 2})
    proof.task("CSP-T3-S12e", role="ps_ssm", completed=True, refused=PSSO)
    known = {"representative": told["CSP-T3-S12e"]}
    proof.record("CSP-T3-S12e", system="Cuba", name="call_note", values=known)
    proof.record("CSP-T3-S12f", system="CIMS", name="restriction_details", values=known)


@pytest.mark.step("CSP-T3-S11a", "CSP-T3-S12a")
async def test_under_a_restriction_nobody_approves_and_the_case_of_the_customer_hears_of_it(
    refer: Refer, ring_in: Ring, sessions: Sessions, customer: str, proof: Proof
) -> None:
    """The first call is written up after the second has come, which is put through at once (A19).

    A change of what is arranged lifts it (A18).
    """
    ps = await refer("CSP-T4-S5a")
    async with sessions.begin() as db:
        bar(db, ps.ref, customer, "phone", extent="partial")
    case = await ring_in(MONDAY)
    await again(case, SECOND_PSSO, on="2027-02-01T10:10+11:00")
    await take(case, at="2027-02-01T10:05+11:00")
    await case.complete("CSP-T3-S12b", SECOND_PSSO, outcome="transferred")
    await case.send("arrangements.changed", officer=SSM, facts={"by": "zone"}, expect="applied")

    found, told = await case.json(), await ps.json()
    (entry,) = found["whiteboard"]
    assert (entry["approved_by"], entry["calls"]) == (None, 1)
    assert entry["restrictions"] == [f"{ps.ref}.{customer}.phone"]
    assert found["outcome"] == "lifted"
    assert "cold_transfer" in [each["heading"] for each in told["file"]["notepads"]]
    assert told["whiteboard"] == []
    assert "the cold transfer is lifted" in told["timeline"][-1]["words"]
    proof.branch("CSP-T3-S11a", "Yes")
    relied_on = {"restriction": entry["restrictions"]}
    proof.record("CSP-T3-S11a", system="Cuba", name="restriction_relied_on", values=relied_on)
    gone = {"customer": customer, "lifted": True}
    proof.record("CSP-T3-S12a", system="PS Team whiteboard", name="whiteboard", values=gone)


@pytest.mark.step("CSP-T3-S11a", "CSP-T3-S12a", "CSP-T3-S12d")
async def test_of_two_parents_one_officer_has_the_cold_transfer_of_one_never_touches_the_others(
    refer: Refer,
    office: Office,
    sessions: Sessions,
    new_customer: Callable[[str], Awaitable[str]],
    proof: Proof,
) -> None:
    """Both go to another PSSO with the customers; a plan lifts that of its own customer (A18)."""
    ps = await refer("CSP-T4-S5a")
    parents = ((await ps.json())["customer"], await new_customer("the other on cold transfer"))
    both = filing.act("parties.locked", psso=PSSO, parties=[{"customer": parents[1]}])
    await ps.send(both["type"], officer=PSSO, facts=both["facts"])
    calls = []
    for parent in parents:
        async with sessions.begin() as db:
            bar(db, ps.ref, parent, "phone", extent="partial")
        calls.append(await ring(office, parent, on=MONDAY))
        await take(calls[-1])
        await again(calls[-1], on="2027-02-01T10:10+11:00")
    own, others = calls
    for one in (filing.opened(parents[1]), *filing.planning("plan-2", number=2)):
        await ps.send(one["type"], officer=PSSO, facts=one["facts"])
    approved = filing.decided("plan.approved", "plan-2", number=2)
    await ps.complete("CSP-T2-S4", SSM, outcome="approved", acts=approved)
    await ps.send("case.handed_over", officer=SSM, facts={"to": SECOND_PSSO})
    lifted = [(await call.json())["phase"] for call in calls]
    await office.until("2027-02-02T09:00+11:00")
    review = partial(own.complete, "CSP-T3-S12a", outcome="plan_changes", answers=REVIEWED)
    await review(PSSO, expect=f"it is with {SECOND_PSSO}")
    await review(SECOND_PSSO)

    assert lifted == ["in_force", "lifted"]
    told = await ps.json()
    heard = [e["data"] for e in told["timeline"] if e["step"] in ("CSP-T3-S12a", "CSP-T3-S12d")]
    assert {e["customer"] for e in heard if e.get("transfer") == own.ref} == {parents[0]}
    assert {e["customer"] for e in heard if e.get("transfer") == others.ref} == {parents[1]}
    await ps.complete("CSP-T2-S3", SECOND_PSSO, acts=[], expect=f"of {parents[0]} has no version")
    proof.branch("CSP-T3-S11a", "Yes")
    proof.record("CSP-T3-S12d", system="CIRT", name="number_of_calls", values={"calls": 1})
    gone = {"customer": parents[0], "lifted": True}
    proof.record("CSP-T3-S12a", system="PS Team whiteboard", name="whiteboard", values=gone)


@pytest.mark.step("CSP-T3-S11a", "CSP-T3-S12a")
@pytest.mark.parametrize("outcome", ["plan_changes", "restriction_considered"])
async def test_the_psso_who_has_the_customer_now_asks_and_reviews_and_what_it_shows_is_followed(
    refer: Refer,
    warned: Warned,
    sessions: Sessions,
    proof: Proof,
    outcome: str,
) -> None:
    """A18: what follows on a review is work, in the customer's case or a restriction's.

    Handed over while it is asked for, or, in the second, is in force: what was open goes along.
    """
    ps = await refer("CSP-T4-S5a")
    case = await warned()
    await again(case, on="2027-02-01T15:00+11:00")
    asks, in_force = PSSO, outcome == "restriction_considered"
    if not in_force:
        await ps.send("case.handed_over", officer=SSM, facts={"to": SECOND_PSSO})
        asks, gone = SECOND_PSSO, f"it is with {SECOND_PSSO}"
        await case.complete("CSP-T3-S11c", PSSO, answers=RATIONALE, expect=gone)
    await case.complete("CSP-T3-S11c", asks, answers=RATIONALE)
    await case.complete("CSP-T3-S11d", SSM, outcome="approve", answers=DECIDED)
    if in_force:
        await ps.send("case.handed_over", officer=SSM, facts={"to": SECOND_PSSO})
    await case.office.until("2027-02-02T09:00+11:00")
    await case.complete("CSP-T3-S12a", SECOND_PSSO, outcome=outcome, answers=REVIEWED)

    assert (await case.json())["outcome"] == "lifted"
    proof.branch("CSP-T3-S11a", "No")
    proof.record(
        "CSP-T3-S12a", system="PS Team whiteboard", name="whiteboard", values={"lifted": True}
    )
    if outcome == "plan_changes":
        told = await ps.json()
        (revise,) = [t for t in told["tasks"] if t["kind"] == "revise_plan"]
        async with sessions() as db:
            work = await db.get_one(Task, revise["id"])
        assert work.data["customer"] == told["customer"]
    else:
        restriction = await (await case.linked("ServiceRestriction")).json()
        assert (restriction["phase"], restriction["customer"]) == (
            "considered",
            (await ps.json())["customer"],
        )


@pytest.mark.step("CSP-T3-S11b")
async def test_a_manager_who_does_not_answer_in_the_day_is_known_to_the_next_one(
    warned: Warned, proof: Proof
) -> None:
    """A41: the decision stays open, and whoever takes it ends what the silence has called for."""
    case = await warned()
    await again(case, on="2027-02-01T15:00+11:00")
    await case.complete("CSP-T3-S11c", PSSO, answers=RATIONALE)
    await case.office.until("2027-02-02T09:00+11:00")
    silent = await case.shown("CSP-T3-S11a")
    await case.complete("CSP-T3-S11d", SSM, outcome="refuse", answers=DECIDED)

    assert silent["unanswered"].startswith(f"{case.ref}.t")
    (told,) = [t for t in (await case.json())["tasks"] if t["kind"] == "cold_transfer_unanswered"]
    assert (told["role"], told["state"]) == ("ps_sm", "withdrawn")
    proof.due("CSP-T3-S11b", "2027-02-01")
    proof.passed("CSP-T3-S11b", then="What was asked for a cold transfer")
