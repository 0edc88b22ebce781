"""The life of a cold transfer (procedure 101-17021300, Child Support Table 3, Steps 8 to 12)."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import Start
from domain.cold_transfer.case_type import COLD_TRANSFER
from domain.cold_transfer.deadlines import SM_ANSWER, SSM_ANSWER
from domain.cold_transfer.messages import ArrangementsChanged, CallAnswered, WarningWithdrawn
from domain.cold_transfer.phases import Phase
from domain.cold_transfer.state import ColdTransferState
from domain.cold_transfer.tasks import TELEPHONE_CANOC, TRANSFER_CALL
from domain.roles import Role
from workflows.case import Case
from workflows.cold_transfer import asking, calls
from workflows.cold_transfer.answered import answer
from workflows.cold_transfer.asking import ask, refuse
from workflows.cold_transfer.in_force import (
    arrangements_changed,
    canoc_told,
    lift,
    review,
    transfer,
)
from workflows.cold_transfer.state import ColdTransferCase
from workflows.cold_transfer.warned import note, watch, withdraw, withdrawn
from workflows.declaration import Lifecycle, order
from workflows.file import acts_on_the_file
from workflows.psso import follows_the_psso

LIFECYCLE = Lifecycle(
    of=COLD_TRANSFER,
    first=Phase.ANSWERED,
    state=ColdTransferState,
    owner=Role.PSSO,
    phases={
        Phase.ANSWERED: answer,
        Phase.WARNED: watch,
        Phase.NOTED: note,
        Phase.ASKING: ask,
        Phase.REFUSED: refuse,
        Phase.IN_FORCE: transfer,
        Phase.REVIEW: review,
        Phase.LIFTED: lift,
        Phase.WITHDRAWN: withdraw,
    },
    standing=(
        order(CallAnswered, calls.called),
        order(ArrangementsChanged, arrangements_changed),
        order(WarningWithdrawn, withdrawn),
        follows_the_psso("CSP-T3-S11a"),
        *acts_on_the_file(then={}),
    ),
    passed={SSM_ANSWER.step: asking.ssm_silent, SM_ANSWER.step: asking.sm_silent},
    answers={Role.PS_SSM: SSM_ANSWER, Role.PS_SM: SM_ANSWER},
    done={TRANSFER_CALL.name: calls.transferred, TELEPHONE_CANOC.name: canoc_told},
)


@workflow.defn(name=COLD_TRANSFER.name)
class ColdTransfer:
    """One cold transfer of one customer's calls, from the call before it until it is lifted."""

    lifecycle = LIFECYCLE

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._case: ColdTransferCase = Case(self.lifecycle, start)

    @workflow.run
    async def run(self, start: Start) -> str:  # noqa: ARG002 - the initialiser has read it
        """Run until the case closes; return its last phase."""
        return await self._case.run()

    @workflow.signal(dynamic=True)
    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in whatever is sent."""
        self._case.receive(name, args)
