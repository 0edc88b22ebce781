"""What the file says of the factors of the segment: Child Support Table 5, Step 1."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.personalised_services.messages import ReferralReceived
from domain.personalised_services.segments import (
    Actions,
    Dealings,
    Issues,
    Segment,
    Source,
    suggested,
)
from domain.personalised_services.weighing import Weighed, factors, source_of, weighed
from tests.domain.file.writing import NOON, PAYEE, PAYER, Writer

ELSEWHERE = "ps-bbbbbbbbbb"


def referral(**more: str) -> ReferralReceived:
    """Return a referral of the payer."""
    return ReferralReceived.model_validate({"kind": "ps_referral", "customer": PAYER} | more)


def raise_issue(writer: Writer, about: str, *parties: str) -> str:
    """Let a customer raise an issue."""
    return writer.write(
        "issue.raised", about=about, raised_in="contact-1", parties=parties or (PAYER,)
    )


@pytest.fixture
def writer() -> Writer:
    """A file in which the payer was spoken with."""
    writer = Writer()
    writer.talk()
    return writer


def test_a_new_customer_with_one_issue_weighs_nothing(writer: Writer) -> None:
    """RES-T2-S2."""
    issue = raise_issue(writer, "payment")
    assert weighed(writer.file) == Weighed(rows=[issue])


def test_several_issues_of_the_customer_count_and_the_other_parents_do_not(writer: Writer) -> None:
    """RES-T3-S2."""
    raise_issue(writer, "payment")
    raise_issue(writer, "service", PAYEE)
    assert weighed(writer.file).issues is Issues.SINGLE
    raise_issue(writer, "income")
    assert weighed(writer.file).issues is Issues.MULTIPLE


def test_a_promise_that_the_customer_missed_is_seen(writer: Writer) -> None:
    """RES-T3-S2, CSP-T4-S5e."""
    promise = writer.write(
        "commitment.made",
        who=PAYER,
        whom="psso.lin",
        what="send_statement",
        by_day="2026-12-04",
        made_in="contact-1",
    )
    assert weighed(writer.file).dealings is Dealings.MEETS_COMMITMENTS
    writer.file = replace(writer.file, now=NOON + timedelta(days=9))
    found = weighed(writer.file)
    assert (found.dealings, found.rows) == (Dealings.MISSES_COMMITMENTS, [promise])


def test_behaviour_weighs_more_than_a_pattern_of_escalating(writer: Writer) -> None:
    """RES-T4-S1, RES-T4-S2."""
    raise_issue(writer, "escalation")
    raise_issue(writer, "escalation")
    assert weighed(writer.file).dealings is Dealings.KEEPS_ESCALATING
    incident = writer.write(
        "behaviour.reported",
        sort="abuse",
        severity="medium",
        customer=PAYER,
        channel="phone",
        recorded_in="CIRT",
    )
    found = weighed(writer.file)
    assert (found.dealings, incident in found.rows) == (Dealings.UNREASONABLE, True)


def test_who_was_locked_by_another_case_was_managed_before() -> None:
    """RES-T2-S2, RES-T3-S2: the locks of a customer are in the file of every later case."""
    writer = Writer()
    writer.write("parties.locked", psso="psso.lin", parties=({"customer": PAYER},))
    assert not weighed(writer.file).managed_before
    elsewhere = (
        replace(
            row,
            id=f"{ELSEWHERE}.{row.id}",
            told=row.told.model_copy(update={"case": ELSEWHERE}),
        )
        for row in writer.file.rows
    )
    assert weighed(replace(writer.file, rows=tuple(elsewhere))).managed_before


@pytest.mark.parametrize(
    ("header", "told", "source"),
    [
        ("media", {"avenue": "mp"}, Source.MEDIA),
        ("ps_referral", {"avenue": "mp"}, Source.MP),
        (None, {"avenue": "ombudsman"}, Source.OMBUDSMAN),
        (None, {"kind": "complaints_referral"}, Source.LEVEL_2_COMPLAINT),
        (None, {}, Source.OTHER),
    ],
    ids=["the header", "the avenue", "no header", "a complaint", "nothing of it"],
)
def test_the_source_is_what_the_header_says_else_the_referral(
    header: str | None, told: dict[str, str], source: Source
) -> None:
    """CSP-T1-S2k, RES-T3-S1."""
    assert source_of(header, referral(**told)) is source


def test_the_factors_together_point_to_a_segment_with_the_reason() -> None:
    """CSP-T5-S1a, RES-T4-S2."""
    found = Weighed(managed_before=True, dealings=Dealings.UNREASONABLE)
    together = factors(found, referral(), Actions.SHORT_TERM, active_msp=False, restricted=False)
    assert suggested(together) == (
        Segment.HIGH,
        "managed before, and the customer goes on escalating",
    )
