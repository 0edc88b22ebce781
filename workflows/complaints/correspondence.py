"""The letter of a complaint is an item of its customer's correspondence, in the file (WC-S2a).

Whoever deals with the customer later finds from whom it came, when, what it holds, what it was
taken for, and what answered it.
"""

from domain.complaints.receipt import Via
from domain.file.catalogue import ACTS
from domain.file.correspondence import (
    CorrespondenceAnswered,
    CorrespondenceClosed,
    CorrespondenceRecategorised,
    CorrespondenceReceived,
)
from workflows.complaints.state import ComplaintCase, customer_of, received_on

LETTER = "correspondence-1"  # the first row that a complaint writes, in its first settle
CORRECTED = ACTS["correspondence.corrected"].of


def file_letter(case: ComplaintCase) -> None:
    """Keep the letter that opens the case, with the documents that came with it."""
    item, party = case.opened_by.facts, _party(case)
    case.act(
        CorrespondenceReceived,
        "WC-S2a",
        actor=case.opened_by.envelope.actor,
        message=case.opened_by.envelope.key,
        sender=party if item.via is Via.NONE else item.via.value,
        received_on=received_on(case).isoformat(),
        about=[party],
        category=item.category,
        documents=[item.document] if item.document else [],
        origin="customer" if item.via is Via.NONE else "third_party",
    )


def file_supplementary(case: ComplaintCase, message: str, received_on: str | None) -> None:
    """Keep a further item, which came without a case of its own (WC-S3d)."""
    party = _party(case)
    case.act(
        CorrespondenceReceived,
        "WC-S3d",
        message=message,
        sender=party,
        received_on=received_on,
        about=[party],
        category="supplementary",
        origin="customer",
    )


def put_right(case: ComplaintCase, actor: str | None, message: str, why: str) -> None:
    """Let the item say the day that is right."""
    if LETTER in _open(case):
        day = received_on(case).isoformat()
        case.act(
            CORRECTED,
            "WC-S2a",
            actor=actor,
            message=message,
            row=LETTER,
            right={"received_on": day},
            why=why,
        )


def recategorise(case: ComplaintCase, category: str, actor: str | None) -> None:
    """Give the item the category under which it goes on; the old one stays known (WC-S3a)."""
    if LETTER in _open(case) and category != case.opened_by.facts.category:
        case.act(
            CorrespondenceRecategorised,
            "WC-S3a",
            actor=actor,
            item=LETTER,
            category=category,
            why="no_complaint",
        )


def answered(case: ComplaintCase, letter: str, actor: str | None) -> None:
    """Say which letter answered it (WC-S3m)."""
    if LETTER in _open(case):
        case.act(CorrespondenceAnswered, "WC-S3m", actor=actor, item=LETTER, by=letter)


def close_items(case: ComplaintCase, why: str) -> None:
    """Close what came in, now that the complaint is over; an open issue of it keeps it open."""
    for item in _open(case):
        case.act(CorrespondenceClosed, "WC-S5a", item=item, why=why)


def _open(case: ComplaintCase) -> list[str]:
    found = case.answer("open_items")
    return [str(each) for each in found] if isinstance(found, list) else []


def _party(case: ComplaintCase) -> str:
    return customer_of(case) or case.ref  # the file of nobody known is the case's own
