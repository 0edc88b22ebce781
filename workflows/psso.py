"""The PSSO who has a customer, as the cases know them that stand beside the customer's own."""

from typing import Any

from activities.effects.tasks import HandOver
from domain.personalised_services.messages import PssoChanged
from domain.roles import Role
from domain.step_ids import StepId
from workflows.declaration import Order, order
from workflows.handed import Received


def follows_the_psso(step: StepId) -> Order[Any]:
    """Return the standing order of a lifecycle whose state names the ``psso``.

    What waits for the former PSSO goes to the new one, and whatever comes.
    """

    def changed(case: Any, received: Received[PssoChanged]) -> None:
        before, to = case.state.psso, received.facts.to
        case.state.psso = to
        whose = {"was": before} if before else {"role": Role.PSSO}
        case.collect(HandOver, step, to=to, **whose)

    return order(PssoChanged, changed)
