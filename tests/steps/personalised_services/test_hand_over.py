"""An open case goes to another PSSO (CSP-T1-S2e, CSP-T2-S2b): the work, the lock and the plan."""

from functools import partial

import pytest

from database.queries.cases import row_of
from database.queries.orphans import orphans_of
from tests.plugin.proof import Proof
from tests.steps.driving import Office, Sessions, Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.test_decided import decline
from tests.steps.personalised_services.working import (
    PSSO,
    SECOND_PSSO,
    SERVICE,
    SM,
    SSM,
    act,
    contacted,
    go,
    settled,
    take_over,
)

HANDED_OVER = "case.handed_over"


async def hand_over(case: Worked, to: str = SECOND_PSSO, by: str = SSM, **how: str) -> None:
    """Give the customer to another PSSO."""
    await case.send(HANDED_OVER, officer=by, facts={"to": to}, **how)


def fences(found: dict[str, list[dict[str, dict[str, int]]]]) -> list[int]:
    """Return the numbers of the lock, take after take, and of the release."""
    return [line["data"]["fence"] for line in found["timeline"] if "fence" in line["data"]]


@pytest.mark.step("CSP-T1-S2e", "CSP-T2-S2b")
async def test_the_other_psso_gets_work_lock_and_plan(refer: Refer, proof: Proof) -> None:
    case = await refer("CSP-T4-S1a")

    await hand_over(case)
    await take_over(case)

    found = await case.json()
    work = [(t["step"], t["assignee"]) for t in found["tasks"] if t["state"] == "open"]
    assert (found["owner"], work) == (SECOND_PSSO, [("CSP-T4-S1a", SECOND_PSSO)])
    assert fences(found) == [2]
    (lock,) = found["file"]["locks"]
    assert (lock["holder"], lock["was_with"]) == (SECOND_PSSO, PSSO)
    assigned = [r["data"] for r in found["records"] if "before" in r["data"]]
    assert assigned == [{"psso": SECOND_PSSO, "before": PSSO}]
    states = [version["state"] for version in found["file"]["plan_versions"]]
    assert states == ["replaced", "approved"]
    given = {"psso": SECOND_PSSO, "before": PSSO}
    proof.record("CSP-T1-S2e", system="Cuba", name="assignment", values=given)
    proof.record("CSP-T2-S2b", system="Cuba", name="cmp", values={"updated": True})


async def test_who_had_the_customer_before_has_no_more_work_in_the_case(refer: Refer) -> None:
    case = await refer("CSP-T4-S1a")
    await hand_over(case)

    acts = contacted(await case.json())
    await case.complete(
        "CSP-T4-S1a", PSSO, outcome="made", acts=acts, expect=f"it is with {SECOND_PSSO}"
    )
    await case.complete("CSP-T4-S1a", SECOND_PSSO, outcome="made", acts=acts)

    assignees = {t["step"]: t["assignee"] for t in (await case.json())["tasks"]}
    assert assignees["CSP-T5-S1b"] == SECOND_PSSO


async def test_a_plan_that_was_not_taken_over_yet_keeps_the_gates_closed(refer: Refer) -> None:
    case = await refer("CSP-T6-S1a")
    await hand_over(case)

    acts = settled(await case.json())
    await case.complete(
        "CSP-T6-S1a", SECOND_PSSO, outcome="settled", acts=acts, expect="CSP-T6-S1d ("
    )

    assert await case.phase() == "closing_contact"


async def test_a_case_handed_over_while_the_ssm_has_it_is_unlocked_by_the_other_psso(
    refer: Refer,
) -> None:
    case = await refer("CSP-T7-S1e")
    await hand_over(case, by=SM)
    with_ssm = (await case.json())["owner"]
    await take_over(case)

    await go(case, None, since="CSP-T7-S1e", psso=SECOND_PSSO)

    found = await case.json()
    (lock,) = found["file"]["locks"]
    assert (with_ssm, found["state"]) == (SSM, "closed")
    assert (fences(found), lock["released"]) == ([2, 2], "finalised")


