"""What was done is shown by a thing: a row, a letter, a task, another case."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from domain.complaints.tasks import TELL_HOW_FAR
from domain.kit_tasks import READ_MESSAGE
from domain.needs import Opened
from domain.personalised_services.tasks.planning import REVIEW_CASE
from domain.personalised_services.tasks.referral import TAKE_UP_REFERRAL
from domain.refers import THING, Found, Here, fault
from domain.tasks import TaskKind
from tests.domain.file.writing import NOON, PAYER, Writer

Answers = dict[str, JsonValue]
NOTHING: Answers = {}
LETTER = "co-abcdefghij.l1"
MINE = Here("co-abcdefghij", PAYER)


def lacks(
    kind: TaskKind, writer: Writer, outcome: str | None = None, answers: Answers = NOTHING
) -> list[str]:
    """Say what the file lacks for a completion of work that was opened a minute ago."""
    opened = Opened(writer.file, NOON - timedelta(minutes=1), outcome=outcome, answers=answers)
    return kind.lacks(opened)


@pytest.mark.parametrize(
    ("given", "found", "reason"),
    [
        (LETTER, Found(LETTER, customer=PAYER), None),
        (LETTER, None, f"there is no {LETTER}: name a row of the file, a letter, a task or a case"),
        ("co-other", Found("co-other", customer="cu-else"), "co-other is of another customer"),
        ("contact-1", None, None),
        ("co-abcdefghij.contact-1", None, None),
        ("co-1234567890", None, "there is no co-1234567890: name a row of the file"),
    ],
    ids=["a letter", "no letter", "somebody else's", "a row", "a whole row", "no case"],
)
def test_what_is_named_is_there_and_of_this_customer(
    given: str, found: Found | None, reason: str | None
) -> None:
    """CB-MESSAGE: of a row the file itself says whether it is there."""
    said = fault(THING, given, found, MINE)

    assert (said or "").startswith(reason or "") if reason else said is None


def test_what_came_is_dealt_with_by_a_row_that_the_file_has() -> None:
    """CB-MESSAGE."""
    writer = Writer()
    key: Answers = {"CB-MESSAGE.shown_by": "contact-1"}
    there = "`casebound file ps-aaaaaaaaaa` shows what is"

    (lack,) = lacks(READ_MESSAGE, writer, "dealt_with", key)
    assert lack.endswith(f"there is no contact-1 in this file; {there}")
    writer.talk()
    assert lacks(READ_MESSAGE, writer, "dealt_with", key) == []
    assert lacks(READ_MESSAGE, writer, "nothing_to_do") == []
    assert READ_MESSAGE.faults("dealt_with", {})
    assert READ_MESSAGE.reasons == ("nothing_to_do",)


@pytest.mark.parametrize(
    ("result", "identity", "told"),
    [
        ("reached", "confirmed", True),
        ("reached", "failed", False),
        ("voicemail", "not_done", False),
    ],
    ids=["spoken with", "somebody else", "a voicemail"],
)
def test_a_customer_is_told_by_a_letter_or_by_voice(
    result: str, identity: str, *, told: bool
) -> None:
    """CB-LETTER, WC-S3m."""
    writer = Writer()
    writer.write("contact.made", customer=PAYER, result=result, identity=identity)

    assert (lacks(TELL_HOW_FAR, writer) == []) is told
    assert lacks(TELL_HOW_FAR, writer, answers={"CB-LETTER.letter": LETTER}) == []


def test_another_referral_brings_what_came_since_or_what_the_case_has_already() -> None:
    """CSP-T1-S1a."""
    writer = Writer()
    (lack,) = lacks(TAKE_UP_REFERRAL, writer, "brings_more")
    assert "neither an issue nor an incident came to the file" in lack

    issue = writer.issue()

    assert lacks(TAKE_UP_REFERRAL, writer, "brings_more") == []
    known: Answers = {"CSP-T1-S1a.known_as": issue}
    assert lacks(TAKE_UP_REFERRAL, writer, "known", known) == []
    assert TAKE_UP_REFERRAL.faults("known", {})


def test_what_earlier_reports_show_is_in_the_file() -> None:
    """CSP-T2-S1a."""
    writer = Writer()
    said: Answers = {"CSP-T2-S1a": "in_the_file"}

    def missing() -> list[str]:
        return [words.partition(": ")[2] for words in lacks(REVIEW_CASE, writer, "no_msp", said)]

    assert missing() == [
        "no notepad is headed case_review",
        "no incident and no sensitive issue is in the file",
    ]
    writer.write("notepad.filed", heading="referral_reason")
    writer.write("notepad.filed", heading="case_review")
    incident = {"sort": "abuse", "severity": "low", "channel": "phone", "recorded_in": "CIRT"}
    writer.write("behaviour.reported", customer=PAYER, **incident)
    assert missing() == []
