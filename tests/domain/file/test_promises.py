"""What was offered and promised: options, commitments, and contact that was agreed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.file import commitments, options
from domain.file.acts import Relation
from domain.file.commitments import CommitmentFacts, CommitmentState
from domain.file.options import OptionFacts, OptionState
from domain.file.rows import File
from tests.domain.file.writing import NOON, OWNER, PAYEE, PAYER, Writer


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
        assert reason == (
            "there is no contact or item contact-99 in this file: name where it was answered"
        )
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
        assert reason == (
            "contact-3 is not of cu-payer, nor of anybody who may speak for cu-payer of this issue"
        )

    def answered(self, writer: Writer, option: str, answered_in: str, **given: Any) -> None:
        known = {"option": option, "answer": "taken_up", "seen": 1, "answered_in": answered_in}
        writer.write("option.answered", **(known | given))

    def represented(self, writer: Writer, **authority: Any) -> None:
        known: Any = {"customer": PAYEE, "role": "representative", "speaks_for": PAYER}
        writer.write("party.added", **(known | {"since": "2026-11-01"} | authority))

    @pytest.mark.parametrize("covers", [(), ("care_levels", "income")], ids=["all", "this too"])
    def test_whoever_may_speak_for_the_party_answers_for_it(
        self, writer: Writer, covers: tuple[str, ...]
    ) -> None:
        """CSP-T4-S5g, CMA-T1-S1h."""
        _, option = self.given(writer)
        self.represented(writer, covers=covers)
        self.answered(writer, option, writer.talk(PAYEE))
        assert self.option_state(writer.file, option) is OptionState.TAKEN_UP

    @pytest.mark.parametrize(
        "authority",
        [{"covers": ("income",)}, {"since": "2026-12-02"}],
        ids=["of another issue", "from another day on"],
    )
    def test_an_authority_that_does_not_reach_so_far_answers_nothing(
        self, writer: Writer, authority: dict[str, Any]
    ) -> None:
        """CSP-T4-S5g: what counts is the day of the talk, whenever it is told."""
        _, option = self.given(writer)
        self.represented(writer, **authority)
        talk = writer.talk(PAYEE)
        writer.passes(NOON + timedelta(days=3))
        answer = {"option": option, "answer": "taken_up", "seen": 1}
        reason = writer.refused("option.answered", answered_in=talk, **answer)
        assert reason.startswith("contact-3 is not of cu-payer")

    def test_one_is_answered_in_writing_by_whoever_wrote(self, writer: Writer) -> None:
        """CSP-T4-S5g: the item is of the party; the other parent's is not."""
        _, option = self.given(writer)
        item = {"received_on": "2026-12-01", "about": (PAYER,), "category": "letter"}
        theirs = writer.write("correspondence.received", sender=PAYEE, **item)
        answer = {"option": option, "answer": "taken_up", "seen": 1}
        reason = writer.refused("option.answered", answered_in=theirs, **answer)
        assert reason.startswith("correspondence-1 is not of cu-payer")
        own = writer.write("correspondence.received", sender=PAYER, **item)
        self.answered(writer, option, own)
        assert self.option_state(writer.file, option) is OptionState.TAKEN_UP

    def test_what_is_no_talk_and_no_item_holds_no_answer(self, writer: Writer) -> None:
        """CSP-T4-S5g: nor does a ring that nobody took, nor a talk before it was explained."""
        issue, option = self.given(writer)
        answer = {"option": option, "answer": "taken_up", "seen": 1}
        reason = writer.refused("option.answered", answered_in=issue, **answer)
        assert reason.startswith("there is no contact or item issue-1 in this file")
        rang = writer.write("contact.made", customer=PAYER, result="no_answer")
        reason = writer.refused("option.answered", answered_in=rang, **answer)
        assert reason == "in contact-3 nobody was spoken with"
        before = writer.talk(at=NOON - timedelta(hours=1))
        reason = writer.refused("option.answered", answered_in=before, **answer)
        assert reason == "contact-4 came before option-1 was explained, 01 December 2026 01:00 UTC"

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

    def test_one_that_is_needed_no_more_is_released_once_and_says_why(self, writer: Writer) -> None:
        """CSP-T4-S5e: neither kept nor missed; nobody is held to it, nor replaces it."""
        commitment = self.made(writer)
        writer.passes(datetime(2026, 12, 9, 1, 0, tzinfo=UTC))
        release = {"commitment": commitment, "why": "done_otherwise"}
        writer.write("commitment.released", seen=1, **release)
        assert self.commitment_state(writer.file, commitment) is CommitmentState.RELEASED
        assert commitments.unfinished(writer.file) == ()
        again = "commitment-1 is no unfinished commitment of this file"
        assert writer.refused("commitment.released", seen=2, **release) == again
        assert writer.refused("commitment.kept", commitment=commitment, seen=2) == again
        replace = {"who": PAYER, "whom": OWNER, "what": "send_payslips", "by_day": "2026-12-11"}
        replace |= {"made_in": "contact-1", "replaces": commitment, "why": "other"}
        assert writer.refused("commitment.made", **replace) == again

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
