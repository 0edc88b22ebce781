"""Plans: the Customer Management Plan and its like, version by version.

A version is whole and never changes; its actions keep their ids from one to the next.

Source: CSP-T1-S2g, CSP-T2-S2a to CSP-T2-S4, CLK-T5-S2d, CSP-T6-S1c.
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict

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
from domain.file.issues import IssueFacts
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code


class ActionState(StrEnum):
    """What a version says of an action."""

    OPEN = "open"
    CARRIED = "carried"
    DONE = "done"
    DROPPED = "dropped"


STILL = (ActionState.OPEN, ActionState.CARRIED)


class Action(BaseModel):
    """One action of a plan; ``serves`` is the issue that it is for. Its words are content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Elsewhere
    serves: RowId
    who: Elsewhere
    what: Code
    state: ActionState = ActionState.OPEN
    dropped: Code | None = None  # why


class _Plan(BaseModel):
    """``sort`` is a Customer Management Plan or a Managed Service Plan."""

    sort: Literal["cmp", "msp"]
    customer: CustomerId
    start: Annotated[Day, SINCE]
    end: Annotated[Day | None, AHEAD] = None
    review_by: Annotated[Day | None, AHEAD] = None


class PlanFacts(_Plan, Facts):
    """A plan's header; ``ended`` is why it is over."""

    kind = "plan"

    ended: Code | None = None


class PlanOpened(_Plan, Act):
    """A plan was opened for a customer."""

    name = "plan.opened"
    words = "a plan was opened"
    senders = (*OFFICERS, "cuba", "cims")


class _Version(BaseModel):
    """``strategies`` are codes; ``actions`` are all of the version's."""

    plan: RowId
    strategies: tuple[Code, ...]
    actions: tuple[Action, ...]


class VersionFacts(_Version, Facts):
    """One version. ``state`` is where its approval stands, ``sha256`` the hash of what it says."""

    kind = "plan_version"

    ordinal: int
    sha256: str
    state: Literal["draft", "submitted", "approved", "returned", "replaced"] = "draft"


class PlanChanged(_Version, Act):
    """A draft of a plan's next version was written; it replaces the draft that there was."""

    name = "plan.changed"
    words = "a plan was drafted"
    senders = OFFICERS
    content = ("words",)


class PlanSubmitted(Act):
    """A draft goes to whoever approves it."""

    name = "plan.submitted"
    words = "a plan was submitted for approval"
    senders = OFFICERS
    changes_row = "version"

    version: RowId


class PlanEnded(Act):
    """A plan is over."""

    name = "plan.ended"
    words = "a plan is over"
    senders = (*OFFICERS, "cuba", "cims")
    content = ("reason",)
    changes_row = "plan"

    plan: RowId
    why: Code


# ---------------------------------------------------------------------- reading


def versions(plan: str, file: File) -> tuple[Row[VersionFacts], ...]:
    """Return the versions of a plan, the first one first."""
    rows = [row for row in file.live(VersionFacts) if row.facts.plan == plan]
    return tuple(sorted(rows, key=lambda row: row.facts.ordinal))


def in_force(plan: str, file: File) -> Row[VersionFacts] | None:
    """Return the version that holds: the one that was approved last."""
    approved = [row for row in versions(plan, file) if row.facts.state == "approved"]
    return approved[-1] if approved else None


def draft_of(plan: str, file: File) -> Row[VersionFacts] | None:
    """Return the version that is being written; there is one at a time."""
    drafts = [row for row in versions(plan, file) if row.facts.state in ("draft", "submitted")]
    return drafts[-1] if drafts else None


def open_actions(file: File) -> tuple[tuple[Row[PlanFacts], Action], ...]:
    """Return what the plans in force still ask for. Source: CSP-T6-S1c."""
    return tuple(
        (plan, action)
        for plan in file.live(PlanFacts)
        if not plan.facts.ended and (version := in_force(plan.id, file))
        for action in version.facts.actions
        if action.state in STILL
    )


# ---------------------------------------------------------------------- rules


def one_plan_of_a_sort(given: Given[PlanOpened]) -> str | None:
    """Two plans of one customer say two things."""
    for row in given.file.live(PlanFacts):
        same = (row.facts.sort, row.facts.customer) == (given.act.sort, given.act.customer)
        if same and not row.facts.ended:
            return f"{row.id} is a plan of that sort already"
    return None


def for_a_party(given: Given[PlanOpened]) -> str | None:
    """A plan is of a customer of the case."""
    customer = given.act.customer
    return None if customer in given.file.sides else f"{customer} is no party of {given.file.case}"


