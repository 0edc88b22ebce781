"""Segment 3 stands until it is reviewed: Child Support Table 8, Step 5 (procedure 101-17021300).

Entered  from SEGMENT_3_PROPOSED once it is documented, and from its own review.
Leaves   to its review again and again; from that to ACTIVE, or to CLOSING_CONTACT, in segment 2.
"""

from datetime import date

from activities.contracts import Armed
from domain.deadline_rules import DeadlineRule
from domain.file.discussions import About
from domain.file.indicators import IndicatorKind, IndicatorRemoved, IndicatorReviewed, IndicatorSet
from domain.file.intrays import NotepadFiled
from domain.messages import OWN_SOURCES
from domain.personalised_services.deadlines import (
    SEGMENT_3_OPENS,
    SEGMENT_3_RENEWED,
    SEGMENT_3_REVIEW,
)
from domain.personalised_services.messages import ReviewBroughtForward
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.segment_3 import LOOKED_BACK, REVIEWED
from domain.personalised_services.segments import Segment
from domain.personalised_services.state import InSegment3
from domain.personalised_services.tasks.segment_3 import (
    PUT_RIGHT_THOROUGHLY,
    REVIEW_OVERDUE,
    REVIEW_SEGMENT_3,
)
from domain.personalised_services.tasks.standing import CASE_UNTOUCHED
from domain.step_ids import StepId
from workflows.handed import Done, NotNow, Received
from workflows.personalised_services.asking import touched
from workflows.personalised_services.restricted import tell_the_restriction
from workflows.personalised_services.segment import record_segment
from workflows.personalised_services.state import PsCase, of_segment_3, take_turn


def review_name(case: PsCase) -> str:
    """Name the day by which segment 3 is reviewed next."""
    return f"segment_3_review-{_which(case)}"


def _opens_name(case: PsCase) -> str:
    return f"segment_3_opens-{_which(case)}"


def _which(case: PsCase) -> str:
    now = _segment_3(case)
    return f"{now.approval}-{now.reviews}"


def _segment_3(case: PsCase) -> InSegment3:
    if case.state.segment_3 is None:
        raise ValueError(f"{case.ref} is not in segment 3")
    return case.state.segment_3


def arm_review(case: PsCase, rule: DeadlineRule, day: str) -> None:
    """Count on the day of the next review: it opens on that day, and is to be done on it."""
    now, name = _segment_3(case), review_name(case)
    now.review_on = date.fromisoformat(day)
    armed = case.armed(f"{case.ref}.{name}")
    if armed and armed.due_on != day:  # until now it was the last day that there is
        case.withdraw_deadline(armed.id, rule.step, "the PSM has set the day")
    case.arm(name, rule, now.since, agreed=day, label="Review of segment 3")
    label = "Review of segment 3 opens"
    case.arm(_opens_name(case), SEGMENT_3_OPENS, now.since, agreed=day, label=label)


def set_indicator(case: PsCase, step: StepId, by: str | None) -> None:
    """Show on the customer until when segment 3 stands, in the file and in Cuba."""
    now, customer = _segment_3(case), case.opened_by.facts.customer
    day = str(now.review_on)
    if indicator := of_segment_3(case)["indicator"]:
        case.act(IndicatorReviewed, step, actor=by, indicator=indicator, review_by=day)
    else:
        sort = IndicatorKind.SEGMENT_3_REVIEW
        case.act(
            IndicatorSet,
            step,
            actor=by,
            sort=sort,
            customer=customer,
            why=now.why,
            review_by=day,
        )
    case.record(
        step,
        "Cuba",
        "segment3_review_indicator",
        actor=by,
        customer=customer,
        why=now.why,
        review_date=day,
    )


async def stay_in_segment_3(case: PsCase) -> str:
    """Rest until the day of the review, or until somebody brings it forward (CSP-T8-S5a).

    The review of the restriction does; each is brought forward where this is the earlier (A34).
    """
    opens = f"{case.ref}.{_opens_name(case)}"
    called = await case.wait(ReviewBroughtForward, until=opens, cites="CSP-T8-S5a")
    of_restriction = called and called.envelope.source in OWN_SOURCES
    if not of_restriction:
        why = "segment 3 of this customer is reviewed"
        tell_the_restriction(
            case,
            ReviewBroughtForward,
            why,
            step="CSP-T8-S5a",
            of=case.opened_by.facts.customer,
        )
    return case.to(Phase.SEGMENT_3_REVIEW, "CSP-T8-S5a")


def brought_forward(case: PsCase, received: Received[ReviewBroughtForward]) -> None:
    """Refuse to bring forward what does not wait: while segment 3 rests, that wait takes it.

    Raises:
        NotNow: the customer is not in segment 3, or it is being reviewed.
    """
    if received.envelope.source in OWN_SOURCES:
        case.note("CSP-T8-S5a", "a restriction is reviewed; segment 3 does not wait for its review")
        return
    if case.phase == Phase.SEGMENT_3_REVIEW:
        raise NotNow("segment 3 is being reviewed already")
    raise NotNow("the customer is not in segment 3")


async def review_segment_3(case: PsCase) -> str:
    """Have the SM review it, and decide whether it is still required."""
    now = _segment_3(case)
    decided = await case.approval(
        REVIEW_SEGMENT_3,
        about=None,
        requested_by=case.state.psso,
        given=("required",),
        due=SEGMENT_3_REVIEW,
        due_from=now.since,
        agreed=str(now.review_on),
    )
    _reviewed(case, decided)
    if decided.outcome == "required":
        return _renew(case, decided)
    return _back_to_segment_2(case, decided)


