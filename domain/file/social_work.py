"""Referrals to social work, which go past the SSM before they are made, wherever that is.

Source: CSP-T4-S5f.
"""

from typing import Any

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
from domain.file.referrals import (
    SOCIAL_WORK,
    WHO_REFERS,
    ReferralFacts,
    ReferralMade,
    ReferralState,
    Referring,
    issues_are_in_the_file,
    party_is_in_the_file,
    state,
)
from domain.file.rows import File, Row, RowId
from domain.roles import Role


class ReferralConsidered(Referring, Act):
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


def undecided(file: File) -> tuple[Row[ReferralFacts], ...]:
    """Return what was considered and is neither made nor given up. Source: CSP-T4-S5f."""
    still = (ReferralState.CONSIDERED, ReferralState.AGREED)
    return tuple(row for row in file.live(ReferralFacts) if state(row) in still)


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


def consider(given: Given[ReferralConsidered]) -> Changes:
    """Keep what is thought of, on the side of the customer."""
    return (Add(facts_of(ReferralFacts, given.act, considered_by=given.by), side=given.act.party),)


def discuss(given: Given[ReferralDiscussed]) -> Changes:
    """Say what the SSM said to it."""
    row = found(given, ReferralFacts, given.act.referral)
    return (amended(row, agreed=given.act.agreed, discussed_with=given.by),)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        ReferralConsidered,
        steps=("CSP-T4-S5f",),
        by=WHO_REFERS,
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
)
