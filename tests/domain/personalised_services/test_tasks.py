from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.kit_tasks import CHANNEL
from domain.needs import Opened
from domain.personalised_services.tasks import TASKS
from domain.personalised_services.tasks.closing import SETTLE_GATES, TELL_OF_CLOSING
from domain.personalised_services.tasks.decision import (
    DECIDE_REQUEST,
    DECIDE_TRANSFER,
    EXPLAIN_DECISION,
    REACTIVATE,
    REQUEST_FINALISATION,
)
from domain.personalised_services.tasks.leaving import (
    HAND_BACK,
    HAND_TO_AREA,
    SHARE_OUT_COMPLAINT,
)
from domain.personalised_services.tasks.referral import SET_UP_CASE
from domain.roles import Role
from domain.tasks import TaskKind
from domain.versions import of_decision
from procedures.matrix import steps
from tests.domain.file.writing import NOON, OWNER, PAYER, SPECIALIST, TIMES, Writer, file_of

KINDS = pytest.mark.parametrize("kind", TASKS, ids=lambda kind: kind.name)


@KINDS
def test_every_question_belongs_to_a_step_that_exists(kind: TaskKind) -> None:
    for key in kind.asks:
        assert key == CHANNEL or key.split(".")[0] in steps()


@KINDS
def test_what_an_outcome_leaves_open_or_a_record_holds_is_asked(kind: TaskKind) -> None:
    assert set(kind.optional_for) <= set(kind.outcomes)
    assert set(kind.reasons) <= set(kind.outcomes)
    for left_open in kind.optional_for.values():
        assert set(left_open) <= {*kind.asks, *(need.key for need in kind.needs)}
    for record in kind.records:
        assert set(record.answers) <= set(kind.asks)
        assert record.step in kind.covers


@KINDS
def test_a_question_asked_beside_another_goes_with_one_that_is_asked(kind: TaskKind) -> None:
    beside = {question.only_with for question in kind.asks.values() if question.only_with}

    assert beside <= set(kind.asks)


@KINDS
def test_every_record_of_a_task_holds_something(kind: TaskKind) -> None:
    assert all(record.fields for record in kind.records)


def test_set_up_has_a_line_for_every_action_of_the_table() -> None:
    """Each is looked for in the file, but for what a person reads elsewhere."""
    needed = {need.step for need in SET_UP_CASE.needs} - {"CSP-T4-S1c"}
    asked = {key.split(".")[0] for key in SET_UP_CASE.asks}

    assert asked == {"CSP-T1-S2d"}
    assert needed | asked == {f"CSP-T1-S2{letter}" for letter in "cdefghijklm"}


def test_an_unsure_officer_may_ask_before_anything_is_done() -> None:
    nothing = Opened(file_of(), NOON, outcome="ask_ssm")

    assert SET_UP_CASE.faults("ask_ssm", {}) == []
    assert SET_UP_CASE.lacks(nothing) == []
    assert len(SET_UP_CASE.lacks(replace(nothing, outcome="set_up"))) > 5


def opened(writer: Writer, **more: Any) -> Opened:
    """Return a task that is open since noon, with a file as it is."""
    return Opened(writer.file, NOON, times=TIMES, **more)


def test_every_gate_is_an_item_that_acts_bring_and_nobody_ticks() -> None:
    """CSP-T6-S1a to CSP-T6-S1h."""
    assert not SETTLE_GATES.asks
    assert [need.step[-1] for need in SETTLE_GATES.needs] == list("abcdefgh")
    assert all(need.acts for need in SETTLE_GATES.needs)
    assert SETTLE_GATES.lacks(opened(Writer(), outcome="keep_managing")) == []
    lacks = SETTLE_GATES.lacks(opened(Writer(), outcome="settled"))
    assert (
        "CSP-T6-S1g (the feedback that arises from the case was given): "
        "it stands outside the file: attest it, and say what shows it"
    ) in lacks


