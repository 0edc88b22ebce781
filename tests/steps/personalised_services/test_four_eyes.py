"""Nobody decides what they had a hand in: any version of it, whoever has the customer by then."""

import pytest

from tests.steps.driving import Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.test_decided import decline
from tests.steps.personalised_services.test_hand_over import hand_over
from tests.steps.personalised_services.working import (
    APPROVED,
    BOTH,
    BOTH_ELSEWHERE,
    EVERY_ROLE,
    OTHER_PERSON,
    PLANNED,
    PSSO,
    REQUESTED,
    REVIEWED,
    SECOND_PSSO,
    SSM,
    Answers,
    contacted,
    go,
    settled,
    take_over,
)

RETURNED: Answers = {
    "outcome": "returned",
    "reason": "Name the actions",
    "acts": filing.decided("plan.returned"),
}

ACCOUNTS = pytest.mark.parametrize(
    "account", [BOTH, BOTH_ELSEWHERE], ids=["the same account", "another account"]
)


@ACCOUNTS
async def test_the_author_of_a_returned_plan_does_not_approve_the_next_one(
    refer: Refer, account: str
) -> None:
    case = await refer("CSP-T2-S3", psso=BOTH)
    await case.complete("CSP-T2-S3", BOTH, answers=PLANNED, acts=filing.planning())
    await case.complete("CSP-T2-S4", SSM, **RETURNED)
    await hand_over(case)
    await case.complete("CSP-T2-S3", SECOND_PSSO, answers=PLANNED, acts=filing.planning(number=2))
    approved = filing.decided("plan.approved", number=2)

    await case.complete(
        "CSP-T2-S4", account, outcome="approved", acts=approved, expect=OTHER_PERSON
    )

    assert await case.phase() == "planning"
    await case.complete("CSP-T2-S4", SSM, outcome="approved", acts=approved)


async def test_the_author_of_a_plan_that_was_taken_over_does_not_approve_it(refer: Refer) -> None:
    """They asked nobody for this decision: the plan was theirs before it was the other PSSO's."""
    case = await refer("CSP-T2-S1a", kind="customer_assigned", reallocated_from=SECOND_PSSO)
    await case.complete("CSP-T2-S1a", PSSO, outcome="no_msp", answers=REVIEWED)
    await hand_over(case, to=BOTH)
    await case.complete("CSP-T2-S3", BOTH, answers=PLANNED, acts=filing.planning())
    await hand_over(case, to=PSSO)

    await case.complete("CSP-T2-S4", BOTH, **RETURNED, expect=OTHER_PERSON)


@ACCOUNTS
async def test_the_author_of_a_returned_request_does_not_decide_the_next_one(
    refer: Refer, account: str
) -> None:
    case = await refer("CSP-T7-S1e", psso=BOTH)
    await case.complete("CSP-T7-S1e", SSM, outcome="return", reason="How was the MP told?")
    await hand_over(case)
    await take_over(case)
    await case.complete("CSP-T6-S2a", SECOND_PSSO, answers=REQUESTED)

    await case.complete(
        "CSP-T7-S1e", account, outcome="approve", answers=APPROVED, expect=OTHER_PERSON
    )


async def test_who_wrote_a_part_of_the_request_ahead_does_not_decide_on_it(refer: Refer) -> None:
    """CSP-T6-S2a: another PSSO completed what they began."""
    case = await refer("CSP-T6-S2a", psso=BOTH)
    begun = {"CSP-T6-S2a": "All issues are addressed"}
    await case.progress("CSP-T6-S2a", BOTH, answers=begun)
    await hand_over(case)
    await take_over(case)
    rest = {key: answer for key, answer in REQUESTED.items() if key != "CSP-T6-S2a"}
    await case.complete("CSP-T6-S2a", SECOND_PSSO, answers=rest)

    await case.complete(
        "CSP-T7-S1e", BOTH, outcome="approve", answers=APPROVED, expect=OTHER_PERSON
    )


