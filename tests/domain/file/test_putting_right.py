"""Putting right: nothing is edited in silence, and what stood on it is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.file import tellings
from domain.file.acts import Relation
from domain.file.catalogue import ACTS
from domain.file.commitments import CommitmentFacts
from domain.file.contacts import ContactFacts
from domain.file.correspondence import ItemFacts
from domain.file.issues import IssueFacts
from domain.file.kinds import KINDS
from domain.file.putting_right import GIVEN_AND_RELEASED, MAY_BE_ADDED_TO, stands_on
from domain.file.tellings import TellingFacts, tellings_due
from tests.domain.file.writing import NOON, OWNER, PAYEE, PAYER, Writer


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in GIVEN_AND_RELEASED])
def test_a_row_of_every_kind_can_be_put_right(kind: str) -> None:
    assert f"{kind}.corrected" in ACTS
    assert f"{kind}.entered_in_error" in ACTS
    assert f"{kind}.moved" in ACTS
    assert (f"{kind}.added_to" in ACTS) is (kind in MAY_BE_ADDED_TO)


def test_the_author_puts_right_within_a_day(writer: Writer) -> None:
    issue = writer.issue("income")
    writer.write("issue.corrected", row=issue, right={"about": "payment"}, why="misheard", seen=1)
    row = writer.file.find(IssueFacts, issue)
    assert row
    assert (row.facts.about, row.version) == ("payment", 2)


@pytest.mark.parametrize(
    ("by", "later", "reason"),
    [
        ("psso.lin", timedelta(days=1), "was written more than a day ago: the SSM puts it right"),
        ("psso.diaz", timedelta(0), "was written by psso.lin: the SSM puts it right"),
    ],
)
def test_anybody_else_and_anybody_later_leaves_it_to_the_ssm(
    writer: Writer, by: str, later: timedelta, reason: str
) -> None:
    issue = writer.issue("income")
    writer.passes(NOON + later)
    correction = {"row": issue, "right": {"about": "payment"}, "why": "misheard", "seen": 1}
    refused = writer.refused("issue.corrected", by=by, **correction)
    assert refused == f"{issue} {reason}"
    writer.write("issue.corrected", by="ssm.kim", relation=Relation.APPROVER, **correction)


def test_a_correction_puts_nothing_there_that_the_kind_cannot_hold(writer: Writer) -> None:
    issue = writer.issue("income")
    correct = {"row": issue, "why": "misheard", "seen": 1}
    reason = writer.refused("issue.corrected", right={"colour": "red"}, **correct)
    assert reason == "colour: extra inputs are not permitted"
    assert writer.refused("issue.corrected", right={}, **correct) == "say which facts are put right"


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ("issue-1", {"closed": "resolved"}),
        ("commitment-1", {"kept_at": "2026-12-02T01:00:00Z"}),
        ("commitment-1", {"due": "2026-12-31T13:00:00Z"}),
        (
            "plan_version-1",
            {"strategies": [{"id": "s-1", "serves": "issue-1", "what": "another"}]},
        ),
    ],
)
def test_no_state_is_typed_by_a_correction(
    writer: Writer, row: str, right: dict[str, object]
) -> None:
    """It would end an issue without a decision, keep a promise without a contact, edit a plan."""
    issue = writer.issue("income")
    promised = {"who": PAYER, "whom": OWNER, "what": "send_payslips", "made_in": "contact-1"}
    writer.write("commitment.made", by_day="2026-12-10", **promised)
    plan = writer.write("plan.opened", sort="cmp", customer=PAYER, start="2026-12-01")
    action = {"id": "a-1", "what": "send_letter", "who": OWNER, "serves": issue}
    writer.write("plan.changed", plan=plan, strategies=(), actions=(action,))

    kind = row.partition("-")[0]
    reason = writer.refused(f"{kind}.corrected", row=row, right=right, why="wrong", seen=1)

    assert "it follows from other acts" in reason or "never changes" in reason


def test_the_day_on_which_an_item_came_is_told_and_can_be_put_right(writer: Writer) -> None:
    """WC-S2a: it is told, or the day on which it is told; neither follows from another act."""
    came = {"sender": PAYER, "category": "complaint", "received_on": "2026-11-27"}
    item = writer.write("correspondence.received", about=(PAYER,), **came)

    right = {"received_on": "2026-11-26"}
    writer.write("correspondence.corrected", row=item, right=right, why="stamp", seen=1)

    row = writer.file.find(ItemFacts, item)
    assert row
    assert str(row.facts.received_on) == "2026-11-26"


def test_another_day_of_a_promise_is_another_instant_at_which_it_is_due(writer: Writer) -> None:
    writer.talk()
    promised = {"who": PAYER, "whom": OWNER, "what": "send_payslips", "made_in": "contact-1"}
    writer.write("commitment.made", by_day="2026-12-10", **promised)

    right = {"by_day": "2026-12-20"}
    writer.write("commitment.corrected", row="commitment-1", right=right, why="misheard", seen=1)

    row = writer.file.find(CommitmentFacts, "commitment-1")
    assert row
    assert (row.facts.by_day.day, row.facts.due) == (20, datetime(2026, 12, 20, 13, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "right"), [("issue", {"owner": "psso.kim"}), ("intray", {"to": "psso.kim"})]
)
def test_a_correction_gives_nothing_to_somebody_else(
    writer: Writer, kind: str, right: dict[str, str]
) -> None:
    """CSP-T1-S2e: what changes hands is handed over, and the receiver takes it."""
    writer.issue("income")
    writer.write("intray.raised", sort="ps_followup", to=OWNER, customer=PAYER)

    reason = writer.refused(f"{kind}.corrected", row=f"{kind}-1", right=right, why="moved", seen=1)

    assert f"{kind}-1 is with {OWNER} until it is handed over" in reason


def test_what_was_entered_in_error_leaves_every_list_and_stays_in_the_file(writer: Writer) -> None:
    decision = writer.decision(writer.issue())
    assert len(tellings.tellings_due(writer.file)) == 1
    ssm = {"by": "ssm.kim", "relation": Relation.APPROVER}
    writer.write("decision.entered_in_error", row=decision, why="wrong_customer", seen=1, **ssm)
    assert tellings.tellings_due(writer.file) == ()
    assert decision in {row.id for row in writer.file.rows}


def test_what_stood_on_a_row_is_named(writer: Writer) -> None:
    issue = writer.issue()
    decision = writer.decision(issue)
    telling = writer.told_of(decision)
    writer.closed(issue, outcome="resolved", on=decision)
    assert {row.id for row in stands_on(writer.file, decision)} == {issue, telling}
    talk = writer.file.find(tellings.TellingFacts, telling)
    assert talk
    assert {row.id for row in stands_on(writer.file, talk.facts.rests_on)} == {telling}


def test_words_are_added_to_what_may_have_more(writer: Writer) -> None:
    talk = writer.talk(PAYER)
    writer.write("contact.added_to", row=talk)
    assert writer.refused("contact.added_to", row="contact-9") == (
        "there is no contact-9 in this file"
    )


class TestWhatStoodOnARow:
    def test_an_issue_that_closed_on_a_talk_is_open_again_when_the_talk_leaves(
        self, writer: Writer
    ) -> None:
        issue, talk = writer.issue(), writer.talk()
        writer.closed(issue, outcome="withdrawn", on=talk)

        writer.write("contact.entered_in_error", row=talk, why="wrong_call", seen=1)

        row = writer.file.find(IssueFacts, issue)
        assert row
        assert (row.facts.closed, row.facts.closed_on, row.version) == (None, None, 3)

    def test_whoever_was_told_in_it_is_to_be_told_again(self, writer: Writer) -> None:
        issue = writer.issue()
        decision = writer.decision(issue)
        writer.told_of(decision)
        assert not tellings_due(writer.file)

        told_in = writer.file.live(ContactFacts)[-1].id
        writer.write("contact.entered_in_error", row=told_in, why="wrong_call", seen=1)

        assert [due.party for due in tellings_due(writer.file)] == [PAYER]

    def test_what_falls_with_what_falls_is_found_too(self, writer: Writer) -> None:
        """An issue that closed on a telling's decision; the decision leaves, and all of it."""
        issue = writer.issue()
        decision = writer.decision(issue)
        writer.told_of(decision)
        writer.closed(issue, outcome="resolved", on=decision)

        writer.write("decision.entered_in_error", row=decision, why="of_another", seen=1)

        row = writer.file.find(IssueFacts, issue)
        assert row
        assert row.facts.closed is None
        assert writer.file.live(TellingFacts) == ()

    @pytest.mark.parametrize(
        ("right", "closed"),
        [
            ({"result": "no_answer", "identity": "not_done"}, None),
            ({"purpose": "review"}, "withdrawn"),
        ],
        ids=["nobody was reached", "what nothing rests on"],
    )
    def test_a_correction_opens_again_what_was_concluded_from_what_it_said(
        self, writer: Writer, right: dict[str, str], closed: str | None
    ) -> None:
        issue, talk = writer.issue(), writer.talk()
        writer.closed(issue, outcome="withdrawn", on=talk)

        writer.write("contact.corrected", row=talk, right=right, why="misheard", seen=1)

        row = writer.file.find(IssueFacts, issue)
        assert row
        assert row.facts.closed == closed

    def test_what_merely_refers_to_it_stays_and_is_named(self, writer: Writer) -> None:
        issue = writer.issue()
        writer.write("contact.entered_in_error", row="contact-1", why="wrong_call", seen=1)

        assert writer.file.find(IssueFacts, issue)
        assert [row.id for row in stands_on(writer.file, "contact-1")] == [issue]


