"""Who has a customer, as one lifecycle (procedure 277-01100010, Table 1, Steps 5 and 6)."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import Start
from domain.messages import CaseWithdrawn
from domain.ownership.case_type import OWNERSHIP
from domain.ownership.deadlines import AGREEMENT
from domain.ownership.messages import OwnershipReleased, OwnershipRequested, OwnershipTaken
from domain.ownership.phases import Phase
from domain.ownership.state import OwnershipState
from domain.roles import Role
from domain.standing.messages import DeathRetracted
from domain.standing.tasks import SEE_TO_DEATH
from workflows.case import Case
from workflows.declaration import Lifecycle, order
from workflows.ownership.asking import asked, disputed, silent
from workflows.ownership.holding import (
    died,
    held,
    let_go,
    lives,
    promised,
    released,
    taken,
    taken_back,
    wanted,
)
from workflows.ownership.state import OwnershipCase

LIFECYCLE = Lifecycle(
    of=OWNERSHIP,
    first=Phase.ASKED,
    state=OwnershipState,
    owner=Role.TEAM_LEADER,
    phases={
        Phase.ASKED: asked,
        Phase.DISPUTED: disputed,
        Phase.HELD: held,
        Phase.PROMISED: promised,
        Phase.RELEASED: released,
    },
    standing=(
        order(OwnershipRequested, wanted),
        order(OwnershipReleased, let_go),
        order(OwnershipTaken, taken),
        order(CaseWithdrawn, taken_back),
        order(DeathRetracted, lives),
    ),
    passed={AGREEMENT.step: silent},
    done={SEE_TO_DEATH.name: died},
)


@workflow.defn(name=OWNERSHIP.name)
class CustomerOwnership:
    """Who has one customer, from when an area asks for them until they are let go or taken."""

    lifecycle = LIFECYCLE

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._case: OwnershipCase = Case(self.lifecycle, start)

    @workflow.run
    async def run(self, start: Start) -> str:  # noqa: ARG002 - the initialiser has read it
        """Run until the customer is nobody's here; return the last phase."""
        return await self._case.run()

    @workflow.signal(dynamic=True)
    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in whatever is sent."""
        self._case.receive(name, args)