async def test_who_attested_a_gate_does_not_decide_on_the_request_that_rests_on_it(
    refer: Refer,
) -> None:
    case = await refer("CSP-T6-S1a", psso=BOTH)
    acts = settled(await case.json())
    await case.complete("CSP-T6-S1a", BOTH, outcome="settled", acts=acts)
    await hand_over(case)
    await take_over(case)
    await go(case, "CSP-T7-S1e", since="CSP-T6-S1i", psso=SECOND_PSSO)

    await case.complete(
        "CSP-T7-S1e", BOTH, outcome="approve", answers=APPROVED, expect=OTHER_PERSON
    )


async def test_the_author_of_a_returned_request_does_not_decide_on_the_transfer(
    refer: Refer,
) -> None:
    case = await refer("CSP-T7-S1e", psso=BOTH)
    await case.complete("CSP-T7-S1e", SSM, outcome="return", reason="Say more")
    await hand_over(case)
    await take_over(case)
    await case.complete("CSP-T6-S2a", SECOND_PSSO, answers=REQUESTED)
    await decline(case, "specialist_area")

    await case.complete("CSP-T7-S4a", BOTH, outcome="transfer", expect=OTHER_PERSON)


async def test_who_reported_that_contact_is_not_appropriate_does_not_agree_to_it_later(
    refer: Refer,
) -> None:
    case = await refer("CSP-T6-S1i", psso=BOTH)
    report: Answers = {"outcome": "not_appropriate", "reason": "A protection order"}
    await case.complete("CSP-T6-S1i", BOTH, **report)
    await case.complete("CSP-T6-S1l", SSM, outcome="not_agreed", reason="Try once more")
    await hand_over(case)
    await case.complete("CSP-T6-S1i", SECOND_PSSO, **report)

    await case.complete("CSP-T6-S1l", BOTH, outcome="agreed", expect=OTHER_PERSON)


@ACCOUNTS
async def test_nobody_discusses_their_own_social_work_referral(refer: Refer, account: str) -> None:
    case = await refer("CSP-T4-S5a", psso=BOTH)
    party = (await case.json())["customer"]
    considered = {"to": "social_work", "sort": "organisation", "party": party}
    await case.send("referral.considered", officer=BOTH, facts=considered)
    said = {"referral": "referral-1", "agreed": True, "seen": 1}
    agrees: Answers = {"outcome": "refer", "acts": [{"type": "referral.discussed", "facts": said}]}

    await case.complete("CSP-T4-S5f", account, expect=OTHER_PERSON, **agrees)

    assert (await case.json())["file"]["referrals"][0]["state"] == "considered"
    await case.complete("CSP-T4-S5f", SSM, **agrees)


@ACCOUNTS
async def test_nobody_names_themselves_as_the_ssm_who_decides_on_their_request(
    refer: Refer, account: str
) -> None:
    case = await refer("CSP-T6-S2a", psso=BOTH)

    await case.complete(
        "CSP-T6-S2a",
        BOTH,
        answers=REQUESTED | {"CSP-T6-S2b": account},
        expect=f"{BOTH} answers this, and must name another person",
    )

    assert (await case.json())["owner"] == BOTH  # the PSSO's still, not the SSM's


async def test_who_took_the_matter_back_before_does_not_decide_when_another_does(
    refer: Refer,
) -> None:
    case = await refer("CSP-T2-S1a", psso=BOTH)
    await case.send("case.withdrawn", officer=BOTH)
    first = await case.task("CB-CLOSE")
    await case.complete(first, SSM, outcome="stay", reason="The customer says otherwise")
    await case.send("case.withdrawn", officer=PSSO)

    second = await case.task("CB-CLOSE")
    await case.complete(second, BOTH, outcome="leave", expect=OTHER_PERSON)
    await case.complete(second, SSM, outcome="stay", reason="The customer says otherwise")


ADVICE = {
    "set-up": ("CSP-T1-S2c", "ask_ssm", {}, "CSP-T1-S2d", {"CSP-T1-S2d.advice": "Go on"}),
    "review across programs": (
        "CSP-T2-S1a",
        "active_msp",
        REVIEWED,
        "CSP-T2-S1c",
        {"CSP-T2-S1c": "One contact for both"},
    ),
    "contact": ("CSP-T4-S1a", "unsure", {}, "CSP-T4-S1d", {"CSP-T4-S1d": "Go on"}),
    "options": ("CSP-T5-S3a", "ask_ssm", {}, "CSP-T5-S3e", {"CSP-T5-S3e": "Go on"}),
}


