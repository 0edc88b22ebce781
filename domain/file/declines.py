"""Declines: why a referral to Personalised Services is not taken up, as it is put to the SSM.

Whoever looked at the referral names the ground and what the referrer may do next; the SSM agrees or
not. It is about the referral of its case, while nobody there has been taken on.

Source: CLK-T1-S1g, CLK-T1-S1h, CLK-T5-S2a to CLK-T5-S2c; A10.
"""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from domain.file.acts import (
    Act,
    ActKind,
    Add,
    Changes,
    Given,
    Relation,
    amended,
    facts_of,
    found,
)
from domain.file.locks import held
from domain.file.rows import Elsewhere, Facts, File, Row, RowId
from domain.issues import AREAS
from domain.messages import Code
from domain.roles import Role

REFERRED = "ps-"  # how the reference of a case begins that a referral opens


class Ground(StrEnum):
    """Why a referral is not taken up."""

    NOT_SUITED = "not_suited"  # declined (CLK-T1-S1g)
    CRITERIA_NOT_MET = "criteria_not_met"  # returned (CLK-T5-S2b)
    PROCESS_NOT_FOLLOWED = "process_not_followed"  # returned (CLK-T5-S2b)


class Next(StrEnum):
    """What the referrer may do next. Source: CLK-T1-S1h, CLK-T5-S2b, CLK-T1-S1e."""

    KEEP = "keep"
    OTHER_AREA = "other_area"
    REFER_AGAIN = "refer_again"


class DeclineState(StrEnum):
    """Where a decline stands; computed, never typed."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    OVERTAKEN = "overtaken"  # a customer was taken on before the SSM said anything


class _Decline(BaseModel):
    """``shown_by`` is what shows the ground: a row of the file, or where else it is seen.

    ``area`` is who should have the customer, where that is another area than the referrer's.
    """

    ground: Ground
    next: Next
    shown_by: Elsewhere
    area: Code | None = None


class DeclineFacts(_Decline, Facts):
    """A decline; ``agreed`` is what the SSM said to it."""

    kind = "decline"

    agreed: bool | None = None


class DeclineProposed(_Decline, Act):
    """The referral should not be taken up; the words explain it to whoever referred."""

    name = "decline.proposed"
    words = "it was proposed not to take the referral up"
    senders = (Role.PSSO, Role.PS_PSM)
    content = ("words",)


class DeclineDecided(Act):
    """The SSM agreed to a decline, or did not: written by the case alone."""

    name = "decline.decided"
    words = "it was decided whether the referral is taken up"
    senders = (Role.PS_SSM,)
    changes_row = "decline"

    decline: RowId
    agreed: bool


def state(row: Row[DeclineFacts], file: File) -> DeclineState:
    """Return where a decline stands."""
    if row.facts.agreed is None:
        return DeclineState.OVERTAKEN if held(file) else DeclineState.PROPOSED
    return DeclineState.AGREED if row.facts.agreed else DeclineState.NOT_AGREED


def returned(ground: Ground) -> bool:
    """Tell whether a referral goes back to be put right, in place of being declined."""
    return ground is not Ground.NOT_SUITED


def asked(file: File) -> Row[DeclineFacts] | None:
    """Return what is with the SSM."""
    rows = (row for row in file.live(DeclineFacts) if row.told.case == file.case)
    return next((row for row in rows if row.facts.agreed is None), None)


def put_to_the_ssm(file: File) -> dict[str, str] | None:
    """Return what the SSM is asked: the row, who proposed it, the ground."""
    row = asked(file)
    return {"row": row.id, "by": row.told.by, "ground": row.facts.ground} if row else None


def a_referral_is_there(given: Given[DeclineProposed]) -> str | None:
    """Only a case that was referred has a referral to decline."""
    if given.file.case.startswith(REFERRED):
        return None
    return f"no referral opened {given.file.case}: propose it in the Personalised Services case"


def nobody_is_taken_on(given: Given[DeclineProposed]) -> str | None:
    """Whoever was taken on leaves by the gates of a finalisation. Source: CSP-T6-S1a."""
    locks = held(given.file)
    if not locks:
        return None
    has = f"{locks[0].facts.customer} is locked here already, by {locks[0].id}"
    return f"{has}: the customers were taken on, and leave by a finalisation"


def the_other_area_is_known(given: Given[DeclineProposed]) -> str | None:
    """Whoever is sent on must know where to. Source: CLK-T1-S1h, CLK-T5-S2b."""
    area, wanted = given.act.area, given.act.next is Next.OTHER_AREA
    if not wanted:
        return f"area is for {Next.OTHER_AREA} alone: leave it out" if area else None
    if area in AREAS:
        return None
    return f"say which area it is for: one of {', '.join(sorted(AREAS))}"


def one_at_a_time(given: Given[DeclineProposed]) -> str | None:
    """Asked twice, the second answer would undo the first unseen."""
    row = asked(given.file)
    return f"{row.id} is with the SSM already" if row else None


def propose(given: Given[DeclineProposed]) -> Changes:
    """Keep it with the customer of the case."""
    return (Add(facts_of(DeclineFacts, given.act), side=given.file.sides[0]),)


def decide(given: Given[DeclineDecided]) -> Changes:
    """Say what the SSM said."""
    row = found(given, DeclineFacts, given.act.decline)
    return (amended(row, agreed=given.act.agreed),)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        DeclineProposed,
        steps=("CLK-T1-S1g", "CLK-T5-S2a"),
        by=(Relation.OWNER, Relation.APPROVER, Relation.OTHER),
        changes=propose,
        rules=(a_referral_is_there, nobody_is_taken_on, the_other_area_is_known, one_at_a_time),
    ),
    ActKind(
        DeclineDecided,
        steps=("CLK-T5-S2c",),
        by=(Relation.PRODUCT,),
        changes=decide,
    ),
)
