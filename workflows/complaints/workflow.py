"""The Complaint: written complaints received, procedure 277-09020010, as one lifecycle."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import Start
from domain.complaints.case_type import COMPLAINT
from domain.complaints.phases import Phase
from domain.complaints.state import ComplaintState
from domain.kit_deadlines import CHASE
from domain.roles import Role
from workflows.case import Case
from workflows.complaints import promise
from workflows.complaints.acknowledged import acknowledged, exempt_from_letter
from workflows.complaints.assessing import assessing
from workflows.complaints.awaiting_complaints_ssm import awaiting_complaints_ssm
from workflows.complaints.awaiting_escalation_owner import awaiting_escalation_owner
from workflows.complaints.chasing import silent
from workflows.complaints.clock import ACKNOWLEDGEMENT, WARNING, about_to_lapse, lapsed
from workflows.complaints.ending import withdrawn
from workflows.complaints.follow_up import COMPLETED, STANDING
from workflows.complaints.handing_over import handed_over
from workflows.complaints.levels import level_1, level_2
from workflows.complaints.not_complaint import not_complaint
from workflows.complaints.promise import PROMISE
from workflows.complaints.ps_coordinated import ps_coordinated
from workflows.complaints.received import received
from workflows.complaints.state import ComplaintCase, owner_of
from workflows.complaints.supplementary import supplementary
from workflows.declaration import Lifecycle

LIFECYCLE = Lifecycle(
    of=COMPLAINT,
    first=Phase.RECEIVED,
    state=ComplaintState,
    owner=Role.ALLOCATIONS_OFFICER,
    phases={
        Phase.RECEIVED: received,
        Phase.ASSESSING: assessing,
        Phase.NOT_COMPLAINT: not_complaint,
        Phase.AWAITING_ESCALATION_OWNER: awaiting_escalation_owner,
        Phase.SUPPLEMENTARY: supplementary,
        Phase.AWAITING_COMPLAINTS_SSM: awaiting_complaints_ssm,
        Phase.LEVEL_1: level_1,
        Phase.LEVEL_2: level_2,
        Phase.PS_COORDINATED: ps_coordinated,
        Phase.ACKNOWLEDGED: acknowledged,
        Phase.EXEMPT: exempt_from_letter,
        Phase.HANDED_OVER: handed_over,
        Phase.WITHDRAWN: withdrawn,
    },
    standing=STANDING,
    passed={
        ACKNOWLEDGEMENT: lapsed,
        WARNING: about_to_lapse,
        PROMISE: promise.lapsed,
        CHASE.step: silent,
    },
    done=COMPLETED,
    assignee=owner_of,
)


@workflow.defn(name=COMPLAINT.name)
class Complaint:
    """One written complaint, from receipt to the procedure that handles it."""

    lifecycle = LIFECYCLE

    @workflow.init
    def __init__(self, start: Start) -> None:
        self.case: ComplaintCase = Case(self.lifecycle, start)

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Run the complaint; return the phase that it ended in."""
        return await self.case.run()

    @workflow.signal(dynamic=True)
    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in whatever reaches the complaint."""
        self.case.receive(name, args)
