"""Who may leave and why, read from the file: Child Support Tables 6 and 7."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from domain.file.gates import Looked
from domain.needs import Opened, Work
from domain.personalised_services.finalisation import (
    TIME_FOR_OPTIONS,
    Course,
    Decision,
    Reason,
    areas_of,
    blocked,
    blocks_request,
    blocks_transfer,
    declined_conditions,
    linked,
    rule_on_request,
)
from domain.step_ids import StepId
from procedures.facets import answers as branches
from tests.domain.file.writing import NOON, OWNER, PAYEE, PAYER, TIMES, Writer

OUTSIDE: tuple[StepId, ...] = ("CSP-T6-S1a", "CSP-T6-S1g")
NOBODY_HAD_ANY: tuple[StepId, ...] = ("CSP-T6-S1b", "CSP-T6-S1c", "CSP-T6-S1f")
UNREAD = Work("ps-aaaaaaaaaa.t7", "Read what came in and deal with it")


UNTIL = partial(Opened(Writer().file, NOON, times=TIMES).last_day, TIME_FOR_OPTIONS)


@pytest.fixture
def writer() -> Writer:
    """A file without a row."""
    return Writer()


def attested(writer: Writer, *steps: StepId) -> None:
    for step in steps:
        writer.write("gate.attested", gate=step, shown_by="cuba-note:12")


def settled(writer: Writer) -> None:
    """Have one issue decided, told and closed, and attest the rest."""
    issue = writer.issue()
    decision = writer.decision(issue)
    writer.told_of(decision)
    writer.closed(issue, outcome="resolved", on=decision)
    attested(writer, *OUTSIDE, "CSP-T6-S1c")


def option(writer: Writer, issue: str, *, at: datetime = NOON) -> str:
    """Explain an option for an issue."""
    return writer.write(
        "option.given",
        at=at,
        issue=issue,
        party=PAYER,
        option="private_collection",
        consequences=("no_collection_by_the_agency",),
        explained_in=writer.talk(at=at),
    )


def declined(writer: Writer) -> str:
    """Have the only option for the only issue declined, and the issue closed on that."""
    issue = writer.issue()
    given = option(writer, issue)
    answered_in = writer.talk()
    writer.write(
        "option.answered", option=given, answer="declined", answered_in=answered_in, seen=1
    )
    writer.closed(issue, outcome="not_pursued", on=answered_in)
    attested(writer, *OUTSIDE, "CSP-T6-S1c", "CSP-T6-S1f")
    return given


def conditions(writer: Writer) -> dict[str, tuple[str, ...]]:
    """Return by what each of the four conditions is blocked, by its letter."""
    gates = declined_conditions(writer.file, UNTIL)
    return {gate.step[-1]: gate.blocked_by for gate in gates if not gate.holds}


class TestRequest:
    """CSP-T6-S2a, CSP-T6-S3c, CSP-T6-S3d."""

    def test_nothing_is_asked_for_while_a_gate_is_open(self, writer: Writer) -> None:
        writer.issue("change_of_assessment")
        found = blocks_request(Looked(writer.file), Reason.ISSUES_ADDRESSED)
        assert ("CSP-T6-S1b: issue-1, change of assessment, is with change_of_assessment") in found
        assert [words[:10] for words in found] == [
            "CSP-T6-S1a",
            "CSP-T6-S1b",
            "CSP-T6-S1c",
            "CSP-T6-S1f",
            "CSP-T6-S1g",
        ]

    def test_one_may_be_made_when_every_gate_holds(self, writer: Writer) -> None:
        settled(writer)
        assert blocks_request(Looked(writer.file), Reason.ISSUES_ADDRESSED) == ()

    def test_an_unread_message_of_the_customer_blocks_it(self, writer: Writer) -> None:
        settled(writer)
        found = blocks_request(Looked(writer.file, (UNREAD,)), Reason.ISSUES_ADDRESSED)
        assert found == (
            "CSP-T6-S1d: ps-aaaaaaaaaa.t7 is open: Read what came in and deal with it",
        )

    def test_it_links_issues_options_and_plans_by_id_with_where_they_stand(
        self, writer: Writer
    ) -> None:
        declined(writer)
        writer.handed_on(writer.issue("objection"))
        found = linked(writer.file)
        assert found.issues == {"issue-1": "not_pursued", "issue-2": "with objections"}
        assert found.options == {"option-1": "declined"}
        assert found.plans == ()

    def test_a_specialist_process_is_one_that_an_area_goes_on_with(self, writer: Writer) -> None:
        settled(writer)
        looked = Looked(writer.file)
        assert blocks_request(looked, Reason.SPECIALIST_PROCESS) == (
            "no issue is handed on to a specialist area",
        )

    def test_what_an_area_goes_on_with_is_not_addressed(self, writer: Writer) -> None:
        writer.handed_on(writer.issue("objection"))
        attested(writer, *OUTSIDE, "CSP-T6-S1c", "CSP-T6-S1f")
        looked = Looked(writer.file)
        assert blocks_request(looked, Reason.SPECIALIST_PROCESS) == ()
        assert blocks_request(looked, Reason.ISSUES_ADDRESSED) == (
            "not all issues are addressed: issue-1 with objections",
        )


class TestOptionsDeclined:
    """CSP-T7-S1a to CSP-T7-S1d; A28."""

    def test_all_four_hold_where_every_option_was_declined(self, writer: Writer) -> None:
        declined(writer)
        assert conditions(writer) == {}
        assert blocks_request(Looked(writer.file), Reason.OPTIONS_DECLINED) == ()

    def test_where_nothing_was_declined_one_says_so_with_its_step(self, writer: Writer) -> None:
        settled(writer)
        found = blocked(declined_conditions(writer.file, UNTIL))
        assert found == (
            "CSP-T7-S1b: no option was explained, by phone or in writing",
            "CSP-T7-S1d: no option was declined: silence is none, and is followed up",
        )

    def test_an_issue_that_is_not_over_was_not_dealt_with(self, writer: Writer) -> None:
        declined(writer)
        option(writer, writer.issue())
        assert conditions(writer)["a"] == ("issue-2 is not over",)

    def test_over_an_empty_file_none_of_them_holds(self, writer: Writer) -> None:
        assert list(conditions(writer)) == ["a", "b", "d"]

    def test_an_issue_without_an_option_had_none_made_clear(self, writer: Writer) -> None:
        declined(writer)
        writer.issue()
        assert conditions(writer)["b"] == ("no option was explained for issue-2",)

    def test_an_issue_that_was_settled_needed_no_option(self, writer: Writer) -> None:
        declined(writer)
        issue = writer.issue()
        decision = writer.decision(issue)
        writer.told_of(decision)
        writer.closed(issue, outcome="resolved", on=decision)
        assert "b" not in conditions(writer)

    def test_time_counts_from_the_day_on_which_an_option_was_explained(
        self, writer: Writer
    ) -> None:
        """An option of the first was asked after on the tenth: its days run from the first."""
        option(writer, writer.issue())
        last = datetime(2026, 12, 15, 12, 59, tzinfo=UTC)  # 23:59 in Canberra
        writer.passes(last)
        assert conditions(writer)["c"] == (
            "option-1: the customer has until 15 December 2026 to take it up",
        )
        writer.passes(last + timedelta(minutes=1))
        assert "c" not in conditions(writer)

    def test_whoever_has_answered_needs_no_more_time(self, writer: Writer) -> None:
        declined(writer)
        assert "c" not in conditions(writer)

    def test_an_option_that_is_being_taken_up_may_still_settle_the_issue(
        self, writer: Writer
    ) -> None:
        given = option(writer, writer.issue())
        in_ = writer.talk()
        writer.write("option.answered", option=given, answer="taken_up", answered_in=in_, seen=1)
        assert conditions(writer)["d"] == (
            "option-1 was taken up, and issue-1 is not over",
            "no option was declined: silence is none, and is followed up",
        )

    def test_a_condition_keeps_the_versions_that_it_read(self, writer: Writer) -> None:
        given = declined(writer)
        gates = declined_conditions(writer.file, UNTIL)
        assert {gate.step: gate.read for gate in gates}["CSP-T7-S1b"] == ((given, 2),)


class TestTransfer:
    """CSP-T7-S4a; A29."""

    def test_it_goes_to_the_area_that_goes_on_alone(self, writer: Writer) -> None:
        settled(writer)
        writer.handed_on(writer.issue("objection"))
        later = NOON + timedelta(hours=1)
        writer.write("gate.attested", at=later, gate="CSP-T6-S1a", shown_by="cuba-note:13")
        looked = Looked(writer.file)
        assert areas_of(writer.file) == ("objections",)
        assert blocks_transfer(looked) == ()
        assert blocks_transfer(looked, "objections") == ()
        assert blocks_transfer(looked, "foi") == (
            "foi goes on with nothing of this customer's: objections does",
        )

    def test_every_other_issue_is_addressed_first(self, writer: Writer) -> None:
        settled(writer)
        writer.issue()
        found = blocks_transfer(Looked(writer.file))
        assert "issue-2 is neither over nor handed on" in found
        assert "no issue is handed on to a specialist area" in found

    def test_an_open_promise_is_something_else_that_is_left(self, writer: Writer) -> None:
        writer.handed_on(writer.issue("objection"))
        attested(writer, *OUTSIDE, "CSP-T6-S1c", "CSP-T6-S1f")
        assert blocks_transfer(Looked(writer.file)) == ()
        writer.write(
            "commitment.made",
            who=OWNER,
            whom=PAYER,
            what="send_statement",
            by_day="2026-12-04",
            made_in=writer.talk(),
        )
        assert blocks_transfer(Looked(writer.file)) == (
            "CSP-T6-S1a: commitment-1, psso.lin to cu-payer, send_statement, is open",
        )

    def test_whose_decisions_were_escalated_is_not_transferred(self, writer: Writer) -> None:
        writer.handed_on(writer.issue("escalation"))
        assert "issue-1: a decision was escalated" in blocks_transfer(Looked(writer.file))
        asked = {"sender": "mp", "about": (PAYER,), "category": "mp_enquiry"}
        writer.write("correspondence.received", **asked)
        found = blocks_transfer(Looked(writer.file))
        assert "correspondence-1: the customer went to mp" in found

    def test_of_several_areas_one_is_named(self, writer: Writer) -> None:
        writer.handed_on(writer.issue("objection"))
        writer.handed_on(writer.issue("foi", parties=(PAYEE,)))
        attested(writer, *OUTSIDE, "CSP-T6-S1c", "CSP-T6-S1f")
        looked = Looked(writer.file)
        assert blocks_transfer(looked) == ("say which area takes the customer: foi, objections",)
        assert blocks_transfer(looked, "foi") == ()


class TestRuling:
    """CSP-T6-S3c, CSP-T7-S1e; A28."""

    @pytest.mark.parametrize("reason", Reason)
    def test_an_approval_lets_the_customer_leave_or_proposes_segment_3(
        self, reason: Reason
    ) -> None:
        course = rule_on_request(Decision.APPROVE, reason).course
        assert course is (Course.SEGMENT_3 if reason is Reason.SEGMENT_3 else Course.EXIT)

    @pytest.mark.parametrize("reason", Reason)
    @pytest.mark.parametrize("decision", [Decision.RETURN, Decision.DECLINE])
    def test_a_no_never_lets_anybody_leave(self, decision: Decision, reason: Reason) -> None:
        course = rule_on_request(decision, reason).course
        assert course is (Course.RETURNED if decision is Decision.RETURN else Course.REJECTED)

    @pytest.mark.parametrize("applies", [True, False])
    @pytest.mark.parametrize("reason", Reason)
    def test_the_reason_is_written_down_as_the_table_puts_it(
        self, reason: Reason, *, applies: bool
    ) -> None:
        ruling = rule_on_request(Decision.DECLINE, reason, applies=applies)
        (found,) = [finding for finding in ruling.findings if finding.step == "CSP-T6-S3c"]
        assert found.branch in branches("CSP-T6-S3c")
        assert (found.branch == "None") is not applies
