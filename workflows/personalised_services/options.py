"""Options are found and confirmed: Child Support Table 5, Steps 2 to 4 (101-17021300).

Entered  from ACTIVE once the segment stands, or when the customer takes options up.
Leaves   to the follow-up (CSP-T4-S5a).
"""

from domain.personalised_services.letters import ISSUES_AND_OPTIONS_LETTER
from domain.personalised_services.options import letter_may_be_left_out
from domain.personalised_services.phases import Turn
from domain.personalised_services.tasks.options import (
    ADVISE_ON_OPTIONS,
    RECORD_OPTIONS,
    SEND_OPTIONS_LETTER,
)
from workflows.handed import Done
from workflows.personalised_services.state import PsCase, note_signatory, take_turn


async def choose_options(case: PsCase) -> str:
    """Have the options recorded, and the letter sent that confirms them where it adds clarity."""
    while (
        found := await case.work(RECORD_OPTIONS, segment=case.state.segment)
    ).outcome == "ask_ssm":
        await case.work(ADVISE_ON_OPTIONS, about=found.task)  # CSP-T5-S3e
    if _letter_follows(case, found):
        letter = await case.send(ISSUES_AND_OPTIONS_LETTER, SEND_OPTIONS_LETTER)
        if letter.went:
            note_signatory(case, letter.id, letter.signed.by)
    return take_turn(case, Turn.FOLLOW_UP, "CSP-T4-S5a")


def _letter_follows(case: PsCase, found: Done) -> bool:
    if found.outcome == "letter":
        return True
    simple = found.answers.get("CSP-T5-S4b.simple") is True
    left_out = letter_may_be_left_out(case.state.segment, simple=simple)
    case.decide(
        "CSP-T5-S4b",
        "left out" if left_out else "letter",
        "the letter would add nothing" if left_out else "not a simple issue: the letter goes",
        segment=case.state.segment,
        simple=simple,
    )
    return not left_out
