"""What the file bears out for segment 3, and until when it is reviewed: Table 8."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.days import months_on
from domain.file.acts import Relation
from domain.file.discussions import About
from domain.file.indicators import IndicatorKind
from domain.file.plan_versions import VersionFacts
from domain.needs import Opened
from domain.personalised_services import segment_3
from domain.personalised_services.segment_3 import Why, is_pattern, known
from domain.personalised_services.tasks.segment_3 import (
    DECIDE_SEGMENT_3,
    DISCUSS_SEGMENT_3,
    DOCUMENT_SEGMENT_3,
    LOOK_BACK,
    PROPOSE_SEGMENT_3,
    REVIEW_SEGMENT_3,
    ROUTE_REJECTED,
)
from tests.domain.file.writing import NOON, OWNER, PAYER, TIMES, Writer

DAYS = st.dates(date(2026, 1, 1), date(2090, 1, 1))
TODAY = date(2026, 12, 1)  # of NOON
OURS = Relation.PRODUCT
SSM, SM = "ps_ssm.ito", "ps_sm.adeyemi"


@pytest.fixture
def writer() -> Writer:
    return Writer()


def opened(writer: Writer, outcome: str | None = None, **more: Any) -> Opened:
    """Return a task that is open since noon."""
    return Opened(writer.file, NOON, outcome=outcome, times=TIMES, **more)


def escalate(writer: Writer, times: int = 1) -> None:
    """Have the customer escalate, each time dealt with by the area that has it."""
    for _ in range(times):
        writer.handed_on(writer.issue("escalation"))


def marked(writer: Writer, sort: str, review_by: str = "2027-06-01", **more: Any) -> str:
    """Set an indicator on the payer."""
    facts = {"customer": PAYER, "why": "a_reason", "review_by": review_by}
    return writer.write("indicator.set", sort=sort, **(facts | more))


def discussed(
    writer: Writer,
    about: About = About.SEGMENT_3,
    *,
    by: str = OWNER,
    other: str = SSM,
    confirmed: bool = True,
) -> None:
    """Have two officers discuss something, and the other one bear it out."""
    held = writer.write("discussion.held", about=about, by=by, other=other, agreed="recommend")
    if confirmed:
        writer.write("discussion.confirmed", discussion=held, seen=1, by=other)


def left_to_do(writer: Writer) -> None:
    """Approve a plan that still asks for something."""
    writer.write("plan.opened", sort="cmp", customer=PAYER, start="2026-12-01")
    action = {"id": "a-1", "serves": writer.issue(), "who": OWNER, "what": "call", "state": "open"}
    version = writer.write("plan.changed", plan="plan-1", strategies=(), actions=(action,))
    writer.write("plan.submitted", version=version, seen=1)
    row = writer.file.find(VersionFacts, version)
    assert row
    by_ssm: dict[str, Any] = {"by": SSM, "relation": Relation.APPROVER, "sha256": row.facts.sha256}
    writer.write("plan.approved", version=version, seen=row.version, **by_ssm)


# ---------------------------------------------------------------------- what is proposed


def test_nothing_is_proposed_before_every_issue_is_addressed(writer: Writer) -> None:
    """CSP-T8-S1a: a precondition, whatever the reason."""
    assert PROPOSE_SEGMENT_3.lacks(opened(writer, "recommend"))[0].endswith(
        "no issue is recorded: there is none that was addressed"
    )
    issue = writer.issue()
    assert PROPOSE_SEGMENT_3.lacks(opened(writer, "recommend"))[0].endswith(f"{issue} is not over")
    decision = writer.decision(issue)
    writer.told_of(decision)
    writer.closed(issue, outcome="resolved", on=decision)
    marked(writer, "service_restriction")

    assert PROPOSE_SEGMENT_3.lacks(opened(writer, "recommend")) == []


@pytest.mark.parametrize(
    ("escalations", "restricted", "lacks"),
    [(0, False, True), (1, False, True), (2, False, False), (0, True, False), (1, True, False)],
)
def test_a_history_of_escalating_or_a_restriction_is_reason_enough(
    writer: Writer, escalations: int, *, restricted: bool, lacks: bool
) -> None:
    """CSP-T8-S1b, CSP-T8-S1c: either, and once is no history."""
    escalate(writer, escalations)
    if restricted:
        marked(writer, "service_restriction")

    assert bool(segment_3.no_reason(opened(writer))) is lacks
    assert is_pattern(known(writer.file)["escalations"]) is (escalations > 1)


def test_another_segment_is_said_without_anything_but_why(writer: Writer) -> None:
    assert PROPOSE_SEGMENT_3.lacks(opened(writer, "another_segment")) == []
    assert PROPOSE_SEGMENT_3.reasons == ("another_segment",)


@pytest.mark.parametrize(
    ("why", "sort", "borne_out"),
    [
        (Why.ONGOING_SUPPORT, "sensitive_issue", True),
        (Why.ONGOING_SUPPORT, "special_contact_details", False),
        (Why.ONGOING_SUPPORT, "service_restriction", False),
        (Why.RESTRICTIONS, "service_restriction", True),
        (Why.RESTRICTIONS, "sensitive_issue", False),
    ],
)
def test_an_approval_names_a_reason_that_the_file_bears_out(
    writer: Writer, why: Why, sort: str, *, borne_out: bool
) -> None:
    """CSP-T8-S3a."""
    escalate(writer, 2)
    marked(writer, sort)
    discussed(writer)

    lacks = DECIDE_SEGMENT_3.lacks(opened(writer, "approve", answers={"CSP-T8-S3a": str(why)}))
    assert (lacks == []) is borne_out


@pytest.mark.parametrize("outcome", ["reject", "assess_first"])
def test_a_no_or_a_review_by_others_needs_no_reason_of_an_approval(
    writer: Writer, outcome: str
) -> None:
    escalate(writer, 2)
    discussed(writer)

    assert DECIDE_SEGMENT_3.lacks(opened(writer, outcome)) == []


def test_a_recommendation_is_decided_once_the_ssm_bears_out_that_it_was_discussed(
    writer: Writer,
) -> None:
    """CSP-T8-S1d: the PSSO names the SSM; a later discussion, with another one, takes its place."""
    told = opened(writer, answers={"CSP-T8-S1d": SSM})
    assert f"no discussion with {SSM} was told of" in DISCUSS_SEGMENT_3.lacks(told)[0]
    discussed(writer, confirmed=False)
    told = opened(writer, answers={"CSP-T8-S1d": SSM})
    assert DISCUSS_SEGMENT_3.lacks(told) == []
    another = opened(writer, answers={"CSP-T8-S1d": "ps_ssm.wu"})
    assert "no discussion with ps_ssm.wu" in DISCUSS_SEGMENT_3.lacks(another)[0]
    escalate(writer, 2)
    (lacks,) = DECIDE_SEGMENT_3.lacks(opened(writer, "reject"))
    assert f"{SSM} has not confirmed discussion-1" in lacks
    discussed(writer, other="ps_ssm.wu")
    assert DECIDE_SEGMENT_3.lacks(opened(writer, "reject")) == []


@pytest.mark.parametrize("first", [SM, SSM])
def test_what_the_plan_still_asks_for_is_discussed_at_the_review_as_both_say(
    writer: Writer, first: str
) -> None:
    """CSP-T8-S5b: either tells of it, and the other bears it out; nothing left, nothing to say."""
    answers = {"CSP-T8-S5b": SSM}
    assert REVIEW_SEGMENT_3.lacks(opened(writer, "not_required", answers=answers)) == []
    left_to_do(writer)
    (lacks,) = REVIEW_SEGMENT_3.lacks(opened(writer, "not_required", answers=answers))
    assert "no discussion of plan-1 a-1 was told of" in lacks
    other = SSM if first is SM else SM
    of_review: dict[str, Any] = {"about": About.SEGMENT_3_REVIEW, "by": first, "other": other}
    discussed(writer, confirmed=False, **of_review)
    (lacks,) = REVIEW_SEGMENT_3.lacks(opened(writer, "not_required", answers=answers))
    assert f"{other} has not confirmed discussion-1" in lacks
    another = opened(writer, "not_required", answers={"CSP-T8-S5b": "ps_ssm.wu"})
    assert f"discussion-1 was between {first} and {other}" in REVIEW_SEGMENT_3.lacks(another)[0]
    discussed(writer, **of_review)
    assert REVIEW_SEGMENT_3.lacks(opened(writer, "not_required", answers=answers)) == []


@pytest.mark.parametrize(
    ("left", "outcome", "fits"),
    [
        (True, "manage", True),
        (True, "exit", False),
        (False, "manage", False),
        (False, "exit", True),
    ],
)
def test_what_is_outstanding_says_where_a_rejection_leads(
    writer: Writer, outcome: str, *, left: bool, fits: bool
) -> None:
    """CSP-T8-S4b; A33."""
    if left:
        writer.issue()

    assert (ROUTE_REJECTED.lacks(opened(writer, outcome)) == []) is fits


def test_a_look_back_is_written_down_and_what_it_found_is_an_issue(writer: Writer) -> None:
    """RES-T4-S3b, RES-T4-S3c."""
    lacks = LOOK_BACK.lacks(opened(writer, "errors_found"))
    assert [words.split(" ", 1)[0] for words in lacks] == ["RES-T4-S3b", "RES-T4-S3c"]
    writer.issue()
    for heading in ("referral_reason", "case_review", "retrospective_review"):
        writer.write("notepad.filed", heading=heading)

    assert LOOK_BACK.lacks(opened(writer, "errors_found")) == []
    assert LOOK_BACK.lacks(opened(writer, "as_it_should_be")) == []


# ---------------------------------------------------------------------- three months at most


@given(DAYS)
def test_three_months_on_is_the_same_day_or_the_last_of_a_shorter_month(day: date) -> None:
    """CSP-T8-S3d: never in the month after."""
    last = months_on(day, 3)

    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == 3
    assert last.day == min(day.day, monthrange(last.year, last.month)[1])


@given(DAYS, st.integers(-5, 100))
def test_the_psm_sets_any_day_to_come_within_three_months_of_the_approval_and_no_other(
    approved: date, later: int
) -> None:
    """CSP-T8-S3d, CSP-T8-S5f: however late the PSM sets it, it counts from the approval."""
    at = datetime(approved.year, approved.month, approved.day, 1, tzinfo=UTC)  # noon in Canberra
    by, today = approved + timedelta(days=later), TIMES.day(at)
    task = Opened(
        Writer(at).file,
        at,
        {"approved_at": at.isoformat()},
        answers={"CSP-T8-S3d": by.isoformat()},
        times=TIMES,
    )

    fits = segment_3.review_unfit(task) == ()
    assert fits == (today < by <= months_on(approved, 3))


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("2027-03-01", None),
        ("2027-02-28", None),
        ("2026-12-02", None),
        ("2027-03-02", "give a date from 1 December 2026 to 1 March 2027"),
        ("2026-12-01", "is not to come: give a day after 1 December 2026"),
        ("2026-11-30", "give a date from 1 December 2026"),
    ],
)
def test_a_day_of_review_that_does_not_fit_is_refused_with_those_that_do(
    writer: Writer, by: str, said: str | None
) -> None:
    approved = {"approved_at": NOON.isoformat()}
    answers = {"CSP-T8-S3d": by}
    lacks = DOCUMENT_SEGMENT_3.lacks(opened(writer, data=approved, answers=answers))

    assert (lacks == []) if said is None else (said in lacks[0])


def test_the_next_review_is_to_come(writer: Writer) -> None:
    """CSP-T8-S5f: how far on it may be, the date's own rule says."""
    today = opened(writer, "required", answers={"CSP-T8-S5f": TODAY.isoformat()})

    assert "is not to come" in REVIEW_SEGMENT_3.lacks(today)[0]
    assert REVIEW_SEGMENT_3.asks["CSP-T8-S5f"].agrees == "CSP-T8-S5f"
    assert REVIEW_SEGMENT_3.lacks(opened(writer, "not_required")) == []
    ends = opened(writer, "not_required", answers={"CSP-T8-S5f": "2027-02-01"})
    assert "segment 3 ends, and is not reviewed again" in REVIEW_SEGMENT_3.lacks(ends)[0]


