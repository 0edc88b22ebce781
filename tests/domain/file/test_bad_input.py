"""What people and systems get wrong about a file, each refused with what is right.

On a closed case: ``tests/doors/test_closed_file.py``. Of one completion, of which one fails:
``test_carried.py``. By somebody who saw an older version: ``test_history.py``. A lock while another
case holds a parent: ``test_locks.py``. A plan after its approval: ``test_plans_decided.py``, and by
a correction ``test_putting_right.py``. To the other parent and back, or elsewhere: there too. A
gate with something missing: ``test_gates.py``. A correction of what a letter said:
``test_stood.py``; one that opens one's own gate: ``test_confirming.py``.

Of Personalised Services, elsewhere in ``tests``: a gate with missing data, and a request over
it: ``domain/personalised_services/test_finalisation.py``. Closing with an open intray:
``test_gates.py``, ``test_orphans.py``, ``steps/personalised_services/test_decided.py``.
Approval out of order, one person at two levels, and a restriction without channel or review:
``steps/restrictions/test_proposed.py``, ``database/test_restrictions.py``. A variation after
its day: ``domain/restrictions/test_varied.py``. A lock of a priority area: ``test_locks.py``,
``steps/personalised_services/test_ownership.py``.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.file.acts import fault, mistaken
from domain.file.catalogue import ACTS
from domain.file.gates import Looked, all_gates
from domain.file.putting_right import stands_on
from tests.domain.file.writing import NOON, PAYER, Writer


@pytest.fixture
def writer() -> Writer:
    """A file with a talk and what was raised in it."""
    writer = Writer()
    writer.issue()
    return writer


@pytest.mark.parametrize(
    ("act", "facts", "reason"),
    [
        ("contact.made", {"customer": "cu-x", "result": "reached"}, "cu-x is no party of"),
        (
            "commitment.kept",
            {"commitment": "contact-1", "seen": 1},
            "contact-1 is no unfinished commitment of this file",
        ),
        (
            "commitment.kept",
            {"commitment": "commitment-9", "seen": 1},
            "there is no commitment-9 in this file",
        ),
        (
            "issue.closed",
            {"issue": "issue-1", "outcome": "resolved", "on": "contact-1", "seen": 1},
            "name the decision on issue-1 on which it is resolved",
        ),
        (
            "referral.made",
            {"to": "nowhere", "sort": "area", "party": PAYER, "issues": ("issue-1",)},
            "there is no area nowhere; choose one of: ",
        ),
    ],
    ids=[
        "on another's customer",
        "a kept commitment that is none",
        "a kept commitment that is not there",
        "closed before anybody was told",
        "to an unknown area",
    ],
)
def test_it_is_refused_with_what_is_right(
    writer: Writer, act: str, facts: dict[str, Any], reason: str
) -> None:
    before = writer.file

    assert reason in writer.refused(act, **facts)
    assert writer.file == before


def test_a_contact_in_the_future_meets_nothing(writer: Writer) -> None:
    to_come = writer.given(
        "contact.made", customer=PAYER, result="reached", at=NOON + timedelta(days=1)
    )

    assert fault(replace(to_come, told_at=NOON), ACTS["contact.made"]) == (
        "it lies in the future; report a contact once it was made"
    )


@pytest.mark.parametrize("heading", ["", " "])
def test_a_notepad_without_a_heading_is_none(heading: str) -> None:
    with pytest.raises(ValidationError, match="heading"):
        ACTS["notepad.filed"].of.model_validate({"of": "stacking_document", "heading": heading})


def test_one_call_told_twice_is_one(writer: Writer) -> None:
    call = {"customer": PAYER, "result": "no_answer", "at_source": "call-7"}
    writer.write("contact.made", **call)

    assert "this call is in the file already, as contact-2" in writer.refused(
        "contact.made", **call
    )


@pytest.mark.parametrize(
    ("act", "facts", "reason"),
    [
        (
            "issue.raised",
            {"about": "income", "raised_in": "contact-9", "parties": (PAYER,)},
            "there is no contact-9 in this file; `casebound file ps-aaaaaaaaaa` shows what is",
        ),
        (
            "issue.closed",
            {"issue": "issue-7", "outcome": "withdrawn", "on": "contact-1", "seen": 1},
            "there is no issue-7 in this file",
        ),
        (
            "issue.closed",
            {"issue": "issue-1", "outcome": "withdrawn", "on": "contact-1", "seen": 0},
            "issue-1 was changed since version 0 was shown",
        ),
        ("issue.raised", {"about": "income", "raised_in": "ps-aaaaaaaaaa", "parties": ()}, None),
        ("issue.closed", {"issue": "issue-1", "outcome": "resolved", "on": "x", "seen": 1}, None),
    ],
    ids=[
        "it names what is not there",
        "what it changes is not there",
        "another version was seen",
        "it names the case",
        "what only the rules know",
    ],
)
def test_a_door_knows_at_once_what_cannot_be_meant(
    writer: Writer, act: str, facts: dict[str, Any], reason: str | None
) -> None:
    found = mistaken(ACTS[act].of.model_validate(facts), writer.file)

    assert (found or "").startswith(reason) if reason else found is None


def test_a_gate_over_an_empty_file_does_not_hold() -> None:
    gates = {gate.step: gate for gate in all_gates(Looked(Writer().file))}

    assert not gates["CSP-T6-S1b"].holds
    assert "nothing recorded" in gates["CSP-T6-S1b"].blocked_by[0]


def test_a_correction_says_what_stands_on_what_was_wrong(writer: Writer) -> None:
    """So that a letter which said it, and an issue that was raised in it, are looked at."""
    right = {"result": "third_party", "identity": "not_done"}
    writer.write("contact.corrected", row="contact-1", right=right, why="misheard", seen=1)

    assert [row.id for row in stands_on(writer.file, "contact-1")] == ["issue-1"]
