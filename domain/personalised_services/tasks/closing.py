"""The work of Child Support Table 6, Step 1: the eight gates, and contact about closing."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.file.closing import IssueClosed, IssueHandedOn
from domain.file.commitments import CommitmentKept, CommitmentReleased
from domain.file.contacts import GRACE, ContactFacts, ContactMade, Identity, Result, attempts
from domain.file.correspondence import (
    CorrespondenceAnswered,
    CorrespondenceClosed,
    CorrespondenceReceived,
)
from domain.file.gates import GateAttested, Looked, gate
from domain.file.intrays import IntrayClosed
from domain.file.plan_versions import PlanChanged
from domain.file.plans import PlanEnded
from domain.file.procedures import ProcedureReported
from domain.file.referrals import ReferralAnswered
from domain.file.tellings import DecisionTold
from domain.kit_tasks import LETTER_CHANNEL
from domain.messages import Message
from domain.needs import Missing, Opened
from domain.roles import Role
from domain.sittings import ending, line, needed, record, sitting, text
from domain.step_ids import StepId
from domain.tasks import OUTCOME

CLOSING = "closing"  # the purpose of a contact in which the customer hears that the case closes

# Each gate as the PSSO reads it, and the acts that open it (CSP-T6-S1a to CSP-T6-S1h).
GATES: Mapping[StepId, tuple[str, tuple[type[Message], ...]]] = MappingProxyType(
    {
        "CSP-T6-S1a": (
            "all activities under the Customer Management Approach are complete",
            (CommitmentKept, CommitmentReleased, ReferralAnswered, GateAttested),
        ),
        "CSP-T6-S1b": (
            "every issue that Personalised Services manages is finalised",
            (IssueClosed, IssueHandedOn, GateAttested),
        ),
        "CSP-T6-S1c": ("all actions of the plan are complete", (PlanChanged, GateAttested)),
        "CSP-T6-S1d": ("no intrays are open, other specialised work aside", (IntrayClosed,)),
        "CSP-T6-S1e": (
            "a written Ministerial or Ombudsman response has arrived and is understood",
            (
                CorrespondenceReceived,
                CorrespondenceAnswered,
                ContactMade,
                CorrespondenceClosed,
                DecisionTold,
                ProcedureReported,
            ),
        ),
        "CSP-T6-S1f": ("the customer was told of every decision", (DecisionTold, GateAttested)),
        "CSP-T6-S1g": ("the feedback that arises from the case was given", (GateAttested,)),
        "CSP-T6-S1h": (
            "an active Managed Service Plan was discussed with the Program Support Manager",
            (PlanEnded, GateAttested),
        ),
    }
)
GATE_ACTS = tuple(dict.fromkeys(act for _, acts in GATES.values() for act in acts))


def _blocked(step: StepId) -> Missing:
    def missing(opened: Opened) -> tuple[str, ...]:
        return gate(step, Looked(opened.file, opened.work)).blocked_by

    return missing


SETTLE_GATES = sitting(
    "settle_gates",
    "Settle what keeps the customer in Personalised Services",
    Role.PSSO,
    *(
        line(step, needs=needed(words, _blocked(step), *acts))
        for step, (words, acts) in GATES.items()
    ),
    outcomes={
        "settled": "Every gate holds",
        "keep_managing": ending("Not yet: manage the customer on", needs=()),
    },
)


def _reached(opened: Opened) -> list[str]:
    """Return the contacts, since the work was opened, in which the customer heard of it."""
    return [
        row.id
        for row in opened.file.live(ContactFacts)
        if row.told.at >= opened.at
        and row.facts.customer == opened.file.sides[0]
        and row.facts.purpose == CLOSING
        and (row.facts.result, row.facts.identity) == (Result.REACHED, Identity.CONFIRMED)
    ]


def not_told(opened: Opened) -> tuple[str, ...]:
    """Say what the file lacks of a contact about closing, or of the attempts at one.

    Source: CSP-T6-S1i; A46.
    """
    customer, reached = opened.file.sides[0], _reached(opened)
    if opened.outcome != "unreachable":
        wanted = f"{customer} reached, identity confirmed, purpose {CLOSING}"
        return () if reached else (f"no contact since this was opened: {wanted}",)
    if reached:
        return (f"{customer} was reached, in {', '.join(reached)}",)
    tried = attempts(opened.file, customer, opened.at, opened.file.now + GRACE, CLOSING)
    if any(attempt.why_not is None for attempt in tried):
        return ()
    why = [f"{attempt.contact.id} does not count: {attempt.why_not}" for attempt in tried]
    return tuple(why) or (
        f"no attempt to reach {customer}, purpose {CLOSING}, since this was opened",
    )


TELL_OF_CLOSING = sitting(
    "tell_of_closing",
    "Tell the customer that the case is closing",
    Role.PSSO,
    line(
        "CSP-T6-S1i",
        None,
        record("Cuba", "contact_record", contact=OUTCOME),
        needs=needed("the customer is told by voice, or was tried", not_told, ContactMade),
    ),
    outcomes={
        "contacted": "Yes",
        "unreachable": "No",
        "not_appropriate": ending("No contact is appropriate", needs=(), reason=True),
    },
)

SEND_FINALISATION_LETTER = sitting(
    "send_finalisation_letter",
    "Look at the letter to the customer who could not be reached, sign and send it",
    Role.PSSO,
    line(
        "CSP-T6-S1j",
        words=text("What does it say beside what the file says was dealt with?", required=False),
    ),
    line("CSP-T4-S6a"),
    line("CSP-T4-S6b"),
    LETTER_CHANNEL,
    outcomes={"send": "Sent", "cannot_go": ending("The letter may not go", reason=True)},
)

AGREE_TO_NO_CONTACT = sitting(
    "agree_to_no_contact",
    "Discuss finalising without contact with the customer",
    Role.PS_SSM,
    line("CSP-T6-S1l"),
    outcomes={"agreed": "Yes", "not_agreed": ending("No", reason=True)},
    decides_on=(TELL_OF_CLOSING,),
)

TASKS = (
    SETTLE_GATES,
    TELL_OF_CLOSING,
    SEND_FINALISATION_LETTER,
    AGREE_TO_NO_CONTACT,
)