class TestTellingOfTheClosing:
    """CSP-T6-S1i; A46."""

    def lacks(self, writer: Writer, outcome: str) -> list[str]:
        found = TELL_OF_CLOSING.lacks(opened(writer, outcome=outcome))
        return [words.partition(": ")[2] for words in found]

    def test_the_customer_hears_of_it_in_a_contact_for_that(self) -> None:
        writer = Writer()
        writer.talk()  # about something else
        assert self.lacks(writer, "contacted") == [
            (
                "no contact since this was opened: "
                "cu-payer reached, identity confirmed, purpose closing"
            )
        ]
        writer.talk(purpose="closing")
        assert self.lacks(writer, "contacted") == []
        assert self.lacks(writer, "unreachable") == ["cu-payer was reached, in contact-2"]

    def test_what_was_said_before_it_was_due_does_not_count(self) -> None:
        writer = Writer()
        writer.talk(purpose="closing", at=NOON - timedelta(minutes=1))
        assert self.lacks(writer, "contacted")

    def test_nobody_is_unreachable_whom_nobody_tried_to_reach(self) -> None:
        writer = Writer()
        writer.write("contact.made", customer=PAYER, result="no_answer")  # about something else
        assert self.lacks(writer, "unreachable") == [
            "no attempt to reach cu-payer, purpose closing, since this was opened"
        ]
        writer.write("contact.made", customer=PAYER, result="no_answer", purpose="closing")
        assert self.lacks(writer, "unreachable") == []

    def test_where_no_contact_is_appropriate_none_is_wanted(self) -> None:
        assert self.lacks(Writer(), "not_appropriate") == []
        assert TELL_OF_CLOSING.reasons == ("not_appropriate",)


def test_a_request_states_one_of_the_four_reasons_and_it_is_said_once() -> None:
    """CSP-T6-S2a, CSP-T6-S3c."""
    reason = REQUEST_FINALISATION.asks["CSP-T6-S2a.reason"]

    assert len(reason.choices) == 4
    assert reason.fault("none")
    assert not any(question.choices for question in DECIDE_REQUEST.asks.values())


def test_no_decision_asks_for_what_the_file_knows() -> None:
    """CSP-T6-S3d, CSP-T7-S1a to CSP-T7-S1d, CSP-T7-S4a."""
    assert set(DECIDE_REQUEST.asks) == {"CSP-T6-S3c", "CSP-T7-S2b"}
    assert set(DECIDE_TRANSFER.asks) == {"CSP-T7-S4a"}


def test_an_approval_that_a_gate_blocks_says_so_in_the_gates_words_and_a_no_is_free() -> None:
    """CSP-T6-S3d."""
    writer = Writer()
    writer.issue()
    data = {"reason": "issues_addressed"}
    lacks = DECIDE_REQUEST.lacks(opened(writer, outcome="approve", data=data))
    assert any("CSP-T6-S1b: issue-1, levels of care, is open" in words for words in lacks)
    for no in ("return", "decline"):
        assert DECIDE_REQUEST.lacks(opened(writer, outcome=no, data=data)) == []


def test_an_approval_rests_on_the_rows_that_it_read() -> None:
    writer = Writer()
    issue = writer.issue()
    data = {"reason": "issues_addressed"}
    assert DECIDE_REQUEST.reads(opened(writer, data=data)) == ((issue, 1),)


def test_another_version_of_a_row_makes_another_version_of_what_is_decided() -> None:
    """CSP-T6-S3d: an approval is void when the file changed under it."""
    writer = Writer()
    issue = writer.issue()
    data = {"reason": "issues_addressed"}
    before = DECIDE_REQUEST.reads(opened(writer, data=data))
    writer.write("psso.consulted", issue=issue, before="acting", specialist=SPECIALIST)
    after = DECIDE_REQUEST.reads(opened(writer, data=data))

    assert (before, after) == (((issue, 1),), ((issue, 2),))
    assert of_decision("a-request", before) != of_decision("a-request", after)
    assert of_decision("a-request", before) == of_decision("a-request", before)
    assert of_decision("a-request", before) != of_decision("another", before)


def test_a_rejection_is_talked_over_with_a_notepad_that_says_what_was_said() -> None:
    """CSP-T7-S3b."""
    writer = in_a_stacking_document()
    lacks = EXPLAIN_DECISION.lacks(opened(writer, outcome="segment_3"))
    assert "no notepad is headed rejection_discussed since this was opened" in lacks[0]
    writer.write("notepad.filed", heading="rejection_discussed")
    lacks = EXPLAIN_DECISION.lacks(opened(writer, outcome="segment_3"))
    assert not any(words.startswith("CSP-T7-S3b") for words in lacks)


def test_the_ssms_comments_are_read_by_whoever_answers_them() -> None:
    """CSP-T7-S5f; a request that was not rejected has none."""
    writer = in_a_stacking_document()
    comments = writer.write("notepad.filed", heading="finalisation_not_approved")
    data = {"comments": comments}
    words = f"no notepad, headed comments_answered, points to {comments} and answers it"
    assert any(words in lack for lack in REACTIVATE.lacks(opened(writer, data=data)))
    assert not any(words in lack for lack in REACTIVATE.lacks(opened(writer)))
    writer.write("notepad.filed", heading="comments_answered", points_to=comments)
    assert not any(words in lack for lack in REACTIVATE.lacks(opened(writer, data=data)))


def in_a_stacking_document() -> Writer:
    """Return a file whose stacking document has its first two notepads."""
    writer = Writer()
    for heading in ("referral_reason", "case_review"):
        writer.write("notepad.filed", heading=heading)
    return writer


