"""The file of a complaint: its letter, and what others have of it, from receipt to the end."""

import hashlib

import pytest

from starter.doors.sent import Attachment
from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.test_correcting import REASON
from tests.steps.complaints.test_handed_over import referrals, report
from tests.steps.complaints.working import (
    ALLOCATIONS,
    ASSESSED,
    COMPLAINTS,
    LEVEL_1,
    MAIL,
    NOT_COMPLAINT,
)
from tests.steps.driving import Json, Office, Worked

LETTER = b"Nobody answers my letters."


def items(case: Json) -> list[Json]:
    found: list[Json] = case["file"]["correspondence"]
    return sorted(found, key=lambda item: str(item["id"]))


def days(case: Json) -> dict[str, tuple[str, str]]:
    """Return the day on which each procedure is asked after, and what became of it."""
    chased = [d for d in case["deadlines"] if d["rule"] == "CB-REFERRAL.procedure"]
    return {d["id"].rpartition("report-of-")[2]: (d["due_on"], d["state"]) for d in chased}


def open_work(case: Json) -> list[tuple[str, str | None]]:
    return [(t["kind"], t["assignee"]) for t in case["tasks"] if t["state"] == "open"]


@pytest.mark.step("WC-S3m", "WC-S3d")
async def test_a_complaint_and_what_others_have_of_it_are_things_of_the_file_to_the_end(
    office: Office, customer: str, proof: Proof
) -> None:
    """WC-S2a, WC-S3d, WC-S3m, WC-S5a, A07: the letter with its scan, put right and answered; what
    came later; who is asked after, when and again; acts of officers; all closed at the end.
    """
    complaint = await office.open(
        "complaint.received",
        on="2027-01-05T11:00+11:00",
        officer=MAIL,
        customer=customer,
        facts={"channel": "post", "via": "mp", "document": "dms-9"},
        content={"text": "Nobody answers my letters."},
        attachments=[Attachment("letter.txt", "text/plain", LETTER)],
    )
    corrected = {"why": "stamp_overlooked", "received_on": "2027-01-04"}
    await complaint.send(
        "complaint.corrected", officer=ALLOCATIONS, facts=corrected, content=REASON
    )
    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="level_2", answers=ASSESSED)
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")
    (letter,) = items(await complaint.json())
    assert (letter["sender"], letter["received_on"], letter["about"]) == (
        "mp",
        "2027-01-04",
        [customer],
    )
    assert letter["documents"] == ["dms-9", hashlib.sha256(LETTER).hexdigest()]
    assert (letter["answered_by"], letter["closed"]) == (f"{complaint.ref}.l1", None)

    outside = {"to": "ombudsman", "sort": "organisation", "party": customer}
    await complaint.send("referral.made", officer=COMPLAINTS, facts=outside)
    twice = {"to": "level_2_complaints", "sort": "procedure", "party": customer}
    await complaint.send(
        "referral.made", officer=COMPLAINTS, facts=twice, expect="with level_2_complaints already"
    )
    await complaint.send(
        "referral.made",
        officer=LEVEL_1,
        facts=outside,
        expect="is not for somebody who has nothing",
    )
    assert days(await complaint.json()) == {
        "level_2_complaints": ("2027-02-02", "armed"),
        "ombudsman": ("2027-02-02", "armed"),
    }

    await office.until("2027-02-03T10:00+11:00")
    asked = await complaint.json()
    waiting = ("tell_how_far", COMPLAINTS)  # the day has passed by which the customer hears
    assert open_work(asked) == [waiting, *[("chase_procedure", COMPLAINTS)] * 2]
    first, *others = sorted(
        (t["id"] for t in asked["tasks"] if (t["kind"], t["state"]) == ("chase_procedure", "open")),
        key=[await complaint.task("CB-REFERRAL")].count,
        reverse=True,
    )
    of_first = (await complaint.shown("CB-REFERRAL"))["procedure"]
    await complaint.complete(
        first if of_first == "level_2_complaints" else others[0],
        COMPLAINTS,
        answers={"CB-REFERRAL": "goes_on", "CB-REFERRAL.until": "2027-02-17"},
    )
    gone_on = {"referral": "referral-2", "answer_due": "2027-02-24", "seen": 1}
    await complaint.send("referral.chased", officer=COMPLAINTS, facts=gone_on)
    after = await complaint.json()
    assert days(after) == {
        "level_2_complaints": ("2027-02-17", "armed"),
        "ombudsman": ("2027-02-24", "armed"),
    }
    assert open_work(after) == [waiting]
    kept = {row["to"]: (row["chased_on"], row["answer_due"]) for row in after["file"]["referrals"]}
    assert kept == {
        "level_2_complaints": ("2027-02-03", "2027-02-17"),
        "ombudsman": ("2027-02-03", "2027-02-24"),
    }

    await complaint.send(
        "supplementary.received", officer=ALLOCATIONS, content={"text": "One more page"}
    )
    page, came = "correspondence-2", {"category": "evidence", "why": "it_is_a_receipt"}
    for act, facts in (
        ("recategorised", came),
        ("answered", {"by": f"{complaint.ref}.l1"}),
        ("closed", {"why": "dealt_with"}),
    ):
        seen = items(await complaint.json())[1]["version"]
        await complaint.send(
            f"correspondence.{act}",
            officer=COMPLAINTS,
            facts={"item": page, "seen": seen} | facts,
        )
    ends = {"referral": "referral-2", "answer": "answered", "seen": 2}
    await complaint.send("referral.answered", officer=COMPLAINTS, facts=ends)
    await report(complaint, "level_2_complaints")
    between = await complaint.json()
    assert {state for _day, state in days(between).values()} == {"withdrawn"}
    assert open_work(between) == [("read_supplementary", COMPLAINTS)]
    read = {"WC-S3d.shown_by": page}
    await complaint.complete("WC-S3d", COMPLAINTS, outcome="dealt_with", answers=read)

    case = await complaint.json()
    assert (case["state"], case["outcome"]) == ("closed", "ended")
    assert [(item["category"], item["closed"]) for item in items(case)] == [
        ("potential_complaint", "ended"),
        ("evidence", "dealt_with"),
    ]
    assert items(case)[1]["categories"] == ["supplementary"]
    assert items(case)[1]["received_on"] == "2027-02-03"
    assert referrals(case) == [
        ("level_2_complaints", "answered", "resolved"),
        ("ombudsman", "answered", None),
    ]
    proof.letter("WC-S3m", contains="4 January 2027", signed_by="complaints_officer")
    proof.task("WC-S3d", role="complaints_officer", completed=True)


async def test_what_is_no_complaint_keeps_the_category_that_it_had(receive: Receive) -> None:
    """WC-S3a: in the file too."""
    item = await receive()

    await item.complete("WC-S3a", ALLOCATIONS, outcome="not_complaint", answers=NOT_COMPLAINT)

    (letter,) = items(await item.json())
    assert (letter["category"], letter["categories"]) == ("question", ["potential_complaint"])
    assert letter["closed"] == "not_complaint"


async def test_the_letter_of_nobody_known_goes_to_the_customer_who_is_found(
    receive: Receive, customer: str
) -> None:
    """WC-S2a."""
    complaint: Worked = await receive(of=None)

    await complaint.send("customer.identified", officer=MAIL, facts={"customer": customer})

    (letter,) = items(await complaint.json())
    assert (letter["about"], letter["side"]) == ([customer], customer)
