"""The life of a service channel restriction (procedure 101-17021300, Child Support Table 3)."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import Start
from domain.file.catalogue import TAKEN
from domain.file.procedures import ProcedureReported
from domain.kit_deadlines import CHASE
from domain.messages import CaseWithdrawn, LetterFailed
from domain.personalised_services.messages import ReviewBroughtForward
from domain.restrictions.case_type import SERVICE_RESTRICTION
from domain.restrictions.messages import (
    BehaviourContinued,
    ContactCame,
    RestrictionConsidered,
    VariationRequested,
)
from domain.restrictions.phases import Phase
from domain.restrictions.state import RestrictionState
from domain.restrictions.tasks.in_force import (
    DECIDE_VARIATION,
    SEE_TO_BREACH,
    SEND_APPROVAL_NOTICE,
)
from domain.roles import Role
from workflows import left_to_procedure
from workflows.case import Case
from workflows.declaration import Lifecycle, act, order
from workflows.file import acts_on_the_file
from workflows.psso import follows_the_psso
from workflows.restrictions import breaches, standing
from workflows.restrictions.considered import consider
from workflows.restrictions.ending import take_back
from workflows.restrictions.in_force import rest, review
from workflows.restrictions.proposed import propose
from workflows.restrictions.state import RestrictionCase, assignee
from workflows.restrictions.warning import warn, watch

LIFECYCLE = Lifecycle(
    of=SERVICE_RESTRICTION,
    first=Phase.CONSIDERED,
    state=RestrictionState,
    owner=Role.PSSO,
    phases={
        Phase.CONSIDERED: consider,
        Phase.WARNING: warn,
        Phase.WATCHED: watch,
        Phase.PROPOSED: propose,
        Phase.IN_FORCE: rest,
        Phase.REVIEW: review,
        Phase.WITHDRAWN: take_back,
    },
    standing=(
        order(RestrictionConsidered, standing.considered_again),
        order(CaseWithdrawn, standing.withdrawn),
        follows_the_psso("CSP-T3-S1a"),
        order(BehaviourContinued, breaches.behaviour_continued),
        order(ContactCame, breaches.contact_came),
        order(ReviewBroughtForward, standing.brought_forward),
        order(VariationRequested, standing.variation_requested),
        act(LetterFailed, standing.letter_failed),
        order(ProcedureReported, breaches.reported),
        *acts_on_the_file(then={}, only=TAKEN.keys() - {ProcedureReported}),
    ),
    passed={"CSP-T3-S13a": standing.occasion_comes, CHASE.step: left_to_procedure.silent},
    done={
        DECIDE_VARIATION.name: standing.variation_decided,
        SEE_TO_BREACH.name: breaches.seen_to,
        SEND_APPROVAL_NOTICE.name: standing.notice_prepared,
    },
    assignee=assignee,
)


@workflow.defn(name=SERVICE_RESTRICTION.name)
class ServiceRestriction:
    """One restriction of one customer, from when it is considered until it has ended."""

    lifecycle = LIFECYCLE

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._case: RestrictionCase = Case(self.lifecycle, start)

    @workflow.run
    async def run(self, start: Start) -> str:  # noqa: ARG002 - the initialiser has read it
        """Run until the case closes; return its last phase."""
        return await self._case.run()

    @workflow.signal(dynamic=True)
    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in whatever is sent."""
        self._case.receive(name, args)
