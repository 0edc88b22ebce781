"""Discussions between two officers about a case: one of them tells the file, the other confirms.

That two spoke with each other is nothing that one of them can claim. What they agreed counts once
both have said so.

Source: CSP-T8-S1d, CSP-T8-S5b.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, JsonValue

from domain.file.acts import (
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
from domain.file.locks import OfficerId
from domain.file.rows import Facts, File, Row, RowId
from domain.messages import Code
from domain.roles import Role


class About(StrEnum):
    """What was discussed."""

    SEGMENT_3 = "segment_3"  # that it is recommended: CSP-T8-S1d
    SEGMENT_3_REVIEW = "segment_3_review"  # what is outstanding on the plan: CSP-T8-S5b


class _Discussion(BaseModel):
    """``other`` is with whom whoever tells it spoke, ``agreed`` what came of it."""

    about: About
    other: OfficerId
    agreed: Code


class DiscussionFacts(_Discussion, Facts):
    """A discussion; ``confirmed_at`` is when the other of the two said that it was so."""

    kind = "discussion"

    confirmed_at: AwareDatetime | None = None


class DiscussionHeld(_Discussion, Act):
    """Two officers discussed a case, as one of them says."""

    name = "discussion.held"
    words = "two officers discussed the case"
    senders = (Role.PSSO, Role.PS_SSM, Role.PS_SM)
    content = ("words",)


class DiscussionConfirmed(Act):
    """The other of the two says that it was so."""

    name = "discussion.confirmed"
    words = "a discussion was confirmed by the other of the two"
    senders = (Role.PSSO, Role.PS_SSM, Role.PS_SM)
    changes_row = "discussion"

    discussion: RowId


def latest(file: File, about: About, since: datetime | None = None) -> Row[DiscussionFacts] | None:
    """Return the last discussion of something, since an instant; None where nobody told of one."""
    rows = [
        row
        for row in file.live(DiscussionFacts)
        if row.facts.about is about and (since is None or row.told.at >= since)
    ]
    return max(rows, key=lambda row: (row.told.at, row.told.told_at, row.id), default=None)


def unconfirmed(row: Row[DiscussionFacts]) -> str | None:
    """Say whose word a discussion still lacks."""
    if row.facts.confirmed_at:
        return None
    return f"{row.facts.other} has not confirmed {row.id}: discussion.confirmed says that it was so"


def with_somebody_else(given: Given[DiscussionHeld]) -> str | None:
    """Nobody discusses anything with themselves."""
    return "name the other of the two" if given.act.other == given.by else None


def by_the_other(given: Given[DiscussionConfirmed]) -> str | None:
    """Who tells of a discussion does not bear themselves out."""
    row = given.file.find(DiscussionFacts, given.act.discussion)
    if row is None or row.facts.other == given.by:
        return None
    return f"{row.id} was with {row.facts.other}: they say whether it was so"


def once(given: Given[DiscussionConfirmed]) -> str | None:
    """What is confirmed is confirmed."""
    row = given.file.find(DiscussionFacts, given.act.discussion)
    return f"{row.id} is confirmed already" if row and row.facts.confirmed_at else None


def hold(given: Given[DiscussionHeld]) -> Changes:
    """Keep it, on the side of the customer whose case it is."""
    return (Add(facts_of(DiscussionFacts, given.act), side=given.file.sides[0]),)


def confirm(given: Given[DiscussionConfirmed]) -> Changes:
    """Say when the other of the two said so."""
    row = found(given, DiscussionFacts, given.act.discussion)
    return (amended(row, confirmed_at=given.at),)


def _recommended(given: Given[DiscussionConfirmed]) -> dict[str, JsonValue]:
    row = found(given, DiscussionFacts, given.act.discussion)
    return {"psso": row.told.by, "ps_ssm": row.facts.other, "agreed": row.facts.agreed}


def _is_of_the_recommendation(given: Given[DiscussionConfirmed]) -> bool:
    row = found(given, DiscussionFacts, given.act.discussion)
    return row.facts.about is About.SEGMENT_3


_MAY = (Relation.OWNER, Relation.APPROVER)

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        DiscussionHeld,
        steps=("CSP-T8-S1d", "CSP-T8-S5b"),
        by=_MAY,
        changes=hold,
        rules=(with_somebody_else,),
    ),
    ActKind(
        DiscussionConfirmed,
        steps=("CSP-T8-S1d", "CSP-T8-S5b"),
        by=_MAY,
        changes=confirm,
        rules=(by_the_other, once),
        leaves=(
            Leaves(
                "CSP-T8-S1d",
                "Cuba",
                "segment_3_discussion",
                {"discussion": "discussion"},
                derived=_recommended,
                where=_is_of_the_recommendation,
            ),
        ),
    ),
)
