"""Referrals: to an outside organisation, to an area, or to a procedure that is not built.

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
from domain.issues import AREAS
from domain.messages import Code
from domain.roles import Role

SOCIAL_WORK = "social_work"
EXTERNAL_COMPLAINTS = "external_complaints"  # who deals with MPs and the Ombudsman (CSP-T4-S1f)


class Answer(StrEnum):
    """What came of a referral."""

    ACCEPTED = "accepted"
    REFUSED_BY_THEM = "refused_by_them"
    REFUSED_BY_CUSTOMER = "refused_by_customer"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OVER = frozenset(set(Answer) - {Answer.ACCEPTED})  # accepted is not answered


_GIVEN_UP = frozenset({Answer.REFUSED_BY_CUSTOMER, Answer.WITHDRAWN})


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


class ReferralConsidered(_Referral, Act):
    """A referral that must go past the SSM is thought of, and put to the SSM."""

    name = "referral.considered"
    words = "a referral is considered, and put to the SSM"
    senders = OFFICERS
    content = ("why",)


class ReferralDiscussed(Act):
    """The SSM and whoever considers a referral spoke about it; ``agreed`` says what came of it."""

    name = "referral.discussed"
    words = "a referral was discussed with the SSM"
    senders = (Role.PS_SSM,)
    content = ("words",)
    changes_row = "referral"

    referral: RowId
    agreed: bool


class ReferralMade(_Referral, Act):
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


class ProcedureReported(Act):
    """A procedure to which something was handed over says how it ended it.

    ``procedure`` is the code under which it was handed over, ``outcome`` the procedure's own.
    """

    name = "procedure.reported"
    words = "a procedure reported how it ended what was handed over to it"
    senders = (
        Role.ALLOCATIONS_OFFICER,
        Role.COMPLAINTS_OFFICER,
        Role.LEVEL_1_OFFICER,
        Role.COMPLAINTS_SSM,
        Role.EXTERNAL_COMPLAINTS_OFFICER,
        Role.EXTERNAL_COMPLAINTS_SSM,
        Role.PSSO,
        Role.PS_SSM,
        Role.ASSESSMENT_SERVICES,
        Role.SPECIALIST_OFFICER,
        Role.TEAM_LEADER,
        "cuba",
        "ess",
    )
    content = ("words",)

    procedure: Code
    outcome: Code
    reference: Elsewhere | None = None


class ReferralTakenBack(Act):
    """A case takes back what it has left to a procedure: the procedure has nothing to report.

    Where that has nothing of the case, or has reported, nothing changes.
    """

    name = "referral.taken_back"
    words = "what a procedure had was taken back"
    senders = (Role.TEAM_LEADER,)

    procedure: Code
    why: Code


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


def unanswered(file: File) -> tuple[Row[ReferralFacts], ...]:
    """Return the referrals of which nobody has heard how they ended."""
    return tuple(row for row in made(file) if row.facts.answer not in OVER)


def undecided(file: File) -> tuple[Row[ReferralFacts], ...]:
    """Return what was considered and is neither made nor given up. Source: CSP-T4-S5f."""
    still = (ReferralState.CONSIDERED, ReferralState.AGREED)
    return tuple(row for row in file.live(ReferralFacts) if state(row) in still)


def area_is_known(given: Given[ReferralMade]) -> str | None:
    """What goes to an area that there is not goes to nobody. Source: BG-ROLE-SPEC-a."""
    act = given.act
    if act.sort != "area" or act.to in AREAS:
        return None
    return f"there is no area {act.to}; choose one of: {', '.join(sorted(AREAS))}"


def party_is_in_the_file(given: Given[ReferralMade] | Given[ReferralConsidered]) -> str | None:
    """A referral of somebody else's customer is in the wrong file."""
    party = given.act.party
    return None if party in given.file.sides else f"{party} is no party of {given.file.case}"


def issues_are_in_the_file(given: Given[ReferralMade] | Given[ReferralConsidered]) -> str | None:
    """What a referral is for is an issue that somebody wrote down."""
    missing = [each for each in given.act.issues if not given.file.find(IssueFacts, each)]
    return f"there is no {', '.join(missing)} in this file" if missing else None


def social_work_has_one_name(given: Given[ReferralMade] | Given[ReferralConsidered]) -> str | None:
    """By another name it would go past nobody. Source: CSP-T4-S5f."""
    to = given.act.to
    return f"{to} is {SOCIAL_WORK}: name it so" if _by_another_name(to) else None


def _by_another_name(to: str) -> bool:
    return to != SOCIAL_WORK and to.casefold().replace("-", "_").startswith(SOCIAL_WORK)