@pytest.mark.parametrize(
    ("to", "by", "because"),
    [
        (PSSO, SSM, "the customer is with psso.diaz already"),
        (SERVICE, SSM, "is no Personalised Services Service Officer on 4 January 2027"),
        (SECOND_PSSO, PSSO, "case.handed_over is not for psso.diaz to send"),
    ],
    ids=["to whoever has it", "to no PSSO", "by no manager"],
)
async def test_a_hand_over_that_cannot_be_is_refused(
    refer: Refer, to: str, by: str, because: str
) -> None:
    case = await refer("CSP-T2-S1a")

    await hand_over(case, to, by, expect=because)

    assert (await case.json())["owner"] == PSSO


async def test_nobody_is_handed_a_customer_whom_nobody_has(refer: Refer, office: Office) -> None:
    case = await refer()

    await hand_over(case, expect="nobody has the customer yet")
    await go(case, "CSP-T2-S1a")

    assert (await case.json())["owner"] == PSSO


@pytest.mark.step("CSP-T7-S5e")
async def test_a_declined_request_goes_to_the_psso_who_has_the_customer_by_then(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    await hand_over(case)
    await decline(case, "back_to_psso")

    found = await case.json()
    assert found["owner"] == SECOND_PSSO
    (decided,) = [
        line["data"]
        for line in found["timeline"]
        if (line["step"], line["kind"]) == ("CSP-T7-S5e", "decided")
    ]
    assert decided["branch"] == "to the PSSO who has them now"
    assert decided["inputs"] == {"asked_by": PSSO, "psso": SECOND_PSSO}
    proof.record("CSP-T7-S5e", system="Cuba", name="assignment", values={"psso": SECOND_PSSO})


async def test_what_is_open_in_the_file_is_taken_thing_by_thing_or_found_somebody(
    refer: Refer, sessions: Sessions
) -> None:
    """CSP-T1-S2e: nothing that somebody began is nobody's after it, nor anybody's unasked."""
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]
    raised = {"sort": "ps_followup", "to": PSSO, "customer": customer}
    await case.send("intray.raised", officer=PSSO, facts=raised)
    promised = {"who": PSSO, "whom": customer, "what": "send_letter", "made_in": case.ref}
    await case.send("commitment.made", officer=PSSO, facts=promised | {"by_day": "2027-01-20"})

    await hand_over(case)

    found = await case.json()
    (handed,), (intray,) = found["file"]["handovers"], found["file"]["intrays"]
    (promise,) = found["file"]["commitments"]
    assert (handed["given_by"], handed["to"]) == (PSSO, SECOND_PSSO)
    assert set(handed["things"]) == {intray["id"], promise["id"]}
    assert (intray["to"], promise["who"]) == (PSSO, PSSO)  # until they are taken
    taken_over = partial(case.complete, "CSP-T2-S2b", SECOND_PSSO)
    planned = filing.planning(number=2)
    await taken_over(acts=planned, expect=f"{intray['id']} is neither taken, nor said why not")
    left = [{"row": promise["id"], "why": "not_mine"}]
    answer = act(
        "handover.answered", handover=handed["id"], take=[intray["id"]], leave=left, seen=1
    )
    await taken_over(acts=[*planned, answer])

    (intray,) = (await case.json())["file"]["intrays"]
    work = await case.task("CB-TASK")
    await case.complete(work, SSM, expect=f"{promise['id']} is not taken: not_mine")
    taken = {"handover": handed["id"], "take": [promise["id"]], "seen": 2}
    await case.send("handover.answered", officer=SECOND_PSSO, facts=taken)
    await case.complete(work, SSM)

    (promise,) = (await case.json())["file"]["commitments"]
    assert (intray["to"], promise["who"]) == (SECOND_PSSO, SECOND_PSSO)
    async with sessions() as db:
        assert await orphans_of(db, case.ref) == ()
        versions = (await row_of(db, case.ref, promise["id"]))["versions"]
    assert (versions[-1]["act"], versions[-1]["by"]) == ("handover.answered", SECOND_PSSO)
