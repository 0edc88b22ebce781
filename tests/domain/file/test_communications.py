"""One owner of messages to a customer on segment 3: who speaks, and what is agreed first."""

from datetime import timedelta
from typing import Any

import pytest

from domain.file.acts import Relation, left_by
from domain.file.catalogue import ACTS
from domain.file.communications import CommunicationFacts
from domain.file.rows import Row
from tests.domain.file.writing import CASE, NOON, OWNER, PAYEE, PAYER, SPECIALIST, Writer, told

AGREED: dict[str, Any] = {
    "customer": PAYER,
    "speaker": SPECIALIST,
    "channel": "phone",
    "about": "care_levels",
    "until": "2026-12-04",
}
THEIRS: dict[str, Any] = {"by": SPECIALIST, "relation": Relation.SPECIALIST}
CALL: dict[str, Any] = {"customer": PAYER, "result": "reached"}
ELSEWHERE = "co-bbbbbbbbbb"


@pytest.fixture
def writer() -> Writer:
    """A file of which the paying parent is on segment 3, and with the officer who owns the rest."""
    writer = Writer()
    locked = ({"customer": PAYER}, {"customer": PAYEE, "role": "payee"})
    writer.write("parties.locked", relation=Relation.OTHER, psso=OWNER, parties=locked)
    writer.write(
        "indicator.set",
        relation=Relation.PRODUCT,
        sort="segment_3_review",
        customer=PAYER,
        why="ongoing_support",
        review_by="2027-02-01",
    )
    return writer


def agreement(writer: Writer) -> Row[CommunicationFacts]:
    (row,) = writer.file.live(CommunicationFacts)
    return row


def test_whoever_else_speaks_is_told_whose_the_messages_are_and_how_they_are_agreed(
    writer: Writer,
) -> None:
    """RES-T4-S3e: an attempt at it too; the other parent is not on segment 3."""
    for result in ("reached", "no_answer"):
        reason = writer.refused("contact.made", **THEIRS, customer=PAYER, result=result)
        assert reason == (
            f"{OWNER} owns the messages to {PAYER} while segment 3 stands (indicator-1): let them "
            f"give it, or agree on it with you first (communication.agreed, speaker {SPECIALIST}, "
            "channel phone)"
        )
    writer.write("contact.made", **THEIRS, customer=PAYEE, result="reached")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"by": "telephony", "relation": Relation.SYSTEM},
        {"by": CASE, "relation": Relation.PRODUCT},
        {**THEIRS, "direction": "in"},
        {"by": "psso.kim", "relation": Relation.OWNER},
    ],
    ids=["the owner", "a system", "the case", "the customer rang", "whoever stands in"],
)
def test_what_needs_nobodys_agreement_is_taken(writer: Writer, given: dict[str, Any]) -> None:
    """RES-T4-S3e."""
    writer.write("contact.made", **CALL | given)
    assert not writer.file.live(CommunicationFacts)


def test_what_was_agreed_is_said_once_by_whom_and_how_it_was_agreed(writer: Writer) -> None:
    """RES-T4-S3e: an attempt leaves it to be said; neither another channel nor person may."""
    writer.write("communication.agreed", **AGREED)
    writer.refused("contact.made", **THEIRS, **CALL, channel="writing")
    writer.refused("contact.made", by="specialist.b", relation=Relation.SPECIALIST, **CALL)
    writer.write("contact.made", **THEIRS, customer=PAYER, result="no_answer")
    assert agreement(writer).facts.kept_by is None
    writer.write("contact.made", **THEIRS, **CALL)

    assert agreement(writer).facts.kept_by == "contact-2"
    assert writer.refused("contact.made", **THEIRS, **CALL).startswith(OWNER)


def test_what_was_said_in_error_is_still_to_be_said(writer: Writer) -> None:
    """RES-T4-S3e, CB-CORRECT: the agreement falls back with the contact that it stood on."""
    writer.write("communication.agreed", **AGREED)
    writer.write("contact.made", **THEIRS, **CALL)
    writer.write(
        "contact.entered_in_error", **THEIRS, row="contact-1", seen=1, why="another_customer"
    )
    assert agreement(writer).facts.kept_by is None


