"""Issues: what a customer raised, one row each, as the customer put it.

Source: CMA-T1-S2a, CMA-T3-S1b, BG-ROLE-PSSO-a, CSP-T6-S1b.
"""

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel

from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Add,
    Changes,
    Given,
    Leaves,
    Relation,
    facts_of,
)
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.issues import ISSUE_TYPES, Activity
from domain.messages import Code
from domain.officers import in_which_areas


class Outcome(StrEnum):
    """How an issue came to its end."""

    RESOLVED = "resolved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OUTSIDE_AGENCY = "outside_agency"
    DUPLICATE = "duplicate"
    DIED = "died"
    NOT_PURSUED = "not_pursued"


class _Issue(BaseModel):
    """``about`` is a code of the catalogue of issues.

    ``raised_in`` is the contact, item, complaint or review in which it was raised; ``area`` has
    it, where an area does. ``parties`` are the customers whom it affects.
    """

    about: Code
    raised_in: RowId
    parties: tuple[CustomerId, ...]
    area: Code | None = None
    real_time: bool = False
    split_from: RowId | None = None


class IssueFacts(_Issue, Facts):
    """An issue. ``owner`` has it; ``closed`` is how it ended, and ``closed_on`` by which row.

    ``consulted_before_...`` is when the PSSO and whoever decides spoke, ``told_how`` what they
    agreed, ``outcomes_discussed`` when the PSSO asked a specialist what is likely to come of it.
    """

    kind = "issue"

    owner: Elsewhere
    consulted_before_acting: AwareDatetime | None = None
    consulted_before_telling: AwareDatetime | None = None
    told_how: Code | None = None
    outcomes_discussed: AwareDatetime | None = None
    closed: Outcome | None = None
    closed_on: RowId | None = None
    duplicate_of: RowId | None = None
    handed_to: Code | None = None


class IssueRaised(_Issue, Act):
    """A customer raised something; the customer's own words are content, and never change."""

    name = "issue.raised"
    words = "the customer raised an issue"
    senders = (*OFFICERS, "cuba")
    content = ("words",)


def known(given: Given[IssueRaised]) -> str | None:
    """What no catalogue has goes to no area, and stands in no letter."""
    about = given.act.about
    if about in ISSUE_TYPES:
        return None
    return f"there is no issue {about}; choose one of: {', '.join(ISSUE_TYPES)}"


def of_this_file(given: Given[IssueRaised]) -> str | None:
    """An issue of nobody here would be finished by nobody here."""
    act = given.act
    if not act.parties:
        return "say which customers it affects"
    unknown = sorted(set(act.parties) - set(given.file.sides))
    return f"{', '.join(unknown)} is no party of {given.file.case}" if unknown else None


def raised_somewhere(given: Given[IssueRaised]) -> str | None:
    """What nobody said anywhere was not raised."""
    raised_in = given.act.raised_in
    if raised_in == given.file.case or given.file.find(Facts, raised_in):
        return None
    return f"there is no {raised_in} in this file: name where the customer raised it"


def raise_(given: Given[IssueRaised]) -> Changes:
    """Keep it; one that affects several customers is of both sides only by what the agency did."""
    act = given.act
    type_ = ISSUE_TYPES[act.about]
    facts = facts_of(IssueFacts, act, owner=act.area or given.by, area=act.area or type_.area)
    return (Add(facts, side=act.side or act.parties[0]),)


def _area(given: Given[IssueRaised]) -> dict[str, str | None]:
    """Return the area that has it."""
    return {"area": given.act.area or ISSUE_TYPES[given.act.about].area}


def open_issues(file: File) -> tuple[Row[IssueFacts], ...]:
    """Return the issues that have not come to their end, in the order in which they were raised."""
    still = [row for row in file.live(IssueFacts) if not (row.facts.closed or row.facts.handed_to)]
    return tuple(sorted(still, key=lambda row: (row.told.at, row.id)))


def specialised(row: Row[IssueFacts]) -> bool:
    """Tell whether a specialist area decides it. Source: CMA-T1-S2a."""
    return ISSUE_TYPES[row.facts.about].activity is Activity.SPECIALISED


def no_delegation(given: Given[Any], issue: str) -> str | None:
    """Say why somebody may not decide an issue of a specialist area; None where they may.

    The delegation never moves to whoever has the customer, nor to another area.

    Source: BG-ROLE-PSSO-f, BG-ROLE-SPEC-a, BG-ROLE-SPEC-f.
    """
    row = given.file.find(IssueFacts, issue)
    if row and specialised(row) and given.relation is Relation.OWNER:
        return f"{issue} is with {row.facts.area}, whose officer has the delegation"
    return of_another_area(given, issue)


def of_another_area(given: Given[Any], issue: str) -> str | None:
    """Say that a specialist would act on what another area has; None where it is theirs."""
    row = given.file.find(IssueFacts, issue)
    if row is None or not specialised(row) or given.relation is not Relation.SPECIALIST:
        return None
    if row.facts.area in given.areas:
        return None
    return f"{issue} is with {row.facts.area}; {in_which_areas(given.by, given.areas)}"


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        IssueRaised,
        steps=("BG-ROLE-PSSO-a",),
        by=(Relation.OWNER, Relation.SPECIALIST, Relation.SYSTEM, Relation.OTHER),
        changes=raise_,
        rules=(known, of_this_file, raised_somewhere),
        leaves=(Leaves("BG-ROLE-PSSO-a", "Cuba", "issue_list", {"about": "about"}, derived=_area),),
    ),
)