class TestMoved:
    def test_a_row_goes_to_the_other_parent_and_back_and_leaves_a_stub_each_time(
        self, writer: Writer
    ) -> None:
        talk = writer.talk()

        there = writer.write("contact.moved", row=talk, to=PAYEE, why="wrong_parent", seen=1)
        assert [(row.id, row.told.side) for row in writer.file.live(ContactFacts)] == [
            ("contact-2", PAYEE)
        ]
        assert writer.file.live(ContactFacts)[0].facts.customer == PAYEE

        back = writer.write("contact.moved", row=there, to=PAYER, why="right_after_all", seen=1)
        assert [(row.id, row.told.side) for row in writer.file.live(ContactFacts)] == [
            (back, PAYER)
        ]
        assert [row.id for row in writer.file.rows if row.entered_in_error] == [talk, there]

    def test_what_went_to_somebody_of_another_file_keeps_its_number(self, writer: Writer) -> None:
        """Its stub says where it is: the next row would have the id of one that is there."""
        there = writer.write(
            "contact.moved", row=writer.talk(), to="cu-x", why="wrong_customer", seen=1
        )
        rows = tuple(row for row in writer.file.rows if row.told.side != "cu-x")
        writer.file = replace(writer.file, rows=rows)

        assert [(row.id, row.moved_to) for row in rows] == [("contact-1", there)]
        assert (there, writer.talk()) == ("contact-2", "contact-3")

    def test_what_stood_on_it_does_not_go_along(self, writer: Writer) -> None:
        issue, talk = writer.issue(), writer.talk()
        writer.closed(issue, outcome="withdrawn", on=talk)

        writer.write("contact.moved", row=talk, to=PAYEE, why="wrong_parent", seen=1)

        row = writer.file.find(IssueFacts, issue)
        assert row
        assert row.facts.closed is None

    def test_what_is_bound_to_other_rows_or_is_there_already_is_not_moved(
        self, writer: Writer
    ) -> None:
        issue = writer.issue()
        move = {"row": issue, "to": PAYEE, "why": "wrong_parent", "seen": 1}

        assert writer.refused("issue.moved", **move) == (
            "issue-1 refers to contact-1 of cu-payer: correct that first"
        )
        assert writer.refused("contact.moved", **move | {"row": "contact-1", "to": PAYER}) == (
            "contact-1 is in the file of cu-payer already"
        )
