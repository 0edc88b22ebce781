"""How an issue comes to its end, and where it stands until then: always on a row of the file.

Source: CMA-T1-S1b, CMA-T3-S1b, CMA-T3-S1d, CSP-T6-S1b; A46.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Changes,
    Given,
    Leaves,
    Relation,
    amended,
    found,
)
from domain.file.contacts import ContactFacts
from domain.file.correspondence import ItemFacts
from domain.file.issues import IssueFacts, Outcome, of_another_area, specialised
from domain.file.referrals import ReferralFacts
from domain.file.rows import Facts, File, Row, RowId
from domain.file.tellings import DecisionFacts, decision_on, in_force, to_be_told
from domain.messages import Code


class IssueState(StrEnum):
    """Where an issue stands; computed, never typed."""

    OPEN = "open"
    WITH_SPECIALIST = "with_specialist"
    DECIDED = "decided"
    TOLD = "told"
    CLOSED = "closed"
    HANDED_ON = "handed_on"


class IssueClosed(Act):
    """An issue came to its end; ``on`` is the row on which it does."""

    name = "issue.closed"
    words = "an issue came to its end"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "issue"

    issue: RowId
    outcome: Outcome
    on: RowId
    duplicate_of: RowId | None = None


class IssueHandedOn(Act):
    """A specialist area goes on with an issue alone: all that is left is its own process."""

    name = "issue.handed_on"
    words = "a specialist area goes on with an issue alone"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "issue"

    issue: RowId
    to: Code


def state(row: Row[IssueFacts], file: File) -> IssueState:
    """Return where an issue stands."""
    if row.facts.closed:
        return IssueState.CLOSED
    if row.facts.handed_to:
        return IssueState.HANDED_ON
    if decision := decision_on(row.id, file):
        untold = set(to_be_told(decision, file)) & set(row.facts.parties)
        return IssueState.DECIDED if untold else IssueState.TOLD
    return IssueState.WITH_SPECIALIST if specialised(row) else IssueState.OPEN


def still_open(given: Given[IssueClosed]) -> str | None:
    """Nothing ends twice."""
    row = given.file.find(IssueFacts, given.act.issue)
    if row is None or row.facts.closed is None:
        return None
    return f"{row.id} is closed already: {row.facts.closed}"


def duplicate_of_another(given: Given[IssueClosed]) -> str | None:
    """An issue that is the duplicate of itself, or of what is gone, vanishes with its original."""
    act = given.act
    if act.outcome is not Outcome.DUPLICATE:
        return "only a duplicate has an original" if act.duplicate_of else None
    if act.duplicate_of is None:
        return "say of which issue it is the duplicate"
    original = given.file.find(IssueFacts, act.duplicate_of)
    if original is None or original.id == act.issue:
        return f"{act.duplicate_of} is no other issue of this file"
    if original.facts.closed is Outcome.DUPLICATE:
        return f"{original.id} is itself a duplicate, of {original.facts.duplicate_of}"
    return None


# ---------------------------------------------------------------------- on what it may end


def _on_a_decision(given: Given[IssueClosed], issue: Row[IssueFacts]) -> str | None:
    """Resolved or declined is what was decided, and everybody affected was told."""
    decision = given.file.find(DecisionFacts, given.act.on)
    if decision is None or issue.id not in decision.facts.issues:
        return f"name the decision on {issue.id} on which it is {given.act.outcome}"
    if decision.id not in {row.id for row in in_force(given.file)}:
        return f"{decision.id} does not stand any more"
    untold = sorted(set(to_be_told(decision, given.file)) & set(issue.facts.parties))
    if untold:
        return f"{', '.join(untold)} has not been told of {decision.id}"
    return None


def _on_what_the_customer_said(given: Given[IssueClosed], issue: Row[IssueFacts]) -> str | None:
    """Only the customer withdraws, in a contact or item that shows it."""
    said = given.file.find(ContactFacts, given.act.on)
    if said and said.facts.customer in issue.facts.parties:
        return None
    written = given.file.find(ItemFacts, given.act.on)
    if written and set(written.facts.about) & set(issue.facts.parties):
        return None
    return "name the contact or item in which the customer said so"


def _on_a_referral(given: Given[IssueClosed], issue: Row[IssueFacts]) -> str | None:
    """What lies outside the agency is over here once the customer was pointed to who can help."""
    referral = given.file.find(ReferralFacts, given.act.on)
    if referral is None or issue.id not in referral.facts.issues:
        return f"name the referral in which {issue.id} was pointed to an outside organisation"
    return None if referral.facts.made_on else f"{referral.id} is not made"


def _on_another_issue(given: Given[IssueClosed], issue: Row[IssueFacts]) -> str | None:
    """A duplicate ends on its original."""
    return None if given.act.on == given.act.duplicate_of else f"{issue.id} ends on its original"


def _on_a_row(given: Given[IssueClosed], issue: Row[IssueFacts]) -> str | None:
    """Nothing ends on nothing."""
    if given.file.find(Facts, given.act.on):
        return None
    return f"there is no {given.act.on} in this file: name what shows that {issue.id} is over"


ENDS_ON: Mapping[Outcome, Callable[[Given[IssueClosed], Row[IssueFacts]], str | None]] = (
    MappingProxyType(
        {
            Outcome.RESOLVED: _on_a_decision,
            Outcome.DECLINED: _on_a_decision,
            Outcome.WITHDRAWN: _on_what_the_customer_said,
            Outcome.OUTSIDE_AGENCY: _on_a_referral,
            Outcome.DUPLICATE: _on_another_issue,
            Outcome.DIED: _on_a_row,
            Outcome.NOT_PURSUED: _on_what_the_customer_said,
        }
    )
)


def closes_on_something(given: Given[IssueClosed]) -> str | None:
    """An issue that ends because somebody says so is an issue that nobody dealt with.

    Source: CMA-T1-S1b, CMA-T3-S1d.
    """
    issue = given.file.find(IssueFacts, given.act.issue)
    return ENDS_ON[given.act.outcome](given, issue) if issue else None


def to_the_area_that_has_it(given: Given[IssueHandedOn]) -> str | None:
    """What is handed to whoever does not have it would be gone on with by nobody.

    Source: CSP-T6-S3c, CSP-T7-S4a.
    """
    issue = given.file.find(IssueFacts, given.act.issue)
    if issue is None:
        return None
    if not specialised(issue):
        return f"{issue.id} is nothing that a specialist area goes on with"
    if issue.facts.area != given.act.to:
        return f"{issue.id} is with {issue.facts.area}, not with {given.act.to}"
    return None


def not_over(given: Given[IssueHandedOn]) -> str | None:
    """What is over is gone on with by nobody."""
    row = given.file.find(IssueFacts, given.act.issue)
    over = row and (row.facts.closed or row.facts.handed_to)
    return f"{given.act.issue} is over here: {over}" if over else None


def hand_on(given: Given[IssueHandedOn]) -> Changes:
    """Leave it with its area."""
    return (amended(found(given, IssueFacts, given.act.issue), handed_to=given.act.to),)


def by_the_area_that_has_it(given: Given[IssueClosed] | Given[IssueHandedOn]) -> str | None:
    """No area ends what another one has. Source: BG-ROLE-SPEC-f."""
    return of_another_area(given, given.act.issue)


def close(given: Given[IssueClosed]) -> Changes:
    """End it on a row of the file."""
    act, row = given.act, found(given, IssueFacts, given.act.issue)
    ended = {"closed": act.outcome, "closed_on": act.on, "duplicate_of": act.duplicate_of}
    return (amended(row, **ended),)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        IssueClosed,
        steps=("CSP-T6-S1b", "CMA-T3-S1b"),
        by=(Relation.OWNER, Relation.SPECIALIST),
        changes=close,
        rules=(
            still_open,
            by_the_area_that_has_it,
            duplicate_of_another,
            closes_on_something,
        ),
        leaves=(
            Leaves("CSP-T6-S1b", "Cuba", "issue_list", {"issue": "issue", "status": "outcome"}),
        ),
    ),
    ActKind(
        IssueHandedOn,
        steps=("CSP-T6-S3c", "CSP-T7-S4a"),
        by=(Relation.OWNER, Relation.SPECIALIST),
        changes=hand_on,
        rules=(not_over, by_the_area_that_has_it, to_the_area_that_has_it),
        leaves=(Leaves("CSP-T6-S1b", "Cuba", "issue_list", {"issue": "issue", "with": "to"}),),
    ),
)
