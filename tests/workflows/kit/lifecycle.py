"""A small kind of case that uses every verb: what the kit promises is tried on it."""

import json
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import Armed, Start
from domain.case_type import CaseType
from domain.catalogue import LETTERS
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.complaints.messages import ComplaintNoticed
from domain.complaints.tasks import HANDLE_LEVEL_1
from domain.file.catalogue import TAKEN
from domain.file.commitments import CommitmentKept, CommitmentMade
from domain.messages import CaseWithdrawn, CustomerCalledBack, CustomerReplied, Message, Trust
from domain.personalised_services.deadlines import COMMITMENT, PLAN, REPLY, SET_UP
from domain.personalised_services.letters import (
    FINALISATION_CONTACT_LETTER,
    STAKEHOLDER_NOTICE,
)
from domain.personalised_services.settings import CONTACT_LINES
from domain.personalised_services.tasks.closing import (
    AGREE_TO_NO_CONTACT,
    SEND_FINALISATION_LETTER,
)
from domain.personalised_services.tasks.letters import SIGN_NOTICE
from domain.personalised_services.tasks.planning import PLAN_OVERDUE
from domain.roles import Role
from workflows.case import Case
from workflows.declaration import Lifecycle, order
from workflows.file import acts_on_the_file
from workflows.handed import Done, Received

DECISION = AGREE_TO_NO_CONTACT  # the product's own kinds of work: doors and settles know them
ALERT = PLAN_OVERDUE
ENDING = HANDLE_LEVEL_1


class KitState(BaseModel):
    """What the small case remembers."""

    heard: int = 0
    rounds: int = 0


class KitOpened(Message):
    """What opens the small case: the phase at which it begins, and who asks for a decision."""

    name = "referral.received"
    words = "the small case was opened"
    trust = Trust.AUTHENTICATED
    senders = ("telephony",)

    first: str = "asking"
    requested_by: str = "psso.diaz"


K = Case[KitState, KitOpened]


async def asking(case: K) -> str | None:
    """Wait for a reply, at most 14 days; beside it a deadline of 21 days that no wait is about."""
    window = case.arm("reply", REPLY, case.clock.cause)
    case.arm("plan", PLAN, case.clock.cause)
    reply = await case.wait(CustomerReplied, until=window, cites="CSP-T6-S1k", late="answered")
    if reply:
        case.met(window, "CSP-T6-S1k")
        return "answered"
    case.decide("CSP-T6-S1k", "No", "no reply in 14 days")
    return "deciding"


async def deciding(case: K) -> str | None:
    """Ask the SSM, whoever requests it."""
    requested_by = case.opened_by.facts.requested_by
    done = await case.approval(
        DECISION, about=case.opened_by.envelope.key, requested_by=requested_by, given=("agreed",)
    )
    return "ending" if done.outcome == "agreed" else "asking"


async def answered(case: K) -> str | None:
    """Say which answer led here, where one did; wait for another, without an end."""
    if answer := case.take_answer():
        case.note("CSP-T4-S1a", f"led here by {answer.envelope.id}")
    await case.wait(CustomerReplied, cites="CSP-T4-S1a")
    return "ending"


async def ending(case: K) -> str | None:
    """Close when somebody says so."""
    await case.work(ENDING)
    case.close("ended", "the small case is done")
    return None


async def closing(case: K) -> str | None:
    """Wait for one reply, then close."""
    await case.wait(CustomerReplied, cites="CSP-T4-S1a")
    case.close("ended", "the small case is done")
    return None


async def looping(case: K) -> str | None:
    """Go round: one message a round, to continue as new many times."""
    await case.wait(CustomerReplied, cites="CSP-T4-S1a")
    case.state.rounds += 1
    return "looping"


async def counting(case: K) -> str | None:
    """Count five working days."""
    due = case.arm("set-up", SET_UP, case.clock.cause)
    await case.wait(CustomerReplied, until=due, cites="CSP-T1-S2a")
    return "ending"


async def belated(case: K) -> str | None:
    """Hear of something long after what it starts was over: a wait's date, and one beside it."""
    long_ago = case.clock.cause - timedelta(days=60)
    window = case.arm("reply", REPLY, long_ago, label="End of 14 days")
    case.arm("plan", PLAN, long_ago)
    case.arm("set-up", SET_UP, case.clock.cause)
    reply = await case.wait(CustomerReplied, until=window, cites="CSP-T6-S1k")
    return "answered" if reply else "deciding"


async def unarmed(case: K) -> str | None:
    """Wait for a deadline that nobody armed."""
    await case.wait(CustomerReplied, until=f"{case.ref}.never", cites="CSP-T6-S1k")
    return None


async def writing(case: K) -> str | None:
    """Write a letter and wait for its reply; write again where the customer asks for it."""
    while True:
        letter = await case.send(FINALISATION_CONTACT_LETTER, SEND_FINALISATION_LETTER)
        reply = await case.wait(
            CustomerReplied,
            about=(letter.id,),
            until=letter.reply,
            cites="CSP-T6-S1k",
            late="answered",
        )
        if reply:
            return "answered"


LETTER_AGREED_ON = FINALISATION_CONTACT_LETTER.model_copy(
    update={
        "name": "letter_agreed_on",
        "approvers": (Role.TEAM_LEADER, Role.PS_SSM),
        "approval_source": "CSP-T3-S3b",
        "copies": ("nominee",),
    }
)


