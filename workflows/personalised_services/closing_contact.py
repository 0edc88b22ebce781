"""Closing contact: Child Support Table 6, Step 1 (procedure 101-17021300).

Entered  when the PSSO considers finalisation.
Leaves   to FINALISATION (CSP-T6-S2a), or to ACTIVE when the customer answers (CSP-T4-S1a).
"""

from domain.admission import REASON
from domain.findings import HOLDS
from domain.messages import CustomerCalledBack, CustomerReplied, Message
from domain.personalised_services.letters import FINALISATION_CONTACT_LETTER
from domain.personalised_services.lookups import FINALISATION
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.tasks.closing import (
    AGREE_TO_NO_CONTACT,
    GATES,
    SEND_FINALISATION_LETTER,
    SETTLE_GATES,
    TELL_OF_CLOSING,
)
from domain.personalised_services.tasks.specialists import CONSULT_ON_PLAN
from workflows.handed import Done, Letter, Received
from workflows.personalised_services.state import (
    PsCase,
    note_signatory,
    of_the_file,
    specialised_issues,
    take_turn,
)

# What a gate's entry in the matrix calls its record, where it is more than a reading.
GATE_RECORDS = {
    "CSP-T6-S1b": "issue_list",
    "CSP-T6-S1c": "cmp",
    "CSP-T6-S1g": "feedback",
    "CSP-T6-S1h": "psm_discussion",
}


async def settle_closing_contact(case: PsCase) -> str:
    """Settle contact with the customer before the PSSO asks the SSM to finalise."""
    case.ask("finalisation", FINALISATION, "CSP-T6-S1a")
    if specialised_issues(case) and not case.background_work(CONSULT_ON_PLAN):  # BG-ROLE-PSSO-g
        case.open(CONSULT_ON_PLAN, background=True, issues=[*specialised_issues(case)])
    settled = await case.work(SETTLE_GATES)  # CSP-T6-S1a to CSP-T6-S1h
    if settled.outcome == "keep_managing":
        return take_turn(case, Turn.CONTACT, "CSP-T4-S1a")
    _note_gates(case, settled)
    return await _contact(case)


def _note_gates(case: PsCase, settled: Done) -> None:
    """Write down that each gate holds, and what it rests on where the file does not show it."""
    attested = of_the_file(case)["attested"]
    for gate in GATES:
        rests_on = attested.get(gate)
        words = f"the gate holds: {rests_on} says so" if rests_on else "the gate holds"
        case.decide(gate, HOLDS, words, actor=settled.by, holds=True, attested=rests_on)
        if name := GATE_RECORDS.get(gate):
            case.record(gate, "Cuba", name, actor=settled.by, holds=True, attested=rests_on)


async def _contact(case: PsCase) -> str:
    while True:
        reported = await case.work(TELL_OF_CLOSING)  # CSP-T6-S1i
        match reported.outcome:
            case "contacted":
                return case.to(Phase.FINALISATION, "CSP-T6-S2a")
            case "unreachable":
                letter = await case.send(FINALISATION_CONTACT_LETTER, SEND_FINALISATION_LETTER)
                if letter.went:  # CSP-T6-S1j
                    note_signatory(case, letter.id, letter.signed.by)
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
        taken={"circumstances": REASON},
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
