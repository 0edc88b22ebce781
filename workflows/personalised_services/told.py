"""What follows in a Personalised Services case from acts on its file: dates, work, rules applied.

Each function collects; none waits, and none that follows an act changes what the case remembers.
A date of the file is named after its row, ``ps-....commitment-2``: so the act that ends it finds
it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from activities.contracts import CallOff, EndDeadline, Redate
from domain.cold_transfer.messages import ColdTransferLifted
from domain.deadline_rules import DeadlineRule
from domain.file.acts import Act
from domain.file.closing import IssueClosed, IssueHandedOn
from domain.file.commitments import CONTACT, CommitmentKept, CommitmentMade, CommitmentReleased
from domain.file.contacts import TALKED, ContactMade, Identity
from domain.file.handovers import HandoverAnswered
from domain.file.intrays import (
    BUSINESS_REQUEST,
    CHANGE,
    CONSULTATION,
    LIAISON,
    TO_THE_OWNER,
    IntrayClosed,
    IntrayRaised,
)
from domain.file.issues import IssueRaised
from domain.file.letters_wanted import LetterWanted
from domain.file.options import OptionGiven
from domain.file.plan_versions import PlanApproved, PlanReturned, PlanSubmitted
from domain.file.plans import PlanConsultedOn, PlanEnded, PlanOpened
from domain.file.referrals import (
    OVER,
    SOCIAL_WORK,
    ReferralAnswered,
    ReferralChased,
    ReferralConsidered,
    ReferralDiscussed,
    ReferralMade,
)
from domain.file.tellings import IssueDecided
from domain.findings import BLOCKS, HOLDS
from domain.issues import ISSUE_TYPES, Activity
from domain.kit_tasks import READ_MESSAGE
from domain.messages import LetterFailed
from domain.personalised_services.deadlines import (
    CHASE,
    CLEAR_TIMES,
    COMMITMENT,
    NEXT_CONTACT,
    PLAN_REVIEW,
)
from domain.personalised_services.phases import Phase
from domain.personalised_services.segments import Segment
from domain.personalised_services.tasks.contact import (
    CHECK_COMMITMENT,
    FOLLOW_UP,
    READ_CONTACT,
)
from domain.personalised_services.tasks.handing_over import FIND_WHO_TAKES
from domain.personalised_services.tasks.letters import ON_REQUEST, SIGNED
from domain.personalised_services.tasks.planning import APPROVE_PLAN, REVISE_PLAN, TAKE_PLAN_OVER
from domain.personalised_services.tasks.specialists import (
    ANSWER_INTRAY,
    CHASE_REFERRAL,
    CONSULT_ON_PLAN,
    DECIDE_ISSUE,
    DISCUSS_SOCIAL_WORK,
    MAKE_REFERRAL,
    TELL_DECISION,
)
from domain.personalised_services.tasks.strategies import ASKED_FOR_BY
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.handed import Done, Received
from workflows.personalised_services.cold_transferred import lift
from workflows.personalised_services.state import (
    PsCase,
    note_signatory,
    specialised_issues,
    taken_on,
)


def _deadline(case: PsCase, row: str) -> str:
    return f"{case.ref}.{row}"


def _meet(case: PsCase, row: str, step: StepId) -> None:
    """Let the date of a row be met by the act at hand, although both may be of one settle."""
    deadline = _deadline(case, row)
    step = case.verbs.step_of(deadline) or step
    if not case.met(deadline, step):
        case.collect(EndDeadline, step, id=deadline, state="met")


def _call_off(case: PsCase, kind: TaskKind, step: StepId, reason: str, **row: str) -> None:
    """Take back work about a row, which an act of its own has made needless."""
    case.collect(CallOff, step, kind=kind.name, about=row, reason=reason)


# ---------------------------------------------------------------------- contacts and commitments


def promised(case: PsCase, received: Received[CommitmentMade]) -> None:
    """Count the day of a commitment from the act; another day takes the old one back."""
    made = received.facts
    contact = made.what == CONTACT
    rule = NEXT_CONTACT if contact else _time_for(case, made)
    if made.replaces:
        old = _deadline(case, made.replaces)
        case.withdraw_deadline(old, rule.step, "another day was agreed")
    case.arm(
        received.row,
        rule,
        received.envelope.occurred_at,
        agreed=made.by_day.isoformat(),
        label="Agreed contact" if contact else "Commitment",
    )
    if contact:
        words = "another day was agreed" if made.replaces else "as it was agreed"
        _follow(case, made.replaces, words, received, by=made.by_day.isoformat())


def _time_for(case: PsCase, made: CommitmentMade) -> DeadlineRule:
    """Return the rule of a promise: a customer of segment 2 or 3 has clear times (RES-T3-S3d)."""
    theirs = made.who in taken_on(case).customers
    if not theirs or case.state.segment is Segment.LOW:
        return COMMITMENT
    case.record(
        "RES-T3-S3d",
        "Cuba",
        "commitments",
        customer=made.who,
        commitment=made.what,
        times=made.by_day.isoformat(),
    )
    return CLEAR_TIMES


def _follow(
    case: PsCase, was: str | None, reason: str, received: Received[Any], by: str | None = None
) -> None:
    """Let the follow-up that is open have the day that the file has."""
    case.collect(
        Redate,
        NEXT_CONTACT.step,
        kind=FOLLOW_UP.name,
        field="followup",
        was=was,
        row=received.row if by else None,
        rule=NEXT_CONTACT.id,
        start=received.envelope.occurred_at,
        agreed=by,
        reason=reason,
    )


def kept(case: PsCase, received: Received[CommitmentKept]) -> None:
    """End the day of a commitment that was kept."""
    row = received.facts.commitment
    _meet(case, row, COMMITMENT.step)
    _call_off(case, CHECK_COMMITMENT, COMMITMENT.step, "it was kept", commitment=row)


def released(case: PsCase, received: Received[CommitmentReleased]) -> None:
    """Take back the day of a commitment that is needed no more."""
    row, words = received.facts.commitment, "it is needed no more"
    case.withdraw_deadline(_deadline(case, row), COMMITMENT.step, words)
    _follow(case, row, words, received)


def contacted(case: PsCase, received: Received[ContactMade]) -> None:
    """Meet the follow-up that a talk was made for, and let the owner know who called."""
    contact = received.facts
    if contact.for_followup and contact.result in TALKED:
        _meet(case, contact.for_followup, NEXT_CONTACT.step)
    if contact.guide is not None:
        words = "the guide was used" if contact.guide else "a later contact: it needs no guide"
        case.decide("CSP-T4-S1b", HOLDS, words, guide=contact.guide)
    if contact.process == "msp":
        _authenticated(case, received)
    if contact.direction == "in" and received.envelope.actor != case.state.psso:
        case.open(
            READ_CONTACT,
            background=True,
            unless_by_owner=received.envelope.key,
            contact=received.row,
            message=received.envelope.key,
        )


def _authenticated(case: PsCase, received: Received[ContactMade]) -> None:
    """Serve whoever owns the record; others are left to the procedure of MSP customers (A05)."""
    right = received.facts.identity is Identity.CONFIRMED
    by, contact = received.envelope.actor, received.row
    words = "the process for customers with a plan, while they are here"
    case.decide("BG-PORO-b", HOLDS, words, actor=by, contact=contact)
    words = "the right person, who owns the record" if right else "no service: not authenticated"
    case.decide("BG-PORO-a", "Yes" if right else "No", words, actor=by, contact=contact)
    if not right:
        case.hand_to("BG-PORO-a", "Authenticating MSP customers", actor=by, contact=contact)


# ---------------------------------------------------------------------- letters at any time


def wanted(case: PsCase, received: Received[LetterWanted]) -> None:
    """Have the letter prepared that is wanted, beside whatever else goes on (CSP-T4-S2e)."""
    act = received.facts
    kind, task = ON_REQUEST[act.sort]
    case.letters.begin(
        kind,
        task,
        to=act.to,
        wanted=received.row,
        called_for_in=act.called_for_in,
    )


def letter_prepared(case: PsCase, done: Done) -> None:
    """Let the letter go that its officer has signed, or leave it (CSP-T4-S6b)."""
    if done.letter and case.letters.prepared(SIGNED[done.kind][0], done):
        case.state.wanted_letters = case.state.wanted_letters | {done.letter: done.kind}
        note_signatory(case, done.letter, done.by)
        case.record(
            "RES-LINK-b",
            "Cuba",
            "letter_catalogue",
            actor=done.by,
            letter=done.letter,
            template=SIGNED[done.kind][0].name,
        )


def letter_failed(case: PsCase, received: Received[LetterFailed]) -> None:
    """Have a wanted letter prepared again that was refused for good: by another way, elsewhere."""
    letter = received.envelope.about or ""
    if kind := case.state.wanted_letters.get(letter):
        case.letters.again(SIGNED[kind][1], letter)
        return
    case.open(
        READ_MESSAGE,
        background=True,
        message=received.envelope.key,
        message_type=received.envelope.type,
    )


# ---------------------------------------------------------------------- plans


def opened(case: PsCase, received: Received[PlanOpened]) -> None:
    """Count until the day on which an MSP is to be reviewed (BG-ROLE-PSSO-g)."""
    act = received.facts
    if act.sort == "msp" and act.review_by:
        case.arm(
            received.row,
            PLAN_REVIEW,
            received.envelope.occurred_at,
            agreed=act.review_by.isoformat(),
            label="Review of a Managed Service Plan",
        )


_BEFORE_ANY_PLAN = (Phase.REFERRED, Phase.SETUP, Phase.PLANNING)


def submitted(case: PsCase, received: Received[PlanSubmitted]) -> None:
    """Have the SSM decide on a version, whatever phase the case is in (CSP-T2-S4).

    While the first plan is written, or one anew, the work for that asks for the decision.
    """
    if case.phase in _BEFORE_ANY_PLAN or case.background_work(TAKE_PLAN_OVER, REVISE_PLAN):
        return
    row, key = received.facts.version, received.envelope.key
    case.open(APPROVE_PLAN, background=True, about=key, submitted=row)


def plan_approved(case: PsCase, received: Received[PlanApproved]) -> None:
    """Take back the work of a decision that was given (CSP-T2-S4)."""
    version = received.facts.version
    _call_off(case, APPROVE_PLAN, "CSP-T2-S4", "it is decided", submitted=version)
    lift(case, by=f"{case.ref}.{version}")


def plan_returned(case: PsCase, received: Received[PlanReturned]) -> None:
    """Have a version written anew that came back (CSP-T2-S3)."""
    _call_off(case, APPROVE_PLAN, "CSP-T2-S4", "it is decided", submitted=received.facts.version)
    have_the_plan_revised(case)


def have_the_plan_revised(case: PsCase) -> None:
    """Have a version written anew, where no version is being written (CSP-T2-S3)."""
    if case.phase not in _BEFORE_ANY_PLAN and not case.background_work(REVISE_PLAN):
        case.open(REVISE_PLAN, background=True)


def calls_answered_again(case: PsCase, received: Received[ColdTransferLifted]) -> None:
    """Note that a cold transfer is over, and have the plan revised where its review asks for it.

    Source: CSP-T3-S12d, reading A18.
    """
    facts = received.facts
    words = "the cold transfer is lifted: the customer's calls are answered again"
    case.note("CSP-T3-S12d", words, transfer=facts.transfer, calls=facts.calls)
    if facts.plan_changes:
        have_the_plan_revised(case)


def plan_over(case: PsCase, received: Received[PlanEnded]) -> None:
    """Take back the review of a plan that is over."""
    row, words = received.facts.plan, "the plan is over"
    case.withdraw_deadline(_deadline(case, row), PLAN_REVIEW.step, words)


def recommended(case: PsCase, received: Received[PlanConsultedOn]) -> None:
    """Take back the work, and the day, of a consultation that was made (BG-ROLE-PSSO-g)."""
    row = received.facts.plan
    _meet(case, row, PLAN_REVIEW.step)
    _call_off(case, CONSULT_ON_PLAN, PLAN_REVIEW.step, "it was made", plan=row)


def taken_over(case: PsCase, received: Received[HandoverAnswered]) -> None:
    """Let the SSM find who has what the receiver does not take (CSP-T1-S2e)."""
    if left := [each.row for each in received.facts.leave]:
        case.open(FIND_WHO_TAKES, background=True, rows=[*left])


# ---------------------------------------------------------------------- strategies


def option_given(case: PsCase, received: Received[OptionGiven]) -> None:
    """Open the work that the strategy of an option asks for (CSP-T5-S2)."""
    act = received.facts
    if kind := ASKED_FOR_BY.get(act.strategy or ""):
        case.open(kind, background=True, issue=act.issue, option=received.row)


# ---------------------------------------------------------------------- specialists


def raised(case: PsCase, received: Received[IssueRaised]) -> None:
    """Give an issue of a specialist area to whoever has the delegation (BG-ROLE-SPEC-f)."""
    type_ = ISSUE_TYPES.get(received.facts.about)
    if type_ and type_.activity is Activity.SPECIALISED:
        area = received.facts.area or type_.area
        words = "a specialist area has the delegation"
        case.decide("BG-ROLE-SPEC-a", HOLDS, words, issue=received.row, area=area)
        case.open(DECIDE_ISSUE, background=True, issue=received.row, area=area)


def over(case: PsCase, received: Received[IssueClosed] | Received[IssueHandedOn]) -> None:
    """Take back what was still to be done about an issue that came to its end."""
    issue = received.facts.issue
    for kind in (DECIDE_ISSUE, TELL_DECISION):
        _call_off(case, kind, "CSP-T6-S1b", f"{issue} is over here", issue=issue)


_DELEGATION: tuple[StepId, ...] = ("BG-ROLE-SPEC-f", "BG-ROLE-PSSO-f")

# What calls for the owner, by the sort of the intray.
_CALLED_BY: Mapping[str, StepId] = MappingProxyType(
    {
        CONSULTATION: "BG-ROLE-PSSO-c",
        LIAISON: "BG-ROLE-SPEC-d",
        CHANGE: "BG-ROLE-SPEC-e",
        BUSINESS_REQUEST: "BG-ROLE-PSSO-c",
    }
)


def decided(case: PsCase, received: Received[IssueDecided]) -> None:
    """Bring an issue back that an area has decided: it is told, and closed (BG-ROLE-PSSO-e)."""
    for issue in received.facts.issues:
        if issue in specialised_issues(case):
            words = "the PSSO was consulted, and whoever has the delegation decided"
            mandate = "the PSSO was consulted first, as the Mandate asks"
            case.decide("BG-MANDATE", HOLDS, mandate, issue=issue, decision=received.row)
            for step in _DELEGATION:
                case.decide(step, HOLDS, words, issue=issue, decision=received.row)
            case.open(TELL_DECISION, background=True, issue=issue, decision=received.row)


def answered_for(case: PsCase, received: Received[IntrayClosed]) -> None:
    """Take back the work of an intray that was closed."""
    row = received.facts.intray
    _call_off(case, ANSWER_INTRAY, "BG-ROLE-PSSO-c", f"{row} is closed", intray=row)


def asked(case: PsCase, received: Received[IntrayRaised]) -> None:
    """Have the owner answer whoever needs them (BG-ROLE-PSSO-c, BG-ROLE-SPEC-b to -e)."""
    if received.facts.sort in TO_THE_OWNER:
        case.open(
            ANSWER_INTRAY,
            step=_CALLED_BY[received.facts.sort],
            background=True,
            intray=received.row,
            issue=received.facts.issue,
            message=received.envelope.key,
        )


# ---------------------------------------------------------------------- referrals


def considered(case: PsCase, received: Received[ReferralConsidered]) -> None:
    """Put a social work referral to the SSM before it is made (CSP-T4-S5f)."""
    case.decide("CSP-T4-S5f", BLOCKS, "no referral before the SSM has discussed it")
    case.open(
        DISCUSS_SOCIAL_WORK,
        background=True,
        referral=received.row,
        about=received.envelope.key,
    )


def discussed(case: PsCase, received: Received[ReferralDiscussed]) -> None:
    """Have the referral made where the SSM agreed to it."""
    said, by = received.facts, received.envelope.actor
    row, words = said.referral, "it was discussed"
    _call_off(case, DISCUSS_SOCIAL_WORK, "CSP-T4-S5f", words, referral=row)
    if not said.agreed:
        case.decide("CSP-T4-S5f", BLOCKS, "the SSM did not agree to it", actor=by)
        return
    case.decide("CSP-T4-S5f", HOLDS, "the SSM discussed it: it may be made", actor=by)
    case.open(MAKE_REFERRAL, background=True, referral=said.referral)


def referred(case: PsCase, received: Received[ReferralMade]) -> None:
    """Count until the day on which a referral is chased; social work is a procedure of its own."""
    made = received.facts
    if made.discussed:
        _call_off(case, MAKE_REFERRAL, "CSP-T5-S3c", "it was made", referral=made.discussed)
    if made.to == SOCIAL_WORK:
        case.hand_to("CSP-T4-S5f", "Social work referral", referral=made.discussed)
    if made.answer_due:
        case.arm(
            made.discussed or received.row,
            CHASE,
            received.envelope.occurred_at,
            agreed=made.answer_due.isoformat(),
            label="Answer to a referral",
        )


def answered(case: PsCase, received: Received[ReferralAnswered]) -> None:
    """End the wait for an answer; accepted is not answered."""
    row = received.facts.referral
    if received.facts.answer in OVER:
        _meet(case, row, CHASE.step)
        for kind in (MAKE_REFERRAL, CHASE_REFERRAL):
            _call_off(case, kind, CHASE.step, "it was answered", referral=row)


def chased(case: PsCase, received: Received[ReferralChased]) -> None:
    """Count until the next day on which a referral is chased."""
    name, day = received.facts.referral, received.facts.answer_due
    case.withdraw_deadline(_deadline(case, name), CHASE.step, "it was asked after")
    at = received.envelope.occurred_at
    case.arm(name, CHASE, at, agreed=day.isoformat(), label="Answer to a referral")


Then = Callable[[Any, Received[Any]], None]

THEN: Mapping[type[Act], Then] = MappingProxyType(
    {
        LetterWanted: wanted,
        OptionGiven: option_given,
        PlanOpened: opened,
        PlanSubmitted: submitted,
        PlanApproved: plan_approved,
        PlanReturned: plan_returned,
        PlanConsultedOn: recommended,
        PlanEnded: plan_over,
        CommitmentMade: promised,
        CommitmentKept: kept,
        CommitmentReleased: released,
        ContactMade: contacted,
        HandoverAnswered: taken_over,
        IssueRaised: raised,
        IssueDecided: decided,
        IssueClosed: over,
        IssueHandedOn: over,
        IntrayRaised: asked,
        IntrayClosed: answered_for,
        ReferralConsidered: considered,
        ReferralDiscussed: discussed,
        ReferralMade: referred,
        ReferralAnswered: answered,
        ReferralChased: chased,
    }
)
