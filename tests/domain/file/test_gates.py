"""The gates of Child Support Table 6, Step 1: what holds, and which rows block."""

from datetime import UTC, datetime

import pytest

from domain.file.gates import NOTHING, Attested, Gate, Looked, all_gates
from domain.step_ids import StepId
from tests.domain.file.writing import NOON, PAYER, SPECIALIST, Writer


def gate(writer: Writer, step: StepId, *, attested: Attested | None = None) -> Gate:
    known: dict[StepId, Attested] = {step: attested} if attested else {}
    return next(g for g in all_gates(Looked(writer.file, known)) if g.step == step)


@pytest.fixture
def writer() -> Writer:
    """A file without a row."""
    return Writer()


def test_over_an_empty_list_a_gate_does_not_hold_until_somebody_says_that_there_was_none(
    writer: Writer,
) -> None:
    assert gate(writer, "CSP-T6-S1b").blocked_by == (NOTHING,)
    attested = Attested("psso.lin", NOON, "contact-1")
    assert gate(writer, "CSP-T6-S1b", attested=attested).holds


def test_an_attestation_opens_no_gate_over_rows(writer: Writer) -> None:
    writer.issue()
    attested = Attested("psso.lin", NOON, "contact-1")
    assert not gate(writer, "CSP-T6-S1b", attested=attested).holds


def test_an_issue_with_a_specialist_blocks_and_says_where_it_is(writer: Writer) -> None:
    """CSP-T6-S1b."""
    writer.issue("change_of_assessment")
    assert gate(writer, "CSP-T6-S1b").blocked_by == (
        "issue-1, change of assessment, is with change_of_assessment",
    )


def test_an_issue_that_was_decided_and_told_and_closed_blocks_no_more(writer: Writer) -> None:
    """CSP-T6-S1b, CSP-T6-S1f."""
    issue = writer.issue()
    assert gate(writer, "CSP-T6-S1b").blocked_by == ("issue-1, levels of care, is open",)
    decision = writer.decision(issue)
    assert gate(writer, "CSP-T6-S1f").blocked_by == ("cu-payer of decision-1",)
    assert gate(writer, "CSP-T6-S1b").blocked_by == (
        "issue-1, levels of care, is decided, and not everybody has been told",
    )
    writer.told_of(decision)
    assert gate(writer, "CSP-T6-S1f").holds
    writer.closed(issue, outcome="resolved", on=decision)
    assert gate(writer, "CSP-T6-S1b").holds


def test_a_gate_keeps_the_versions_of_the_rows_that_it_read(writer: Writer) -> None:
    issue = writer.issue()
    writer.write("psso.consulted", issue=issue, before="acting", by=SPECIALIST)
    assert gate(writer, "CSP-T6-S1b").read == (("issue-1", 2),)


def test_an_open_intray_blocks_unless_it_is_for_other_specialised_work(writer: Writer) -> None:
    """CSP-T6-S1d."""
    assert gate(writer, "CSP-T6-S1d").holds
    item = writer.write(
        "correspondence.received",
        sender=PAYER,
        received_on="2026-12-01",
        about=(PAYER,),
        category="objection",
    )
    raise_ = {"sort": "objection", "to": "objections", "customer": PAYER, "item": item}
    writer.write("intray.raised", **raise_)
    assert gate(writer, "CSP-T6-S1d").blocked_by == ("intray-1, objection, to objections",)
    writer.write("issue.raised", about="objection", raised_in=item, parties=(PAYER,))
    assert gate(writer, "CSP-T6-S1d").holds


def test_an_escalation_without_its_written_response_blocks(writer: Writer) -> None:
    """CSP-T6-S1e."""
    assert gate(writer, "CSP-T6-S1e").holds
    writer.issue("escalation")
    assert gate(writer, "CSP-T6-S1e").blocked_by == ("issue-1: no written response",)


@pytest.mark.parametrize("step", ["CSP-T6-S1a", "CSP-T6-S1g"])
def test_what_lies_outside_is_attested(writer: Writer, step: StepId) -> None:
    """CSP-T6-S1a, CSP-T6-S1g."""
    assert gate(writer, step).blocked_by == (NOTHING,)
    attested = Attested("psso.lin", datetime(2026, 12, 1, 2, 0, tzinfo=UTC), "cuba-17")
    found = gate(writer, step, attested=attested)
    assert found.holds
    assert found.attested == attested
