"""Faults that a case brings to light: shown by a row, raised to somebody, put right once."""

from domain.file.faults import FaultFacts, FaultState, state
from domain.file.seeing import seen_by
from tests.domain.file.writing import PAYEE, PAYER, Writer


def test_a_fault_is_shown_by_a_row_and_a_systemic_one_is_raised_to_an_area() -> None:
    """BG-OBJ-g."""
    writer = Writer()
    talk = writer.talk()
    seen = {"about": "credit_lost", "shown_by": talk}

    assert "there is no issue-9" in writer.refused(
        "fault.found", sort="error", about="credit_lost", shown_by="issue-9"
    )
    assert "to which area" in writer.refused("fault.found", sort="systemic", **seen)
    id_ = writer.write("fault.found", sort="systemic", raised_to="collection_services", **seen)

    row = writer.file.find(FaultFacts, id_)
    assert row
    assert state(row, writer.file) is FaultState.OPEN


def test_a_fault_is_put_right_once_by_a_row_that_is_there() -> None:
    """BG-OBJ-g."""
    writer = Writer()
    talk = writer.talk()
    id_ = writer.write("fault.found", sort="error", about="credit_lost", shown_by=talk)

    assert "there is no issue-9" in writer.refused(
        "fault.mended", fault=id_, also={"by": "issue-9"}, seen=1
    )
    writer.write("fault.mended", fault=id_, also={"by": talk}, seen=1)

    row = writer.file.find(FaultFacts, id_)
    assert row
    assert state(row, writer.file) is FaultState.CORRECTED
    assert "put right already" in writer.refused(
        "fault.mended", fault=id_, also={"by": talk}, seen=2
    )


def test_no_customer_is_shown_what_the_agency_did_wrong_in_its_own_log() -> None:
    """A letter says what was put right, in its own words; the log is the agency's."""
    writer = Writer()
    talk = writer.talk()
    writer.write("fault.found", sort="error", about="credit_lost", shown_by=talk)

    for person in (PAYER, PAYEE):
        assert [row for row in seen_by(writer.file, person) if row.kind == "fault"] == []
