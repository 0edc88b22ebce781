"""Corrections that wait, or waited, for a second person; the rules are in ``confirming``."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from domain.file.rows import CustomerId, Elsewhere, Facts, RowId
from domain.messages import Code
from domain.refers import ELSEWHERE


class CorrectionFacts(Facts):
    """A correction that waits, or waited, for a second person.

    ``of`` is what was asked for, ``seen`` the version of the row on which it was; ``right`` and
    ``to`` are what it says. ``opens`` are the gates that it would open.
    """

    kind = "correction"

    of: Literal["corrected", "entered_in_error", "moved"]
    row: RowId
    seen: int
    right: Annotated[dict[str, JsonValue], ELSEWHERE] = Field(default_factory=dict)
    to: CustomerId | None = None
    why: Code
    asked_by: Elsewhere
    opens: tuple[Elsewhere, ...]
    decided_by: Elsewhere | None = None
    state: Literal["pending", "confirmed", "refused"] = "pending"