@pytest.mark.parametrize("what", ADVICE)
async def test_nobody_is_their_own_adviser(refer: Refer, what: str) -> None:
    asks, outcome, answers, advises, advice = ADVICE[what]
    case = await refer(asks, psso=EVERY_ROLE)
    customer = (await case.json())["customer"]
    msp = filing.act("plan.opened", sort="msp", customer=customer, start="2026-09-01")
    acts = [msp] if outcome == "active_msp" else []
    await case.complete(asks, EVERY_ROLE, outcome=outcome, answers=answers, acts=acts)

    ends = {"outcome": "advised"} if what != "review across programs" else {}
    await case.complete(advises, EVERY_ROLE, answers=advice, expect=OTHER_PERSON, **ends)

    await case.complete(advises, "ps_psm.larsen" if not ends else SSM, answers=advice, **ends)


async def test_nobody_confirms_from_outside_what_they_said_themselves(refer: Refer) -> None:
    case = await refer("CSP-T4-S1a", psso=EVERY_ROLE, kind="acer_referral", avenue="mp")
    await case.complete("CSP-T4-S1e", EVERY_ROLE, outcome="no_more_contact")

    await case.complete("CSP-T4-S1f", EVERY_ROLE, outcome="resolved", expect=OTHER_PERSON)


# ---------------------------------------------------------------------------- which version


async def version(case: Worked, step: str) -> str | None:
    """Return the version of what is decided, as the open task says it."""
    found = (await case.shown(step)).get("version")
    return found if found is None else str(found)


async def test_an_approval_says_which_version_of_the_plan_it_approved(refer: Refer) -> None:
    """CSP-T2-S4: the approval, and the file; a version that comes back is another one."""
    case = await refer("CSP-T2-S4")
    await case.complete("CSP-T2-S4", SSM, **RETURNED)
    await case.complete("CSP-T2-S3", PSSO, answers=PLANNED, acts=filing.planning(number=2))
    of_the_first = filing.decided("plan.approved", number=1)
    await case.complete(
        "CSP-T2-S4",
        SSM,
        outcome="approved",
        acts=of_the_first,
        expect="plan_version-1 was changed",
    )
    approved = filing.decided("plan.approved", number=2)
    await case.complete("CSP-T2-S4", SSM, outcome="approved", acts=approved)

    found = await case.json()
    plans = [t["id"] for t in found["tasks"] if t["step"] == "CSP-T2-S3"]
    assert [a["about"] for a in found["approvals"]] == plans
    versions = [(v["id"], v["state"], v["decided_by"]) for v in found["file"]["plan_versions"]]
    assert versions == [("plan_version-1", "returned", SSM), ("plan_version-2", "approved", SSM)]


@pytest.mark.parametrize(
    ("to", "since", "decides", "given"),
    [
        ("CSP-T7-S1e", None, "CSP-T7-S1e", {"outcome": "approve", "answers": APPROVED}),
        ("CSP-T6-S1i", "no contact", "CSP-T6-S1l", {"outcome": "agreed"}),
        (None, "urgent", "CSP-T1-S1b", {"outcome": "confirmed"}),
    ],
    ids=["a request", "a report", "a referral"],
)
async def test_every_decision_says_what_it_was_about(
    *, refer: Refer, to: str | None, since: str | None, decides: str, given: Answers
) -> None:
    case = await refer(to, urgent=since == "urgent")
    if since == "no contact":
        why = "A protection order"
        await case.complete("CSP-T6-S1i", PSSO, outcome="not_appropriate", reason=why)
    shown = await version(case, decides)
    await case.complete(decides, SSM, **given)

    approval = (await case.json())["approvals"][-1]
    assert approval["version"] == shown
    assert len(approval["version"]) == 64
    assert approval["about"]


async def test_a_contact_that_was_discussed_says_what_was_seen(refer: Refer) -> None:
    case = await refer("CSP-T4-S1a", psso=PSSO)
    acts = contacted(await case.json())
    await case.complete("CSP-T4-S1a", PSSO, outcome="made", acts=acts)

    assert await version(case, "CSP-T5-S1b") is None  # no decision on anybody's work
