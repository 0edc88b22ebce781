"""A rule applied: its step, the branch that it took, the words for the timeline."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from pydantic import JsonValue

from domain.step_ids import StepId

HOLDS, BLOCKS = "holds", "blocks"  # the branches of a rule that has none in the matrix


class Finding(NamedTuple):
    """What one rule came to.

    ``inputs`` are what it looked at, where its words do not say.
    """

    step: StepId
    branch: str
    words: str
    reading: str | None = None
    inputs: Mapping[str, JsonValue] = MappingProxyType({})
