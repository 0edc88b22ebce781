"""Decisions on issues, and how each party is told of them.

Source: BG-ROLE-SPEC-b to BG-ROLE-SPEC-f, CMA-T3-S1d, CSP-T6-S1e, CSP-T6-S1f; A46.
"""

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel

from domain.days import AHEAD, SINCE, Day
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
from domain.file.contacts import ContactFacts, Identity, Result
from domain.file.issues import IssueFacts, no_delegation, of_another_area, specialised
from domain.file.rows import BOTH, CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code


class _Decision(BaseModel):
    """``result`` is a code; ``delegation`` the one under which it was made."""

    issues: tuple[RowId, ...]
    result: Code
    delegation: Code
    in_force_from: Annotated[Day, SINCE]
    review_until: Annotated[Day | None, AHEAD] = None
    replaces: RowId | None = None


class DecisionFacts(_Decision, Facts):
    """A decision; ``decided_by`` has the delegation, ``set_aside`` is why it stands no more."""

    kind = "decision"

    decided_by: Elsewhere
    set_aside: Code | None = None


class IssueDecided(_Decision, Act):
    """Whoever has the delegation decided issues."""

    name = "issue.decided"
    words = "issues were decided"
    senders = (*OFFICERS, "cuba")
    content = ("reasons",)


class DecisionSetAside(Act):
    """A decision stands no more."""

    name = "decision.set_aside"
    words = "a decision stands no more"
    senders = (*OFFICERS, "cuba")
    content = ("reason",)
    changes_row = "decision"

    decision: RowId
    why: Literal["reviewed", "appealed", "made_in_error"]


class TellingFacts(Facts):
    """A party was told of a decision. ``rests_on`` is the contact or letter in which it was.

    A letter that came back is ``returned``: what was told by it is due again.
    """

    kind = "telling"

    decision: RowId
    party: CustomerId
    rests_on: RowId
    by_voice: bool
    understood: bool | None = None
    returned: bool = False


class DecisionTold(Act):
    """A party was told of a decision, in a contact or by a letter."""

    name = "decision.told"
    words = "a customer was told of a decision"
    senders = OFFICERS
    content = ("words",)

    decision: RowId
    party: CustomerId
    rests_on: RowId
    understood: bool | None = None


# ---------------------------------------------------------------------- reading


def in_force(file: File) -> tuple[Row[DecisionFacts], ...]:
    """Return the decisions that stand: neither set aside nor replaced."""
    rows = file.live(DecisionFacts)
    replaced = {row.facts.replaces for row in rows}
    return tuple(row for row in rows if not row.facts.set_aside and row.id not in replaced)


def decision_on(issue: str, file: File) -> Row[DecisionFacts] | None:
    """Return the decision that stands on an issue, the latest of several."""
    standing = [row for row in in_force(file) if issue in row.facts.issues]
    return max(standing, key=lambda row: (row.told.at, row.id), default=None)


class Due(NamedTuple):
    """A party who has not been told of a decision."""

    decision: Row[DecisionFacts]
    party: str


def to_be_told(decision: Row[DecisionFacts], file: File) -> tuple[str, ...]:
    """Return the parties whom a decision affects, who have not been told of it.

    Source: CSP-T6-S1f, CMA-T3-S1d.
    """
    told = {
        row.facts.party
        for row in file.live(TellingFacts)
        if row.facts.decision == decision.id and not row.facts.returned
    }
    issues = [file.find(IssueFacts, issue) for issue in decision.facts.issues]
    affected = {party for issue in issues if issue for party in issue.facts.parties}
    return tuple(sorted(affected - told))


def tellings_due(file: File) -> tuple[Due, ...]:
    """Return everybody who has not been told of a decision that stands."""
    return tuple(Due(row, party) for row in in_force(file) for party in to_be_told(row, file))


# ---------------------------------------------------------------------- rules


def issues_are_open(given: Given[IssueDecided]) -> str | None:
    """A decision on what is not there, or is over, is a decision on nothing."""
    for name in given.act.issues:
        issue = given.file.find(IssueFacts, name)
        if issue is None:
            return f"there is no {name} in this file"
        if issue.facts.closed:
            return f"{name} is closed: {issue.facts.closed}"
    return None if given.act.issues else "say which issues were decided"


def whoever_has_the_delegation(given: Given[IssueDecided]) -> str | None:
    """The PSSO never decides for a specialist. Source: BG-ROLE-PSSO-f, BG-ROLE-SPEC-f."""
    return next(filter(None, (no_delegation(given, name) for name in given.act.issues)), None)


def whoever_decided_it(given: Given[DecisionSetAside]) -> str | None:
    """What an area decided, no other takes back. Source: BG-ROLE-PSSO-f."""
    decision = given.file.find(DecisionFacts, given.act.decision)
    issues = decision.facts.issues if decision else ()
    return next(filter(None, (no_delegation(given, name) for name in issues)), None)


def psso_was_consulted(given: Given[IssueDecided]) -> str | None:
    """A specialist who acts alone works against the one plan. Source: BG-ROLE-SPEC-b."""
    for name in given.act.issues:
        issue = given.file.find(IssueFacts, name)
        if issue and specialised(issue) and not _consulted(issue, given):
            return f"the PSSO was not consulted on {name} before acting: psso.consulted says so"
    return None


