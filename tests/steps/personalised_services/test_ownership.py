"""Customers come to Personalised Services from other areas, and go to them, by their one lock."""

from functools import partial
from typing import Any

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import MONDAY, Refer
from tests.steps.personalised_services.working import (
    OTHER_SPECIALIST,
    PSSO,
    SECOND_PSSO,
    SERVICE,
    TEAM_LEADER,
    open_work,
)

SPECIALIST = "specialist_officer.petrov"
WEIGHED = {"CMA-T1-S6b": True, "CMA-T1-S6c": False}
ASKED = "ownership.requested"


async def held_by(office: Office, customer: str, area: str, to: str) -> Worked:
    """Let an area have the customer, whom nobody has."""
    facts = {"area": area, "to": to}
    return await office.open(ASKED, on=MONDAY, officer=to, customer=customer, facts=facts)


async def ask_for(office: Office, customer: str, area: str, by: str) -> Any:
    """Ask for a customer whom somebody has."""
    facts = {"area": area, "to": by}
    return await office.send(ASKED, officer=by, customer=customer, facts=facts)


def live(found: dict[str, Any]) -> list[tuple[str, int]]:
    """Return who has the customers, with the numbers of the locks."""
    locks = [lock for lock in found["file"]["locks"] if lock["released"] is None]
    return [(lock["holder"], lock["fence"]) for lock in locks]


def taken(customer: str, psso: str, ownership: Worked) -> dict[str, Any]:
    """Lock a customer whom another case has."""
    facts: dict[str, Any] = filing.locked(customer, psso, taken_from=ownership.ref)["facts"]
    return facts


@pytest.mark.step("CMA-T1-S6e")
async def test_a_customer_of_a_priority_area_is_taken_when_it_was_settled_and_no_sooner(
    refer: Refer, office: Office, customer: str, proof: Proof
) -> None:
    """CMA-T1-S5a, CMA-T1-S6d, CMA-T1-S6e, CMA-T2-S10e; A37, A40."""
    ownership = await held_by(office, customer, "litigation", SPECIALIST)
    case = await refer()
    lock = partial(case.send, "parties.locked", officer=PSSO)
    kept = f"{customer} is locked to {SPECIALIST} by {ownership.ref}, and litigation gives a"
    await lock(facts=filing.locked(customer, PSSO)["facts"], expect=kept)
    await lock(facts=taken(customer, PSSO, ownership), expect=kept)

    again = await ask_for(office, customer, "personalised_services", PSSO)
    assert (again.case, again.status) == (ownership.ref, "applied")
    second = await ask_for(office, customer, "personalised_services", SECOND_PSSO)
    assert "personalised_services has asked for the customer: that is settled" in second.reason
    answer = partial(ownership.complete, "CMA-T1-S6d", outcome="not_agreed", answers=WEIGHED)
    await answer(PSSO, reason="They have it", expect="this is work for the Specialist Officer")
    await answer(SPECIALIST, reason="The hearing is next week")
    settle = partial(ownership.complete, "CMA-T1-S6e", outcome="pass_on", reason="One voice")
    await settle(PSSO, expect="this is work for the Team Leader")
    await settle(TEAM_LEADER)

    theirs = filing.locked(customer, SECOND_PSSO, taken_from=ownership.ref)["facts"]
    await case.send("parties.locked", officer=SECOND_PSSO, facts=theirs, expect=kept)
    assert live(await case.json()) == [(SPECIALIST, 1)]  # until it is taken they have the customer
    await lock(facts=taken(customer, PSSO, ownership))

    found, over = await case.json(), await ownership.json()
    assert live(found) == [(PSSO, 2)]
    assert (found["owner"], over["state"], over["outcome"]) == (PSSO, "closed", "taken")
    (order,) = [line["data"] for line in over["timeline"] if line["step"] == "CMA-T1-S5a"]
    assert (order["branch"], order["inputs"]["areas"]) == (
        "Personalised Services",
        ["litigation", "personalised_services"],
    )
    late = {"fence": 1, "why": "hearing_over"}
    await ownership.send("ownership.released", officer=SPECIALIST, facts=late, expect="unmatched")
    assert live(await case.json()) == [(PSSO, 2)]
    proof.approval("CMA-T1-S6e", "given", by=TEAM_LEADER)


