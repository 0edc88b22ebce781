"""How a referral is made, answered and asked after.

Source: CMA-T1-S2h, CSP-T5-S3c, CSP-T5-S3d, BG-ROLE-SPEC-a; A07.
"""

from typing import Any

from domain.file.acts import (
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
from domain.file.procedures import a_procedure_reports_itself, not_handed_over_twice
from domain.file.referrals import (
    OVER,
    SOCIAL_WORK,
    WHO_REFERS,
    Answer,
    ReferralAnswered,
    ReferralChased,
    ReferralFacts,
    ReferralMade,
    issues_are_in_the_file,
    party_is_in_the_file,
)
from domain.file.social_work import social_work_has_one_name, social_work_past_the_ssm
from domain.issues import AREAS

_GIVEN_UP = frozenset({Answer.REFUSED_BY_CUSTOMER, Answer.WITHDRAWN})


def area_is_known(given: Given[ReferralMade]) -> str | None:
    """What goes to an area that there is not goes to nobody. Source: BG-ROLE-SPEC-a."""
    act = given.act
    if act.sort != "area" or act.to in AREAS:
        return None
    return f"there is no area {act.to}; choose one of: {', '.join(sorted(AREAS))}"


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


_MADE = {"customer": "party", "issues": "issues", "answer_due": "answer_due"}


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        ReferralMade,
        steps=("CMA-T1-S2h", "CSP-T4-S5f", "CSP-T5-S3c", "CSP-T5-S3d"),
        by=WHO_REFERS,
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
        by=(*WHO_REFERS, Relation.SYSTEM),
        changes=answer,
        rules=(was_made, not_over, a_procedure_reports_itself),
    ),
    ActKind(
        ReferralChased,
        steps=("CSP-T5-S3d",),
        by=WHO_REFERS,
        changes=chase,
        rules=(was_made, not_over),
    ),
)
