"""Referrals: to an outside organisation, to an area, or to a procedure that is not built.

Source: CMA-T1-S2h, CSP-T4-S5f, CSP-T5-S3c, CSP-T5-S3d, WC-S3g; A07.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from domain.days import AHEAD, Day
from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Add,
    Changes,
    Given,
    Leaves,
    Relation,
    amended,
    facts_of,
    found,
)
from domain.file.issues import IssueFacts
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code

SOCIAL_WORK = "social_work"


class Answer(StrEnum):
    """What came of a referral."""

    ACCEPTED = "accepted"
    REFUSED_BY_THEM = "refused_by_them"
    REFUSED_BY_CUSTOMER = "refused_by_customer"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OVER = frozenset(set(Answer) - {Answer.ACCEPTED})  # accepted is not answered


class _Referral(BaseModel):
    """``to`` is the code of an organisation, an area or a procedure; ``issues`` are what it is for.

    ``answer_due`` is the day on which it is chased. ``consent`` is the row that shows that the
    customer agreed, or the authority that needs no consent.
    """

    to: Code
    sort: Literal["organisation", "area", "procedure"]
    party: CustomerId
    issues: tuple[RowId, ...] = ()
    consent: RowId | None = None
    answer_due: Annotated[Day | None, AHEAD] = None


class ReferralFacts(_Referral, Facts):
    """A referral; ``answer`` is what came of it so far, ``chased_on`` when it was asked after."""

    kind = "referral"

    answer: Answer | None = None
    chased_on: Day | None = None


class ReferralMade(_Referral, Act):
    """The customer, or an issue of the customer's, was referred to somebody else."""

    name = "referral.made"
    words = "a referral was made"
    senders = OFFICERS
    content = ("why",)

    discussed: Elsewhere | None = None  # the task in which the SSM agreed


class ReferralAnswered(Act):
    """Those to whom a referral went, or the customer, said something of it."""

    name = "referral.answered"
    words = "a referral was answered"
    senders = (*OFFICERS, "cuba", "cims")
    content = ("words",)
    changes_row = "referral"

    referral: RowId
    answer: Answer


class ReferralChased(Act):
    """Those who were to answer were asked again."""

    name = "referral.chased"
    words = "a referral was asked after"
    senders = OFFICERS
    content = ("words",)
    changes_row = "referral"

    referral: RowId
    answer_due: Annotated[Day, AHEAD]


def unanswered(file: File) -> tuple[Row[ReferralFacts], ...]:
    """Return the referrals of which nobody has heard how they ended."""
    return tuple(row for row in file.live(ReferralFacts) if row.facts.answer not in OVER)


def party_is_in_the_file(given: Given[ReferralMade]) -> str | None:
    """A referral of somebody else's customer is in the wrong file."""
    party = given.act.party
    return None if party in given.file.sides else f"{party} is no party of {given.file.case}"


def issues_are_in_the_file(given: Given[ReferralMade]) -> str | None:
    """What a referral is for is an issue that somebody wrote down."""
    missing = [each for each in given.act.issues if not given.file.find(IssueFacts, each)]
    return f"there is no {', '.join(missing)} in this file" if missing else None


def social_work_past_the_ssm(given: Given[ReferralMade]) -> str | None:
    """A social work referral is discussed with the SSM first, wherever it is made.

    Source: CSP-T4-S5f.
    """
    if given.act.to != SOCIAL_WORK or given.act.discussed:
        return None
    return "discuss it with the SSM first, and name the task in which that was done"


def not_over(given: Given[ReferralAnswered] | Given[ReferralChased]) -> str | None:
    """What is over is not answered again."""
    row = given.file.find(ReferralFacts, given.act.referral)
    if row is None or row.facts.answer not in OVER:
        return None
    return f"{row.id} is over: {row.facts.answer}"


def refer(given: Given[ReferralMade]) -> Changes:
    """Keep it, on the side of the customer."""
    return (Add(facts_of(ReferralFacts, given.act), side=given.act.party),)


def answer(given: Given[ReferralAnswered]) -> Changes:
    """Say what came of it."""
    return (amended(found(given, ReferralFacts, given.act.referral), answer=given.act.answer),)


def chase(given: Given[ReferralChased]) -> Changes:
    """Say when it was asked after, and until when an answer is waited for."""
    row, day = found(given, ReferralFacts, given.act.referral), given.office.day_of(given.at)
    return (amended(row, chased_on=day, answer_due=given.act.answer_due),)


_MAY = (Relation.OWNER, Relation.SPECIALIST)

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        ReferralMade,
        steps=("CMA-T1-S2h", "CSP-T5-S3c", "CSP-T5-S3d"),
        by=_MAY,
        changes=refer,
        rules=(party_is_in_the_file, issues_are_in_the_file, social_work_past_the_ssm),
        leaves=(Leaves("CMA-T1-S2h", "Cuba", "referral_given", {"organisation": "to"}),),
    ),
    ActKind(
        ReferralAnswered,
        steps=("CSP-T5-S3c", "CSP-T5-S3d"),
        by=(*_MAY, Relation.SYSTEM),
        changes=answer,
        rules=(not_over,),
    ),
    ActKind(
        ReferralChased,
        steps=("CSP-T5-S3d",),
        by=_MAY,
        changes=chase,
        rules=(not_over,),
    ),
)
