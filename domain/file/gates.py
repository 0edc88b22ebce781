"""The gates of Child Support Table 6, Step 1, read from the file: each holds, or names its rows.

What the file does not hold is attested by the PSSO, with what shows it, and is said to be. An
attestation opens no gate over rows that block it, and none over what came up after it.

Source: CSP-T6-S1a to CSP-T6-S1h.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from domain.file.acts import Act, ActKind, Add, Changes, Given, Relation, facts_of
from domain.file.attestations import Attestation, AttestationFacts, came_up_since, given_for
from domain.file.closing import IssueState, state
from domain.file.commitments import CommitmentFacts, unfinished
from domain.file.commitments import state as commitment_state
from domain.file.contacts import ContactFacts, Identity, Result
from domain.file.correspondence import ENQUIRIES, WRITTEN_RESPONSES, ItemFacts
from domain.file.intrays import open_intrays
from domain.file.issues import IssueFacts, open_issues, specialised
from domain.file.kinds import KINDS
from domain.file.plan_versions import draft_of, in_force, open_actions
from domain.file.plans import PlanFacts
from domain.file.referrals import EXTERNAL_COMPLAINTS, ReferralFacts, made
from domain.file.referrals import unanswered as unanswered_referrals
from domain.file.rows import Facts, File, Row
from domain.file.tellings import TellingFacts, tellings_due
from domain.file.tellings import in_force as decisions_in_force
from domain.issues import ISSUE_TYPES
from domain.needs import Work
from domain.roles import Role
from domain.step_ids import StepId

WRITTEN_RESPONSE = "written_response"  # the purpose of a talk about one
UNRESOLVED = "unresolved"  # what External Complaints says where issues are left

NOTHING = "nothing recorded: attest that there was none"
OUTSIDE = "it stands outside the file: attest it, and say what shows it"


@dataclass(frozen=True)
class Looked:
    """What gates are read from: the file, and the open work of the case."""

    file: File
    work: tuple[Work, ...] = ()


@dataclass(frozen=True)
class Gate:
    """How a gate stands; ``blocked_by`` are words, each naming a row. ``read`` are rows it read.

    ``attested`` is what it rests on, where the file alone does not show it; ``to_attest`` says that
    nothing else blocks it, so that somebody's word opens it.
    """

    step: StepId
    blocked_by: tuple[str, ...] = ()
    to_attest: bool = field(default=False, kw_only=True)
    attested: Row[AttestationFacts] | None = None
    read: tuple[tuple[str, int], ...] = ()  # row and version

    @property
    def holds(self) -> bool:
        """Tell whether nothing blocks it."""
        return not self.blocked_by


class Reading(NamedTuple):
    """What a gate found: the rows that it read, and what blocks it.

    ``unless_attested`` blocks too, until somebody who looked attests the gate.
    """

    rows: tuple[Row[Facts], ...]
    blocked_by: tuple[str, ...] = ()
    unless_attested: str | None = None


def all_gates(looked: Looked) -> tuple[Gate, ...]:
    """Return how every gate stands, in the order of the table."""
    return tuple(gate(step, looked) for step in READ_BY)


def gate(step: StepId, looked: Looked) -> Gate:
    """Return how one gate stands."""
    found = READ_BY[step](looked)
    rows, blocked_by, attested = found.rows, found.blocked_by, None
    by_rows = bool(blocked_by)
    if found.unless_attested:
        attested = given_for(step, looked.file)
        if attested is None:
            blocked_by = (*blocked_by, found.unless_attested)
        elif later := came_up_since(attested, looked.file):
            blocked_by = (*blocked_by, f"{later.id} came after {attested.id}: look, and attest it")
        rows = (*rows, attested) if attested else rows
    read = tuple((row.id, row.version) for row in rows)
    return Gate(step, blocked_by, attested, read, to_attest=bool(blocked_by) and not by_rows)


# ---------------------------------------------------------------------- the eight


def _activities_done(looked: Looked) -> Reading:
    """All activities under the Customer Management Approach are complete.

    Promises and referrals stand in the file; the rest of the approach does not.

    Source: CSP-T6-S1a.
    """
    promised, referred = unfinished(looked.file), _awaited(looked.file)
    still = [_promise(row, looked.file) for row in promised]
    still += [f"{row.id}, to {row.facts.to}, is not answered" for row in referred]
    return Reading((*promised, *referred), tuple(still), OUTSIDE)


def _promise(row: Row[CommitmentFacts], file: File) -> str:
    facts = row.facts
    return f"{row.id}, {facts.who} to {facts.whom}, {facts.what}, is {commitment_state(row, file)}"


def _awaited(file: File) -> tuple[Row[ReferralFacts], ...]:
    """Return the referrals whose answer matters still: those for issues that are all over do not.

    One that a specialist area goes on with has its issue handed on to it.
    """
    still = {row.id for row in open_issues(file)}
    return tuple(
        row
        for row in unanswered_referrals(file)
        if not row.facts.issues or still & set(row.facts.issues)
    )


def _issues_finalised(looked: Looked) -> Reading:
    """Every issue that Personalised Services manages is over. Source: CSP-T6-S1b."""
    file = looked.file
    rows = file.live(IssueFacts)
    still = tuple(_where(row, file) for row in open_issues(file))
    return Reading(rows, still, None if rows else NOTHING)


def _where(issue: Row[IssueFacts], file: File) -> str:
    words = ISSUE_TYPES[issue.facts.about].words.lower()
    match state(issue, file):
        case IssueState.WITH_SPECIALIST:
            return f"{issue.id}, {words}, is with {issue.facts.area}"
        case IssueState.DECIDED:
            return f"{issue.id}, {words}, is decided, and not everybody has been told"
        case IssueState.TOLD:
            return f"{issue.id}, {words}, is decided and told, and not closed"
        case _:
            return f"{issue.id}, {words}, is open"


def _plan_actions_done(looked: Looked) -> Reading:
    """All actions of the plan are complete, and nobody is asked to decide on more of them.

    Source: CSP-T6-S1c.
    """
    file, plans = looked.file, looked.file.live(PlanFacts)
    rows = [version for plan in plans if (version := in_force(plan.id, file))]
    waiting = [v for plan in plans if not plan.facts.ended and (v := draft_of(plan.id, file))]
    return Reading(
        (*rows, *waiting),
        (
            *(f"{does.what}, {does.id} of {plan.id}, is open" for plan, does in open_actions(file)),
            *(f"{row.id} is {row.facts.state}: nobody has decided on it" for row in waiting),
        ),
        None if rows else NOTHING,
    )


def _no_intrays(looked: Looked) -> Reading:
    """No intray is open, but for other specialised work; nor is work of the case itself.

    What the customer wrote and nobody has read is such work.

    Source: CSP-T6-S1d.
    """
    file = looked.file
    rows = open_intrays(file)
    specialist = {
        row.facts.raised_in
        for row in file.live(IssueFacts)
        if specialised(row) and not row.facts.closed
    }
    still = [row for row in rows if row.facts.item not in specialist or row.facts.item is None]
    return Reading(
        rows,
        (
            *(f"{row.id}, {row.facts.sort}, is open with {row.facts.to}" for row in still),
            *(f"{work.id} is open: {work.title}" for work in looked.work),
        ),
    )


def _responses_understood(looked: Looked) -> Reading:
    """A written Ministerial or Ombudsman response has arrived and is understood.

    It is waited for where an MP or the Ombudsman asked, or an issue was escalated to them.

    Source: CSP-T6-S1e, CSP-T4-S1f; A33.
    """
    file = looked.file
    escalated = [row for row in file.live(IssueFacts) if row.facts.about == "escalation"]
    decided = [r for r in decisions_in_force(file) if {e.id for e in escalated} & {*r.facts.issues}]
    enquiries = [row for row in file.live(ItemFacts) if row.facts.category in ENQUIRIES]
    responses = [row for row in file.live(ItemFacts) if row.facts.category in WRITTEN_RESPONSES]
    told = {row.facts.decision for row in file.live(TellingFacts) if row.facts.understood}
    asked = _asked_of_external_complaints(file)
    return Reading(
        (*escalated, *decided, *enquiries, *responses, *asked),
        (
            *(f"{row.id}: no written response" for row in escalated if not responses),
            *(f"{row.id}, {_enquiry(row)}" for row in enquiries if not row.facts.closed),
            *(f"{row.id}: {_NOT_UNDERSTOOD}" for row in responses if not _understood(row, file)),
            *(f"{row.id}: {_NOT_UNDERSTOOD}" for row in decided if row.id not in told),
            *(f"{row.id}: {_ISSUES_LEFT}" for row in asked if row.facts.outcome == UNRESOLVED),
        ),
    )


_NOT_UNDERSTOOD = "the customer has not said that it is understood"
_ISSUES_LEFT = "External Complaints says that issues are left; ask again once they are not"


def _enquiry(item: Row[ItemFacts]) -> str:
    response, words = item.facts.answered_by, f"{item.facts.category} of {item.facts.sender}"
    if response:
        return f"{words}, is answered by {response}, and not closed"
    return f"{words}, has no written response"


def _understood(response: Row[ItemFacts], file: File) -> bool:
    """Tell whether everybody whom a response is about was spoken with, and understands it."""
    spoken = {
        row.facts.customer
        for row in file.live(ContactFacts)
        if row.facts.purpose == WRITTEN_RESPONSE
        and (row.facts.result, row.facts.identity) == (Result.REACHED, Identity.CONFIRMED)
        and row.facts.understood
        and row.told.at >= response.told.at
    }
    return spoken >= {*response.facts.about}


def _asked_of_external_complaints(file: File) -> tuple[Row[ReferralFacts], ...]:
    """Return what External Complaints was asked to confirm last; nothing where it never was."""
    rows = [r for r in made(file, "procedure") if r.facts.to == EXTERNAL_COMPLAINTS]
    return tuple(sorted(rows, key=lambda row: (row.told.at, row.told.told_at))[-1:])


def _everybody_told(looked: Looked) -> Reading:
    """The customer has been told of every decision. Source: CSP-T6-S1f."""
    rows = decisions_in_force(looked.file)
    untold = tuple(
        f"{due.party} has not been told of {due.decision.id}" for due in tellings_due(looked.file)
    )
    return Reading(rows, untold, None if rows else NOTHING)


def _feedback_given(_: Looked) -> Reading:
    """The feedback that arises from the case has been given, to whom it concerns.

    Source: CSP-T6-S1g.
    """
    return Reading((), (), OUTSIDE)


def _msp_discussed(looked: Looked) -> Reading:
    """An active Managed Service Plan was discussed with the PSM. Source: CSP-T6-S1h."""
    plans = looked.file.live(PlanFacts)
    rows = tuple(row for row in plans if row.facts.sort == "msp" and not row.facts.ended)
    active = ", ".join(row.id for row in rows)
    words = f"{active} is active: attest that it was discussed with the PSM, and where"
    return Reading(rows, (), words if rows else None)


READ_BY: Mapping[StepId, Callable[[Looked], Reading]] = MappingProxyType(
    {
        "CSP-T6-S1a": _activities_done,
        "CSP-T6-S1b": _issues_finalised,
        "CSP-T6-S1c": _plan_actions_done,
        "CSP-T6-S1d": _no_intrays,
        "CSP-T6-S1e": _responses_understood,
        "CSP-T6-S1f": _everybody_told,
        "CSP-T6-S1g": _feedback_given,
        "CSP-T6-S1h": _msp_discussed,
    }
)


# ---------------------------------------------------------------------- attesting


class GateAttested(Attestation, Act):
    """Whoever has the customer looked at what lies outside the file; in words, what was seen."""

    name = "gate.attested"
    words = "a gate was attested"
    senders = (Role.PSSO, Role.PS_SSM)
    content = ("words",)


def asks_to_be_attested(given: Given[GateAttested]) -> str | None:
    """A gate that the file shows needs nobody's word, and none opens it over rows.

    Source: CSP-T6-S3d.
    """
    step = given.act.gate
    found = READ_BY[step](Looked(given.file))
    if found.blocked_by:
        return f"{step} is blocked by what the file holds: {'; '.join(found.blocked_by)}"
    return None if found.unless_attested else f"{step} is shown by the file: nothing is to attest"


def shown_by_what_is_there(given: Given[GateAttested]) -> str | None:
    """A row that is named as evidence is one that others find."""
    named = given.act.shown_by
    of_the_file = named.rpartition("-")[0] in KINDS
    if of_the_file and given.file.find(Facts, named) is None:
        return f"there is no {named} in this file: name what shows it"
    return None


def attest(given: Given[GateAttested]) -> Changes:
    """Keep who says so, and what shows it; it is for officers alone."""
    return (Add(facts_of(AttestationFacts, given.act), side=given.file.sides[0]),)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        GateAttested,
        steps=(
            "CSP-T6-S1a",
            "CSP-T6-S1b",
            "CSP-T6-S1c",
            "CSP-T6-S1f",
            "CSP-T6-S1g",
            "CSP-T6-S1h",
        ),
        by=(Relation.OWNER,),
        changes=attest,
        rules=(asks_to_be_attested, shown_by_what_is_there),
    ),
)