def social_work_past_the_ssm(given: Given[ReferralMade]) -> str | None:
    """A social work referral is discussed with the SSM first, wherever it is made.

    Source: CSP-T4-S5f.
    """
    act = given.act
    if act.discussed is None:
        if act.to != SOCIAL_WORK:
            return None
        return (
            "discuss it with the SSM first: referral.considered, in the customer's Personalised "
            "Services case, puts it to the SSM"
        )
    row = given.file.find(ReferralFacts, act.discussed)
    if row is None or (row.facts.to, row.facts.party) != (act.to, act.party):
        return f"{act.discussed} is no referral of {act.party} to {act.to} that was considered"
    stands = state(row)
    if stands is ReferralState.AGREED:
        return None
    return f"{row.id} is {stands.replace('_', ' ')}: only what the SSM agreed to is made"


ASKED_OF_THE_SSM = ("considered_by", "discussed_with", "agreed", "made_on")


def put_right_past_the_ssm(given: Given[Any]) -> str | None:
    """What the SSM said is of one referral of one customer: putting right makes no other of it.

    Else a referral that needed nobody's yes, or a no, would become social work by a correction.

    Source: CSP-T4-S5f.
    """
    row = given.file.find(ReferralFacts, given.act.row)
    if row is None:
        return None
    right = dict(getattr(given.act, "right", {}))
    other = {str(right.get("to", row.facts.to)), row.facts.to}
    social = any(to == SOCIAL_WORK or _by_another_name(to) for to in other)
    of_another = "to" in right or "party" in right or hasattr(given.act, "to")
    if any(name in right for name in ASKED_OF_THE_SSM) or (social and of_another):
        return (
            f"{row.id} is put right by the acts of a referral alone: enter it in error, and put "
            "what is right to the SSM"
        )
    return None


def needs_the_ssm(given: Given[ReferralConsidered]) -> str | None:
    """Only social work goes past the SSM; what needs nobody's yes is made. Source: CSP-T4-S5f."""
    to = given.act.to
    return None if to == SOCIAL_WORK else f"a referral to {to} needs no SSM: make it"


def one_at_a_time(given: Given[ReferralConsidered]) -> str | None:
    """Asked twice, the second answer would undo the first unseen."""
    for row in undecided(given.file):
        if (row.facts.to, row.facts.party) == (given.act.to, given.act.party):
            return f"{row.id} is {state(row)} already"
    return None


def not_by_whoever_considers(given: Given[ReferralDiscussed]) -> str | None:
    """Who agrees with themselves has asked nobody. Source: CSP-T4-S5f."""
    row = given.file.find(ReferralFacts, given.act.referral)
    if row and row.facts.considered_by == given.by:
        return f"{row.id} was considered by {given.by}: another person must discuss it"
    return None


def is_considered(given: Given[ReferralDiscussed]) -> str | None:
    """What was decided or made is not discussed beforehand any more."""
    row = given.file.find(ReferralFacts, given.act.referral)
    if row is None or state(row) is ReferralState.CONSIDERED:
        return None
    return f"{row.id} is {state(row).replace('_', ' ')} already"


def was_made(given: Given[ReferralAnswered] | Given[ReferralChased]) -> str | None:
    """Nobody answers what they have not got; but what is not wanted need not be made."""
    act = given.act
    row = given.file.find(ReferralFacts, act.referral)
    if row is None or row.facts.made_on:
        return None
    if isinstance(act, ReferralAnswered) and act.answer in _GIVEN_UP:
        return None
    return f"{row.id} is not made yet"


def not_over(given: Given[ReferralAnswered] | Given[ReferralChased]) -> str | None:
    """What is over is not answered again."""
    row = given.file.find(ReferralFacts, given.act.referral)
    if row is None or row.facts.answer not in OVER:
        return None
    return f"{row.id} is over: {row.facts.answer}"


def consider(given: Given[ReferralConsidered]) -> Changes:
    """Keep what is thought of, on the side of the customer."""
    return (Add(facts_of(ReferralFacts, given.act, considered_by=given.by), side=given.act.party),)


def discuss(given: Given[ReferralDiscussed]) -> Changes:
    """Say what the SSM said to it."""
    row = found(given, ReferralFacts, given.act.referral)
    return (amended(row, agreed=given.act.agreed, discussed_with=given.by),)


def a_procedure_reports_itself(given: Given[ReferralAnswered]) -> str | None:
    """What a procedure has is over when it says so, and how: else it would end in a word (A07)."""
    row = given.file.find(ReferralFacts, given.act.referral)
    has_it = row and row.facts.sort == "procedure" and row.facts.made_on
    if row is None or not has_it or given.act.answer not in OVER:
        return None
    return f"{row.id} is with {row.facts.to}: procedure.reported says how it ended"


def one_is_with_it(given: Given[ProcedureReported]) -> str | None:
    """A report of what was never handed over, or is over, is filed with the wrong case."""
    file, procedure = given.file, given.act.procedure
    if handed_over(procedure, file):
        return None
    others = [row.facts.to for row in unanswered(file) if row.told.case == file.case]
    return f"nothing of {file.case} is with {procedure}; it is with {', '.join(others) or 'nobody'}"


