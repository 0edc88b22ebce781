"""The gates of Child Support Table 6, Step 1: what holds, and which rows block."""

from datetime import date, timedelta
from functools import partial
from typing import Any, get_args

import pytest

from domain.file.attestations import Attestable
from domain.file.gates import NOTHING, OUTSIDE, READ_BY, Gate, Looked, gate
from domain.file.plan_versions import Action, ActionState, VersionFacts
from domain.file.plans import PlanFacts
from domain.file.rows import Row
from domain.needs import Work
from domain.step_ids import StepId
from tests.domain.file.writing import NOON, OWNER, PAYEE, PAYER, Writer, told

LATER = NOON + timedelta(hours=1)
STEPS = ("CSP-T6-S1a", "CSP-T6-S1b", "CSP-T6-S1c", "CSP-T6-S1f", "CSP-T6-S1g", "CSP-T6-S1h")


DONE: Any = {"state": ActionState.DONE}


def stands(writer: Writer, step: StepId, *work: Work) -> Gate:
    return gate(step, Looked(writer.file, work))


def attest(writer: Writer, step: StepId, **given: object) -> str:
    return writer.write("gate.attested", **({"gate": step, "shown_by": "cuba-note:12"} | given))


def planned(writer: Writer, sort: str = "cmp", *actions: Action) -> None:
    """Put a plan, approved where it has actions, into the file."""
    plan = PlanFacts.model_validate({"sort": sort, "customer": PAYER, "start": date(2026, 12, 1)})
    version = VersionFacts(
        plan="plan-1", strategies=(), actions=actions, ordinal=1, sha256="x", state="approved"
    )
    rows = (
        Row("plan-1", told(), plan),
        *((Row("plan_version-1", told(), version),) * bool(actions)),
    )
    writer.add(*rows)


def test_there_are_eight_gates_in_the_order_of_the_table() -> None:
    assert [step[-1] for step in READ_BY] == list("abcdefgh")


class TestAttesting:
    """CSP-T6-S1a to CSP-T6-S1h, CSP-T6-S3d."""

    def test_over_an_empty_list_a_gate_does_not_hold_until_somebody_says_that_there_was_none(
        self, writer: Writer
    ) -> None:
        assert stands(writer, "CSP-T6-S1b").blocked_by == (NOTHING,)
        assert stands(writer, "CSP-T6-S1b").to_attest
        row = attest(writer, "CSP-T6-S1b")
        found = stands(writer, "CSP-T6-S1b")
        assert (found.holds, found.read) == (True, ((row, 1),))

    @pytest.mark.parametrize("step", ["CSP-T6-S1a", "CSP-T6-S1g"])
    def test_what_lies_outside_is_attested_by_whoever_has_the_customer(
        self, writer: Writer, step: StepId
    ) -> None:
        assert stands(writer, step).blocked_by == (OUTSIDE,)
        attest(writer, step)
        found = stands(writer, step)
        assert found.holds
        assert found.attested
        assert (found.attested.told.by, found.attested.facts.shown_by) == (OWNER, "cuba-note:12")

    def test_only_gates_that_may_need_somebodys_word_are_attested(self) -> None:
        assert get_args(Attestable) == STEPS

    def test_no_attestation_opens_a_gate_over_rows_that_block_it(self, writer: Writer) -> None:
        writer.issue()
        assert not stands(writer, "CSP-T6-S1b").to_attest
        reason = writer.refused("gate.attested", gate="CSP-T6-S1b", shown_by="cuba-note:12")
        assert reason == (
            "CSP-T6-S1b is blocked by what the file holds: issue-1, levels of care, is open"
        )

    def test_a_gate_that_the_file_shows_needs_nobodys_word(self, writer: Writer) -> None:
        reason = writer.refused("gate.attested", gate="CSP-T6-S1h", shown_by="cuba-note:12")
        assert reason == "CSP-T6-S1h is shown by the file: nothing is to attest"

    def test_evidence_in_the_file_must_be_there(self, writer: Writer) -> None:
        reason = writer.refused("gate.attested", gate="CSP-T6-S1g", shown_by="contact-7")
        assert reason == "there is no contact-7 in this file: name what shows it"
        attest(writer, "CSP-T6-S1g", shown_by=writer.talk())

    def test_what_came_up_after_an_attestation_was_not_looked_at(self, writer: Writer) -> None:
        attest(writer, "CSP-T6-S1g")
        raised_in = writer.talk(at=LATER)
        assert stands(writer, "CSP-T6-S1g").holds  # a talk alone raises nothing
        writer.write(
            "issue.raised", at=LATER, about="income", raised_in=raised_in, parties=(PAYER,)
        )
        blocked_by = stands(writer, "CSP-T6-S1g").blocked_by
        assert blocked_by == ("issue-1 came after attestation-1: look, and attest it",)
        attest(writer, "CSP-T6-S1g", at=LATER)
        assert stands(writer, "CSP-T6-S1g").holds

    def test_one_that_was_entered_in_error_opens_nothing(self, writer: Writer) -> None:
        row = attest(writer, "CSP-T6-S1g")
        writer.write("attestation.entered_in_error", row=row, why="wrong_note", seen=1)
        assert stands(writer, "CSP-T6-S1g").blocked_by == (OUTSIDE,)


