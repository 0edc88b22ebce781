"""Contact with the customer: Child Support Table 4, Steps 1 to 4 (procedure 101-17021300).

Entered  from ACTIVE when contact is due.
Leaves   to the segment (CSP-T5-S1a), or to CLOSING_CONTACT where outside bodies confirm that
         nothing is left (CSP-T4-S1f, A33).
"""

from typing import Any, cast

from domain.file.procedures import ProcedureReported
from domain.file.referrals import EXTERNAL_COMPLAINTS, ReferralMade
from domain.findings import HOLDS
from domain.personalised_services.contact import may_end_without_contact
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.tasks.contact import (
    ADVISE_ON_CONTACT,
    CHECK_BEFORE_CONTACT,
    CONFIRM_RESOLVED,
    CONTACT_AFTER_ESCALATION,
    CONTACT_CUSTOMER,
)
from domain.tasks import TaskKind
from workflows.handed import Done
from workflows.personalised_services.checks import must_check_first
from workflows.personalised_services.state import PsCase, take_turn


async def contact(case: PsCase) -> str:
    """Contact the customer, after the checks that behaviour or restrictions ask for."""
    await _check_first(case)
    after_escalation = may_end_without_contact(case.opened_by.facts.avenue)
    kind = CONTACT_AFTER_ESCALATION if after_escalation else CONTACT_CUSTOMER
    since = case.clock.cause.isoformat()  # a contact counts from here on, also after advice
    while True:
        made = await _work_or_advice(case, kind, since=since)
        if after_escalation:
            more = made.outcome == "made"
            case.record(
                "CSP-T4-S1e", "Cuba", "decision", actor=made.by, more_contact=more, officer=made.by
            )
        if made.outcome == "made":
            return take_turn(case, Turn.SEGMENT, "CSP-T5-S1a")
        if await _confirmed(case, made):  # CSP-T4-S1e: no more contact is needed
            return case.to(Phase.CLOSING_CONTACT, "CSP-T6-S1a")
        # Something is left, so the customer is contacted after all.


async def _confirmed(case: PsCase, made: Done) -> bool:
    """Ask External Complaints whether all is resolved; the file keeps what they say (A33)."""
    case.act(
        ReferralMade,
        "CSP-T4-S1f",
        actor=made.by,
        to=EXTERNAL_COMPLAINTS,
        sort="procedure",
        party=case.opened_by.facts.customer,
    )
    confirmed = await case.work(CONFIRM_RESOLVED, about=made.task)
    case.act(
        ProcedureReported,
        "CSP-T4-S1f",
        actor=confirmed.by,
        message=confirmed.message,
        procedure=EXTERNAL_COMPLAINTS,
        outcome=confirmed.outcome,
    )
    return confirmed.outcome == "resolved"


async def _check_first(case: PsCase) -> None:
    if must_check_first(case):
        checked = await _work_or_advice(case, CHECK_BEFORE_CONTACT)
        case.decide("CSP-T4-S1c", HOLDS, "checked: contact may go on", actor=checked.by)


async def _work_or_advice(case: PsCase, kind: TaskKind, **data: str) -> Done:
    """Open the work; a PSSO who is unsure is advised and has it again (CSP-T4-S1d, A04)."""
    while (done := await case.work(kind, **cast("dict[str, Any]", data))).outcome == "unsure":
        await case.work(ADVISE_ON_CONTACT, about=done.task)
    return done
