"""Which phases of which lifecycle a story comes through: every one that is declared, by some story.

A phase in which nothing ever rests is passed; of every other it is asked what is next there.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.end_to_end.told import SCENARIOS, Told

Phases = Mapping[str, tuple[str, ...]]

ROADS = Path(__file__).parents[1] / "replay" / "roads"

# By kind of case: the story, or the road of tests/replay where none is told, and its phases.
WALKS: Mapping[str, Phases] = {
    "Complaint": {
        "not_a_complaint": ("received", "assessing", "not_complaint"),
        "supplementary_complaint": ("awaiting_escalation_owner", "supplementary", "acknowledged"),
        "level_2_through_an_mp": ("awaiting_complaints_ssm", "level_2", "handed_over"),
        "both_parents_locked": ("ps_coordinated",),
        "asked_after": ("level_1",),
        "roads/exempt_or_withdrawn": ("exempt", "withdrawn"),
    },
    "PersonalisedServicesCase": {
        "urgent_referral": ("referred", "setup"),
        "late_reply": ("planning", "active", "closing_contact", "finalisation", "exit"),
        "ssm_declines": ("rejected", "reactivation"),
        "roads/specialist_area": ("specialist_transfer",),
        "child_support/segment_3_renewed_and_ended": (
            "segment_3_proposed",
            "segment_3_active",
            "segment_3_review",
        ),
    },
    "ServiceRestriction": {
        "child_support/restricted_to_writing": ("considered", "proposed", "in_force", "review"),
        "child_support/warned_and_quiet": ("warning", "watched", "withdrawn"),
    },
    "CustomerOwnership": {
        "customer_of_litigation": ("asked", "disputed", "held", "promised"),
        "child_support/let_go_by_litigation": ("released",),
    },
    "ColdTransfer": {
        "child_support/approver_away": ("answered", "asking", "refused"),
        "child_support/calls_put_through": ("warned", "noted", "in_force", "review", "lifted"),
        "roads/warned_for_what_another_did": ("withdrawn",),
    },
}

BY_STORY: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
for _kind, _walks in WALKS.items():
    for _story, _phases in _walks.items():
        BY_STORY[_story][_kind] = _phases


def file_of(walk: str) -> Path:
    """Return the scenario file of a story or a road."""
    name = walk.removeprefix("roads/")
    return (SCENARIOS if name == walk else ROADS) / f"{name}.yaml"


def phases_of(told: Told) -> set[tuple[str, str]]:
    """Return the phases in which it was asked what is next, and those in which nothing rested."""
    found = {(said.type, said.phase) for said in told.said}
    for case in told.cases.values():
        moves = [line["words"] for line in case["timeline"] if line["kind"] == "moved"]
        passed = {
            phase for words in moves for phase in re.findall(r"\w+(?= -> )|(?<= -> )\w+", words)
        }
        found |= {(case["type"], phase) for phase in (*passed, case["phase"])}
    return found
