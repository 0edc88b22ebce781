"""A correction that opens a gate of the corrector's own request takes a second person."""

import pytest

from domain.file.acts import Relation
from domain.file.commitments import CommitmentFacts
from domain.file.corrections import CorrectionFacts
from domain.file.gates import Looked, gate
from domain.file.rows import File
from tests.domain.file.writing import OWNER, PAYER, Writer

SECOND = "ssm.kim"


@pytest.fixture
def writer() -> Writer:
    """A file in which one promise is all that blocks CSP-T6-S1a."""
    writer = Writer()
    writer.talk()
    promised = {"who": PAYER, "whom": OWNER, "what": "send_payslips", "made_in": "contact-1"}
    writer.write("commitment.made", by_day="2026-12-10", **promised)
    return writer


STRIKE = {"row": "commitment-1", "why": "wrong_case", "seen": 1}


def blocks(file: File) -> bool:
    return any("commitment-1" in words for words in gate("CSP-T6-S1a", Looked(file)).blocked_by)


def test_until_it_is_confirmed_the_row_stands_and_blocks(writer: Writer) -> None:
    """CSP-T6-S3d: it counts in no gate."""
    id_ = writer.write("commitment.entered_in_error", **STRIKE)

    row = writer.file.find(CorrectionFacts, id_)
    assert row
    facts = row.facts
    assert (facts.of, facts.row, facts.state) == ("entered_in_error", "commitment-1", "pending")
    assert (facts.asked_by, facts.opens) == (OWNER, ("CSP-T6-S1a",))
    assert blocks(writer.file)


def test_a_second_person_confirms_it_and_nobody_who_asked_for_it(writer: Writer) -> None:
    id_ = writer.write("commitment.entered_in_error", **STRIKE)
    confirm = {"correction": id_, "seen": 1}

    assert writer.refused("correction.confirmed", **confirm) == (
        f"{OWNER} asked for {id_}: another person confirms it, or refuses it"
    )
    writer.write("correction.confirmed", by=SECOND, relation=Relation.APPROVER, **confirm)

    assert not blocks(writer.file)
    assert writer.file.find(CommitmentFacts, "commitment-1") is None
    again = confirm | {"seen": 2}
    assert writer.refused("correction.confirmed", by="psso.lee", **again) == (
        f"{id_} was confirmed by {SECOND}"
    )


def test_what_is_refused_stays_as_it_was(writer: Writer) -> None:
    id_ = writer.write("commitment.entered_in_error", **STRIKE)

    writer.write("correction.refused", by=SECOND, correction=id_, seen=1)

    assert blocks(writer.file)
    assert writer.write("commitment.entered_in_error", **STRIKE) == "correction-2"


def test_while_one_waits_there_is_no_second(writer: Writer) -> None:
    writer.write("commitment.entered_in_error", **STRIKE)

    assert writer.refused("commitment.entered_in_error", **STRIKE) == (
        "correction-1 waits for a second person: commitment-1 is being put right already"
    )


def test_what_changed_meanwhile_is_not_confirmed_unseen(writer: Writer) -> None:
    id_ = writer.write("commitment.entered_in_error", **STRIKE)
    writer.write("commitment.released", commitment="commitment-1", why="other", seen=1)

    reason = writer.refused("correction.confirmed", by=SECOND, correction=id_, seen=1)

    assert reason == (
        f"commitment-1 has changed since {id_} was asked for: refuse it, and correct anew"
    )


@pytest.mark.parametrize(
    ("by", "relation"),
    [(SECOND, Relation.APPROVER), (OWNER, Relation.SPECIALIST)],
    ids=["the SSM", "no owner"],
)
def test_whose_request_it_is_not_puts_it_right_at_once(
    writer: Writer, by: str, relation: Relation
) -> None:
    writer.write("commitment.entered_in_error", by=by, relation=relation, **STRIKE)

    assert writer.file.find(CommitmentFacts, "commitment-1") is None


def test_one_that_opens_no_gate_needs_nobody_else(writer: Writer) -> None:
    """Another promise blocks still; and what is only corrected goes on blocking."""
    promised = {"who": PAYER, "whom": OWNER, "what": "ring_us", "made_in": "contact-1"}
    writer.write("commitment.made", by_day="2026-12-11", **promised)

    right = {"what": "send_forms"}
    row = writer.write("commitment.corrected", right=right, **STRIKE)
    assert row == "commitment-1"
    assert writer.write("commitment.entered_in_error", **STRIKE | {"seen": 2}) == "commitment-1"
