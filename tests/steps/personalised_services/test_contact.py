"""Contact with the customer, and what is written after it: Child Support Table 4, Steps 1 to 4."""

import hashlib
from functools import partial
from pathlib import Path

import pytest

from domain.personalised_services.letters import AFTER_CONTACT_LETTER
from letters.gallery import sample
from letters.render import render
from starter.doors.sent import Attachment
from tests.plugin.proof import Proof
from tests.signed_pages import show_who_signed
from tests.steps.driving import Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    EXTERNAL,
    MAIL,
    NOT_THEIRS,
    PSSO,
    SERVICE,
    SM,
    SSM,
    TEAM_LEADER,
    act,
    contacted,
    go,
    nth,
    open_work,
    prepared,
    restrict,
)

CHECKED = {"CSP-T4-S1c": True, "CSP-T4-S1c.stacking": True}
WRITTEN = {
    "CSP-T4-S2e.message": "One officer looks after your matters from now on.",
}


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A planned case whose customer is to be contacted."""
    return await refer("CSP-T4-S1a")


@pytest.mark.step("CSP-T4-S1a", "CSP-T4-S1b", "CSP-T4-S2a", "CSP-T4-S2b", "CSP-T4-S2c", "CSP-T4-S4")
async def test_a_contact_is_written_down_with_what_the_customer_was_given(
    case: Worked, proof: Proof
) -> None:
    """Whoever completes it without a word of what was done is told what the file lacks."""
    found = await case.json()
    intray = {"sort": "ps_new_referral", "to": PSSO, "customer": found["customer"]}
    await case.send("intray.raised", source="cuba", facts=intray)
    acts = contacted(found)
    await case.complete("CSP-T4-S1a", SERVICE, outcome="made", expect=NOT_THEIRS)
    await case.complete("CSP-T4-S1a", PSSO, outcome="made", expect="nobody has spoken with")
    await case.complete(
        "CSP-T4-S1a", PSSO, outcome="made", acts=acts, expect="intray-1, the referral, is dealt"
    )
    closed = act("intray.closed", intray="intray-1", why="dealt_with", seen=1)
    await case.complete("CSP-T4-S1a", PSSO, outcome="made", acts=[*acts, closed])

    cuba = partial(proof.record, system="Cuba")
    spoken = {"customer": found["customer"], "result": "reached", "channel": "phone"}
    cuba("CSP-T4-S1a", name="contact_record", values=spoken)
    cuba("CSP-T4-S1b", name="initial_contact_guide", values={"used": True})
    proof.task("CSP-T4-S1a", role="psso", completed="made", refused="service_officer")
    proof.holds("CSP-T4-S1b", "holds", words="the guide was used")
    cuba("CSP-T4-S2a", name="ps_stacking_document", values={"heading": "contact", "place": 3})
    given = {"products_and_services": ["collection_guide"]}
    cuba("CSP-T4-S2b", name="ps_stacking_document", values=given)
    cuba("CSP-T4-S2c", name="ps_followup_intray", values={"to": PSSO})
    cuba("CSP-T4-S2c", name="ps_new_referral_intray", values={"closed": "dealt_with"})
    cuba("CSP-T4-S4", name="ps_followup_intray", values={"to": PSSO})


async def test_a_contact_that_was_written_down_at_any_time_is_not_written_down_again(
    case: Worked,
) -> None:
    """The acts of a sitting may come one by one; the completion only says that it is over."""
    for each in contacted(await case.json()):
        await case.send(each["type"], officer=PSSO, facts=each["facts"])

    await case.complete("CSP-T4-S1a", PSSO, outcome="made")

    assert await open_work(case) == ["CSP-T5-S1b"]


@pytest.mark.step("CSP-T4-S2d", "CSP-T4-S3a", "CSP-T4-S3b", "BG-ROLE-PSSO-b")
async def test_an_incident_changes_how_the_customer_is_reached_and_sets_an_indicator(
    case: Worked, proof: Proof
) -> None:
    """At any time, and by whoever has the customer."""
    customer = (await case.json())["customer"]
    warn = {"customer": customer, "why": "security_incident", "review_by": "2027-04-01"}
    await case.send(
        "indicator.set",
        officer=PSSO,
        facts=warn | {"sort": "special_contact_details"},
        content={"conditions": "Call the mobile only"},
    )
    await case.send(
        "indicator.set",
        officer=PSSO,
        facts=warn | {"sort": "sensitive_issue", "safety": True},
        content={
            "reason": "The other parent knew the old number",
            "conditions": "Speak to nobody else",
        },
    )

    cuba = partial(proof.record, system="Cuba")
    conditions = {"conditions": "Call the mobile only", "why": "security_incident"}
    cuba("CSP-T4-S2d", name="special_contact_details", values=conditions)
    cuba("BG-ROLE-PSSO-b", name="special_contact_conditions", values=conditions)
    kind = {"kind": "sensitive_issue", "why": "security_incident"}
    cuba("CSP-T4-S3a", name="sensitive_issue_indicator", values=kind)
    cuba(
        "CSP-T4-S3b",
        name="sensitive_issue_window",
        values={"why": "security_incident", "conditions": "Speak to nobody else"},
    )


async def test_what_a_caller_said_to_somebody_else_reaches_the_owner(case: Worked) -> None:
    """CSP-T4-S1a, CSP-T4-S5a: the owner's own call is no work for the owner."""
    customer = (await case.json())["customer"]
    call = {"customer": customer, "direction": "in", "result": "reached"}
    said = {"said": "I moved out on Saturday"}
    await case.send("contact.made", officer=PSSO, facts=call, content=said)
    before = await open_work(case)
    await case.send("contact.made", officer=SERVICE, facts=call, content=said)
    await case.send("contact.made", source="telephony", facts=call, content=said)

    reading = [t for t in (await case.json())["tasks"] if t["kind"] == "read_contact"]
    assert before == ["CSP-T4-S1a"]
    assert [(t["assignee"], t["state"]) for t in reading] == [(PSSO, "open")] * 2


