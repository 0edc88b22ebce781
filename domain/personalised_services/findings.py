"""A rule applied: its step, the branch it took, and the words for the timeline."""

from typing import NamedTuple

from domain.step_ids import StepId

PASSED, BLOCKED = "passed", "blocked"


class Finding(NamedTuple):
    """What one rule came to; a rule without branches of its own passes or blocks."""

    step: StepId
    branch: str
    words: str
