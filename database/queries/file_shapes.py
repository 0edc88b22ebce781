"""The case file and its gates as other systems read them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from database.queries.shapes import Json, instant
from domain.file import closing, commitments, declines, faults, indicators, options, referrals
from domain.file.gates import Gate, Looked, all_gates
from domain.file.history import differences
from domain.file.rows import Facts, File, Row, Version
from domain.file.tellings import DecisionFacts, TellingFacts, decision_on
from domain.needs import Work

# What each kind is called in the file, in the order in which a reader wants them.
LISTS: Mapping[str, str] = {
    "party": "parties",
    "detail": "details",
    "lock": "locks",
    "issue": "issues",
    "decision": "decisions",
    "telling": "tellings",
    "option": "options",
    "commitment": "commitments",
    "contact": "contacts",
    "preparation": "preparations",
    "letter_wanted": "letters_wanted",
    "communication": "communications",
    "discussion": "discussions",
    "correspondence": "correspondence",
    "plan": "plans",
    "plan_version": "plan_versions",
    "intray": "intrays",
    "notepad": "notepads",
    "indicator": "indicators",
    "referral": "referrals",
    "incident": "incidents",
    "warning": "warnings",
    "attestation": "attestations",
    "handover": "handovers",
    "correction": "corrections",
    "fault": "faults",
    "decline": "declines",
}
STATES: Mapping[str, Callable[[Any, File], str]] = {
    "issue": closing.state,
    "option": options.state,
    "commitment": commitments.state,
    "indicator": indicators.state,
    "fault": faults.state,
    "decline": declines.state,
    "referral": lambda row, _: referrals.state(row),
}


def file_json(file: File, zone: ZoneInfo) -> Json:
    """Return the whole file by kinds; what was entered in error says so."""
    found: Json = {name: [] for name in LISTS.values()}
    for row in file.rows:
        found[LISTS[row.facts.kind]].append(_row(row, file, zone))
    return found


def _row(row: Row[Facts], file: File, zone: ZoneInfo) -> Json:
    state = STATES.get(row.facts.kind)
    told = row.told
    return {
        "id": row.id,
        **row.facts.model_dump(mode="json"),
        **({"state": str(state(row, file))} if state else {}),
        **(_issue(row, file) if row.facts.kind == "issue" else {}),
        "version": row.version,
        "entered_in_error": row.entered_in_error,
        "moved_to": row.moved_to,
        "side": told.side,
        "step": told.step,
        "by": told.by,
        "at": instant(told.at, zone),
        "told_at": instant(told.told_at, zone),
    }


def _issue(row: Row[Facts], file: File) -> Json:
    decision: Row[DecisionFacts] | None = decision_on(row.id, file)
    told = [t for t in file.live(TellingFacts) if decision and t.facts.decision == decision.id]
    given = [o.id for o in file.live(options.OptionFacts) if o.facts.issue == row.id]
    return {
        "decision": decision.id if decision else None,
        "tellings": [telling.id for telling in told],
        "options": given,
    }


def gates_json(file: File, work: tuple[Work, ...], zone: ZoneInfo) -> list[Json]:
    """Return how each gate stands; ``work`` is what the case has open beside its wait."""
    return [
        {
            "step": gate.step,
            "holds": gate.holds,
            "blocked_by": list(gate.blocked_by),
            "to_attest": gate.to_attest,
            "attested": _attested(gate, zone),
        }
        for gate in all_gates(Looked(file, work))
    ]


def _attested(gate: Gate, zone: ZoneInfo) -> Json | None:
    row = gate.attested
    if row is None:
        return None
    at = instant(row.told.at, zone)
    return {"id": row.id, "by": row.told.by, "at": at, "shown_by": row.facts.shown_by}


def row_json(row: str, versions: Sequence[Version], zone: ZoneInfo) -> Json:
    """Return each version of a row: the act, who, when, why, and what was other than before."""
    before: Mapping[str, Any] = {}
    found = []
    for version in versions:
        changed = differences(before, version.facts) if before else ()
        found.append(
            {
                "version": version.number,
                "act": version.act,
                "by": version.by,
                "at": instant(version.at, zone),
                "told_at": instant(version.told_at, zone),
                "why": version.why,
                "changed": {
                    each.fact: {"before": each.before, "after": each.after} for each in changed
                },
                "words": [str(each) for each in changed],
            }
        )
        before = version.facts
    return {"row": row, "facts": dict(before), "versions": found, "zone": zone.key}
