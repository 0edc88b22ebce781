"""The same letter, logged more than once: shown, linked, and counted from its earliest receipt."""

from typing import Any

import pytest

from starter.doors.sent import Attachment
from tests.plugin.proof import Proof
from tests.steps.complaints.test_correcting import clock
from tests.steps.complaints.working import (
    ALLOCATIONS,
    ASSESSED,
    MAIL,
    MANY_AVENUES,
)
from tests.steps.driving import Office, Worked

TUESDAY = "2027-01-05T"
SCAN = b"%PDF Nobody answers my letters. 3 January 2027"


@pytest.mark.step("WC-S3e", "WC-S3n")
async def test_the_same_letter_is_known_by_its_scan_and_counts_from_its_earliest_receipt(
    office: Office, customer: str, proof: Proof
) -> None:
    """WC-S3e, WC-S3n: whoever logged it first, by the scan or by the document; none is refused."""

    async def log(at: str, scan: bytes, name: str, **facts: Any) -> Worked:
        return await office.open(
            "complaint.received",
            on=f"{TUESDAY}{at}+11:00",
            officer=MAIL,
            customer=customer,
            facts={"channel": "post"} | facts,
            attachments=[Attachment(name, "application/pdf", scan)],
        )

    first = await log("09:30", SCAN, "letter.pdf", document="dms-77")
    before = clock(await first.json())["due_on"]
    other = await log("10:00", b"%PDF another letter", "letter.pdf")
    again = await log("11:00", SCAN, "scan-2.pdf", received_on="2027-01-04")
    third = await log("14:00", b"%PDF of the file", "file.pdf", document="dms-77")

    told = await first.json()
    assert (before, clock(told)["due_on"]) == ("2027-01-07", "2027-01-06")
    assert [m["status"] for m in told["messages"] if m["type"] == "letter.logged_again"] == [
        "applied"
    ]
    assert (await again.shown("WC-S3a"))["same_letter"] == {first.ref: "2027-01-05"}
    assert (await third.shown("WC-S3a"))["same_letter"] == {first.ref: "2027-01-04"}
    assert clock(await third.json())["due_on"] == "2027-01-06"
    assert {link["ref"] for link in told["links"]} == {again.ref, third.ref}
    assert (await other.json())["links"] == []
    assert (await other.shown("WC-S3a"))["same_letter"] == {}
    proof.due("WC-S3n", "2027-01-06")

    # What is not the same document may be the same matter: it is shown, and a person judges.
    letters = {f"{other.ref}.correspondence-1": "2027-01-05"}
    assert (await again.shown("WC-S3a"))["look_alikes"] == letters
    assert (await third.shown("WC-S3a"))["look_alikes"] == letters | {
        f"{again.ref}.correspondence-1": "2027-01-04"
    }
    known = (await third.known("WC-S3a"))["Items that may be the same: same sender, same category"]
    assert f"{other.ref}.correspondence-1, received on 5 January 2027" in known

    await third.complete(
        "WC-S3a",
        ALLOCATIONS,
        outcome="level_2",
        answers=ASSESSED,
        expect=f"this is known here: {first.ref} 2027-01-04",
    )
    await third.complete("WC-S3a", ALLOCATIONS, outcome="many_avenues", answers=MANY_AVENUES)
    assert await third.phase() == "awaiting_complaints_ssm"
    proof.branch("WC-S3e", "Yes")
