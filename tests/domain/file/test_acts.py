"""What the file takes, and what it refuses with which words."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.file import commitments, options, referrals, specialists, tellings
from domain.file.acts import Relation
from domain.file.catalogue import ACTS
from domain.file.closing import IssueState, state
from domain.file.commitments import CommitmentFacts, CommitmentState
from domain.file.contacts import attempts
from domain.file.intrays import NotepadFacts
from domain.file.issues import IssueFacts
from domain.file.kinds import KINDS
from domain.file.options import OptionFacts, OptionState
from domain.file.rows import File
from tests.domain.file.writing import NOON, OWNER, PAYEE, PAYER, SPECIALIST, Writer


@pytest.fixture
def writer() -> Writer:
    """A file without a row."""
    return Writer()


def issue_state(file: File, issue: str) -> IssueState:
    row = file.find(IssueFacts, issue)
    assert row
    return state(row, file)


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
        assert len(KINDS) == 19


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


class TestSpecialists:
    def test_the_psso_never_decides_for_a_specialist(self, writer: Writer) -> None:
        """BG-ROLE-PSSO-f."""
        issue = writer.issue("objection")
        reason = writer.refused(
            "issue.decided",
            issues=(issue,),
            result="agreed",
            delegation="d-12",
            in_force_from="2026-12-01",
        )
        assert reason == "issue-1 is with objections, whose officer has the delegation"

    def test_a_specialist_decides_after_the_psso_was_consulted(self, writer: Writer) -> None:
        """BG-ROLE-SPEC-b: before acting; BG-ROLE-SPEC-c: and before telling, whoever tells."""
        issue = writer.issue("objection")
        by = {"by": SPECIALIST, "relation": Relation.SPECIALIST}
        made = {"result": "agreed", "delegation": "d-12", "in_force_from": "2026-12-01"}
        reason = writer.refused("issue.decided", issues=(issue,), **made, **by)
        assert "the PSSO was not consulted on issue-1 before acting" in reason

        writer.consult(issue)
        decision = writer.decision(issue, **by)
        telling = {"decision": decision, "party": PAYER, "rests_on": writer.talk()}
        for who in (by, {}):
            reason = writer.refused("decision.told", **telling, **who)
            assert reason == "the PSSO was not consulted on issue-1 before telling the customer"

        writer.consult(issue, before="telling", told_how="by_the_specialist")
        reason = writer.refused("decision.told", **telling)
        assert reason == "it was agreed that the specialist tells of issue-1"
        writer.write("decision.told", **telling, **by)
        assert tellings.tellings_due(writer.file) == ()
        writer.closed(issue, outcome="resolved", on=decision)
        assert issue_state(writer.file, issue) is IssueState.CLOSED

    def test_a_consultation_is_of_two_and_the_psso_says_that_it_was(self, writer: Writer) -> None:
        """BG-ROLE-SPEC-b: nobody consults themselves, and no specialist says it alone."""
        issue = writer.issue("objection")
        talk = {"issue": issue, "before": "acting"}
        reason = writer.refused("psso.consulted", specialist=OWNER, **talk)
        assert reason == "psso.lin has the customer: name the specialist who decides"
        reason = writer.refused(
            "psso.consulted",
            specialist=SPECIALIST,
            by=SPECIALIST,
            relation=Relation.SPECIALIST,
            **talk,
        )
        assert reason == "psso.consulted is not for a specialist of the file"

    @pytest.mark.parametrize(
        ("told_how", "reason"),
        [
            (None, "say how the customer will be told: told_how"),
            ("together", "no decision on issue-1 stands that anybody could be told of"),
        ],
    )
    def test_how_a_decision_is_told_is_agreed_once_there_is_one(
        self, writer: Writer, told_how: str | None, reason: str
    ) -> None:
        """BG-ROLE-PSSO-e."""
        issue = writer.issue("objection")
        agree = {"issue": issue, "before": "telling", "specialist": SPECIALIST}
        assert writer.refused("psso.consulted", told_how=told_how, **agree) == reason

    def test_what_no_area_decides_has_no_likely_outcome_of_theirs(self, writer: Writer) -> None:
        """CSP-T5-S3b."""
        common, special = writer.issue(), writer.issue("objection")
        assert specialists.undiscussed(writer.file) == (special,)
        asked = {"specialist": SPECIALIST}
        reason = writer.refused("outcomes.discussed", issue=common, **asked)
        assert reason == "issue-1 is with no specialist area"
        writer.write("outcomes.discussed", issue=special, with_customer=True, **asked)
        assert specialists.undiscussed(writer.file) == ()

    def test_mail_that_came_back_makes_telling_due_again(self, writer: Writer) -> None:
        decision = writer.decision(writer.issue())
        telling = writer.told_of(decision)
        row = writer.file.find(tellings.TellingFacts, telling)
        assert row
        assert tellings.tellings_due(writer.file) == ()
        returned = row.facts.model_copy(update={"returned": True})
        writer.file = File(
            writer.file.case,
            writer.file.sides,
            writer.file.now,
            writer.file.today,
            tuple(
                type(r)(r.id, r.told, returned if r is row else r.facts) for r in writer.file.rows
            ),
        )
        assert [due.party for due in tellings.tellings_due(writer.file)] == [PAYER]


class TestOptions:
    def given(self, writer: Writer) -> tuple[str, str]:
        issue = writer.issue()
        option = writer.write(
            "option.given",
            issue=issue,
            party=PAYER,
            option="payment_plan",
            consequences=("arrears_grow",),
            explained_in=writer.talk(),
        )
        return issue, option

    def option_state(self, file: File, option: str) -> OptionState:
        row = file.find(OptionFacts, option)
        assert row
        return options.state(row, file)

    def test_silence_is_never_a_no(self, writer: Writer) -> None:
        """CSP-T4-S5g: it leads to another follow-up."""
        _, option = self.given(writer)
        assert self.option_state(writer.file, option) is OptionState.GIVEN
        assert [row.id for row in options.unanswered(writer.file)] == [option]
        answer = {"option": option, "answer": "declined", "seen": 1}
        reason = writer.refused("option.answered", answered_in="contact-99", **answer)
        assert reason == "there is no contact-99 in this file: name where it was answered"
        writer.write("option.answered", answered_in=writer.talk(), **answer)
        assert self.option_state(writer.file, option) is OptionState.DECLINED

    def test_the_other_parent_answers_none(self, writer: Writer) -> None:
        _, option = self.given(writer)
        reason = writer.refused(
            "option.answered",
            option=option,
            answer="taken_up",
            answered_in=writer.talk(PAYEE),
            seen=1,
        )
        assert reason.startswith("cu-payer was not part of contact-")

    def test_one_explained_to_the_other_parent_is_not_given(self, writer: Writer) -> None:
        """CSP-T7-S1b."""
        issue = writer.issue()
        reason = writer.refused(
            "option.given",
            issue=issue,
            party=PAYER,
            option="payment_plan",
            consequences=("arrears_grow",),
            explained_in=writer.talk(PAYEE),
        )
        assert reason == "contact-2 was with cu-payee, not with cu-payer"

    def test_an_issue_without_one_is_named(self, writer: Writer) -> None:
        """CSP-T5-S3a."""
        self.given(writer)
        assert [row.id for row in options.without_option(writer.file)] == []
        second = writer.issue("income")
        assert [row.id for row in options.without_option(writer.file)] == [second]

    def test_one_says_what_follows_from_it(self, writer: Writer) -> None:
        """CSP-T4-S5c."""
        issue = writer.issue()
        reason = writer.refused(
            "option.given",
            issue=issue,
            party=PAYER,
            option="payment_plan",
            consequences=(),
            explained_in=writer.talk(),
        )
        assert reason == "say what follows from it, by the codes of `consequences`"

    def test_none_is_explained_to_an_answering_machine(self, writer: Writer) -> None:
        """CSP-T7-S1b."""
        issue = writer.issue()
        missed = writer.write("contact.made", customer=PAYER, result="voicemail")
        reason = writer.refused(
            "option.given",
            issue=issue,
            party=PAYER,
            option="payment_plan",
            consequences=("arrears_grow",),
            explained_in=missed,
        )
        assert reason == "in contact-2 nobody spoke with cu-payer"

    def test_time_counts_from_the_day_of_the_talk(self, writer: Writer) -> None:
        """CSP-T7-S1c: however late the option was written down."""
        issue = writer.issue()
        writer.write(
            "option.given",
            issue=issue,
            party=PAYER,
            option="payment_plan",
            consequences=("arrears_grow",),
            explained_in=writer.talk(),
            at=NOON + timedelta(days=2),
        )
        assert options.given_since(writer.file) == NOON

    def test_one_that_was_replaced_is_not_answered(self, writer: Writer) -> None:
        """CSP-T4-S5g."""
        issue, old = self.given(writer)
        talk = writer.talk()
        again = {
            "issue": issue,
            "party": PAYER,
            "option": "private_collection",
            "consequences": ("no_collection",),
            "explained_in": talk,
            "replaces": old,
        }
        reason = writer.refused("option.given", **again | {"issue": writer.issue("income")})
        assert reason == "option-1 is no option of issue-2 for cu-payer"
        new = writer.write("option.given", **again)
        assert [row.id for row in options.standing(writer.file)] == [new]
        answer = {"answer": "taken_up", "answered_in": talk, "seen": 1}
        reason = writer.refused("option.answered", option=old, **answer)
        assert reason == "option-1 was replaced: answer the option that replaces it"

    def test_silence_lapses_and_may_still_be_broken(self, writer: Writer) -> None:
        """CSP-T4-S5g: a lapsed option is unanswered, and is answered still."""
        _, option = self.given(writer)
        writer.write("option.lapsed", option=option, seen=1)
        assert self.option_state(writer.file, option) is OptionState.LAPSED
        assert [row.id for row in options.unanswered(writer.file)] == [option]
        writer.write(
            "option.answered", option=option, answer="taken_up", answered_in=writer.talk(), seen=2
        )
        assert self.option_state(writer.file, option) is OptionState.TAKEN_UP


class TestCommitments:
    def made(self, writer: Writer, by_day: str = "2026-12-04", **more: str) -> str:
        return writer.write(
            "commitment.made",
            who=PAYER,
            whom="psso.lin",
            what="send_payslips",
            by_day=by_day,
            made_in=writer.talk(),
            **more,
        )

    def commitment_state(self, file: File, commitment: str) -> CommitmentState:
        row = file.find(CommitmentFacts, commitment)
        assert row
        return commitments.state(row, file)

    def test_one_is_kept_at_any_time_of_its_day(self, writer: Writer) -> None:
        """CSP-T4-S5e: Friday 4 December ends at 13:00 UTC in Canberra."""
        last = datetime(2026, 12, 4, 12, 59, 59, tzinfo=UTC)
        commitment = self.made(writer)
        writer.write("commitment.kept", commitment=commitment, seen=1, at=last)
        assert self.commitment_state(writer.file, commitment) is CommitmentState.KEPT

    def test_one_kept_on_the_next_day_is_kept_late(self, writer: Writer) -> None:
        commitment = self.made(writer)
        writer.passes(datetime(2026, 12, 4, 13, 0, tzinfo=UTC))
        assert self.commitment_state(writer.file, commitment) is CommitmentState.MISSED
        at = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
        writer.write("commitment.kept", commitment=commitment, seen=1, at=at)
        assert self.commitment_state(writer.file, commitment) is CommitmentState.KEPT_LATE

    def test_one_that_was_kept_in_time_and_told_late_was_never_missed(self, writer: Writer) -> None:
        commitment = self.made(writer)
        writer.passes(datetime(2026, 12, 9, 1, 0, tzinfo=UTC))
        writer.write("commitment.kept", commitment=commitment, seen=1, at=NOON + timedelta(days=1))
        assert self.commitment_state(writer.file, commitment) is CommitmentState.KEPT

    def test_a_new_day_is_one_of_its_own_that_replaces_the_old(self, writer: Writer) -> None:
        old = self.made(writer)
        new = self.made(writer, "2026-12-11", replaces=old, why="customer_asked")
        assert self.commitment_state(writer.file, old) is CommitmentState.REPLACED
        assert [row.id for row in commitments.unfinished(writer.file)] == [new]

    def test_a_new_day_has_its_reason(self, writer: Writer) -> None:
        """CSP-T4-S5e."""
        old = self.made(writer)
        promise = {"who": PAYER, "whom": OWNER, "what": "send_payslips", "by_day": "2026-12-11"}
        made = promise | {"made_in": "contact-1"}
        reason = writer.refused("commitment.made", **made, replaces=old)
        assert reason == "say why commitment-1 gets a new day"
        reason = writer.refused("commitment.made", **made, why="other")
        assert reason == "only a new day has a reason: say which commitment it replaces"

    def test_what_is_none_is_not_kept(self, writer: Writer) -> None:
        issue = writer.issue()
        reason = writer.refused("commitment.kept", commitment=issue, seen=1)
        assert reason == "issue-1 is no unfinished commitment of this file"

    def test_nothing_was_kept_before_it_was_promised(self, writer: Writer) -> None:
        commitment = self.made(writer)
        reason = writer.refused(
            "commitment.kept", commitment=commitment, seen=1, at=NOON - timedelta(hours=1)
        )
        assert reason.startswith("commitment-1 was made after that")

    def test_a_promise_by_yesterday_is_refused(self, writer: Writer) -> None:
        reason = writer.refused(
            "commitment.made",
            who=PAYER,
            whom="psso.lin",
            what="send_payslips",
            by_day="2026-11-30",
            made_in=writer.talk(),
        )
        assert reason == "by_day 2026-11-30 is over on the day that it was made"


class TestFollowUps:
    """CSP-T4-S5a: an agreed contact is a commitment of an officer, kept by that contact alone."""

    def agreed(self, writer: Writer, by_day: str = "2026-12-04", **more: str) -> str:
        known = {"who": OWNER, "whom": PAYER, "what": "contact", "made_in": writer.talk()}
        return writer.write("commitment.made", by_day=by_day, **(known | more))

    def test_only_a_talk_that_was_made_for_it_keeps_it(self, writer: Writer) -> None:
        followup = self.agreed(writer)
        reason = writer.refused("commitment.kept", commitment=followup, seen=1)
        assert reason == (
            "commitment-1 is a follow-up: it is kept by contact.made with for_followup commitment-1"
        )
        writer.write("contact.made", customer=PAYER, result="no_answer", for_followup=followup)
        writer.talk()
        assert [row.id for row in commitments.followups(writer.file)] == [followup]

        writer.talk(for_followup=followup)
        assert commitments.followups(writer.file) == ()
        row = writer.file.find(CommitmentFacts, followup)
        assert row
        assert (row.facts.kept_by, row.facts.kept_at) == ("contact-4", NOON)

    def test_a_talk_in_time_that_is_told_late_was_in_time(self, writer: Writer) -> None:
        followup = self.agreed(writer)
        writer.passes(datetime(2026, 12, 9, 1, 0, tzinfo=UTC))
        writer.talk(for_followup=followup, at=NOON + timedelta(days=1))
        row = writer.file.find(CommitmentFacts, followup)
        assert row
        assert commitments.state(row, writer.file) is CommitmentState.KEPT

    def test_a_talk_before_it_was_agreed_keeps_nothing(self, writer: Writer) -> None:
        followup = self.agreed(writer)
        reason = writer.refused(
            "contact.made",
            customer=PAYER,
            result="reached",
            for_followup=followup,
            at=NOON - timedelta(hours=1),
        )
        assert reason.startswith("commitment-1 was agreed after that")

    def test_a_talk_with_the_other_parent_keeps_nothing(self, writer: Writer) -> None:
        followup = self.agreed(writer)
        reason = writer.refused(
            "contact.made", customer=PAYEE, result="reached", for_followup=followup
        )
        assert reason == "commitment-1 was agreed with cu-payer, not with cu-payee"

    def test_telephony_does_not_say_what_a_call_was_for(self, writer: Writer) -> None:
        followup = self.agreed(writer)
        reason = writer.refused(
            "contact.made",
            customer=PAYER,
            result="reached",
            for_followup=followup,
            by="telephony",
            relation=Relation.SYSTEM,
        )
        assert reason == "only whoever has the customer says that it was made for commitment-1"

    def test_there_is_one_day_at_a_time_and_another_replaces_it(self, writer: Writer) -> None:
        first = self.agreed(writer)
        again = {"who": OWNER, "whom": PAYER, "what": "contact", "made_in": "contact-1"}
        reason = writer.refused("commitment.made", by_day="2026-12-08", **again)
        assert reason == (
            "commitment-1 is still to be made: make that contact, or replace it with the reason"
        )
        second = self.agreed(writer, "2026-12-08", replaces=first, why="customer_asked")
        assert [row.id for row in commitments.followups(writer.file)] == [second]
        self.agreed(writer, whom=PAYEE)

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"who": PAYER}, "cu-payer is a customer; say which officer makes the contact"),
            ({"whom": "psso.x", "who": "psso.y"}, "neither psso.y nor psso.x is a party of"),
        ],
    )
    def test_an_officer_contacts_a_customer(
        self, writer: Writer, wrong: dict[str, str], reason: str
    ) -> None:
        known = {"who": OWNER, "whom": PAYER, "what": "contact", "made_in": writer.talk()}
        said = writer.refused("commitment.made", by_day="2026-12-04", **(known | wrong))
        assert said.startswith(reason)


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


SOCIAL = {"to": "social_work", "sort": "organisation", "party": PAYER}


class TestReferrals:
    def considered(self, writer: Writer) -> str:
        return writer.write("referral.considered", **SOCIAL)

    def discussed(self, writer: Writer, referral: str, *, agreed: bool) -> None:
        writer.write(
            "referral.discussed",
            referral=referral,
            agreed=agreed,
            seen=1,
            by="ps_ssm.ito",
            relation=Relation.APPROVER,
        )

    def test_social_work_goes_past_the_ssm(self, writer: Writer) -> None:
        """CSP-T4-S5f: considered, discussed, and only then made; wherever it is referred."""
        reason = writer.refused("referral.made", **SOCIAL)
        assert reason == "discuss it with the SSM first: referral.considered puts it to the SSM"
        referral = self.considered(writer)
        reason = writer.refused("referral.made", discussed=referral, **SOCIAL)
        assert reason == "referral-1 is considered: only what the SSM agreed to is made"
        assert writer.refused("referral.considered", **SOCIAL) == "referral-1 is considered already"

        self.discussed(writer, referral, agreed=True)
        assert referrals.made(writer.file) == ()
        made = writer.write("referral.made", discussed=referral, answer_due="2026-12-15", **SOCIAL)
        assert made == referral
        assert [row.id for row in referrals.unanswered(writer.file)] == [referral]
        assert referrals.undecided(writer.file) == ()

    def test_whoever_considers_it_does_not_agree_to_it(self, writer: Writer) -> None:
        """CSP-T4-S5f."""
        referral = self.considered(writer)
        reason = writer.refused("referral.discussed", referral=referral, agreed=True, seen=1)
        assert reason == "referral-1 was considered by psso.lin: another person must discuss it"

    def test_what_the_ssm_did_not_agree_to_is_not_made(self, writer: Writer) -> None:
        """CSP-T4-S5f."""
        referral = self.considered(writer)
        self.discussed(writer, referral, agreed=False)
        reason = writer.refused("referral.made", discussed=referral, **SOCIAL)
        assert reason == "referral-1 is not agreed: only what the SSM agreed to is made"

    def test_a_customer_may_not_want_what_was_agreed(self, writer: Writer) -> None:
        referral = self.considered(writer)
        self.discussed(writer, referral, agreed=True)
        reason = writer.refused("referral.answered", referral=referral, answer="answered", seen=2)
        assert reason == "referral-1 is not made yet"
        writer.write("referral.answered", referral=referral, answer="refused_by_customer", seen=2)
        assert referrals.undecided(writer.file) == ()

    def test_what_needs_nobodys_yes_is_made(self, writer: Writer) -> None:
        legal_aid = SOCIAL | {"to": "legal_aid"}
        reason = writer.refused("referral.considered", **legal_aid)
        assert reason == "a referral to legal_aid needs no SSM: make it"

    def test_an_area_that_there_is_not_gets_nothing(self, writer: Writer) -> None:
        """BG-ROLE-SPEC-a."""
        refer = {"sort": "area", "party": PAYER}
        reason = writer.refused("referral.made", to="weather_office", **refer)
        assert reason.startswith("there is no area weather_office; choose one of: assessment_serv")
        writer.write("referral.made", to="participation_solutions_team", **refer)

    def test_what_was_accepted_is_not_answered_yet(self, writer: Writer) -> None:
        referral = writer.write("referral.made", to="legal_aid", sort="organisation", party=PAYER)
        writer.write("referral.answered", referral=referral, answer="accepted", seen=1)
        writer.write("referral.answered", referral=referral, answer="answered", seen=2)
        reason = writer.refused("referral.answered", referral=referral, answer="answered", seen=3)
        assert reason == "referral-1 is over: answered"


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
        change = {"plan": plan, "strategies": ("one_contact",), "actions": (action,)}
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
