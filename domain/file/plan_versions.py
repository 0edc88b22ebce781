"""Versions of a plan: whole, never changed, each decided on by somebody who did not write it.

Strategies and actions keep their ids from one version to another.

Source: CSP-T2-S2a to CSP-T2-S4, CSP-T6-S1c, CSP-T5-S2, RES-T3-S3a.
"""

import hashlib
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

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
from domain.file.plans import PlanFacts, plan_goes_on
from domain.file.rows import Elsewhere, Facts, File, Row, RowId
from domain.messages import Code
from domain.roles import Role


class ActionState(StrEnum):
    """What a version says of an action, or of a strategy."""

    OPEN = "open"
    CARRIED = "carried"
    DONE = "done"
    DROPPED = "dropped"


STILL = (ActionState.OPEN, ActionState.CARRIED)


class _Part(BaseModel):
    """A part of a plan; ``serves`` is the issue that it is for. Its words are content.

    Its id stays the same through the versions; each says what became of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Elsewhere
    serves: RowId
    what: Code
    state: ActionState = ActionState.OPEN
    dropped: Code | None = None  # why


class Strategy(_Part):
    """How an issue is managed, such as one contact for all of it. Source: CSP-T5-S2, RES-T3-S3a."""


class Action(_Part):
    """What somebody does about an issue."""

    who: Elsewhere


class _Version(BaseModel):
    """A version has all of its strategies and actions, those that are over among them."""

    plan: RowId
    strategies: tuple[Strategy, ...]
    actions: tuple[Action, ...]

    @property
    def parts(self) -> tuple[tuple[str, _Part], ...]:
        """Each strategy and action, with the word for it."""
        strategies = [("strategy", each) for each in self.strategies]
        return (*strategies, *(("action", each) for each in self.actions))


class VersionFacts(_Version, Facts):
    """One version. ``state`` is where its approval stands, ``sha256`` the hash of what it says."""

    kind = "plan_version"

    ordinal: int
    sha256: str
    decided_by: Elsewhere | None = None
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


class _Decided(Act):
    """``sha256`` is the hash of what was looked at: nothing else is decided on."""

    changes_row = "version"

    version: RowId
    sha256: Elsewhere


class PlanApproved(_Decided):
    """A version was approved, and holds from here on."""

    name = "plan.approved"
    words = "a version of a plan was approved"
    senders = (Role.PS_SSM, Role.PS_SM)


class PlanReturned(_Decided):
    """A version goes back to whoever wrote it, with what it lacks."""

    name = "plan.returned"
    words = "a version of a plan was returned"
    senders = (Role.PS_SSM, Role.PS_SM)
    content = ("reason",)


# ---------------------------------------------------------------------- reading


def versions(plan: str, file: File) -> tuple[Row[VersionFacts], ...]:
    """Return the versions of a plan, the first one first."""
    rows = [row for row in file.live(VersionFacts) if row.facts.plan == plan]
    return tuple(sorted(rows, key=lambda row: row.facts.ordinal))


def in_force(plan: str, file: File) -> Row[VersionFacts] | None:
    """Return the version that holds: the one that was approved last."""
    approved = [row for row in versions(plan, file) if row.facts.state == "approved"]
    return approved[-1] if approved else None


def whose_versions(file: File) -> dict[str, str]:
    """Return of which customer each version of a plan is that this case has written.

    The file shows those of other cases too, of which nothing is decided here.
    """
    whose = {plan.id: plan.facts.customer for plan in file.live(PlanFacts)}
    return {
        row.id: whose[row.facts.plan]
        for row in file.live(VersionFacts)
        if row.told.case == file.case and row.facts.plan in whose
    }


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


def parts_serve_issues(given: Given[PlanChanged]) -> str | None:
    """What serves nothing is no part of a plan; nothing has the id of another."""
    parts = given.act.parts
    if len({part.id for _, part in parts}) < len(parts):
        return "two strategies or actions have one id"
    for word, part in parts:
        if given.file.find(IssueFacts, part.serves) is None:
            return f"{word} {part.id}: there is no {part.serves} in this file"
        if (part.state is ActionState.DROPPED) != (part.dropped is not None):
            return f"{word} {part.id}: say why it is dropped, and only then"
    return None


def ids_are_kept(given: Given[PlanChanged]) -> str | None:
    """An id that comes to mean something else hides what became of what had it."""
    had = {
        part.id: (word, part.serves)
        for version in versions(given.act.plan, given.file)
        if version.facts.state in ("approved", "replaced")
        for word, part in version.facts.parts
    }
    for word, part in given.act.parts:
        if had.get(part.id, (word, part.serves)) != (word, part.serves):
            before, serves = had[part.id]
            return f"{part.id} is the {before} of this plan for {serves}: take another id"
    return None


def open_parts_are_accounted_for(given: Given[PlanChanged]) -> str | None:
    """What is open and left out of a version is what nobody does and nobody dropped."""
    holds = in_force(given.act.plan, given.file)
    if holds is None:
        return None
    said = {part.id for _, part in given.act.parts}
    missing = [p.id for _, p in holds.facts.parts if p.state in STILL and p.id not in said]
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


def is_with_the_approver(given: Given[PlanApproved] | Given[PlanReturned]) -> str | None:
    """Only what was submitted is decided on, and only the latest."""
    row = given.file.find(VersionFacts, given.act.version)
    if row is None or row.facts.state == "submitted":
        return None
    return f"{row.id} is {row.facts.state}: only a version that was submitted is decided on"


def is_what_was_looked_at(given: Given[PlanApproved] | Given[PlanReturned]) -> str | None:
    """A decision is on what its maker read."""
    row = given.file.find(VersionFacts, given.act.version)
    if row is None or row.facts.sha256 == given.act.sha256:
        return None
    return f"{row.id} says something else than what was looked at: look at it again"


def by_somebody_else(given: Given[PlanApproved]) -> str | None:
    """Nobody approves what they wrote. Source: CSP-T2-S4."""
    row = given.file.find(VersionFacts, given.act.version)
    if row is None:
        return None
    if given.by not in {one.told.by for one in versions(row.facts.plan, given.file)}:
        return None
    return f"{given.by} wrote a version of this plan: another person approves it"


# ---------------------------------------------------------------------- what they change


def sha256_of(version: _Version) -> str:
    """Hash what a version says: an approval names it by this."""
    return hashlib.sha256(
        version.model_dump_json(include={"plan", "strategies", "actions"}).encode()
    ).hexdigest()


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


def approve(given: Given[PlanApproved]) -> Changes:
    """Let it hold; what held before is replaced."""
    row = found(given, VersionFacts, given.act.version)
    held = in_force(row.facts.plan, given.file)
    replaced = (amended(held, state="replaced"),) if held else ()
    return (*replaced, amended(row, state="approved", decided_by=given.by))


def return_(given: Given[PlanReturned]) -> Changes:
    """Give it back."""
    row = found(given, VersionFacts, given.act.version)
    return (amended(row, state="returned", decided_by=given.by),)


# ---------------------------------------------------------------------- what they leave


def says(given: Given[PlanSubmitted]) -> dict[str, Any]:
    """Say all that a version says: its header, the issues that it serves, what is to be done."""
    version = found(given, VersionFacts, given.act.version).facts
    plan = found(given, PlanFacts, version.plan).facts
    return {
        "customer": plan.customer,
        "stacking_document_location": plan.stacking_document,
        "segment": plan.segment,
        "source": plan.source,
        "main_reason": plan.main_reason,
        "issues": sorted({part.serves for _, part in version.parts}),
        "strategies": [strategy.model_dump(mode="json") for strategy in version.strategies],
        "actions": [action.model_dump(mode="json") for action in version.actions],
    }


def approved_by(given: Given[PlanApproved]) -> dict[str, Any]:
    """Say who approved it, and when."""
    return {"approved": True, "by_whom": given.by, "when": given.at.isoformat()}


def returned_by(given: Given[PlanReturned]) -> dict[str, Any]:
    """Say who returned it, and when."""
    return {"approved": False, "by_whom": given.by, "when": given.at.isoformat()}


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        PlanChanged,
        steps=("CSP-T2-S3",),
        by=(Relation.OWNER,),
        changes=change,
        rules=(
            plan_goes_on,
            parts_serve_issues,
            ids_are_kept,
            open_parts_are_accounted_for,
            not_with_the_approver,
        ),
    ),
    ActKind(
        PlanSubmitted,
        steps=("CSP-T2-S3",),
        by=(Relation.OWNER,),
        changes=submit,
        rules=(is_a_draft,),
        leaves=(Leaves("CSP-T2-S3", "Cuba", "cmp_content", {"version": "version"}, derived=says),),
    ),
    ActKind(
        PlanApproved,
        steps=("CSP-T2-S4",),
        by=(Relation.APPROVER, Relation.OWNER),  # the SSM has a case that is asked to be closed
        changes=approve,
        rules=(is_with_the_approver, is_what_was_looked_at, by_somebody_else),
        leaves=(
            Leaves(
                "CSP-T2-S4",
                "Cuba",
                "cmp_status",
                {"version": "version", "sha256": "sha256"},
                derived=approved_by,
            ),
        ),
    ),
    ActKind(
        PlanReturned,
        steps=("CSP-T2-S4",),
        by=(Relation.APPROVER, Relation.OWNER),  # the SSM has a case that is asked to be closed
        changes=return_,
        rules=(is_with_the_approver, is_what_was_looked_at),
        leaves=(
            Leaves("CSP-T2-S4", "Cuba", "cmp_status", {"version": "version"}, derived=returned_by),
        ),
    ),
)
