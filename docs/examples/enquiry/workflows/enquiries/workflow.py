"""The enquiry as one lifecycle."""

from collections.abc import Sequence

from domain.enquiries.case_type import ENQUIRY
from domain.enquiries.phases import Phase
from domain.enquiries.state import EnquiryState
from temporalio import workflow
from temporalio.common import RawValue
from workflows.enquiries.answering import (
    TIME,
    EnquiryCase,
    answered,
    answering,
    late,
    taken_back,
    withdrawn,
)

from activities.contracts import Start
from domain.messages import CaseWithdrawn
from domain.roles import Role
from workflows.case import Case
from workflows.declaration import Lifecycle, order

LIFECYCLE = Lifecycle(
    of=ENQUIRY,
    first=Phase.ANSWERING,
    state=EnquiryState,
    owner=Role.SERVICE_OFFICER,
    phases={
        Phase.ANSWERING: answering,
        Phase.ANSWERED: answered,
        Phase.WITHDRAWN: withdrawn,
    },
    standing=(order(CaseWithdrawn, taken_back),),
    passed={TIME: late},
)


@workflow.defn(name=ENQUIRY.name)
class Enquiry:
    """One enquiry, from receipt to its answer."""

    lifecycle = LIFECYCLE

    @workflow.init
    def __init__(self, start: Start) -> None:
        self.case: EnquiryCase = Case(self.lifecycle, start)

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Run the enquiry; return the phase that it ended in."""
        return await self.case.run()

    @workflow.signal(dynamic=True)
    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in whatever reaches the enquiry."""
        self.case.receive(name, args)