def not_handed_over_twice(given: Given[ReferralMade]) -> str | None:
    """Two hand-overs to one procedure would be answered by one report, and one stay open."""
    if given.act.sort != "procedure":
        return None
    row = handed_over(given.act.to, given.file)
    return f"{row.id} is with {given.act.to} already" if row else None


def report(given: Given[ProcedureReported]) -> Changes:
    """Say how it ended."""
    act = given.act
    row = handed_over(act.procedure, given.file)
    if row is None:
        raise KeyError(act.procedure)
    how = {"answer": Answer.ANSWERED, "outcome": act.outcome, "reference": act.reference}
    return (amended(row, **how),)


def take_back(given: Given[ReferralTakenBack]) -> Changes:
    """Say that it was, and why."""
    row = handed_over(given.act.procedure, given.file)
    return (amended(row, answer=Answer.WITHDRAWN, outcome=given.act.why),) if row else ()


def refer(given: Given[ReferralMade]) -> Changes:
    """Keep it, on the side of the customer; one that was considered is made now."""
    act, day = given.act, given.office.day_of(given.at)
    if act.discussed is None:
        return (Add(facts_of(ReferralFacts, act, made_on=day), side=act.party),)
    row = found(given, ReferralFacts, act.discussed)
    said = {"issues": act.issues, "consent": act.consent, "answer_due": act.answer_due}
    return (amended(row, made_on=day, **{name: each for name, each in said.items() if each}),)


def answer(given: Given[ReferralAnswered]) -> Changes:
    """Say what came of it."""
    return (amended(found(given, ReferralFacts, given.act.referral), answer=given.act.answer),)


def chase(given: Given[ReferralChased]) -> Changes:
    """Say when it was asked after, and until when an answer is waited for."""
    row, day = found(given, ReferralFacts, given.act.referral), given.office.day_of(given.at)
    return (amended(row, chased_on=day, answer_due=given.act.answer_due),)


_MAY = (Relation.OWNER, Relation.SPECIALIST)

_MADE = {"customer": "party", "issues": "issues", "answer_due": "answer_due"}

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        ReferralConsidered,
        steps=("CSP-T4-S5f",),
        by=_MAY,
        changes=consider,
        rules=(
            party_is_in_the_file,
            issues_are_in_the_file,
            social_work_has_one_name,
            needs_the_ssm,
            one_at_a_time,
        ),
    ),
    ActKind(
        ReferralDiscussed,
        steps=("CSP-T4-S5f",),
        by=(Relation.APPROVER, Relation.OWNER),
        changes=discuss,
        rules=(not_by_whoever_considers, is_considered),
        leaves=(
            Leaves(
                "CSP-T4-S5f", "Cuba", "discussion", {"referral": "referral", "agreed": "agreed"}
            ),
        ),
    ),
    ActKind(
        ReferralMade,
        steps=("CMA-T1-S2h", "CSP-T4-S5f", "CSP-T5-S3c", "CSP-T5-S3d"),
        by=_MAY,
        changes=refer,
        rules=(
            party_is_in_the_file,
            issues_are_in_the_file,
            area_is_known,
            social_work_has_one_name,
            social_work_past_the_ssm,
            not_handed_over_twice,
        ),
        leaves=(
            Leaves("CMA-T1-S2h", "Cuba", "referral_given", {"organisation": "to"}),
            Leaves(
                "CSP-T5-S3c",
                "Cuba",
                "social_worker_referral",
                _MADE,
                when={"to": SOCIAL_WORK},
            ),
            Leaves(
                "CSP-T5-S3d",
                "Cuba",
                "external_organisation_referral",
                _MADE | {"organisation": "to"},
                when={"sort": "organisation"},
                where=lambda given: given.act.to != SOCIAL_WORK,
            ),
        ),
    ),
    ActKind(
        ReferralAnswered,
        steps=("CSP-T5-S3c", "CSP-T5-S3d"),
        by=(*_MAY, Relation.SYSTEM),
        changes=answer,
        rules=(was_made, not_over, a_procedure_reports_itself),
    ),
    ActKind(
        ProcedureReported,
        steps=("WC-S5a", "WC-S3g", "WC-S3h", "WC-S1c", "CSP-T8-S2c", "CSP-T3-S14c", "CB-DEATH"),
        by=(*_MAY, Relation.APPROVER, Relation.SYSTEM, Relation.OTHER),
        changes=report,
        rules=(one_is_with_it,),
    ),
    ActKind(
        ReferralTakenBack,
        steps=("WC-S5a", "CB-DEATH"),
        by=(Relation.PRODUCT,),
        changes=take_back,
    ),
    ActKind(
        ReferralChased,
        steps=("CSP-T5-S3d",),
        by=_MAY,
        changes=chase,
        rules=(was_made, not_over),
    ),
)