class TestActivities:
    """CSP-T6-S1a."""

    def test_an_open_promise_blocks_until_it_is_kept(self, writer: Writer) -> None:
        promise = writer.write(
            "commitment.made",
            who=OWNER,
            whom=PAYER,
            what="send_statement",
            by_day="2026-12-04",
            made_in=writer.talk(),
        )
        assert stands(writer, "CSP-T6-S1a").blocked_by == (
            "commitment-1, psso.lin to cu-payer, send_statement, is open",
            OUTSIDE,
        )
        writer.write("commitment.kept", commitment=promise, seen=1)
        attest(writer, "CSP-T6-S1a")
        assert stands(writer, "CSP-T6-S1a").holds

    def test_a_referral_blocks_until_it_is_answered_or_its_issues_are_handed_on(
        self, writer: Writer
    ) -> None:
        issue = writer.issue("change_of_assessment")
        writer.write(
            "referral.made", to="change_of_assessment", sort="area", party=PAYER, issues=(issue,)
        )
        assert stands(writer, "CSP-T6-S1a").blocked_by == (
            "referral-1, to change_of_assessment, is not answered",
            OUTSIDE,
        )
        writer.handed_on(issue)
        assert stands(writer, "CSP-T6-S1a").blocked_by == (OUTSIDE,)


class TestIssues:
    """CSP-T6-S1b, CSP-T6-S1f."""

    def test_an_issue_with_a_specialist_blocks_and_says_where_it_is(self, writer: Writer) -> None:
        writer.issue("change_of_assessment")
        assert stands(writer, "CSP-T6-S1b").blocked_by == (
            "issue-1, change of assessment, is with change_of_assessment",
        )

    def test_an_issue_that_was_handed_on_to_its_area_blocks_no_more(self, writer: Writer) -> None:
        """CSP-T6-S3c."""
        writer.handed_on(writer.issue("change_of_assessment"))
        assert stands(writer, "CSP-T6-S1b").holds

    def test_only_what_a_specialist_area_has_is_handed_on_to_it(self, writer: Writer) -> None:
        issue = writer.issue()
        given = {"issue": issue, "to": "objections", "seen": 1}
        reason = writer.refused("issue.handed_on", **given)
        assert reason == "issue-1 is nothing that a specialist area goes on with"

    def test_an_issue_that_was_decided_and_told_and_closed_blocks_no_more(
        self, writer: Writer
    ) -> None:
        issue = writer.issue()
        assert stands(writer, "CSP-T6-S1b").blocked_by == ("issue-1, levels of care, is open",)
        decision = writer.decision(issue)
        assert stands(writer, "CSP-T6-S1f").blocked_by == (
            "cu-payer has not been told of decision-1",
        )
        assert stands(writer, "CSP-T6-S1b").blocked_by == (
            "issue-1, levels of care, is decided, and not everybody has been told",
        )
        writer.told_of(decision)
        assert stands(writer, "CSP-T6-S1f").holds
        writer.closed(issue, outcome="resolved", on=decision)
        assert stands(writer, "CSP-T6-S1b").holds

    def test_a_gate_keeps_the_versions_of_the_rows_that_it_read(self, writer: Writer) -> None:
        issue = writer.issue()
        writer.consult(issue)
        assert stands(writer, "CSP-T6-S1b").read == (("issue-1", 2),)

    def test_the_other_parent_is_told_of_what_affects_both(self, writer: Writer) -> None:
        decision = writer.decision(writer.issue(parties=(PAYER, PAYEE)))
        writer.told_of(decision)
        assert stands(writer, "CSP-T6-S1f").blocked_by == (
            "cu-payee has not been told of decision-1",
        )


