"""What does not hold of all that a test stated."""

from collections.abc import Awaitable, Callable

from tests.plugin.proof import Proof
from tests.plugin.story import Story

State = Callable[[Proof], None]
Faults = Callable[[State], Awaitable[list[str]]]


def faults_of(proof: Proof, story: Story) -> list[str]:
    return proof.check(story)[1]