@given(st.integers(1, 200))
def test_no_route_lets_segment_3_stand_longer_than_three_months(later: int) -> None:
    """The indicator's own law: what a case itself writes is held to it as well."""
    writer, by = Writer(), TODAY + timedelta(days=later)
    facts = {"sort": "segment_3_review", "customer": PAYER, "why": "restrictions"}
    if by > date(2027, 3, 1):
        said = writer.refused("indicator.set", relation=OURS, review_by=by, **facts)
        assert said.startswith("segment 3 is reviewed by 1 March 2027 at the latest, not by")
    else:
        row = writer.write("indicator.set", relation=OURS, review_by=by, **facts)
        later_still = {"indicator": row, "review_by": date(2027, 3, 2)}
        assert "at the latest" in writer.refused("indicator.reviewed", relation=OURS, **later_still)


@pytest.mark.parametrize("relation", [Relation.OWNER, Relation.SPECIALIST, Relation.SYSTEM])
def test_nobody_sets_segment_3_by_an_act(writer: Writer, relation: Relation) -> None:
    """CSP-T8-S1e, CSP-T8-S5d; A22."""
    facts = {"customer": PAYER, "why": "mine", "review_by": "2027-01-04"}
    said = writer.refused("indicator.set", relation=relation, sort="segment_3_review", **facts)
    assert "the SSM decides on segment 3" in said


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        ("indicator.reviewed", {"indicator": True, "review_by": "2027-02-01"}),
        ("indicator.removed", {"indicator": True, "why": "mine"}),
        ("indicator.corrected", {"row": True, "right": {"review_by": "2028-02-01"}, "why": "x"}),
        ("indicator.entered_in_error", {"row": True, "why": "x"}),
    ],
)
def test_nobody_moves_or_ends_segment_3_by_an_act(
    writer: Writer, act: str, facts: dict[str, Any]
) -> None:
    row = marked(writer, "segment_3_review", "2027-02-28", relation=OURS)
    named = {name: row if value is True else value for name, value in facts.items()}

    assert "the SM reviews it" in writer.refused(act, seen=1, **named)
    assert known(writer.file)["indicator"] == row


def test_no_other_indicator_becomes_that_of_segment_3_by_a_correction(writer: Writer) -> None:
    row = marked(writer, "sensitive_issue")
    right = {"sort": IndicatorKind.SEGMENT_3_REVIEW.value}

    assert "the SSM decides" in writer.refused(
        "indicator.corrected", row=row, right=right, why="x", seen=1
    )
    marked(writer, "special_contact_details", "2030-01-01")  # three months bind no other