class TestWhatIsPutRight:
    """A correction that reopens what a letter already said was over."""

    def test_an_issue_that_ended_on_what_was_never_said_blocks_again(self, writer: Writer) -> None:
        issue, talk = writer.issue(), writer.talk()
        writer.closed(issue, outcome="withdrawn", on=talk)
        before = stands(writer, "CSP-T6-S1b")
        assert before.holds
        writer.write("contact.entered_in_error", row=talk, why="wrong_call", seen=1)
        after = stands(writer, "CSP-T6-S1b")
        assert after.blocked_by == ("issue-1, levels of care, is open",)
        assert after.read == (("issue-1", 3),)  # an approval that read version 2 is void

    def test_a_decision_that_was_told_in_a_letter_that_came_back_is_to_be_told_again(
        self, writer: Writer
    ) -> None:
        issue = writer.issue()
        letter = "ps-aaaaaaaaaa.l1"
        decision = writer.decision(issue)
        writer.write("decision.told", decision=decision, party=PAYER, rests_on=letter)
        assert stands(writer, "CSP-T6-S1f").holds
        writer.write("telling.entered_in_error", row="telling-1", why="came_back", seen=1)
        assert stands(writer, "CSP-T6-S1f").blocked_by == (
            "cu-payer has not been told of decision-1",
        )


class TestMissingData:
    """What nobody wrote down opens no gate."""

    def test_an_issue_with_nobody_to_be_told_of_it_is_open_all_the_same(
        self, writer: Writer
    ) -> None:
        writer.issue("objection")
        assert stands(writer, "CSP-T6-S1b").blocked_by == (
            "issue-1, objection, is with objections",
        )
        assert stands(writer, "CSP-T6-S1f").blocked_by == (NOTHING,)

    def test_a_decision_of_which_nobody_was_told_blocks_by_name(self, writer: Writer) -> None:
        writer.decision(writer.issue())
        assert stands(writer, "CSP-T6-S1f").blocked_by == (
            "cu-payer has not been told of decision-1",
        )


class TestPlan:
    """CSP-T6-S1c, CSP-T6-S1h."""

    def test_an_open_action_of_the_plan_in_force_blocks_by_name(self, writer: Writer) -> None:
        action = Action(id="a1", serves="issue-1", who=OWNER, what="correct_credits")
        planned(writer, "cmp", action)
        found = stands(writer, "CSP-T6-S1c")
        assert found.blocked_by == ("correct_credits, a1 of plan-1, is open",)
        assert found.read == (("plan_version-1", 1),)

    def test_a_plan_whose_actions_are_done_blocks_nothing(self, writer: Writer) -> None:
        done = Action(
            id="a1", serves="issue-1", who=OWNER, what="correct_credits", state=ActionState.DONE
        )
        planned(writer, "cmp", done)
        assert stands(writer, "CSP-T6-S1c").holds

    def test_an_edit_after_the_approval_blocks_until_somebody_decides_on_it(
        self, writer: Writer
    ) -> None:
        planned(writer, "cmp", Action(id="a1", serves="issue-1", who=OWNER, what="call", **DONE))
        before = stands(writer, "CSP-T6-S1c")
        assert before.holds
        writer.issue()
        more = [{"id": "a2", "serves": "issue-1", "who": OWNER, "what": "write"}]
        writer.write("plan.changed", plan="plan-1", strategies=(), actions=more)
        after = stands(writer, "CSP-T6-S1c")
        assert after.blocked_by == ("plan_version-2 is draft: nobody has decided on it",)
        assert after.read != before.read  # so an approval that rests on it is void

    def test_nobody_attests_that_there_is_no_plan_while_one_is_being_written(
        self, writer: Writer
    ) -> None:
        """A gate with missing data: nothing is approved so far, and something is written."""
        writer.write("plan.opened", sort="cmp", customer=PAYER, start="2026-12-01")
        writer.write("plan.changed", plan="plan-1", strategies=(), actions=())
        reason = writer.refused("gate.attested", gate="CSP-T6-S1c", shown_by="cuba-note:12")
        assert "plan_version-1 is draft: nobody has decided on it" in reason

    def test_an_active_managed_service_plan_asks_for_the_talk_with_the_psm(
        self, writer: Writer
    ) -> None:
        assert stands(writer, "CSP-T6-S1h").holds
        planned(writer, "msp")
        assert stands(writer, "CSP-T6-S1h").blocked_by == (
            "plan-1 is active: attest that it was discussed with the PSM, and where",
        )
        attest(writer, "CSP-T6-S1h", shown_by="ps-aaaaaaaaaa.t4")
        assert stands(writer, "CSP-T6-S1h").holds


