"""The gates of Child Support Table 6, Step 1, read from the file: each holds, or names its rows.

A gate whose facts lie outside is attested by the PSSO, with evidence, and is said to be.

Source: CSP-T6-S1a to CSP-T6-S1h.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from domain.file.closing import IssueState, state
from domain.file.correspondence import ItemFacts
from domain.file.intrays import open_intrays
from domain.file.issues import IssueFacts, specialised
from domain.file.plans import PlanFacts, in_force, open_actions
from domain.file.rows import Facts, File, Row
from domain.file.tellings import TellingFacts, tellings_due
from domain.file.tellings import in_force as decisions_in_force
from domain.issues import ISSUE_TYPES
from domain.step_ids import StepId

WRITTEN_RESPONSE = frozenset({"ministerial_response", "ombudsman_response"})


@dataclass(frozen=True)
class Attested:
    """What a person says of what lies outside, and what shows it."""

    by: str
    at: datetime
    evidence: str  # the id of the row, document or task that shows it


@dataclass(frozen=True)
class Gate:
    """How a gate stands; ``blocked_by`` are words, each naming a row. ``read`` are rows it read."""

    step: StepId
    blocked_by: tuple[str, ...] = ()
    attested: Attested | None = None
    read: tuple[tuple[str, int], ...] = ()  # row and version

    @property
    def holds(self) -> bool:
        """Tell whether nothing blocks it."""
        return not self.blocked_by


@dataclass(frozen=True)
class Looked:
    """The file, and what was attested, by gate."""

    file: File
    attested: Mapping[StepId, Attested] = field(default_factory=dict)


NOTHING = "nothing recorded: attest that there was none"


def all_gates(looked: Looked) -> tuple[Gate, ...]:
    """Return how every gate stands, in the order of the table."""
    return tuple(_gate(step, looked) for step in READ_BY)


def _gate(step: StepId, looked: Looked) -> Gate:
    rows, blocked_by = READ_BY[step](looked.file)
    attested = looked.attested.get(step)
    if blocked_by == (NOTHING,) and attested:
        blocked_by = ()
    read = tuple((row.id, row.version) for row in rows)
    return Gate(step, blocked_by, attested, read)


Reading = tuple[tuple[Row[Facts], ...], tuple[str, ...]]


def _outside(_: File) -> Reading:
    """Say that its facts are in another system: a person attests it."""
    return (), (NOTHING,)


def _issues_finalised(file: File) -> Reading:
    """Every issue that Personalised Services manages is over. Source: CSP-T6-S1b."""
    rows = file.live(IssueFacts)
    if not rows:
        return rows, (NOTHING,)
    over = (IssueState.CLOSED, IssueState.HANDED_ON)
    return rows, tuple(_where(row, file) for row in rows if state(row, file) not in over)


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


def _plan_actions_done(file: File) -> Reading:
    """All actions of the plan are complete. Source: CSP-T6-S1c."""
    rows = tuple(row for row in file.live(PlanFacts) if in_force(row.id, file))
    if not rows:
        return rows, (NOTHING,)
    still = open_actions(file)
    return rows, tuple(f"action {action.id} of {plan.id}, {action.what}" for plan, action in still)


def _no_intrays(file: File) -> Reading:
    """No intray is open, but for other specialised work. Source: CSP-T6-S1d."""
    rows = open_intrays(file)
    specialist = {
        row.facts.raised_in
        for row in file.live(IssueFacts)
        if specialised(row) and not row.facts.closed
    }
    still = [row for row in rows if row.facts.item not in specialist or row.facts.item is None]
    return rows, tuple(f"{row.id}, {row.facts.sort}, to {row.facts.to}" for row in still)


def _responses_understood(file: File) -> Reading:
    """A written Ministerial or Ombudsman response has arrived and is understood.

    Source: CSP-T6-S1e.
    """
    raised = {row.id: row for row in file.live(IssueFacts) if row.facts.about == "escalation"}
    if not raised:
        return (), ()
    items = [row for row in file.live(ItemFacts) if row.facts.category in WRITTEN_RESPONSE]
    if not items:
        return tuple(raised.values()), tuple(f"{name}: no written response" for name in raised)
    understood = {row.facts.decision for row in file.live(TellingFacts) if row.facts.understood}
    decided = [row for row in decisions_in_force(file) if set(row.facts.issues) & raised.keys()]
    return tuple(items), tuple(
        f"{row.id}: the customer has not said that it is understood"
        for row in decided
        if row.id not in understood
    )


def _everybody_told(file: File) -> Reading:
    """The customer has been told of every decision. Source: CSP-T6-S1f."""
    rows = decisions_in_force(file)
    if not rows:
        return rows, (NOTHING,)
    return rows, tuple(f"{due.party} of {due.decision.id}" for due in tellings_due(file))


def _msp_discussed(file: File) -> Reading:
    """An active Managed Service Plan was discussed with the PSM. Source: CSP-T6-S1h."""
    rows = tuple(
        row for row in file.live(PlanFacts) if row.facts.sort == "msp" and not row.facts.ended
    )
    return rows, (NOTHING,) if rows else ()


READ_BY: Mapping[StepId, Callable[[File], Reading]] = MappingProxyType(
    {
        "CSP-T6-S1a": _outside,
        "CSP-T6-S1b": _issues_finalised,
        "CSP-T6-S1c": _plan_actions_done,
        "CSP-T6-S1d": _no_intrays,
        "CSP-T6-S1e": _responses_understood,
        "CSP-T6-S1f": _everybody_told,
        "CSP-T6-S1g": _outside,
        "CSP-T6-S1h": _msp_discussed,
    }
)