def test_next_steps_are_promises_with_a_person_and_a_day() -> None:
    """CSP-T7-S3c."""
    writer = in_a_stacking_document()
    writer.write("notepad.filed", heading="rejection_discussed")
    assert EXPLAIN_DECISION.lacks(opened(writer, outcome="back_to_psso")) == [
        (
            "CSP-T7-S3c (the next steps: who does what by which day): "
            "nobody has agreed to do anything by any day"
        )
    ]
    writer.write(
        "commitment.made",
        who=OWNER,
        whom=PAYER,
        what="ring",
        by_day="2026-12-04",
        made_in="ps-aaaaaaaaaa.t9",
    )
    assert EXPLAIN_DECISION.lacks(opened(writer, outcome="back_to_psso")) == []


def test_a_transfer_is_blocked_in_words_and_the_area_is_the_one_that_goes_on() -> None:
    """CSP-T7-S4a."""
    lacks = DECIDE_TRANSFER.lacks(opened(Writer(), outcome="transfer"))
    assert any("no issue is handed on to a specialist area" in words for words in lacks)
    assert DECIDE_TRANSFER.lacks(opened(Writer(), outcome="do_not_transfer")) == []


def test_the_exit_asks_for_a_business_line_or_for_who_takes_over_in_the_approved_area() -> None:
    """CSP-T7-S5b, CSP-T7-S4a."""
    assert HAND_BACK.asks["CSP-T7-S5b"].names == ()
    assert HAND_TO_AREA.asks["CSP-T7-S5b"].names == (Role.SPECIALIST_OFFICER,)


def test_the_exit_wants_its_notepad_and_no_indicator_without_an_overpayment() -> None:
    """CSP-T7-S5a, CSP-T7-S5c; A35."""
    writer = Writer()
    indicator = writer.write(
        "indicator.set",
        sort="special_recovery_condition",
        customer=PAYER,
        why="personalised_services",
        review_by="2027-03-01",
    )
    lacks = HAND_BACK.lacks(opened(writer, answers={"CSP-T7-S5c": False}))
    assert [words.partition(": ")[2] for words in lacks] == [
        "no notepad is headed transferred_out since this was opened",
        "indicator-1 is still set, and there is no overpayment: remove it",
    ]
    assert len(HAND_BACK.lacks(opened(writer, answers={"CSP-T7-S5c": True}))) == 1
    writer.write("indicator.removed", indicator=indicator, why="left", seen=1)
    writer.write("notepad.filed", of="plan", heading="transferred_out", place=1)
    assert HAND_BACK.lacks(opened(writer, answers={"CSP-T7-S5c": False})) == []


def test_whoever_asked_does_not_decide() -> None:
    assert DECIDE_REQUEST.four_eyes
    assert DECIDE_REQUEST.roles == (Role.PS_SSM,)
    assert DECIDE_REQUEST.reasons == ("return", "decline")


def test_whoever_has_the_customer_next_is_named_by_their_role() -> None:
    assert REQUEST_FINALISATION.asks["CSP-T6-S2b"].names == (Role.PS_SSM,)
    assert REQUEST_FINALISATION.asks["CSP-T6-S2b"].another


def test_an_approval_rests_on_the_document_and_the_plan_that_were_reviewed() -> None:
    """CSP-T6-S3a, CSP-T6-S3b; a no needs neither."""
    writer = in_a_stacking_document()
    data = {"reason": "issues_addressed"}
    lacks = DECIDE_REQUEST.lacks(opened(writer, outcome="approve", data=data))
    assert any("no notepad is headed finalisation_document: return it" in words for words in lacks)
    assert any("no plan is in force" in words for words in lacks)
    assert DECIDE_REQUEST.lacks(opened(writer, outcome="return", data=data)) == []
    first = writer.write("notepad.filed", heading="finalisation_document")
    second = writer.write("notepad.filed", heading="finalisation_document")
    read = DECIDE_REQUEST.reads(opened(writer, data=data))
    assert ((second, 1) in read, (first, 1) in read) == (True, False)


def test_a_complaint_is_shared_out_by_promises_with_a_person_and_a_day() -> None:
    """WC-S4b."""
    writer = Writer()
    lacks = SHARE_OUT_COMPLAINT.lacks(opened(writer))
    assert "nobody has promised to do anything about it by any day" in lacks[0]
    writer.write(
        "commitment.made",
        who=OWNER,
        whom=PAYER,
        what="answer_the_complaint",
        by_day="2026-12-04",
        made_in="ps-aaaaaaaaaa.t9",
    )
    assert SHARE_OUT_COMPLAINT.lacks(opened(writer)) == []