def test_an_agreement_ends_with_its_day_and_segment_3_with_its_rule(writer: Writer) -> None:
    """RES-T4-S3e."""
    writer.write("communication.agreed", **AGREED)
    later = NOON + timedelta(days=4)
    writer.passes(later)
    writer.refused("contact.made", **THEIRS, **CALL, at=later)
    writer.write(
        "indicator.removed",
        relation=Relation.PRODUCT,
        indicator="indicator-1",
        seen=1,
        why="no_longer_required",
    )
    writer.write("contact.made", **THEIRS, **CALL, at=later)
    assert writer.refused("communication.agreed", **AGREED) == (
        f"{PAYER} is not on segment 3: nothing need be agreed before it is said"
    )


def test_nobody_agrees_with_themselves(writer: Writer) -> None:
    """RES-T4-S3e."""
    reason = writer.refused("communication.agreed", **AGREED | {"speaker": OWNER})
    assert reason == f"{OWNER} owns the messages to {PAYER}: name who else is to give one"


def elsewhere(writer: Writer) -> None:
    """Read the file as another case about the same customers has it."""
    rows = tuple(
        Row(f"{CASE}.{row.id}", told(side=row.told.side), row.facts) for row in writer.file.rows
    )
    writer.file = type(writer.file)(
        ELSEWHERE, writer.file.sides, writer.file.now, writer.file.today, rows
    )


def test_whoever_has_another_case_about_the_customer_asks_their_officer_too(
    writer: Writer,
) -> None:
    """RES-T4-S3e: having a complaint of theirs is not having the customer."""
    writer.write("communication.agreed", **AGREED | {"speaker": "complaints.day"})
    elsewhere(writer)
    theirs = {"by": "complaints.moe", "relation": Relation.OWNER}
    assert writer.refused("contact.made", **theirs, **CALL).startswith(f"{OWNER} owns the messages")
    said = writer.refused("communication.agreed", **AGREED | theirs)
    assert said == f"{OWNER} owns the messages to {PAYER}: they agree to it"
    wanted = {"sort": "letter", "to": PAYER, "called_for_in": ELSEWHERE}
    assert "channel writing" in writer.refused("letter.wanted", **theirs, **wanted)
    writer.write("contact.made", by=OWNER, relation=Relation.OTHER, **CALL)
    writer.write("contact.made", by="complaints.day", relation=Relation.OWNER, **CALL)
    assert agreement(writer).facts.kept_by == "contact-2"


def test_a_letter_is_a_message_as_a_call_is_and_a_notice_to_a_stakeholder_is_none(
    writer: Writer,
) -> None:
    """RES-T4-S3e, RES-T4-S3d."""
    letter = AGREED | {"speaker": "complaints.day", "channel": "writing"}
    writer.write("communication.agreed", **letter)
    elsewhere(writer)
    theirs = {"by": "complaints.day", "relation": Relation.OWNER}
    wanted = {"called_for_in": ELSEWHERE, "sort": "letter", "to": PAYER}
    writer.write("letter.wanted", **theirs, **wanted | {"sort": "notice", "to": "ombudsman"})
    writer.write("letter.wanted", **theirs, **wanted)
    assert agreement(writer).facts.kept_by == "letter_wanted-2"
    writer.refused("letter.wanted", **theirs, **wanted)


def test_the_log_of_messages_says_whose_each_is_and_what_it_was_agreed_by(writer: Writer) -> None:
    """RES-T4-S3e."""
    writer.write("communication.agreed", **AGREED)
    given = writer.given("contact.made", **THEIRS, **CALL, purpose="care_levels")
    (log,) = [
        data
        for left, data in left_by(given, ACTS["contact.made"], {"said": "What was decided"})
        if left.name == "message_log"
    ]
    assert log == {
        "customer": PAYER,
        "channel": "phone",
        "about": "care_levels",
        "message": "What was decided",
        "owner": OWNER,
        "given_by": SPECIALIST,
        "agreed": "communication-1",
    }
