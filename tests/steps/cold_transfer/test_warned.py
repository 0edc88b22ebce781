"""Whoever answers serves what is urgent; who rings outside what is arranged is warned."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.cold_transfer.conftest import Warned
from tests.steps.cold_transfer.working import (
    DECIDED,
    MONDAY,
    RATIONALE,
    WARNING,
    again,
    arrange,
    behaved,
    ring,
    take,
)
from tests.steps.driving import Office
from tests.steps.personalised_services.working import (
    COMPLAINTS,
    NOT_THEIRS,
    PSSO,
    SERVICE,
    SSM,
    speak,
)

STOPPED = {"CSP-T3-S10b.cirt": "CIRT-4711", "CSP-T3-S10b.ess": "ESS-12"}
REFUSED = {"CSP-T3-S11e": "The question was answered today", "CSP-T3-S11e.cirt": "CIRT-4712"}


@pytest.mark.step("CSP-T3-S8a", "CSP-T3-S8c")
async def test_urgent_business_is_served_by_whoever_answers(
    office: Office, customer: str, team: None, proof: Proof
) -> None:
    """No PSSO has the customer, and a Service Officer took the call: it is never dropped (A16)."""
    case = await ring(office, customer, on=MONDAY, officer=SERVICE)
    serve = partial(case.complete, "CSP-T3-S8c", outcome="urgent_served")
    await serve(COMPLAINTS, expect=NOT_THEIRS)
    await serve(SERVICE, expect="no call since 10:00")
    await take(case, SERVICE, outcome="urgent_served")

    found = await case.json()
    assert (found["state"], found["outcome"], found["whiteboard"]) == ("closed", "served", [])
    proof.task("CSP-T3-S8a", role="psso", opened=True, refused=COMPLAINTS)
    proof.task("CSP-T3-S8a", role="service_officer", opened=False, completed="urgent_served")
    called = {"answered_by": SERVICE}
    proof.record("CSP-T3-S8a", system="Cuba", name="call_record", values=called)
    proof.task("CSP-T3-S8c", role="psso", opened=True, refused=COMPLAINTS)
    proof.task("CSP-T3-S8c", role="service_officer", opened=False, completed="urgent_served")
    proof.branch("CSP-T3-S8c", "Yes")
    served = {"urgent": True, "transfer": SERVICE}
    proof.record("CSP-T3-S8c", system="Cuba", name="urgent_business", values=served)


@pytest.mark.step("CSP-T3-S8b", "CSP-T3-S8c", "CSP-T3-S9a", "CSP-T3-S9b", "CSP-T3-S9c")
async def test_a_warning_needs_a_persistent_and_aggressive_caller_outside_what_is_arranged(
    office: Office, customer: str, team: None, proof: Proof
) -> None:
    """What was agreed on contact counts as well as a restriction (A49)."""
    case = await ring(office, customer, on=MONDAY)
    call = speak(await case.json(), direction="in")
    ess = WARNING | {"CSP-T3-S9c.ess": "ESS-11"}
    warn = partial(case.complete, "CSP-T3-S8c", outcome="warned", answers=ess)
    await warn(COMPLAINTS, acts=[call], expect=NOT_THEIRS)
    await warn(PSSO, acts=[call], expect="1 calls within a day are not persistent; 2 are")
    mild = behaved(customer)
    await warn(PSSO, acts=[call, mild], expect="1 calls within a day are not persistent; 2 are")
    acts = [call, behaved(customer, calls=4)]
    await warn(PSSO, acts=acts, expect="nothing is restricted, and no arrangement")
    await arrange(case)
    within = ess | {"CSP-T3-S8b": "within"}
    await warn(PSSO, acts=acts, answers=within, expect="CSP-T3-S8b")
    await warn(PSSO, acts=acts)

    assert await case.phase() == "warned"
    proof.task("CSP-T3-S8b", role="psso", completed="warned", refused=COMPLAINTS)
    proof.answered("CSP-T3-S8b", "outside")
    proof.branch("CSP-T3-S8c", "No")
    proof.blocks("CSP-T3-S9a", words="nothing is restricted, and no arrangement")
    proof.holds("CSP-T3-S9a", words="persistent, aggressive or inappropriate, and outside")
    flags = {"persistent": ["contact-1"], "outside": ["indicator-1"]}
    proof.record("CSP-T3-S9a", system="Cuba", name="caller_flags", values=flags)
    proof.task("CSP-T3-S9b", role="psso", completed="warned", refused=COMPLAINTS)
    proof.due("CSP-T3-S9b", "2027-02-01")
    words = {"words": WARNING["CSP-T3-S9b"], "officer": PSSO}
    proof.record("CSP-T3-S9b", system="Cuba", name="warning", values=words)
    incident = {"sort": "abusive_language", "severity": "medium"}
    proof.record("CSP-T3-S9c", system="CIRT", name="incident", values=incident)


@pytest.mark.step("CSP-T3-S9b", "CSP-T3-S9d", "CSP-T3-S10a", "CSP-T3-S10b")
async def test_a_day_without_another_call_ends_with_the_note_and_the_incident_coded(
    warned: Warned, proof: Proof
) -> None:
    """What is urgent is served and breaks no warning (A16)."""
    case = await warned()
    facts = {"urgent": True}
    await again(case, SERVICE, on="2027-02-01T23:00+11:00", facts=facts)
    await again(case, COMPLAINTS, expect="is not for complaints_officer.wu to send")
    await case.office.until("2027-02-02T00:00+11:00")
    assert await case.phase() == "noted"
    code = partial(case.complete, "CSP-T3-S10b", answers=STOPPED)
    await code(COMPLAINTS, expect=NOT_THEIRS)
    await code(PSSO)

    found = await case.json()
    assert (found["state"], found["outcome"]) == ("closed", "warned")
    (warning,) = found["file"]["warnings"]
    assert (warning["day"], len(warning["rests_on"])) == ("2027-02-01", 2)
    case = await ring(case.office, found["customer"], on="2027-02-02T09:00+11:00")
    once = partial(case.complete, "CSP-T3-S8c", outcome="warned", answers=WARNING)
    acts = [speak(found, direction="in")]
    await once(PSSO, acts=acts, expect="no aggressive or inappropriate call is recorded")
    proof.due("CSP-T3-S9b", "2027-02-01")
    proof.passed("CSP-T3-S9b", then="the customer did not ring again")
    proof.branch("CSP-T3-S9d", "No, day ended")
    refused = "is not for complaints_officer.wu to send"
    proof.signal("CSP-T3-S9d", "call.answered", refused=refused)
    note = {"conversation": ["contact-1"], "warning": WARNING["CSP-T3-S9b"]}
    proof.record("CSP-T3-S10a", system="Cuba", name="ps_case_note", values=note)
    coded = {"number": "CIRT-4711"}
    proof.record("CSP-T3-S10b", system="CIRT", name="incident", values=coded)


@pytest.mark.step("CSP-T3-S9b", "CSP-T3-S9d", "CSP-T3-S11b", "CSP-T3-S11d", "CSP-T3-S11e")
async def test_a_call_just_before_midnight_counts_though_it_is_told_on_the_next_day(
    warned: Warned, new_customer: Callable[[str], Awaitable[str]], proof: Proof
) -> None:
    """One of the first second after it does not, nor what is urgent; the manager refuses then."""
    case = await warned()
    await case.office.until("2027-02-02T00:02+11:00")
    assert await case.phase() == "noted"
    facts = {"customer": (await case.json())["customer"]}
    tell_late = partial(case.send, "call.answered", officer=PSSO)
    other = {"customer": await new_customer("another caller")}
    await tell_late(facts=other, at="2027-02-01T23:30+11:00", expect="about another customer")
    await tell_late(facts=facts | {"urgent": True}, at="2027-02-01T23:58+11:00")
    await tell_late(facts=facts, at="2027-02-02T00:00+11:00")
    assert await case.phase() == "noted"
    await tell_late(facts=facts, at="2027-02-01T23:59:59+11:00")
    assert await case.phase() == "asking"
    await case.complete("CSP-T3-S11c", PSSO, answers=RATIONALE)
    await case.complete("CSP-T3-S11d", SSM, outcome="refuse", answers=DECIDED)
    warn = partial(case.complete, "CSP-T3-S11e", outcome="warned", answers=REFUSED)
    await warn(COMPLAINTS, expect=NOT_THEIRS)
    await warn(PSSO)

    found = await case.json()
    assert (found["outcome"], found["whiteboard"]) == ("refused", [])
    proof.met("CSP-T3-S9b")
    proof.branch("CSP-T3-S9d", "Yes")
    proof.approval("CSP-T3-S11b", "refused", by=SSM)
    proof.approval("CSP-T3-S11d", "refused", by=SSM, outcome="refuse")
    proof.branch("CSP-T3-S11d", "No")
    proof.task("CSP-T3-S11e", role="psso", completed="warned", refused=COMPLAINTS)
    number = {"number": "CIRT-4712"}
    proof.record("CSP-T3-S11e", system="CIRT", name="incident", values=number)


@pytest.mark.step("CSP-T3-S9b")
async def test_a_warning_of_the_wrong_customer_leaves_the_file_and_its_cold_transfer_ends(
    warned: Warned, proof: Proof
) -> None:
    """Put right while approval is asked for (CSP-T3-S11c): nobody is put through for it."""
    case = await warned()
    await again(case, on="2027-02-01T15:00+11:00")
    facts = {"row": "incident-1", "seen": 1, "why": "wrong_customer"}
    await case.send("incident.entered_in_error", officer=PSSO, facts=facts)

    found = await case.json()
    assert (found["state"], found["outcome"]) == ("closed", "withdrawn")
    (warning,) = found["file"]["warnings"]
    assert warning["entered_in_error"]
    assert {task["state"] for task in found["tasks"] if task["kind"] == "ask_cold_transfer"} == {
        "withdrawn"
    }
    proof.task("CSP-T3-S9b", role="psso", completed="warned")
