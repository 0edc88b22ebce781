"""Follow-up as arranged: Child Support Table 4, Step 5 (procedure 101-17021300).

Entered  from ACTIVE with the contact that was agreed with the customer.
Leaves   to the options (CSP-T5-S3a), to another follow-up, or to CLOSING_CONTACT when the
         customer declines, or when the issues are addressed (CSP-T6-S1a).
"""

from domain.personalised_services.deadlines import NEXT_CONTACT
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.tasks.contact import FOLLOW_UP
from workflows.handed import Done
from workflows.personalised_services.state import PsCase, agreed_contact, take_turn


async def follow_up(case: PsCase) -> str:
    """Contact the customer on the day agreed, until the customer has decided.

    What the customer says first becomes work of its own: a call that comes in is no contact as
    arranged, and the day agreed goes on being guarded.
    """
    met = await _contact_as_arranged(case)
    if met.outcome in ("declines", "issues_addressed"):
        return case.to(Phase.CLOSING_CONTACT, "CSP-T6-S1a")
    if met.outcome == "takes_up":
        return take_turn(case, Turn.OPTIONS, "CSP-T5-S3a")
    return take_turn(case, Turn.FOLLOW_UP, "CSP-T4-S5a")


async def _contact_as_arranged(case: PsCase) -> Done:
    since = case.clock.cause.isoformat()
    if agreed := agreed_contact(case):
        return await case.work(
            FOLLOW_UP,
            due=NEXT_CONTACT,
            due_from=agreed.made_at,
            agreed=agreed.by_day,
            followup=agreed.id,
            since=since,
        )
    return await case.work(FOLLOW_UP, since=since)