def plan_goes_on(given: Given[PlanChanged] | Given[PlanEnded]) -> str | None:
    """What is over is not changed."""
    plan = given.file.find(PlanFacts, given.act.plan)
    if plan is None:
        return f"there is no {given.act.plan} in this file"
    return f"{plan.id} is over: {plan.facts.ended}" if plan.facts.ended else None


def actions_serve_issues(given: Given[PlanChanged]) -> str | None:
    """An action that serves nothing is no part of a plan; none has the id of another."""
    ids = [action.id for action in given.act.actions]
    if len(set(ids)) < len(ids):
        return "two actions have one id"
    for action in given.act.actions:
        if given.file.find(IssueFacts, action.serves) is None:
            return f"action {action.id}: there is no {action.serves} in this file"
        if (action.state is ActionState.DROPPED) != (action.dropped is not None):
            return f"action {action.id}: say why it is dropped, and only then"
    return None


def open_actions_are_accounted_for(given: Given[PlanChanged]) -> str | None:
    """An open action that a version leaves out is one that nobody does and nobody dropped."""
    holds = in_force(given.act.plan, given.file)
    if holds is None:
        return None
    said = {action.id for action in given.act.actions}
    missing = [a.id for a in holds.facts.actions if a.state in STILL and a.id not in said]
    if not missing:
        return None
    return f"say of {', '.join(missing)} whether it is carried, done or dropped"


def not_with_the_approver(given: Given[PlanChanged]) -> str | None:
    """What somebody is asked to approve does not change under their eyes."""
    draft = draft_of(given.act.plan, given.file)
    if draft and draft.facts.state == "submitted":
        return f"{draft.id} is with the approver; have it returned first"
    return None


def is_a_draft(given: Given[PlanSubmitted]) -> str | None:
    """Only what is written and not decided goes to the approver."""
    row = given.file.find(VersionFacts, given.act.version)
    if row is None or row.facts.state == "draft":
        return None
    return f"{row.id} is {row.facts.state}"


# ---------------------------------------------------------------------- what they change


def sha256_of(version: _Version) -> str:
    """Hash what a version says: an approval names it by this."""
    return hashlib.sha256(
        version.model_dump_json(include={"plan", "strategies", "actions"}).encode()
    ).hexdigest()


def open_(given: Given[PlanOpened]) -> Changes:
    """Keep it, on the side of the customer."""
    return (Add(facts_of(PlanFacts, given.act), side=given.act.customer),)


def change(given: Given[PlanChanged]) -> Changes:
    """Write the next version; the draft that there was is replaced by it."""
    act, plan = given.act, found(given, PlanFacts, given.act.plan)
    there = versions(act.plan, given.file)
    ordinal = there[-1].facts.ordinal + 1 if there else 1
    facts = facts_of(VersionFacts, act, ordinal=ordinal, sha256=sha256_of(act))
    draft = draft_of(act.plan, given.file)
    replaced = (amended(draft, state="replaced"),) if draft else ()
    return (*replaced, Add(facts, side=plan.told.side))


def submit(given: Given[PlanSubmitted]) -> Changes:
    """Give it to whoever approves it."""
    return (amended(found(given, VersionFacts, given.act.version), state="submitted"),)


def end(given: Given[PlanEnded]) -> Changes:
    """Say why it is over."""
    return (amended(found(given, PlanFacts, given.act.plan), ended=given.act.why),)


_MAY = (Relation.OWNER,)

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        PlanOpened,
        steps=("CSP-T1-S2g", "CSP-T2-S2a"),
        by=(*_MAY, Relation.SYSTEM),
        changes=open_,
        rules=(for_a_party, one_plan_of_a_sort),
        leaves=(
            Leaves("CSP-T2-S2a", "Cuba", "cmp_window", {"customer": "customer", "start": "start"}),
        ),
    ),
    ActKind(
        PlanChanged,
        steps=("CSP-T2-S3",),
        by=_MAY,
        changes=change,
        rules=(
            plan_goes_on,
            actions_serve_issues,
            open_actions_are_accounted_for,
            not_with_the_approver,
        ),
    ),
    ActKind(PlanSubmitted, steps=("CSP-T2-S4",), by=_MAY, changes=submit, rules=(is_a_draft,)),
    ActKind(
        PlanEnded,
        steps=("CSP-T7-S5b",),
        by=(*_MAY, Relation.SYSTEM),
        changes=end,
        rules=(plan_goes_on,),
    ),
)