async def agreeing(case: K) -> str | None:
    """Write a letter that two people must approve before it is signed."""
    letter = await case.send(LETTER_AGREED_ON, SEND_FINALISATION_LETTER)
    return "ending" if letter.went else "asking"


NOTICE_AGREED_ON = STAKEHOLDER_NOTICE.model_copy(
    update={
        "name": "notice_agreed_on",
        "approvers": (Role.PS_SSM,),
        "approval_source": "CLK-T5-S2c",
        "signatories": (Role.PS_PSM, Role.PSSO),
    }
)
KINDS = {**LETTERS, **{kind.name: kind for kind in (LETTER_AGREED_ON, NOTICE_AGREED_ON)}}


async def telling(case: K) -> str | None:
    """Have a change written down, and tell two of staff by notices that the decision sends."""
    written = await case.work(SIGN_NOTICE)
    decided = await case.approval(
        DECISION, about=written.task, requested_by=written.by, given=("agreed",)
    )
    for role in (Role.PS_SSM, Role.PS_SM):
        case.letters.notify(NOTICE_AGREED_ON, role, decided, proposed_by=written.by)
    return "asking"


async def noticing(case: K) -> str | None:
    """Wait for a reply, then for a complaint, which may have been there before."""
    await case.wait(CustomerReplied, cites="CSP-T4-S1a")
    await case.wait(ComplaintNoticed, cites="WC-S4b")
    return "ending"


async def noticing_late(case: K) -> str | None:
    """Wait for a reply, then be in a phase that waits for one more and then for a complaint."""
    await case.wait(CustomerReplied, cites="CSP-T4-S1a")
    return "noticing"


async def knowing(case: K) -> str | None:
    """Go on by what is known of the customer's complaints when a reply comes."""
    case.ask("complaints", OPEN_COMPLAINTS, "CSP-T1-S2c")
    await case.wait(CustomerReplied, cites="CSP-T4-S1a")
    known = case.answer("complaints")
    case.note("CSP-T1-S2c", f"went by {json.dumps(known)}")
    return "ending" if known else "answered"


def called_back(case: K, received: Received[CustomerCalledBack]) -> None:
    """Count what was heard while waiting."""
    case.state.heard += 1
    case.note("CSP-T4-S2a", "the customer called")


def withdrawn(case: K, received: Received[CaseWithdrawn]) -> None:
    """End the phase from inside a standing order."""
    case.move_on("ending")


def promised(case: K, received: Received[CommitmentMade]) -> None:
    """Count until the day by which something was promised."""
    day = received.facts.by_day.isoformat()
    case.arm(received.row, COMMITMENT, case.clock.cause, agreed=day)


def kept(case: K, received: Received[CommitmentKept]) -> None:
    """End that, whenever the case hears of it."""
    case.met(f"{case.ref}.{received.facts.commitment}", "CSP-T4-S5e")


def plan_overdue(case: K, deadline: Armed) -> None:
    """Open background work for the SSM."""
    case.open(ALERT, background=True)


def alert_done(case: K, done: Done) -> None:
    """Note that background work was done."""
    case.note("CSP-T2-S2c", "the alert was looked at")


PHASES = {
    "asking": asking,
    "deciding": deciding,
    "answered": answered,
    "ending": ending,
    "closing": closing,
    "looping": looping,
    "belated": belated,
    "unarmed": unarmed,
    "counting": counting,
    "writing": writing,
    "agreeing": agreeing,
    "telling": telling,
    "noticing": noticing,
    "noticing_late": noticing_late,
    "knowing": knowing,
}


KitPhase = StrEnum(
    "KitPhase",
    "asking deciding answered ending closing looping belated unarmed counting writing agreeing "
    "telling noticing noticing_late knowing",
)

KIT_CASE = CaseType(
    name="KitCase",
    prefix="kc",
    title="The kit's small case",
    phases=KitPhase,
    contact=CONTACT_LINES,
    opened_by=KitOpened,
    takes={
        KitOpened: ("CSP-T1-S1a",),
        CustomerReplied: ("CSP-T6-S1k",),
        CustomerCalledBack: ("CSP-T4-S5a",),
        ComplaintNoticed: ("WC-S4b",),
        **TAKEN,
    },
)


def kit(first: str) -> Lifecycle[KitState, KitOpened, K]:
    """Declare the small case, beginning at a phase."""
    return Lifecycle(
        of=KIT_CASE,
        first=first,
        state=KitState,
        owner=Role.PSSO,
        phases=PHASES,
        standing=(
            order(CustomerCalledBack, called_back),
            order(CaseWithdrawn, withdrawn),
            *acts_on_the_file(then={CommitmentMade: promised, CommitmentKept: kept}),
        ),
        passed={"plan": plan_overdue, "CSP-T4-S5e": plan_overdue},
        done={"plan_overdue": alert_done},
        held=(ComplaintNoticed,),
    )


@workflow.defn(name="KitCase")
class KitCase:
    """The small case as a workflow; its opening facts say at which phase it begins."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        opened = KitOpened.model_validate(start.message.facts)
        self.case: K = Case(kit(opened.first), start)

    @workflow.run
    async def run(self, start: Start) -> str:  # noqa: ARG002 - read in __init__
        """Run the case."""
        return await self.case.run()

    @workflow.signal(dynamic=True)
    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take anything in."""
        self.case.receive(name, args)
