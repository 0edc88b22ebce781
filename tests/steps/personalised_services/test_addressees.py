"""A letter has one addressee: whoever has no part in the case, or none any more, reads nothing."""

import json
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from database.models import Customer, CustomerAddress, Nominee
from letters.render import text_of
from tests.steps.driving import Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import PSSO
from tests.workflows.looking import Sessions

SAYS = "CSP-T4-S2e.message"
HERS = ["12 Wattle Street", "KALEEN ACT 2617"]
THEIRS = ["PO Box 88", "DICKSON ACT 2602"]


@pytest.fixture
async def family(customer: str, sessions: Sessions) -> dict[str, str]:
    """The other parent, a sister who speaks for her, and the nominee of the customer."""
    her, sister = f"{customer}-payee", f"{customer}-sister"
    async with sessions.begin() as db:
        for id_, name, lines in ((her, "Priya Raman", HERS), (sister, "Asha Raman", THEIRS)):
            db.add(Customer(id=id_, name=name, programme="child_support"))
            await db.flush()
            lived = date(2020, 1, 1)
            db.add(CustomerAddress(customer=id_, from_date=lived, lines=lines, state="ACT"))
        (await db.get_one(Customer, customer)).associates = [her]
        nominated = Nominee(customer=customer, from_date=date(2026, 1, 1), name="Robin Ames")
        nominated.lines = ["1 Elsewhere Road", "HALL ACT 2618"]
        db.add(nominated)
    return {"her": her, "sister": sister}


async def write_to(case: Worked, to: str, said: str, **expect: str) -> None:
    """Ask for a letter to somebody, and sign it."""
    wanted = {"sort": "letter", "to": to, "called_for_in": case.ref}
    await case.send("letter.wanted", officer=PSSO, facts=wanted)
    await case.complete("CSP-T4-S2e", PSSO, outcome="send", answers={SAYS: said}, **expect)


async def test_each_of_a_case_is_written_to_alone_and_sees_what_is_theirs(
    refer: Refer, family: dict[str, str], spool: Path, sessions: Sessions
) -> None:
    """CMA-T1-S1h: one row, one hash, one envelope each, and words for that one alone."""
    case, her, sister = await refer("CSP-T4-S1a"), family["her"], family["sister"]
    speaks = {"customer": sister, "role": "representative", "since": "2026-02-01"}
    await case.send("party.added", officer=PSSO, facts=speaks | {"speaks_for": her})

    leak = "Casey Example has asked about you."
    await write_to(case, her, leak, expect="page 1 shows name")
    await case.complete("CSP-T4-S2e", PSSO, outcome="send", answers={SAYS: "We rang you."})
    await write_to(case, sister, "She lives at 12 Wattle Street.", expect="page 1 shows address")
    await case.complete("CSP-T4-S2e", PSSO, outcome="send", answers={SAYS: "We rang Priya Raman."})
    await write_to(case, "nominee", "We rang Casey Example.")
    await write_to(case, "ombudsman", "We have looked into what you sent us.")

    sent = (await case.json())["letters"]
    assert [letter["state"] for letter in sent] == ["sent"] * 4
    assert [letter["addressee"] for letter in sent] == [her, sister, "nominee", "ombudsman"]
    names = ["Priya Raman", "Asha Raman", "Robin Ames", "Office of the Ombudsman"]
    envelopes = [json.loads((spool / f"{each['id']}.json").read_bytes()) for each in sent]
    assert [each["to"]["name"] for each in envelopes] == names
    assert len({each["sha256"] for each in envelopes}) == len(names)
    for letter, name in zip(sent, names, strict=True):
        assert f"Dear {name}" in text_of((spool / f"{letter['id']}.pdf").read_bytes())


async def test_nobody_is_written_to_who_speaks_for_the_customer_no_more(
    refer: Refer, family: dict[str, str], customer: str, sessions: Sessions
) -> None:
    """CMA-T1-S1h, CB-DEATH: a nominee or representative who died or is no longer in force, and
    whom nobody knows.
    """
    case, sister = await refer("CSP-T4-S1a"), family["sister"]
    speaks = {"customer": sister, "role": "representative", "since": "2026-02-01"}
    await case.send("party.added", officer=PSSO, facts=speaks | {"speaks_for": customer})
    wanted = {"sort": "letter", "to": sister, "called_for_in": case.ref}
    await case.send("letter.wanted", officer=PSSO, facts=wanted)
    died = {"customer": sister, "died_on": "2026-12-01"}
    await case.office.send("death.reported", id=f"{sister}-died", source="cuba", facts=died)
    party = (await case.json())["file"]["parties"][-1]
    assert (party["until"], party["ended"]) == ("2026-12-01", "died")
    await case.complete("CB-DEATH", PSSO, answers={"CB-DEATH.told": "dms-4"})

    said = {SAYS: "We rang you."}
    gone = f"{sister} is no longer in force as representative"
    await case.complete("CSP-T4-S2e", PSSO, outcome="send", answers=said, expect=gone)
    await case.complete("CSP-T4-S2e", PSSO, outcome="cannot_go", reason="It is over")
    await case.send("letter.wanted", officer=PSSO, facts=wanted, expect=gone)
    report = partial(
        case.office.send, source="cuba", facts={"customer": customer, "nominee": "2026-01-01"}
    )
    await report("death.reported", id=f"{customer}-nominee-died")
    dead = f"the nominee of {customer} was reported to have died: write to {customer}"
    await write_to(case, "nominee", "We rang you.", expect=dead)
    await case.complete("CSP-T4-S2e", PSSO, outcome="cannot_go", reason="They died")
    await report("death.retracted", id=f"{customer}-nominee-lives")
    async with sessions.begin() as db:
        mine = Nominee.customer == customer
        await db.execute(update(Nominee).where(mine).values(until_date=date(2026, 12, 31)))
    over_words = f"the nominee of {customer} is no longer in force, since 31 December 2026"
    await write_to(case, "nominee", "We rang you.", expect=over_words)
    await case.complete("CSP-T4-S2e", PSSO, outcome="cannot_go", reason="It is over")
    await write_to(case, "his_bank", "We rang you.", expect="nobody knows where his_bank is")

    assert {letter["state"] for letter in (await case.json())["letters"]} == {
        "withdrawn",
        "stopped",
    }
