"""What statements find in the case database, and what they do not take for proof."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typst import compile as typeset

from procedures.matrix import steps
from tests.plugin.left import CALL_BACK, CATALOGUE, Left
from tests.plugin.proof import Proof, StatementError
from tests.plugin.reading import read_story
from tests.plugin.story import Key, Story

COVERED = ["WC-S3a", "WC-S3b", "WC-S3i", "WC-S2c"]
ROLE = "allocations_officer"

State = Callable[[Proof], None]
Faults = Callable[[State], Awaitable[list[str]]]


@pytest_asyncio.fixture(loop_scope="session")
async def faults(left: Left, sessions: async_sessionmaker[AsyncSession]) -> Faults:
    """State something of the case, save it, and return what does not hold."""

    async def check(state: State) -> list[str]:
        proof = Proof(steps())
        proof.cases(left.ref)
        state(proof)
        proof.marked = tuple(statement.step for statement in proof.statements)
        await left.save()
        async with sessions() as db:
            story = await read_story(db, CATALOGUE, proof.refs, proof.receipts, proof.found)
        return _check(proof, story)

    return check


def _check(proof: Proof, story: Story) -> list[str]:
    return proof.check(story)[1]


# ---------------------------------------------------------------------------- what counts


async def test_what_a_message_caused_counts(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    assert await faults(lambda p: p.due("WC-S3n", "2026-12-03")) == []


async def test_the_opening_counts_as_a_message(left: Left, faults: Faults) -> None:
    left.settle(opening=True).line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    assert await faults(lambda p: p.due("WC-S3n", "2026-12-03")) == []


async def test_a_row_without_a_settle_does_not_count(left: Left, faults: Faults) -> None:
    left.line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    (fault,) = await faults(lambda p: p.due("WC-S3n", "2026-12-03"))

    assert "does not count" in fault


async def test_a_settle_that_follows_a_message_nobody_sent_does_not_count(
    left: Left, faults: Faults
) -> None:
    left.settle("cli|nobody").line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    (fault,) = await faults(lambda p: p.due("WC-S3n", "2026-12-03"))

    assert "the case has taken no message cli|nobody: does not count" in fault


async def test_a_settle_that_follows_nothing_does_not_count(left: Left, faults: Faults) -> None:
    left.settle().line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    (fault,) = await faults(lambda p: p.due("WC-S3n", "2026-12-03"))

    assert "does not count" in fault


async def test_what_a_case_had_settled_before_the_test_began_there_does_not_count(
    left: Left, faults: Faults
) -> None:
    left.settle("m1").line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")
    left.settle("m2").line("WC-S3n", "met", deadline="d")

    def state(proof: Proof) -> None:
        proof.begins(left.ref, after=1)
        proof.due("WC-S3n", "2026-12-03")
        proof.met("WC-S3n")

    (fault,) = await faults(state)

    assert "WC-S3n armed: not found" in fault
    assert "does not count" in fault


async def test_other_cases_do_not_count(
    left: Left, sessions: async_sessionmaker[AsyncSession]
) -> None:
    left.settle("m1").line("WC-S3n", "met", deadline="d")
    await left.save()
    proof = Proof(["WC-S3n"])
    proof.met("WC-S3n")

    async with sessions() as db:
        story = await read_story(db, CATALOGUE, proof.refs, proof.receipts)

    assert "call proof.cases(ref)" in _check(proof, story)[0]


async def test_a_marked_step_of_which_nothing_is_stated_is_a_fault() -> None:
    (fault,) = _check(Proof(["WC-S3n"]), Story(CATALOGUE))

    assert "a marker alone proves nothing" in fault


async def test_a_fault_lists_what_is_there_instead(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3n", "armed", "Acknowledge", deadline="d", due_on="2026-12-04")

    (fault,) = await faults(lambda p: p.due("WC-S3n", "2026-12-03"))

    assert "WC-S3n armed: not found: due on 2026-12-03" in fault
    assert f"there: {left.ref} 1 WC-S3n armed: Acknowledge" in fault
    assert "2026-12-04" in fault


# ---------------------------------------------------------------------------- statements that fail


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (lambda p: p.met("WC-S3n"), "not marked"),
        (lambda p: p.branch("WC-S3a", "Perhaps"), r"is no branch; the matrix has \['Yes', 'No'\]"),
        (lambda p: p.due("WC-S3a", "3 December 2026"), "is no date"),
        (lambda p: p.holds("WC-S3a"), "by which branch or words"),
        (lambda p: p.moved("WC-S3a"), "say the phase"),
        (lambda p: p.letter("WC-S3a"), "what the letter contains"),
        (lambda p: p.record("WC-S3a", system="CIMS", name="assessment"), "none of its records"),
        (lambda p: p.approval("WC-S3a", "wrong_person", by="psso"), "because of what"),
    ],
    ids=[
        "unmarked",
        "no branch",
        "no date",
        "no words",
        "no phase",
        "no text",
        "no record",
        "no reason",
    ],
)
def test_a_statement_that_cannot_be_checked_is_refused(state: State, words: str) -> None:
    with pytest.raises(StatementError, match=words):
        state(Proof(["WC-S3a"]))


# ---------------------------------------------------------------------------- deadlines


async def test_the_working_of_a_date_is_read(left: Left, faults: Faults) -> None:
    deadline = left.deadline("WC-S3n", date(2027, 1, 27), "Tue 26 Jan 2027, Australia Day")
    left.settle("m1").line("WC-S3n", "armed", deadline=deadline, due_on="2027-01-27")

    def state(proof: Proof) -> None:
        proof.due("WC-S3n", "2027-01-27", working="Australia Day")
        proof.due("WC-S3n", "2027-01-27", working="Closedown")

    (fault,) = await faults(state)
    assert "not found: due on 2027-01-27 (Closedown)" in fault
    assert "Tue 26 Jan 2027, Australia Day" in fault


async def test_a_deadline_passes_with_its_consequence(left: Left, faults: Faults) -> None:
    left.settle(deadlines=("WC-S3n",)).line("WC-S3n", "passed", deadline="d")
    left.line("WC-S3n", "opened", "Overdue: acknowledge now", task="t")
    left.settle("m2").line("WC-S3n", "recorded", "much later")

    def state(proof: Proof) -> None:
        proof.passed("WC-S3n", then="Overdue")
        proof.passed("WC-S3n", then="much later")

    (fault,) = await faults(state)
    assert "then 'much later'" in fault
    assert "with it came" in fault


# ---------------------------------------------------------------------------- decisions


async def test_branch_of_a_rule(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3g", "decided", branch="Yes")

    def state(proof: Proof) -> None:
        proof.branch("WC-S3g", "Yes")
        proof.branch("WC-S3g", "No")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3g branch:No: not found")


async def test_branch_by_the_outcome_that_stands_for_it(left: Left, faults: Faults) -> None:
    _completed(left, outcome="level_2")

    assert await faults(lambda p: p.branch("WC-S3i", "Level 2")) == []


async def test_an_outcome_stands_for_the_leading_step_first(left: Left, faults: Faults) -> None:
    _completed(left, outcome="not_a_complaint")

    def state(proof: Proof) -> None:
        proof.branch("WC-S3a", "No")
        proof.branch("WC-S3b", "No")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3b branch:No: not found")


async def test_branch_by_the_answer_to_the_steps_own_question(left: Left, faults: Faults) -> None:
    _completed(left, answers={"WC-S3b": True, "WC-S3d": False})

    def state(proof: Proof) -> None:
        proof.branch("WC-S3b", "Yes")
        proof.branch("WC-S3b", "No")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3b branch:No: not found")


async def test_a_rule_holds_and_blocks_on_different_lines(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3j", "decided", "about a person", branch="behavioural")
    left.settle("m2").line("WC-S3j", "decided", "about a process", branch="other")

    def state(proof: Proof) -> None:
        proof.holds("WC-S3j", "behavioural")
        proof.blocks("WC-S3j", "other", words="process")

    assert await faults(state) == []


async def test_one_line_cannot_show_both_sides_of_a_rule(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3j", "decided", "about a person", branch="behavioural")

    def state(proof: Proof) -> None:
        proof.holds("WC-S3j", "behavioural")
        proof.blocks("WC-S3j", words="person")

    (fault,) = await faults(state)
    assert "the same line" in fault


async def test_a_refused_completion_shows_that_a_rule_blocks(left: Left, faults: Faults) -> None:
    _refused(left, "proof.wu", "open issues block deletion")

    def state(proof: Proof) -> None:
        proof.blocks("WC-S3i", words="open issues")
        proof.holds("WC-S3i", words="open issues")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3i holds: not found")


# ---------------------------------------------------------------------------- work


def _opened(left: Left, **fields: Any) -> str:
    task = left.task(**fields)
    left.settle("m1").line("WC-S3a", "opened", task=task, role=ROLE, steps=COVERED)
    return task


def _completed(left: Left, outcome: str = "level_2", **fields: Any) -> None:
    task = _opened(left, answers=fields.get("answers", {}))
    key = left.receipt("done", "task.completed", "applied", officer="proof.park", about=task)
    left.settle(key).line(
        "WC-S3a",
        "completed",
        actor=fields.get("by", "proof.park"),
        task=task,
        role=ROLE,
        steps=COVERED,
        outcome=outcome,
        answers=fields.get("answers", {}),
    )


def _refused(left: Left, officer: str, reason: str, *, seen: bool = True) -> Key:
    task = _opened(left)
    key = left.receipt(
        "no", "task.completed", "refused", officer=officer, about=task, reason=reason
    )
    if seen:
        left.settle(key).line("WC-S3a", "refused", reason, message=key, about=task)
    return ("cli", key.removeprefix("cli|"))


async def test_work_is_opened_and_completed_by_its_role(left: Left, faults: Faults) -> None:
    _completed(left)

    def state(proof: Proof) -> None:
        proof.task("WC-S3a", role=ROLE, completed="level_2")
        proof.task("WC-S3a", role="complaints_officer")
        proof.task("WC-S3a", role=ROLE, opened=False, completed="level_1")

    other_role, other_outcome = await faults(state)
    assert "work opened for complaints_officer" in other_role
    assert "level_1" in other_outcome


async def test_a_step_that_is_merely_listed_is_not_completed(left: Left, faults: Faults) -> None:
    _completed(left, answers={"WC-S3b.number": "two", "WC-S3j": "process"})

    def state(proof: Proof) -> None:
        proof.task("WC-S3b", role=ROLE, completed=True)
        proof.task("WC-S3i", role=ROLE, opened=False, completed=True)
        proof.task("WC-S2c", role=ROLE, completed=True)

    listed, opened, completed = await faults(state)
    assert listed.startswith("WC-S3i completed: not found")
    assert "the step was not answered, nor does it lead" in listed
    assert opened.startswith("WC-S2c opened: not found")
    assert "the task only lists the step" in opened
    assert completed.startswith("WC-S2c completed: not found")


async def test_a_leading_step_whose_own_question_was_left_open_is_not_completed(
    left: Left, faults: Faults
) -> None:
    task = left.task(kind=CALL_BACK)
    left.settle("m1").line(
        "WC-S3c",
        "completed",
        actor="proof.park",
        task=task,
        steps=["WC-S3c"],
        outcome="unsure",
    )

    (fault,) = await faults(lambda p: p.task("WC-S3c", role=ROLE, opened=False, completed="unsure"))

    assert "the step was not answered, nor does it lead" in fault


async def test_completed_by_somebody_without_the_role_is_no_proof(
    left: Left, faults: Faults
) -> None:
    _completed(left, by="proof.diaz")

    (fault,) = await faults(lambda p: p.task("WC-S3a", role=ROLE, completed=True))

    assert "proof.diaz is no allocations_officer" in fault


@pytest.mark.parametrize("seen", [True, False], ids=["by the case", "by the door"])
async def test_another_role_is_turned_away(left: Left, faults: Faults, *, seen: bool) -> None:
    key = _refused(left, "proof.diaz", "for the Allocations Officer", seen=seen)

    def state(proof: Proof) -> None:
        if not seen:
            proof.messages(key)
        proof.task("WC-S3i", role=ROLE, refused="psso")
        proof.task("WC-S3a", role=ROLE, opened=False, refused="complaints_officer")

    (fault,) = await faults(state)
    assert "refused to complaints_officer" in fault
    assert "proof.diaz, refused: for the Allocations Officer" in fault


async def test_a_refusal_that_neither_a_case_nor_a_door_gave_is_no_proof(
    left: Left, faults: Faults
) -> None:
    _refused(left, "proof.diaz", "for the Allocations Officer", seen=False)

    (fault,) = await faults(lambda p: p.task("WC-S3a", role=ROLE, refused="psso"))

    assert f"neither a settle nor a door turned cli|{left.ref}.no away" in fault


async def test_the_right_role_refused_for_another_reason_is_no_proof(
    left: Left, faults: Faults
) -> None:
    _refused(left, "proof.park", "an answer is missing")

    (fault,) = await faults(lambda p: p.task("WC-S3a", role=ROLE, refused="proof.park"))

    assert "holds the role" in fault


async def test_guidance_stands_in_the_task(left: Left, faults: Faults) -> None:
    _opened(left)

    def state(proof: Proof) -> None:
        proof.guidance("WC-S2c", "Apply the guidelines")
        proof.guidance("WC-S2c", "Ignore them")

    (fault,) = await faults(state)
    assert "Guidelines: Apply the guidelines" in fault


async def test_records_have_the_fields_that_the_entry_names(left: Left, faults: Faults) -> None:
    item = {"date_received": "2026-12-01", "channel": "post", "category": "complaint"}
    short = left.record("WC-S2a", "Cuba", "View Correspondence", **item, document="")
    left.settle("m1").line("WC-S2a", "recorded", record=short)
    whole = left.record("WC-S2a", "Cuba", "View Correspondence", **item, document="scan-1")
    left.line("WC-S2a", "recorded", record=whole)

    def state(proof: Proof) -> None:
        window = partial(proof.record, "WC-S2a", system="Cuba", name="View Correspondence")
        window(values={"channel": "post"})
        window(values={"channel": "fax"})
        window(fields=["location"])

    other, lacking = await faults(state)
    assert other.startswith("WC-S2a recorded:View Correspondence: not found")
    assert f"record {short} lacks ['document']" in other
    assert f"record {whole} lacks [], and has {{'channel': 'post'}}" in other
    assert f"record {whole} lacks ['location']" in lacking


async def test_a_record_that_holds_nothing_is_no_proof(left: Left, faults: Faults) -> None:
    record = left.record("CSP-T1-S2f", "Cuba", "special_recovery_condition")
    left.settle("m1").line("CSP-T1-S2f", "recorded", record=record)

    (fault,) = await faults(
        lambda p: p.record("CSP-T1-S2f", system="Cuba", name="special_recovery_condition")
    )

    assert f"record {record} lacks [], and has {{}}" in fault


async def test_a_record_stands_where_the_entry_says(left: Left, faults: Faults) -> None:
    options = left.record("CSP-T5-S3a", "Cuba", "ps_stacking_document", options="Two")
    left.settle("m1").line("CSP-T5-S3a", "recorded", record=options)

    stacked = partial(Proof.record, system="Cuba", name="ps_stacking_document")
    assert await faults(lambda p: stacked(p, "CSP-T2-S1d", values={"options": "Two"})) == []


async def test_a_name_with_the_year_stands_for_every_year(left: Left, faults: Faults) -> None:
    row = left.record("WC-S5b", "Allocation register", "Allocation 2027", share_drive="S")
    left.settle("m1").line("WC-S5b", "recorded", record=row)

    assert (
        await faults(
            lambda p: p.record("WC-S5b", system="Allocation register", name="Allocation 2027")
        )
        == []
    )


async def test_what_was_read_is_a_typed_answer_or_an_input(left: Left, faults: Faults) -> None:
    _completed(left, answers={"WC-S3b": False, "WC-S3b.number": "two"})
    left.line("WC-S4a", "decided", branch="Yes", inputs={"lock": "ps"})

    def state(proof: Proof) -> None:
        proof.answered("WC-S3b", False)
        proof.answered("WC-S3b", "two")
        proof.answered("WC-S4a", "ps")
        proof.answered("WC-S3b", True)

    (fault,) = await faults(state)
    assert "'WC-S3b': False" in fault


# ---------------------------------------------------------------------------- approvals


async def test_approvals_given_refused_and_not_admitted(left: Left, faults: Faults) -> None:
    left.settle("yes").line("CSP-T7-S1e", "approved", actor="proof.ito", approval="a1")
    left.settle("no-1").line("CSP-T7-S1e", "refused", actor="proof.ito", approval="a2")
    _refused(left, "proof.diaz", "whoever asked never approves")

    def state(proof: Proof) -> None:
        proof.approval("CSP-T7-S1e", "given", by="proof.ito")
        proof.approval("CSP-T7-S1e", "refused", by="ps_ssm")
        proof.approval("WC-S3a", "wrong_person", by="proof.diaz", because="never approves")
        proof.approval("CSP-T7-S1e", "given", by="psso")

    (fault,) = await faults(state)
    assert "given by psso" in fault


async def test_approval_by_a_tasks_outcome(left: Left, faults: Faults) -> None:
    _completed(left, outcome="level_2")

    def state(proof: Proof) -> None:
        proof.approval("WC-S3a", "given", by=ROLE, outcome="level_2")
        proof.approval("WC-S3a", "refused", by=ROLE, outcome="no")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3a refused:approval")


async def test_an_outcome_is_no_approval_where_the_approval_says_otherwise(
    left: Left, faults: Faults
) -> None:
    _completed(left, outcome="level_2")
    left.line("WC-S3a", "refused", actor="proof.park", approval="a1")

    def state(proof: Proof) -> None:
        proof.approval("WC-S3a", "given", by=ROLE, outcome="level_2")
        proof.approval("WC-S3a", "refused", by=ROLE, outcome="level_2")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3a given")
    assert "the approval says ['refused']" in fault


async def test_a_decision_about_a_step_that_is_merely_listed_is_none(
    left: Left, faults: Faults
) -> None:
    _completed(left, outcome="level_2")

    (fault,) = await faults(lambda p: p.approval("WC-S3b", "given", by=ROLE, outcome="level_2"))

    assert "the step was not answered, nor does it lead" in fault


async def test_an_outcome_that_the_task_does_not_have_shows_nothing(
    left: Left, faults: Faults
) -> None:
    _completed(left, outcome="whatever")

    def state(proof: Proof) -> None:
        proof.task("WC-S3a", role=ROLE, completed="whatever")
        proof.branch("WC-S3a", "No")

    assert len(await faults(state)) == 2


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("approved", {"state": "signed"}),
        ("refused", {"stopped": True}),
        ("refused", {"message": "cli|m1"}),
    ],
    ids=["a signature", "a stopped letter", "a refused message"],
)
async def test_what_is_no_decision(
    left: Left, faults: Faults, kind: str, data: dict[str, Any]
) -> None:
    left.settle("m1").line("CSP-T7-S1e", kind, actor="proof.ito", **data)

    def state(proof: Proof) -> None:
        proof.approval("CSP-T7-S1e", "given", by="ps_ssm")
        proof.approval("CSP-T7-S1e", "refused", by="ps_ssm")

    assert len(await faults(state)) == 2


# ---------------------------------------------------------------------------- messages and cases


async def test_messages_that_took_effect(left: Left, faults: Faults) -> None:
    key = left.receipt("m1", "complaint.received", "applied")
    left.settle(key, opening=True, phase="assessing").line(
        "WC-S2a", "received", message=key, type="complaint.received", status="applied"
    )

    def state(proof: Proof) -> None:
        proof.signal("WC-S2b", "complaint.received")
        proof.moved("WC-S2b", phase="assessing")
        proof.signal("WC-S4b", "complaint.received")
        proof.moved("WC-S2b", phase="closed")

    unserved, elsewhere = await faults(state)
    assert unserved.startswith("WC-S4b applied: not found")
    assert "the phase is closed" in elsewhere


async def test_a_message_that_was_not_taken(left: Left, faults: Faults) -> None:
    key: Key = ("cli", f"{left.ref}.m1")
    left.receipt("m1", "complaint.received", "refused", reason="unknown sender", case=None)

    def state(proof: Proof) -> None:
        proof.messages(key)
        proof.signal("WC-S2a", "complaint.received", refused="unknown sender")
        proof.signal("WC-S2a", "complaint.received", refused="too late")

    (fault,) = await faults(state)
    assert "is refused: unknown sender" in fault


async def test_a_phase_change_belongs_to_the_step_of_its_settle(left: Left, faults: Faults) -> None:
    left.settle("m1").line("CMA-T1-S2g", "decided", branch="Yes")
    left.line("CB-MOVE", "moved", "triage -> collaborative", phase="collaborative")
    left.settle("m2").line("CB-MOVE", "moved", phase="closing")

    def state(proof: Proof) -> None:
        proof.moved("CMA-T1-S2g", phase="collaborative")
        proof.moved("CMA-T1-S2g", phase="closing")

    (fault,) = await faults(state)
    assert "closing" in fault


async def test_another_case_follows_only_where_it_exists(
    left: Left, faults: Faults, sessions: async_sessionmaker[AsyncSession]
) -> None:
    other = await Left(f"{left.ref}-ps", sessions).save("PersonalisedServicesCase")
    left.linked_to(other)
    left.settle("m1").line("WC-S4b", "linked", "told", case=other)
    left.line("WC-S3h", "linked", "started", type="ColdTransfer")

    def state(proof: Proof) -> None:
        proof.moved("WC-S4b", case="PersonalisedServicesCase")
        proof.moved("WC-S3h", case="ColdTransfer")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3h moved: not found")


# ---------------------------------------------------------------------------- letters


def _pdf(text: str) -> bytes:
    return bytes(typeset(text.encode(), format="pdf"))


async def test_a_letter_is_read_in_its_pdf(left: Left, faults: Faults) -> None:
    pdf = _pdf("We received your complaint. Please reply by 18 January 2027.")
    letter = left.letter("WC-S3m", pdf, signed_by="proof.wu")
    left.settle("m1").line("WC-S3m", "drafted", letter=letter)

    def state(proof: Proof) -> None:
        proof.letter("WC-S3m", contains="18 January 2027", signed_by="complaints_officer")
        proof.letter("WC-S3m", contains="19 January 2027", lacks="complaint", signed_by="psso")
        proof.letter("WC-S3m", contains="reply", state="drafted")
        proof.letter("WC-S3m", contains="reply", approved_by="ps_ssm")

    text, standing, approver = await faults(state)
    assert "the text lacks '19 January 2027'; the text contains 'complaint'" in text
    assert "signed by proof.wu" in text
    assert "it is sent, not drafted" in standing
    assert "approved by None" in approver


async def test_an_edit_after_approval_is_no_proof_of_it(left: Left, faults: Faults) -> None:
    letter = left.letter(
        "WC-S3m", _pdf("New words"), approved_by="proof.ito", approved_sha256="of the old words"
    )
    left.settle("m1").line("WC-S3m", "drafted", letter=letter)

    (fault,) = await faults(
        lambda p: p.letter("WC-S3m", contains="New words", approved_by="proof.ito")
    )

    assert "not the one that was approved" in fault


async def test_a_pdf_that_is_not_the_hashed_one_is_no_proof(left: Left, faults: Faults) -> None:
    letter = left.letter("WC-S3m", _pdf("Words"), sha256="another")
    left.settle("m1").line("WC-S3m", "drafted", letter=letter)

    (fault,) = await faults(lambda p: p.letter("WC-S3m", contains="Words"))

    assert "no PDF with the hash" in fault


async def test_a_stopped_letter_says_why(left: Left, faults: Faults) -> None:
    letter = left.letter("WC-S3m", b"", state="stopped")
    left.settle("m1").line(
        "WC-S3m", "refused", "Letter stopped: to.lines is missing", letter=letter, stopped=True
    )

    def state(proof: Proof) -> None:
        proof.letter("WC-S3m", stopped="to.lines is missing")
        proof.letter("WC-S3m", stopped="barred")

    (fault,) = await faults(state)
    assert "the letter is stopped: 'barred'" in fault
