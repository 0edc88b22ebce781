"""What is open in a file, who has it, and what nobody has."""

from dataclasses import replace

import pytest

from domain.file.kinds import KINDS
from domain.file.locks import LockFacts
from domain.file.orphans import STILL, Orphan, keeps_it_open, orphans, still_open
from domain.file.rows import Row
from tests.domain.file.writing import CASE, OWNER, PAYER, Writer, told


@pytest.fixture
def writer() -> Writer:
    """A file with an issue that is decided and not told, a promise, an intray and an item."""
    writer = Writer()
    writer.decision(writer.issue("income"))
    writer.write(
        "commitment.made",
        who=OWNER,
        whom=PAYER,
        what="send_letter",
        by_day="2026-12-10",
        made_in="contact-1",
    )
    writer.write("intray.raised", sort="ps_followup", to=OWNER, customer=PAYER)
    writer.write(
        "correspondence.received",
        sender=PAYER,
        received_on="2026-12-01",
        about=(PAYER,),
        category="general",
    )
    return writer


def test_everything_open_is_named_by_its_id(writer: Writer) -> None:
    assert [thing.row for thing in still_open(writer.file)] == [
        "issue-1",
        "commitment-1",
        "intray-1",
        "decision-1",
        "correspondence-1",
    ]


def test_what_somebody_has_is_no_orphan(writer: Writer) -> None:
    assert orphans(writer.file, {CASE: OWNER}) == ()


def test_what_somebody_had_who_left_is_one(writer: Writer) -> None:
    found = orphans(writer.file, {CASE: "psso.kim"}, left={OWNER})

    assert found == (
        Orphan("issue-1", f"{OWNER} has left"),
        Orphan("commitment-1", f"{OWNER} has left"),
        Orphan("intray-1", f"{OWNER} has left"),
    )


def test_what_a_case_has_that_nobody_has_is_one(writer: Writer) -> None:
    found = {orphan.row: orphan.why for orphan in orphans(writer.file, {CASE: None})}

    assert found == {"decision-1": "nobody has it"}


def test_what_came_in_is_with_its_case_while_that_is_open(writer: Writer) -> None:
    """WC-S2a: a letter that waits to be assessed is work of a role, and nobody's fault."""
    closed = {orphan.row: orphan.why for orphan in orphans(writer.file, {})}

    assert closed["correspondence-1"] == f"{CASE} is closed"


def test_what_a_closed_case_has_is_one_whoever_had_it(writer: Writer) -> None:
    found = {orphan.row: orphan.why for orphan in orphans(writer.file, {})}

    assert set(found) == {thing.row for thing in still_open(writer.file)}
    assert set(found.values()) == {f"{CASE} is closed"}


def test_whoever_has_the_customer_has_what_a_closed_case_left(writer: Writer) -> None:
    """CMA-T1-S2f: a case that locks its parties takes over what is open of theirs."""
    locked = LockFacts(customer=PAYER, holder=OWNER, area="personalised_services", fence=1)
    writer.add(Row("lock-1", told(), locked))

    assert orphans(writer.file, {}) == ()


def test_a_case_with_something_open_says_what_keeps_it_from_closing(writer: Writer) -> None:
    assert keeps_it_open(writer.file) == (
        "issue-1 is open",
        "commitment-1 is neither kept nor released",
        "intray-1 is open",
        "decision-1 has not been told to everybody",
        "correspondence-1 is not dealt with",
    )


def test_what_another_case_has_open_keeps_this_one_from_nothing(writer: Writer) -> None:
    file = replace(writer.file, case="ps-bbbbbbbbbb")

    assert (len(still_open(file)), keeps_it_open(file)) == (5, ())


def test_something_open_of_every_kind_has_its_words() -> None:
    assert set(STILL) <= set(KINDS)


def test_a_draft_of_a_plan_that_is_over_is_nothing_to_do() -> None:
    writer = Writer()
    issue = writer.issue()
    plan = writer.write("plan.opened", sort="cmp", customer=PAYER, start="2026-12-01")
    action = {"id": "a-1", "what": "send_letter", "who": OWNER, "serves": issue}
    writer.write("plan.changed", plan=plan, strategies=(), actions=(action,))
    assert "plan_version" in {thing.kind for thing in still_open(writer.file)}

    writer.write("plan.ended", plan=plan, why="customer_left", seen=writer.version(plan))

    assert "plan_version" not in {thing.kind for thing in still_open(writer.file)}


def test_a_written_response_asks_for_nothing_and_what_it_answers_does(writer: Writer) -> None:
    """CSP-T6-S1e: whether it is understood is asked before the case may close."""
    for category in ("mp_enquiry", "ministerial_response"):
        received = {"sender": "mp", "about": (PAYER,), "category": category}
        writer.write("correspondence.received", **received)

    items = [thing.row for thing in still_open(writer.file) if thing.kind == "correspondence"]
    assert items == ["correspondence-1", "correspondence-2"]
