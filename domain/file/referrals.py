"""Referrals: to an outside organisation, to an area, or to a procedure that is not built.

What one is, and where it stands. How one is made is in ``referring``, what goes
past the SSM in ``social_work``, what a procedure has in ``procedures``.

Source: CMA-T1-S2h, CSP-T4-S5f, CSP-T5-S3c, CSP-T5-S3d, WC-S1c, WC-S3g, WC-S3h, WC-S5a; A07.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from domain.days import AHEAD, Day
from domain.file.acts import (
    OFFICERS,
    Act,
    Given,
    Relation,
)
from domain.file.issues import IssueFacts
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code

SOCIAL_WORK = "social_work"
EXTERNAL_COMPLAINTS = "external_complaints"  # who deals with MPs and the Ombudsman (CSP-T4-S1f)
WHO_REFERS = (Relation.OWNER, Relation.SPECIALIST)


class Answer(StrEnum):
    """What came of a referral."""

    ACCEPTED = "accepted"
    REFUSED_BY_THEM = "refused_by_them"
    REFUSED_BY_CUSTOMER = "refused_by_customer"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OVER = frozenset(set(Answer) - {Answer.ACCEPTED})  # accepted is not answered


class Referring(BaseModel):
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


class ReferralFacts(Referring, Facts):
    """A referral; ``answer`` is what came of it so far, ``chased_on`` when it was asked after.

    One that goes past the SSM is ``considered_by`` somebody first; ``agreed`` is what the SSM,
    ``discussed_with``, said to it. ``made_on`` is the day on which it was made.
    ``outcome`` is how a procedure ended what was handed over to it, in that procedure's own code;
    ``reference`` is under what it is kept there.
    """

    kind = "referral"

    considered_by: Elsewhere | None = None
    discussed_with: Elsewhere | None = None
    agreed: bool | None = None
    made_on: Day | None = None
    answer: Answer | None = None
    chased_on: Day | None = None
    outcome: Code | None = None
    reference: Elsewhere | None = None


class ReferralState(StrEnum):
    """Where a referral stands; computed, never typed. Accepted is not answered."""

    CONSIDERED = "considered"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    MADE = "made"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ReferralMade(Referring, Act):
    """The customer, or an issue of the customer's, was referred to somebody else.

    ``discussed`` is the referral as it was considered, where the SSM had to be asked first.
    """

    name = "referral.made"
    words = "a referral was made"
    senders = OFFICERS
    content = ("why",)

    discussed: RowId | None = None


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


_ANSWERED: Mapping[Answer, ReferralState] = MappingProxyType(
    {
        Answer.ACCEPTED: ReferralState.ACCEPTED,
        Answer.REFUSED_BY_THEM: ReferralState.REFUSED,
        Answer.REFUSED_BY_CUSTOMER: ReferralState.REFUSED,
        Answer.ANSWERED: ReferralState.ANSWERED,
        Answer.WITHDRAWN: ReferralState.WITHDRAWN,
        Answer.LAPSED: ReferralState.LAPSED,
    }
)


def state(row: Row[ReferralFacts]) -> ReferralState:
    """Return where a referral stands."""
    facts = row.facts
    if facts.answer:
        return _ANSWERED[facts.answer]
    if facts.made_on:
        return ReferralState.MADE
    if facts.agreed is None:
        return ReferralState.CONSIDERED
    return ReferralState.AGREED if facts.agreed else ReferralState.NOT_AGREED


def made(file: File, *sorts: str) -> tuple[Row[ReferralFacts], ...]:
    """Return the referrals that were made, of ``sorts`` where any are named."""
    return tuple(
        row
        for row in file.live(ReferralFacts)
        if row.facts.made_on and (not sorts or row.facts.sort in sorts)
    )


def unanswered(file: File) -> tuple[Row[ReferralFacts], ...]:
    """Return the referrals of which nobody has heard how they ended."""
    return tuple(row for row in made(file) if row.facts.answer not in OVER)


def handed_over(procedure: str, file: File) -> Row[ReferralFacts] | None:
    """Return what a case has handed over to a procedure that has not reported on it."""
    return next(
        (
            row
            for row in unanswered(file)
            if row.told.case == file.case and row.facts.to == procedure
        ),
        None,
    )


def party_is_in_the_file(given: Given[Any]) -> str | None:
    """A referral of somebody else's customer is in the wrong file."""
    party = given.act.party
    return None if party in given.file.sides else f"{party} is no party of {given.file.case}"


def issues_are_in_the_file(given: Given[Any]) -> str | None:
    """What a referral is for is an issue that somebody wrote down."""
    missing = [each for each in given.act.issues if not given.file.find(IssueFacts, each)]
    return f"there is no {', '.join(missing)} in this file" if missing else None
