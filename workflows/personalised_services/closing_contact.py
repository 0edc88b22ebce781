"""Closing contact: Child Support Table 6, Step 1 (procedure 101-17021300).

Entered  when the PSSO considers finalisation.
Leaves   to FINALISATION (CSP-T6-S2a), or to ACTIVE when the customer answers (CSP-T4-S1a).
"""

from domain.messages import CustomerCalledBack, CustomerReplied, Message
from domain.personalised_services.finalisation import gates_hold, judge_gates
from domain.personalised_services.letters import FINALISATION_CONTACT_LETTER
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.tasks.closing import (
    AGREE_TO_NO_CONTACT,
    ATTEST_GATES,
    REPORT_CLOSING_CONTACT,
    SIGN_FINALISATION_LETTER,
)
from workflows.handed import Done, Letter, Received
from workflows.personalised_services.state import PsCase, note_signatory, take_turn


async def settle_closing_contact(case: PsCase) -> str:
    """Settle contact with the customer before the PSSO asks the SSM to finalise."""
    while (attested := await case.work(ATTEST_GATES)).outcome == "attested":
        if _gates_hold(case, attested):
            return await _contact(case)
    return take_turn(case, Turn.CONTACT, "CSP-T4-S1a")


def _gates_hold(case: PsCase, attested: Done) -> bool:
    """Apply CSP-T6-S1a to CSP-T6-S1h: one open gate blocks."""
    judged = judge_gates(attested.answers, open_work=len(case.background_work()))
    for found in judged:
        case.decide(found.step, found.branch, found.words, actor=attested.by)
    return gates_hold(judged)


async def _contact(case: PsCase) -> str:
    while True:
        reported = await case.work(REPORT_CLOSING_CONTACT)  # CSP-T6-S1i
        match reported.outcome:
            case "contacted":
                return case.to(Phase.FINALISATION, "CSP-T6-S2a")
            case "unreachable":
                letter = await case.send(FINALISATION_CONTACT_LETTER, SIGN_FINALISATION_LETTER)
                if letter.went:  # CSP-T6-S1j
                    note_signatory(case, letter)
                    return await _await_reply(case, letter)
            case "not_appropriate" if await _agreed(case, reported):
                return case.to(Phase.FINALISATION, "CSP-T6-S2a")
        # The letter may not go, or the SSM wants contact tried: CSP-T6-S1i is open again.


async def _agreed(case: PsCase, reported: Done) -> bool:
    agreed = await case.approval(
        AGREE_TO_NO_CONTACT, about=reported.task, requested_by=reported.by, given=("agreed",)
    )
    case.record(
        "CSP-T6-S1l",
        "Cuba",
        "no_contact",
        actor=agreed.by,
        taken={"circumstances": "CSP-T6-S1i"},
        messages=(reported.message,),
        agreement=agreed.outcome,
    )
    return agreed.outcome == "agreed"  # CSP-T6-S1l


async def _await_reply(case: PsCase, letter: Letter) -> str:
    reply = await case.wait(
        CustomerReplied,
        CustomerCalledBack,
        about=(letter.id,),
        until=letter.reply,
        cites="CSP-T6-S1k",
        late=Phase.ACTIVE,
    )
    if reply:
        _note_reply(case, reply, letter)
        case.met(letter.reply or "", "CSP-T6-S1k")
        case.decide("CSP-T6-S1k", "Yes", "the customer answered in time", reading="A27")
        return take_turn(case, Turn.CONTACT, "CSP-T4-S1a")
    case.decide("CSP-T6-S1k", "No", "no answer in 14 days: it may be requested", reading="A27")
    return case.to(Phase.FINALISATION, "CSP-T6-S2a")


def _note_reply(case: PsCase, reply: Received[Message], letter: Letter) -> None:
    armed = case.armed(letter.reply or "")
    case.record(
        "CSP-T6-S1k",
        "Cuba",
        "reply",
        due_date=armed.due_on if armed else None,
        reply=reply.envelope.type,
        on=reply.envelope.occurred_at.isoformat(),
        letter=letter.id,
    )