def _reviewed(case: PsCase, decided: Done) -> None:
    """Write down what the review went over, with whom, and what came of it."""
    by, found = decided.by, of_segment_3(case)
    _end_dates(case)
    touched(case)
    case.record(
        "CSP-T8-S5a",
        "Cuba",
        "segment_3_review",
        actor=by,
        review_date=str(_segment_3(case).review_on),
        reviewed_on=decided.at.isoformat(),
        characteristics=[*found["characteristics"]],
        restrictions=[*found["restrictions"]],
        open_issues=[*found["open_issues"]],
    )
    case.record(
        "CSP-T8-S5b",
        "Cuba",
        "review_discussion",
        actor=by,
        ps_ssm=decided.answers["CSP-T8-S5b"],
        discussion=found["discussed"].get(About.SEGMENT_3_REVIEW),
        outstanding=[*found["outstanding"]],
    )
    case.act(NotepadFiled, "CSP-T8-S5c", actor=by, message=decided.message, heading=REVIEWED)
    case.record(
        "CSP-T8-S5c",
        "Cuba",
        "ps_stacking_document",
        actor=by,
        taken={"review": "CSP-T8-S5c"},
        messages=(decided.message,),
        outcome=decided.outcome,
    )
    case.record("CSP-T8-S5d", "Cuba", "review_outcome", actor=by, outcome=decided.outcome)


def _end_dates(case: PsCase) -> None:
    """Let what was armed for this review be met, and take back what its lateness called for."""
    now = _segment_3(case)
    limit = SEGMENT_3_RENEWED.step if now.reviews else "CSP-T8-S3d"
    case.met(f"{case.ref}.{review_name(case)}", limit)
    case.met(f"{case.ref}.{_opens_name(case)}", "CSP-T8-S5a")
    for task in case.background_work(REVIEW_OVERDUE, CASE_UNTOUCHED):
        case.withdraw_task(task, "segment 3 was reviewed")


def _renew(case: PsCase, decided: Done) -> str:
    """Move the day of the review, at most three months on from this one (CSP-T8-S5f)."""
    now, day = _segment_3(case), str(decided.answers["CSP-T8-S5f"])
    now.since, now.reviews = decided.at, now.reviews + 1
    arm_review(case, SEGMENT_3_RENEWED, day)
    set_indicator(case, "CSP-T8-S5f", decided.by)
    return case.to(Phase.SEGMENT_3_ACTIVE, "CSP-T8-S5f")


def _back_to_segment_2(case: PsCase, decided: Done) -> str:
    """Manage on in segment 2 what is left, or go on to exit (CSP-T8-S5e, A33)."""
    left, by = [*of_segment_3(case)["open_issues"]], decided.by
    end_segment_3(case, by, "no_longer_required")
    record_segment(case, Segment.MEDIUM, by)
    case.record("CSP-T8-S5e", "Cuba", "segment_field", actor=by, segment=Segment.MEDIUM)
    case.record("CSP-T8-S5e", "PS Portal", "ps_portal", actor=by, segment=Segment.MEDIUM)
    words = "issues are outstanding" if left else "nothing is outstanding"
    branch = "Yes" if left else "No"
    case.decide("CSP-T8-S5e", branch, words, reading="A33", actor=by, open_issues=left)
    if left:
        return take_turn(case, Turn.OPTIONS, "CSP-T5-S2")
    return case.to(Phase.CLOSING_CONTACT, "CSP-T6-S1a")


def end_segment_3(case: PsCase, by: str | None, why: str) -> None:
    """Take the indicator and the dates away; a customer who is in no segment 3 has none."""
    if case.state.segment_3 is None:
        return
    for name in (review_name(case), _opens_name(case)):
        if case.armed(f"{case.ref}.{name}"):
            case.withdraw_deadline(f"{case.ref}.{name}", "CSP-T8-S5e", "segment 3 has ended")
    if indicator := of_segment_3(case)["indicator"]:
        case.act(IndicatorRemoved, "CSP-T8-S5e", actor=by, indicator=indicator, why=why)
    case.state.segment_3 = None


def overdue(case: PsCase, deadline: Armed) -> None:
    """Let the SSM see to a review that nobody has made by its day.

    An approval that nobody has documented meanwhile is three months old: it is decided anew.
    """
    case.open(REVIEW_OVERDUE, background=True, due_on=deadline.due_on)
    if case.phase == Phase.SEGMENT_3_PROPOSED:
        case.state.segment_3 = None
        case.move_on(Phase.SEGMENT_3_PROPOSED, "CSP-T8-S1a")


def looked_back(case: PsCase, done: Done) -> None:
    """Have put right what the look back has shown (RES-T4-S3b, RES-T4-S3c)."""
    notepad = of_segment_3(case)["notepads"][LOOKED_BACK]
    case.record(
        "RES-T4-S3b",
        "Cuba",
        "retrospective_review",
        actor=done.by,
        review=notepad,
        outcome=done.outcome,
    )
    if done.outcome == "errors_found":
        case.open(PUT_RIGHT_THOROUGHLY, background=True, since=done.at.isoformat())


def put_right(case: PsCase, done: Done) -> None:
    """Write down how each issue ended (RES-T4-S3c)."""
    ended = of_segment_3(case)["issues"]
    case.record("RES-T4-S3c", "Cuba", "issue_outcome", actor=done.by, issues=ended)