@pytest.mark.step("CSP-T4-S1c", "CSP-T4-S1d")
async def test_a_restriction_holds_contact_back_until_everything_was_read(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T2-S1a")
    await restrict(case)
    await go(case, "CSP-T2-S4", since="CSP-T2-S1a")
    await case.complete("CSP-T2-S4", SSM, outcome="approved", acts=filing.decided("plan.approved"))
    held = await open_work(case)

    await case.complete("CSP-T4-S1c", PSSO, outcome="unsure")
    advice = {"CSP-T4-S1d": "Two officers on the call"}
    await case.complete("CSP-T4-S1d", PSSO, outcome="advised", answers=advice, expect=NOT_THEIRS)
    await case.complete("CSP-T4-S1d", SM, outcome="advised", answers=advice)
    await case.complete("CSP-T4-S1c", PSSO, outcome="checked", expect="asks for checks")
    await case.complete("CSP-T4-S1c", PSSO, outcome="checked", acts=[await prepared(case)])

    assert (held, await open_work(case)) == (["CSP-T4-S1c"], ["CSP-T4-S1a"])
    proof.answered("CSP-T4-S1c", ["indicator-2"])
    proof.blocks("CSP-T4-S1c", "blocks")
    proof.holds("CSP-T4-S1c", "holds")
    proof.task("CSP-T4-S1d", role="ps_sm", completed="advised", refused="psso")
    proof.approval("CSP-T4-S1d", "given", by="ps_sm", outcome="advised")
    proof.record("CSP-T4-S1d", system="Cuba", name="advice", values=advice)
    proof.approval("CSP-T4-S1d", "wrong_person", by=PSSO, because=NOT_THEIRS)


async def test_ssm_sm_and_team_leader_may_advise(case: Worked) -> None:
    for adviser in (SM, SSM, TEAM_LEADER):
        await case.complete("CSP-T4-S1a", PSSO, outcome="unsure")
        await case.complete(
            "CSP-T4-S1d", adviser, outcome="advised", answers={"CSP-T4-S1d": "Write first"}
        )

        assert await open_work(case) == ["CSP-T4-S1a"]


@pytest.mark.step("CSP-T4-S1e", "CSP-T4-S1f")
async def test_after_an_mp_no_more_contact_may_be_needed_once_external_complaints_confirm(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T4-S1a", avenue="mp")
    await case.complete("CSP-T4-S1e", SERVICE, outcome="no_more_contact", expect=NOT_THEIRS)
    await case.complete("CSP-T4-S1e", PSSO, outcome="no_more_contact")
    await case.complete("CSP-T4-S1f", PSSO, outcome="resolved", expect=NOT_THEIRS)
    await case.complete("CSP-T4-S1f", EXTERNAL, outcome="resolved")

    assert await case.phase() == "closing_contact"
    proof.task("CSP-T4-S1e", role="psso", completed="no_more_contact", refused="service_officer")
    proof.branch("CSP-T4-S1e", "No")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T4-S1e", name="decision", values={"more_contact": False, "officer": PSSO})
    confirmed = {"confirmation": "resolved", "officer": EXTERNAL}
    cuba("CSP-T4-S1f", name="confirmation", values=confirmed)
    proof.signal("CSP-T4-S1f", "task.completed")
    proof.signal("CSP-T4-S1f", "task.completed", refused=NOT_THEIRS)


@pytest.mark.step("CSP-T4-S1e")
async def test_what_external_complaints_do_not_confirm_is_spoken_of_with_the_customer(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T4-S1a", avenue="ombudsman")
    await case.complete("CSP-T4-S1e", PSSO, outcome="no_more_contact")
    await case.complete("CSP-T4-S1f", EXTERNAL, outcome="unresolved", reason="One payment is open")
    gates = {gate["step"]: gate["blocked_by"] for gate in (await case.json())["gates"]}
    assert gates["CSP-T6-S1e"] == [
        "correspondence-1, ombudsman_enquiry of ombudsman, has no written response",
        "referral-1: External Complaints says that issues are left; ask again once they are not",
    ]
    await case.complete(
        "CSP-T4-S1e",
        PSSO,
        outcome="made",
        acts=contacted(await case.json()),
    )

    assert await case.task("CSP-T5-S1b")
    proof.branch("CSP-T4-S1e", "Yes")


NOTE = Attachment("note.txt", "text/plain", b"Here it is.")
HERS = Attachment("hers.txt", "text/plain", b"Of somebody else")
NOT_HERE = "is no letter of this case that was sent, and no document of its"


async def wrote(case: Worked) -> str:
    """Have the customer and somebody else write; return the hash of what may go along."""
    customer = (await case.json())["customer"]
    made = render(AFTER_CONTACT_LETTER, sample(AFTER_CONTACT_LETTER.name))
    paper = Attachment("statement.pdf", "application/pdf", made.pdf)
    item = {"received_on": "2027-01-04", "about": [customer], "category": "evidence"}
    for sender, papers in ((customer, (paper, NOTE)), ("her-lawyer", (HERS,))):
        facts = item | {"sender": sender}
        await case.send("correspondence.received", officer=MAIL, facts=facts, attachments=papers)
    return made.sha256


def enclosed(spool: Path, letter: str) -> list[str]:
    """Return the hashes of what lies beside a letter in the print spool, in its order."""
    found = sorted(spool.glob(f"{letter}.enclosure-*.pdf"))
    return [hashlib.sha256(each.read_bytes()).hexdigest() for each in found]


@pytest.mark.step("CSP-T4-S2e", "CSP-T4-S6a", "CSP-T4-S6b", "RES-LINK-b")
async def test_a_letter_is_asked_for_at_any_time_and_holds_up_nothing(
    case: Worked, proof: Proof, spool: Path
) -> None:
    """What was promised in writing is asked for, and signed by the PSSO; it names what goes along.

    Copies alone need no words.
    """
    paper, found = await wrote(case), await case.json()
    talk, customer = nth(found, "contact"), found["customer"]
    acts = [*contacted(found)]
    acts[0]["facts"]["given"] = ["letter"]
    promised = f"{talk} says that something is sent in writing: letter.wanted asks for it"
    await case.complete("CSP-T4-S1a", PSSO, outcome="made", acts=acts, expect=promised)
    wanted = {"sort": "letter", "to": customer, "called_for_in": talk}
    acts.append(act("letter.wanted", **wanted, copies=["letter-of-november"]))
    await case.complete("CSP-T4-S1a", PSSO, outcome="made", acts=acts)
    assert await open_work(case) == ["CSP-T4-S2e", "CSP-T5-S1b"]
    await case.complete("CSP-T4-S2e", SSM, outcome="send", answers=WRITTEN, expect=NOT_THEIRS)
    for seen, (why, named) in enumerate(
        (
            (NOT_HERE, [NOTE.sha256]),
            ("is no PDF: nothing else goes along", [HERS.sha256]),
            (NOT_HERE, [paper[:12], paper]),
        ),
        start=1,
    ):
        await case.complete("CSP-T4-S2e", PSSO, outcome="send", answers=WRITTEN, expect=why)
        right = {"row": "letter_wanted-1", "right": {"copies": named}, "why": "typing"}
        await case.send("letter_wanted.corrected", officer=PSSO, facts=right | {"seen": seen})
    await case.complete("CSP-T4-S2e", PSSO, outcome="send", answers=WRITTEN)

    copies = wanted | {"sort": "copies", "called_for_in": case.ref}
    await case.send("letter.wanted", officer=PSSO, facts=copies, expect="copies of which letters")
    await case.send("letter.wanted", officer=PSSO, facts=copies | {"copies": [f"{case.ref}.l1"]})
    await case.complete("CSP-T4-S2e", PSSO, outcome="send")

    assert await open_work(case) == ["CSP-T5-S1b"]  # nothing stood on the row that was put right
    first, second = (await case.json())["letters"]
    assert (enclosed(spool, first["id"]), first["state"]) == ([paper], "sent")
    assert (enclosed(spool, second["id"]), second["state"]) == ([first["sha256"]], "sent")
    for each in (first, second):
        show_who_signed(each, (spool / f"{each['id']}.pdf").read_bytes())
    proof.letter(
        "CSP-T4-S2e",
        contains=[
            "about our contact with you on 4 January 2027",
            "One officer looks after your matters from now on.",
            "statement.pdf, which reached us on 4 January 2027",
        ],
        signed_by=PSSO,
        channel="post",
    )
    proof.letter("CSP-T4-S2e", contains=["Our letter of 4 January 2027: After our contact"])
    proof.guidance("CSP-T4-S6a", "letters list help")
    proof.guidance("RES-LINK-b", "macro and templates")
    template = {"template": "after_contact_letter"}
    proof.record("RES-LINK-b", system="Cuba", name="letter_catalogue", values=template)
    proof.holds("CSP-T4-S6b", "holds", words="the PSSO signed the letter")
    proof.record("CSP-T4-S6b", system="Cuba", name="signatory", values={"signatory": PSSO})
    proof.blocks("CSP-T4-S6b", words=NOT_THEIRS)

    # The letter shows the day of a talk that never was: nobody says that it does not (CB-CORRECT).
    never = {"row": talk, "why": "wrong_call", "seen": 1}
    await case.send("contact.entered_in_error", officer=PSSO, facts=never)
    asked = (await case.office.task(case.ref, "CB-CORRECT")).checklist
    choices = {id_: asked[f"CB-CORRECT.{id_}"]["choices"] for id_ in (first["id"], second["id"])}
    shown = ["customer_was_told", "is_of_something_else"]
    assert choices == {first["id"]: shown, second["id"]: shown}


@pytest.mark.step("CSP-T4-S2e")
async def test_a_letter_that_has_nowhere_to_go_is_stopped_and_may_be_left(
    refer: Refer, bar_post: None, proof: Proof
) -> None:
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]
    wanted = {"sort": "letter", "to": customer, "called_for_in": case.ref}
    await case.send("letter.wanted", officer=PSSO, facts=wanted)
    await case.complete(
        "CSP-T4-S2e", PSSO, outcome="send", answers=WRITTEN, expect="post is barred"
    )
    await case.complete("CSP-T4-S2e", PSSO, outcome="cannot_go", reason="Told by phone instead")

    found = await case.json()
    assert [letter["state"] for letter in found["letters"]] == ["withdrawn"]
    assert await open_work(case) == ["CSP-T4-S1a"]
    proof.letter("CSP-T4-S2e", stopped="post is barred by a restriction")
