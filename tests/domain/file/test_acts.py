"""What the file takes, and what it refuses with which words."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.file.acts import Relation
from domain.file.catalogue import ACTS
from domain.file.closing import IssueState
from domain.file.contacts import attempts
from domain.file.intrays import NotepadFacts
from domain.file.kinds import KINDS
from domain.file.plan_versions import VersionFacts
from tests.domain.file.writing import NOON, OWNER, PAYEE, PAYER, SPECIALIST, Writer, issue_state


class TestWhatIsDeclared:
    @pytest.mark.parametrize("name", ACTS)
    def test_an_act_leaves_only_facts_that_it_has(self, name: str) -> None:
        act = ACTS[name]
        for left in act.leaves:
            assert set(left.fields.values()) <= {*act.of.model_fields, *act.of.content}
            assert set(left.when) <= set(act.of.model_fields)

    @pytest.mark.parametrize("name", ACTS)
    def test_an_act_says_what_it_is_and_what_each_rule_prevents(self, name: str) -> None:
        act = ACTS[name]
        assert act.of.__doc__
        assert act.steps
        assert act.by
        assert all(rule.__doc__ for rule in act.rules)

    @pytest.mark.parametrize("name", ACTS)
    def test_the_row_that_an_act_changes_is_named_by_a_fact_of_it(self, name: str) -> None:
        changes = ACTS[name].of.changes_row
        assert changes is None or changes in ACTS[name].of.model_fields

    def test_a_kind_has_one_name(self) -> None:
        assert len(KINDS) == 27


class TestTwoAtOnce:
    def test_a_change_by_somebody_who_saw_an_older_version_is_refused(self, writer: Writer) -> None:
        issue = writer.issue()
        writer.consult(issue)
        reason = writer.refused(
            "issue.closed", issue=issue, outcome="withdrawn", on="contact-1", seen=1
        )
        assert "since version 1 was shown; it is version 2 now" in reason

    def test_a_change_says_which_version_was_seen(self, writer: Writer) -> None:
        issue = writer.issue()
        reason = writer.refused("issue.closed", issue=issue, outcome="withdrawn", on="contact-1")
        assert reason == "say which version of issue-1 was seen; it is version 1 now"

    def test_a_row_that_is_not_there_is_not_changed(self, writer: Writer) -> None:
        reason = writer.refused("intray.closed", intray="intray-9", why="done", seen=1)
        assert "there is no intray-9 in this file" in reason


class TestIssues:
    def test_one_of_nobody_here_is_refused(self, writer: Writer) -> None:
        reason = writer.refused(
            "issue.raised", about="income", raised_in=writer.talk(), parties=("cu-x",)
        )
        assert reason == "cu-x is no party of ps-aaaaaaaaaa"

    def test_one_that_no_catalogue_has_is_refused_with_what_there_is(self, writer: Writer) -> None:
        reason = writer.refused(
            "issue.raised", about="weather", raised_in=writer.talk(), parties=(PAYER,)
        )
        assert reason.startswith("there is no issue weather; choose one of: care_levels, ")

    @pytest.mark.parametrize("outcome", ["resolved", "declined"])
    def test_none_closes_before_everybody_affected_was_told(
        self, writer: Writer, outcome: str
    ) -> None:
        """CMA-T3-S1d, CSP-T6-S1f: told by voice, after identity was confirmed."""
        issue = writer.issue(parties=(PAYER, PAYEE))
        decision = writer.decision(issue)
        writer.told_of(decision, PAYER)
        reason = writer.refused(
            "issue.closed", issue=issue, outcome=outcome, on=decision, seen=writer.version(issue)
        )
        assert reason == "cu-payee has not been told of decision-1"

        writer.told_of(decision, PAYEE)
        assert issue_state(writer.file, issue) is IssueState.TOLD
        writer.closed(issue, outcome=outcome, on=decision)
        assert issue_state(writer.file, issue) is IssueState.CLOSED

    def test_nobody_was_told_whose_identity_was_not_confirmed(self, writer: Writer) -> None:
        """CMA-T1-S1b."""
        decision = writer.decision(writer.issue())
        talk = writer.talk(identity="failed")
        reason = writer.refused("decision.told", decision=decision, party=PAYER, rests_on=talk)
        assert reason == "in contact-2 the identity of cu-payer was not confirmed"

    def test_only_the_customer_withdraws_one(self, writer: Writer) -> None:
        issue = writer.issue()
        other = writer.talk(PAYEE)
        close = {"issue": issue, "outcome": "withdrawn", "seen": 1}
        reason = writer.refused("issue.closed", on=other, **close)
        assert reason == "name the contact or item in which the customer said so"
        writer.write("issue.closed", on=writer.talk(), **close)

    def test_two_that_are_joined_to_each_other_do_not_both_vanish(self, writer: Writer) -> None:
        first, second = writer.issue(), writer.issue()
        writer.closed(first, outcome="duplicate", on=second, duplicate_of=second)
        reason = writer.refused(
            "issue.closed",
            issue=second,
            outcome="duplicate",
            on=first,
            duplicate_of=first,
            seen=writer.version(second),
        )
        assert reason == "issue-1 is itself a duplicate, of issue-2"

    def test_one_that_is_its_own_duplicate_is_refused(self, writer: Writer) -> None:
        issue = writer.issue()
        reason = writer.refused(
            "issue.closed", issue=issue, outcome="duplicate", on=issue, duplicate_of=issue, seen=1
        )
        assert reason == "issue-1 is no other issue of this file"


class TestContacts:
    def test_one_in_the_future_is_refused(self, writer: Writer) -> None:
        late = writer.given("contact.made", customer=PAYER, result="reached")
        assert late.told_at == NOON
        reason = ACTS["contact.made"].rules[1](
            type(late)(
                late.act,
                late.by,
                late.relation,
                NOON + timedelta(minutes=6),
                NOON,
                late.file,
                late.office,
            )
        )
        assert reason == "it lies in the future; report a contact once it was made"

    def test_a_call_that_telephony_reported_is_not_reported_again(self, writer: Writer) -> None:
        writer.talk(at_source="call-7")
        reason = writer.refused(
            "contact.made", customer=PAYER, result="reached", at_source="call-7"
        )
        assert reason == "this call is in the file already, as contact-1; add to that one"

    def test_attempts_say_why_they_do_not_count(self, writer: Writer) -> None:
        """CLK-T3-S3c: outward, to a detail not known to be wrong, at a time of its own."""

        def ring(minutes: int, result: str, detail: str = "detail-1") -> None:
            writer.write(
                "contact.made",
                customer=PAYER,
                result=result,
                detail=detail,
                at=NOON + timedelta(minutes=minutes),
            )

        ring(0, "no_answer")
        ring(10, "no_answer")
        ring(60, "wrong_number")
        ring(120, "no_answer")
        ring(180, "voicemail", "detail-2")
        ring(240, "reached", "detail-2")
        found = attempts(writer.file, PAYER, NOON, NOON + timedelta(days=1))
        assert [attempt.why_not for attempt in found] == [
            None,
            "it followed the one before too closely to be one of its own",
            None,
            "the detail was known to be wrong by then",
            None,
        ]

    @drawn(st.lists(st.integers(min_value=0, max_value=4000), max_size=12))
    def test_attempts_that_count_are_at_least_half_an_hour_apart(self, minutes: list[int]) -> None:
        writer = Writer()
        for each in minutes:
            at = NOON + timedelta(minutes=each)
            writer.write("contact.made", customer=PAYER, result="no_answer", at=at)
        found = attempts(writer.file, PAYER, NOON, NOON + timedelta(days=3))
        assert len(found) == len(minutes)
        counted = [attempt.contact.told.at for attempt in found if attempt.why_not is None]
        for before, after in pairwise(counted):
            assert after - before >= timedelta(minutes=30)
        assert bool(counted) == bool(minutes)


class TestNotepads:
    def file_notepad(self, writer: Writer, heading: str, place: int) -> str:
        return writer.write("notepad.filed", heading=heading, place=place)

    def test_the_first_two_have_their_places(self, writer: Writer) -> None:
        """RES-T1-S2c, RES-T1-S2d."""
        reason = writer.refused("notepad.filed", heading="discussion", place=1)
        assert reason == "number 1 of the stacking document is the referral reason"
        self.file_notepad(writer, "referral_reason", 1)
        reason = writer.refused("notepad.filed", heading="referral_reason", place=2)
        assert reason == "number 2 of the stacking document is the case review"
        self.file_notepad(writer, "case_review", 2)
        reason = writer.refused("notepad.filed", heading="case_review", place=3)
        assert reason == "the case review is in its place already"
        self.file_notepad(writer, "discussion", 3)

    def test_none_is_filed_out_of_order(self, writer: Writer) -> None:
        reason = writer.refused("notepad.filed", heading="referral_reason", place=4)
        assert reason == "the next notepad of the stacking document is number 1"

    def test_one_without_a_place_follows_those_that_are_there(self, writer: Writer) -> None:
        """RES-T1-S2e."""
        self.file_notepad(writer, "referral_reason", 1)
        self.file_notepad(writer, "case_review", 2)
        writer.write("notepad.filed", heading="discussion")
        assert [row.facts.place for row in writer.file.live(NotepadFacts)] == [1, 2, 3]


class TestIntrays:
    def test_a_specialist_says_which_issue_to_speak_about(self, writer: Writer) -> None:
        """BG-ROLE-SPEC-b."""
        asks = {"sort": "consultation", "to": OWNER, "customer": PAYER}
        by = {"by": SPECIALIST, "relation": Relation.SPECIALIST}
        reason = writer.refused("intray.raised", **asks, **by)
        assert reason == "say which issue the specialist wants to speak about"
        reason = writer.refused("intray.raised", issue="issue-4", **asks, **by)
        assert reason == "there is no issue-4 in this file"


class TestIndicators:
    def test_one_live_of_a_kind(self, writer: Writer) -> None:
        """CSP-T4-S3a."""
        warn = {
            "sort": "sensitive_issue",
            "customer": PAYER,
            "why": "family_violence",
            "review_by": "2027-03-01",
            "safety": True,
        }
        indicator = writer.write("indicator.set", **warn)
        reason = writer.refused("indicator.set", **warn)
        assert reason == "indicator-1 is one of that kind already; review or remove it"
        writer.write("indicator.removed", indicator=indicator, why="resolved", seen=1)
        writer.write("indicator.set", **warn)

    def test_a_review_day_that_is_over_is_refused(self, writer: Writer) -> None:
        reason = writer.refused(
            "indicator.set",
            sort="sensitive_issue",
            customer=PAYER,
            why="vulnerable",
            review_by="2026-12-01",
        )
        assert reason == "review_by 2026-12-01 is not to come"


class TestPlans:
    def plan(self, writer: Writer) -> tuple[str, str]:
        plan = writer.write("plan.opened", sort="cmp", customer=PAYER, start="2026-12-01")
        return plan, writer.issue()

    def test_one_draft_at_a_time(self, writer: Writer) -> None:
        """CSP-T2-S3: a draft is replaced, one with the approver is not touched."""
        plan, issue = self.plan(writer)
        action = {"id": "a1", "serves": issue, "who": "psso.lin", "what": "check_income"}
        change = {"plan": plan, "strategies": (), "actions": (action,)}
        writer.write("plan.changed", **change)
        second = writer.write("plan.changed", **change)
        assert second == "plan_version-2"
        writer.write("plan.submitted", version=second, seen=1)
        reason = writer.refused("plan.changed", **change)
        assert reason == "plan_version-2 is with the approver; have it returned first"

    def test_an_action_serves_an_issue(self, writer: Writer) -> None:
        plan, _ = self.plan(writer)
        action = {"id": "a1", "serves": "issue-7", "who": "psso.lin", "what": "check_income"}
        reason = writer.refused("plan.changed", plan=plan, strategies=(), actions=(action,))
        assert reason == "action a1: there is no issue-7 in this file"

    def test_a_strategy_is_a_thing_of_the_plan_as_an_action_is(self, writer: Writer) -> None:
        """CSP-T5-S2, RES-T3-S3a: for an issue, with an id that means it from version to version."""
        plan, issue = self.plan(writer)
        strategy: dict[str, Any] = {"id": "s1", "serves": issue, "what": "one_contact"}

        def refused(*strategies: dict[str, Any], **more: Any) -> str:
            given = {"plan": plan, "strategies": strategies, "actions": ()} | more
            return writer.refused("plan.changed", **given)

        assert refused(strategy | {"serves": "issue-7"}).startswith("strategy s1: there is no iss")
        assert refused(strategy, strategy) == "two strategies or actions have one id"
        assert refused(strategy | {"state": "dropped"}).startswith("strategy s1: say why")
        version = writer.write("plan.changed", plan=plan, strategies=(strategy,), actions=())
        row = writer.file.find(VersionFacts, version)
        assert row
        approved = replace(row, facts=row.facts.model_copy(update={"state": "approved"}))
        rows = tuple(approved if each.id == version else each for each in writer.file.rows)
        writer.file = replace(writer.file, rows=rows)
        assert refused() == "say of s1 whether it is carried, done or dropped"
        as_action = ({"id": "s1", "serves": issue, "who": OWNER, "what": "call"},)
        another = f"s1 is the strategy of this plan for {issue}: take another id"
        assert refused(actions=as_action) == another
        done = strategy | {"state": "done"}
        writer.write("plan.changed", plan=plan, strategies=(done,), actions=())


class TestCorrespondence:
    def test_an_item_is_not_closed_over_an_open_issue(self, writer: Writer) -> None:
        """CMA-T1-S1n, CMA-T1-S1o."""
        item = writer.write(
            "correspondence.received",
            sender=PAYER,
            received_on="2026-12-01",
            about=(PAYER,),
            category="general",
        )
        issue = writer.write("issue.raised", about="income", raised_in=item, parties=(PAYER,))
        close = {"item": item, "why": "dealt_with", "seen": 1}
        assert writer.refused("correspondence.closed", **close) == "issue-1 is not over yet"
        writer.closed(issue, outcome="withdrawn", on=writer.talk())
        writer.write("correspondence.closed", **close)


class TestParties:
    def test_nobody_speaks_for_themselves(self, writer: Writer) -> None:
        """CMA-T1-S1h."""
        reason = writer.refused(
            "party.added",
            customer=PAYEE,
            role="representative",
            since="2026-12-01",
            speaks_for=PAYEE,
        )
        assert reason == "say for whom cu-payee is representative: another customer of the case"

    def test_a_role_is_held_once(self, writer: Writer) -> None:
        add = {"customer": PAYER, "role": "primary", "since": "2026-12-01"}
        writer.write("party.added", **add)
        assert writer.refused("party.added", **add) == "cu-payer is primary already, by party-1"
