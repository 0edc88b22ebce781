"""What is open in a file, who has it, and what nobody has."""

import pytest

from domain.file.orphans import Orphan, orphans, owned_by, still_open
from tests.domain.file.writing import CASE, OWNER, PAYER, Writer


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
    assert orphans(writer.file, OWNER) == ()


def test_what_somebody_had_who_left_is_one(writer: Writer) -> None:
    found = orphans(writer.file, "psso.kim", left={OWNER})

    assert found == (
        Orphan("issue-1", f"{OWNER} has left"),
        Orphan("commitment-1", f"{OWNER} has left"),
        Orphan("intray-1", f"{OWNER} has left"),
    )


def test_what_arose_in_a_closed_case_and_nobody_has_is_one(writer: Writer) -> None:
    found = {orphan.row: orphan.why for orphan in orphans(writer.file, None, closed={CASE})}

    assert set(found) == {thing.row for thing in still_open(writer.file)}
    assert set(found.values()) == {f"{CASE} is closed"}


def test_issues_and_intrays_go_with_the_customer(writer: Writer) -> None:
    assert [row.id for row in owned_by(writer.file, {OWNER})] == ["issue-1", "intray-1"]
    assert owned_by(writer.file, {"psso.kim"}) == ()