def _consulted(issue: Row[IssueFacts], given: Given[Any]) -> bool:
    consulted = issue.facts.consulted_before_acting
    return consulted is not None and consulted <= given.at


def psso_was_consulted_before_telling(given: Given[DecisionTold]) -> str | None:
    """How a customer hears is agreed with the PSSO. Source: BG-ROLE-SPEC-c, BG-ROLE-PSSO-e."""
    decision = given.file.find(DecisionFacts, given.act.decision)
    for name in decision.facts.issues if decision else ():
        issue = given.file.find(IssueFacts, name)
        if issue and specialised(issue):
            consulted = issue.facts.consulted_before_telling
            if consulted is None or consulted > given.at:
                return f"the PSSO was not consulted on {name} before telling the customer"
            if issue.facts.told_how == "by_the_psso" and given.relation is Relation.SPECIALIST:
                return f"it was agreed that the PSSO tells of {name}"
            if issue.facts.told_how == "by_the_specialist" and given.relation is Relation.OWNER:
                return f"it was agreed that the specialist tells of {name}"
    return None


def by_an_area_that_decided(given: Given[DecisionTold]) -> str | None:
    """No area tells of what another one decided. Source: BG-ROLE-SPEC-c."""
    decision = given.file.find(DecisionFacts, given.act.decision)
    issues = decision.facts.issues if decision else ()
    return next(filter(None, (of_another_area(given, name) for name in issues)), None)


def decision_stands(given: Given[DecisionTold] | Given[DecisionSetAside]) -> str | None:
    """Nobody is told of a decision that does not stand."""
    name = given.act.decision
    if name in {row.id for row in in_force(given.file)}:
        return None
    return f"{name} is no decision of this file that stands"


def party_is_affected(given: Given[DecisionTold]) -> str | None:
    """Whom a decision does not affect is not told of it: it is somebody else's."""
    decision = given.file.find(DecisionFacts, given.act.decision)
    issues = decision.facts.issues if decision else ()
    for name in issues:
        issue = given.file.find(IssueFacts, name)
        if issue and given.act.party in issue.facts.parties:
            return None
    return f"{given.act.decision} does not affect {given.act.party}"


def rests_on_a_talk_or_a_letter(given: Given[DecisionTold]) -> str | None:
    """Told is who heard it after identity was confirmed, or was written to. Source: CMA-T1-S1b."""
    rests_on, party = given.act.rests_on, given.act.party
    if rests_on.startswith(f"{given.file.case}.l"):
        return None
    contact = given.file.find(ContactFacts, rests_on)
    if contact is None:
        return f"there is no contact or letter {rests_on} in this file"
    facts = contact.facts
    if facts.customer != party or facts.result is not Result.REACHED:
        return f"in {rests_on} nobody spoke with {party}"
    if facts.identity is not Identity.CONFIRMED:
        return f"in {rests_on} the identity of {party} was not confirmed"
    return None


# ---------------------------------------------------------------------- what they change


def decide(given: Given[IssueDecided]) -> Changes:
    """Keep the decision: both parents may know its day and result, where it affects both."""
    issues = [found(given, IssueFacts, name) for name in given.act.issues]
    parties = {party for issue in issues for party in issue.facts.parties}
    side = BOTH if len(parties) > 1 else min(parties)
    return (Add(facts_of(DecisionFacts, given.act, decided_by=given.by), side=side),)


def set_aside(given: Given[DecisionSetAside]) -> Changes:
    """Say that it stands no more."""
    row = found(given, DecisionFacts, given.act.decision)
    return (amended(row, set_aside=given.act.why),)


def tell(given: Given[DecisionTold]) -> Changes:
    """Keep who was told, and by what."""
    act = given.act
    by_voice = given.file.find(ContactFacts, act.rests_on) is not None
    return (Add(facts_of(TellingFacts, act, by_voice=by_voice), side=act.party),)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        IssueDecided,
        steps=(
            "BG-ROLE-SPEC-b",
            "BG-ROLE-SPEC-a",
            "BG-ROLE-SPEC-f",
            "BG-ROLE-PSSO-f",
            "BG-MANDATE",
        ),
        by=(Relation.OWNER, Relation.SPECIALIST, Relation.SYSTEM),
        changes=decide,
        rules=(issues_are_open, whoever_has_the_delegation, psso_was_consulted),
    ),
    ActKind(
        DecisionSetAside,
        steps=("BG-ROLE-SPEC-e",),
        by=(Relation.OWNER, Relation.SPECIALIST, Relation.SYSTEM),
        changes=set_aside,
        rules=(decision_stands, whoever_decided_it),
    ),
    ActKind(
        DecisionTold,
        steps=("CSP-T6-S1f", "CMA-T3-S1d", "BG-ROLE-SPEC-c", "RES-T3-S3e"),
        by=(Relation.OWNER, Relation.SPECIALIST),
        changes=tell,
        rules=(
            decision_stands,
            by_an_area_that_decided,
            party_is_affected,
            rests_on_a_talk_or_a_letter,
            psso_was_consulted_before_telling,
        ),
        leaves=(
            Leaves(
                "CMA-T3-S1d",
                "Cuba",
                "decision_explained",
                {"customer": "party", "decision": "decision"},
            ),
            Leaves(
                "RES-T3-S3e",
                "Cuba",
                "acknowledgement",
                {"customer": "party", "decision": "decision", "in": "rests_on"},
                where=lambda given: given.act.understood is True,
            ),
        ),
    ),
)
