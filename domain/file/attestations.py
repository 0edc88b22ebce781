"""Attestations: what a person says of a gate whose facts the file does not hold, and what shows it.

Source: CSP-T6-S1a to CSP-T6-S1h, CSP-T6-S3d.
"""

from typing import Annotated, Literal

from pydantic import BaseModel

from domain.file.correspondence import ItemFacts
from domain.file.issues import IssueFacts
from domain.file.rows import Facts, File, Row
from domain.messages import Ident
from domain.refers import ELSEWHERE
from domain.step_ids import StepId

Attestable = Literal[
    "CSP-T6-S1a",
    "CSP-T6-S1b",
    "CSP-T6-S1c",
    "CSP-T6-S1f",
    "CSP-T6-S1g",
    "CSP-T6-S1h",
]


class Attestation(BaseModel):
    """``shown_by`` is what shows it: a row of the file, a document, a task, a note elsewhere."""

    gate: Annotated[Attestable, ELSEWHERE]
    shown_by: Annotated[Ident, ELSEWHERE]


class AttestationFacts(Attestation, Facts):
    """That somebody who looked says that a gate holds."""

    kind = "attestation"


def given_for(gate: StepId, file: File) -> Row[AttestationFacts] | None:
    """Return what was last attested of a gate; None where nothing was."""
    rows = [row for row in file.live(AttestationFacts) if row.facts.gate == gate]
    return max(rows, key=lambda row: (row.told.at, row.id), default=None)


def came_up_since(attestation: Row[AttestationFacts], file: File) -> Row[Facts] | None:
    """Return what nobody can have looked at: an issue or item that came after the attestation."""
    later = [
        row
        for row in (*file.live(IssueFacts), *file.live(ItemFacts))
        if row.told.at > attestation.told.at
    ]
    return min(later, key=lambda row: (row.told.at, row.id), default=None)