async def test_personalised_services_gives_a_customer_up_by_agreement_and_keeps_them_in_silence(
    refer: Refer, office: Office, customer: str
) -> None:
    """CMA-T1-S6a to CMA-T1-S6e, CMA-T3-S4b; A41: nobody's silence moves a lock."""
    case = await refer("CSP-T2-S1a")
    asked = await ask_for(office, customer, "litigation", SPECIALIST)
    silence = await office.work(asked.case)
    work = await office.task(silence.ref, "CMA-T1-S6d")
    assert (work.role, work.assignee) == ("psso", PSSO)
    await office.until("2027-01-07T09:00+11:00")
    assert await open_work(silence) == ["CMA-T1-S6e"]
    keep = partial(silence.complete, "CMA-T1-S6e", TEAM_LEADER, outcome="keep")
    await keep(reason="Personalised Services comes first")
    over = await silence.json()
    assert (over["outcome"], live(await case.json())) == ("kept", [(PSSO, 1)])

    again = await ask_for(office, customer, "litigation", SPECIALIST)
    ownership = await office.work(again.case)
    agree = partial(ownership.complete, "CMA-T1-S6d", outcome="agreed", answers=WEIGHED)
    await agree(SPECIALIST, expect="this is work for the Personalised Services Service Officer")
    await agree(PSSO)

    found = await case.json()
    assert live(found) == [(SPECIALIST, 2)]
    assert (await office.task(case.ref, "CMA-T1-S7c")).assignee == PSSO
    release = partial(ownership.send, "ownership.released")
    facts = {"fence": 1, "why": "hearing_over"}
    theirs = f"it is for {SPECIALIST}, who has the case, or who stands in"
    await release(officer=PSSO, facts=facts, expect=theirs)
    over_since = f"lock number 1 is over: {SPECIALIST} has the customer by number 2"
    await release(officer=SPECIALIST, facts=facts, expect=over_since)
    facts = {"fence": 2, "why": "hearing_over"}
    await release(officer=OTHER_SPECIALIST, facts=facts, expect=theirs)
    await release(officer=SPECIALIST, facts=facts)
    assert live(await case.json()) == []
    assert (await ownership.json())["outcome"] == "released"


async def test_whoever_has_a_customer_for_no_priority_area_is_relieved_of_them_and_hears_of_it(
    refer: Refer, office: Office, customer: str
) -> None:
    """CMA-T2-S10e, CMA-T1-S6d; A40: and whoever asks and does not need them any more says so."""
    ownership = await held_by(office, customer, "service_officers", SERVICE)
    case = await refer()
    await ask_for(office, customer, "personalised_services", PSSO)
    answer = {"outcome": "agreed", "answers": WEIGHED}
    await ownership.complete("CMA-T1-S6d", PSSO, **answer, expect="this is work for the Service")
    await ownership.send("case.withdrawn", officer=PSSO)
    assert await ownership.phase() == "held"
    assert [d["state"] for d in (await ownership.json())["deadlines"]] == ["withdrawn"]

    await ask_for(office, customer, "litigation", SPECIALIST)  # which comes to nothing
    lock = partial(case.send, "parties.locked", officer=PSSO)
    named = f"{customer} is locked to {SERVICE} by {ownership.ref}: agree with them"
    await lock(facts=filing.locked(customer, PSSO)["facts"], expect=named)
    await lock(facts=taken(customer, PSSO, ownership))

    assert live(await case.json()) == [(PSSO, 2)]
    over = await ownership.json()
    assert over["outcome"] == "taken"
    assert {d["state"] for d in over["deadlines"]} == {"withdrawn"}
    assert await open_work(ownership) == []


async def test_a_customer_who_died_is_deceased_customer_managements_until_the_report_is_undone(
    refer: Refer, office: Office, customer: str
) -> None:
    """CB-DEATH, CMA-T1-S5a, CMA-T1-S5b, CMA-T1-S7c; A07, A40: it asks nobody, whoever has them."""
    case = await refer("CSP-T2-S1a")
    asked = await ask_for(office, customer, "litigation", SPECIALIST)
    ownership = await office.work(asked.case)
    early = {"area": "deceased_customer_management", "to": OTHER_SPECIALIST}
    ask = partial(office.send, ASKED, officer=OTHER_SPECIALIST, customer=customer)
    assert "litigation has asked" in str((await ask(facts=early)).reason)  # nobody has died
    died = {"facts": {"customer": customer}, "source": "cuba"}
    await office.send("death.reported", id=f"died-{customer}", **died)
    await case.complete("CB-DEATH", PSSO, answers={"CB-DEATH.reference": "dcm-7"})

    queue = ("deceased_customer_management", 2)
    found = await case.json()
    assert live(found) == [queue]
    assert found["file"]["referrals"][-1]["state"] == "made"
    assert (await office.task(case.ref, "CMA-T1-S7c")).assignee == PSSO
    assert await open_work(ownership) == ["CB-DEATH"]
    no_more = {"fence": 2, "why": "no_reason"}
    release = partial(ownership.send, "ownership.released", facts=no_more)
    await release(officer=PSSO, expect="nobody of deceased_customer_management has them by name")
    await ask(facts=early)  # out of the queue
    assert live(await case.json()) == [(OTHER_SPECIALIST, 3)]

    await office.send("death.retracted", id=f"lives-{customer}", **died)

    over, found = await ownership.json(), await case.json()
    assert (over["state"], over["outcome"], live(found)) == ("closed", "released", [])
    assert found["file"]["referrals"][-1]["state"] == "withdrawn"
    await case.send("parties.locked", officer=PSSO, facts=filing.locked(customer, PSSO)["facts"])
    assert live(await case.json()) == [(PSSO, 4)]