class TestIntraysAndResponses:
    """CSP-T6-S1d, CSP-T6-S1e."""

    def test_an_open_intray_blocks_unless_it_is_for_other_specialised_work(
        self, writer: Writer
    ) -> None:
        assert stands(writer, "CSP-T6-S1d").holds
        item = writer.write(
            "correspondence.received",
            sender=PAYER,
            received_on="2026-12-01",
            about=(PAYER,),
            category="objection",
        )
        raise_ = {"sort": "objection", "to": "objections", "customer": PAYER, "item": item}
        writer.write("intray.raised", **raise_)
        assert stands(writer, "CSP-T6-S1d").blocked_by == (
            "intray-1, objection, is open with objections",
        )
        writer.write("issue.raised", about="objection", raised_in=item, parties=(PAYER,))
        assert stands(writer, "CSP-T6-S1d").holds

    def test_what_the_case_itself_has_open_blocks_an_unread_message_among_it(
        self, writer: Writer
    ) -> None:
        unread = Work("ps-aaaaaaaaaa.t7", "Read what came in and deal with it")
        assert stands(writer, "CSP-T6-S1d", unread).blocked_by == (
            "ps-aaaaaaaaaa.t7 is open: Read what came in and deal with it",
        )

    def test_an_escalation_without_its_written_response_blocks(self, writer: Writer) -> None:
        assert stands(writer, "CSP-T6-S1e").holds
        writer.issue("escalation")
        assert stands(writer, "CSP-T6-S1e").blocked_by == ("issue-1: no written response",)

    def test_what_an_mp_asked_blocks_until_it_is_answered_in_writing_and_that_is_understood(
        self, writer: Writer
    ) -> None:
        enquiry = came_in(writer, "mp", "mp_enquiry")
        block(writer, "correspondence-1, mp_enquiry of mp, has no written response")
        over = {"item": enquiry, "why": "answered", "seen": 1}
        reason = writer.refused("correspondence.closed", **over)
        assert reason == (
            "no written response answers correspondence-1; where none is due, close it: "
            "no_response_due"
        )
        response = came_in(writer, "external_complaints", "ministerial_response")
        writer.write("correspondence.answered", item=enquiry, also={"by": response}, seen=1)
        not_understood = "correspondence-2: the customer has not said that it is understood"
        answered = "correspondence-1, mp_enquiry of mp, is answered by correspondence-2"
        block(writer, f"{answered}, and not closed", not_understood)
        writer.write("correspondence.closed", item=enquiry, why="answered", seen=2)
        writer.talk(understood=True)
        writer.talk(purpose="written_response", understood=False)
        block(writer, not_understood)
        writer.talk(purpose="written_response", understood=True)
        assert stands(writer, "CSP-T6-S1e").holds

    def test_an_enquiry_to_which_no_response_is_due_is_closed_and_blocks_no_more(
        self, writer: Writer
    ) -> None:
        enquiry = came_in(writer, "ombudsman", "ombudsman_enquiry")
        block(writer, "correspondence-1, ombudsman_enquiry of ombudsman, has no written response")
        writer.write("correspondence.closed", item=enquiry, why="no_response_due", seen=1)
        assert stands(writer, "CSP-T6-S1e").read == (("correspondence-1", 2),)
        assert stands(writer, "CSP-T6-S1e").holds

    def test_what_external_complaints_said_last_counts(self, writer: Writer) -> None:
        """CSP-T4-S1f; A33."""
        asked = {"to": "external_complaints", "sort": "procedure", "party": PAYER}
        say = partial(writer.write, "procedure.reported", procedure="external_complaints")
        writer.write("referral.made", **asked)
        assert stands(writer, "CSP-T6-S1e").holds  # that it is not answered, CSP-T6-S1a says
        say(outcome="unresolved")
        left = "External Complaints says that issues are left; ask again once they are not"
        block(writer, f"referral-1: {left}")
        writer.write("referral.made", at=LATER, **asked)
        say(outcome="resolved", at=LATER)
        assert stands(writer, "CSP-T6-S1e").holds


def came_in(writer: Writer, sender: str, category: str) -> str:
    """Receive something about the payer, on the day of the message."""
    received = {"sender": sender, "about": (PAYER,), "category": category}
    return writer.write("correspondence.received", **received)


def block(writer: Writer, *words: str) -> None:
    """See the gate of written responses blocked by these rows."""
    assert stands(writer, "CSP-T6-S1e").blocked_by == words
