"""The life of a Child Support Personalised Services case (procedure 101-17021300)."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import Start
from domain.cold_transfer.messages import ColdTransferBegun, ColdTransferLifted
from domain.complaints.messages import ComplaintNoticed, ComplaintWithdrawn
from domain.file.acts import Act
from domain.file.contacts import ContactMade
from domain.file.declines import DeclineProposed
from domain.file.handovers import HandoverAnswered
from domain.file.indicators import BehaviourReported
from domain.file.locks import PartiesLocked
from domain.file.plans import PlanOpened
from domain.file.procedures import ProcedureReported
from domain.messages import CaseWithdrawn, LetterFailed
from domain.ownership.messages import OwnershipPassed
from domain.personalised_services.case_type import PERSONALISED_SERVICES
from domain.personalised_services.deadlines import (
    ASSESSMENT,
    SEGMENT_3_APPROVED,
    SEGMENT_3_RENEWED,
    SM_ANSWER,
    SSM_ANSWER,
)
from domain.personalised_services.messages import (
    AssessmentWanted,
    CaseHandedOver,
    ReferralReceived,
    ReviewBroughtForward,
    SegmentQuestioned,
)
from domain.personalised_services.phases import Phase
from domain.personalised_services.state import PsState
from domain.personalised_services.tasks.leaving import DECIDE_WITHDRAWAL
from domain.personalised_services.tasks.letters import TASKS as SIGNED
from domain.personalised_services.tasks.options import ALLOCATE_SEGMENT
from domain.personalised_services.tasks.planning import APPROVE_PLAN, REVISE_PLAN, TAKE_PLAN_OVER
from domain.personalised_services.tasks.referral import DECIDE_DECLINE
from domain.personalised_services.tasks.segment_3 import (
    ASK_ASSESSMENT_SERVICES,
    ASSESSMENT_SILENT,
    ASSIGN_SEGMENT_3,
    DISCUSS_ASSESSMENT,
    LOOK_BACK,
    PUT_RIGHT_THOROUGHLY,
    SEND_ASSESSMENT_REQUEST,
)
from domain.personalised_services.tasks.standing import CASE_UNTOUCHED
from domain.personalised_services.tasks.strategies import REFER_EARLY
from domain.restrictions.messages import (
    RestrictionEnded,
    RestrictionImposed,
    RestrictionRefused,
    RestrictionWarned,
)
from domain.roles import Role
from domain.standing.messages import OfficerLeft
from workflows.case import Case
from workflows.declaration import Lifecycle, act, order
from workflows.file import Then, acts_on_the_file
from workflows.personalised_services import (
    asking,
    assessment,
    cold_transferred,
    declining,
    restricted,
    segment_3,
    standing,
)
from workflows.personalised_services.active import manage
from workflows.personalised_services.closing_contact import settle_closing_contact
from workflows.personalised_services.finalisation import finalise
from workflows.personalised_services.leaving import leave
from workflows.personalised_services.planning import plan
from workflows.personalised_services.reactivation import reactivate
from workflows.personalised_services.referred import take_referral
from workflows.personalised_services.rejected import reject
from workflows.personalised_services.segment import msp_opened, questioned, weighed_anew
from workflows.personalised_services.segment_3 import review_segment_3, stay_in_segment_3
from workflows.personalised_services.segment_3_proposed import propose_segment_3
from workflows.personalised_services.setup import contact_made, parties_locked, set_up
from workflows.personalised_services.specialist_transfer import transfer
from workflows.personalised_services.state import PsCase, assignee
from workflows.personalised_services.told import acts, letters, plans

# What follows on acts: on a contact, in the talk that it was and in the case that it touched.
THEN: dict[type[Act], Then] = {
    **acts.THEN,
    HandoverAnswered: standing.things_left,
    PartiesLocked: parties_locked,
    ContactMade: contact_made,
    PlanOpened: msp_opened,
    DeclineProposed: declining.proposed,
    BehaviourReported: restricted.behaved,
    ProcedureReported: assessment.reported,
}

LIFECYCLE = Lifecycle(
    of=PERSONALISED_SERVICES,
    first=Phase.REFERRED,
    state=PsState,
    owner=Role.PSSO,
    phases={
        Phase.REFERRED: take_referral,
        Phase.SETUP: set_up,
        Phase.PLANNING: plan,
        Phase.ACTIVE: manage,
        Phase.SEGMENT_3_PROPOSED: propose_segment_3,
        Phase.SEGMENT_3_ACTIVE: stay_in_segment_3,
        Phase.SEGMENT_3_REVIEW: review_segment_3,
        Phase.CLOSING_CONTACT: settle_closing_contact,
        Phase.FINALISATION: finalise,
        Phase.REJECTED: reject,
        Phase.SPECIALIST_TRANSFER: transfer,
        Phase.REACTIVATION: reactivate,
        Phase.EXIT: leave,
    },
    standing=(
        order(CaseHandedOver, standing.handed_over),
        order(OfficerLeft, standing.officer_left),
        act(SegmentQuestioned, questioned),
        order(ReviewBroughtForward, segment_3.brought_forward),
        order(AssessmentWanted, assessment.wanted),
        order(ReferralReceived, standing.referred_again),
        act(ComplaintNoticed, standing.complaint_noticed),
        act(OwnershipPassed, standing.passed_on),
        act(ComplaintWithdrawn, standing.complaint_withdrawn),
        order(CaseWithdrawn, standing.withdrawn),
        act(LetterFailed, letters.failed),
        act(RestrictionWarned, restricted.warned),
        act(RestrictionImposed, restricted.imposed),
        act(RestrictionEnded, restricted.ended),
        act(RestrictionRefused, restricted.refused),
        act(ColdTransferBegun, cold_transferred.begun),
        act(ColdTransferLifted, plans.calls_answered_again),
        *acts_on_the_file(then=THEN),
    ),
    passed=dict.fromkeys(standing.OPENED_BY, standing.deadline_passed)
    | {
        SSM_ANSWER.step: asking.ssm_silent,
        SM_ANSWER.step: asking.sm_silent,
        asking.UNTOUCHED_NAME: asking.untouched,
        ASSESSMENT.step: assessment.silent,
        SEGMENT_3_APPROVED.step: segment_3.overdue,
        SEGMENT_3_RENEWED.step: segment_3.overdue,
    },
    done={
        DECIDE_DECLINE.name: declining.decided,
        DECIDE_WITHDRAWAL.name: standing.withdrawal_decided,
        TAKE_PLAN_OVER.name: plans.taken_over,
        REVISE_PLAN.name: plans.revised,
        REFER_EARLY.name: standing.referred_early,
        ALLOCATE_SEGMENT.name: weighed_anew,
        APPROVE_PLAN.name: plans.decided,
        ASSIGN_SEGMENT_3.name: restricted.assigned,
        ASK_ASSESSMENT_SERVICES.name: assessment.asked,
        SEND_ASSESSMENT_REQUEST.name: assessment.sent,
        ASSESSMENT_SILENT.name: assessment.chased,
        DISCUSS_ASSESSMENT.name: assessment.discussed,
        LOOK_BACK.name: segment_3.looked_back,
        PUT_RIGHT_THOROUGHLY.name: segment_3.put_right,
        CASE_UNTOUCHED.name: asking.looked_at,
        **{task.name: letters.prepared for task in SIGNED},
    },
    assignee=assignee,
    answers=asking.ANSWERS,
)


@workflow.defn(name=PERSONALISED_SERVICES.name)
class PersonalisedServicesCase:
    """One customer in Personalised Services, from the referral until they leave."""

    lifecycle = LIFECYCLE

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._case: PsCase = Case(self.lifecycle, start)

    @workflow.run
    async def run(self, start: Start) -> str:  # noqa: ARG002 - the initialiser has read it
        """Run until the case closes; return its last phase."""
        return await self._case.run()

    @workflow.signal(dynamic=True)
    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in whatever is sent."""
        self._case.receive(name, args)
