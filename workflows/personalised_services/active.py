"""An active case goes round: contact, segment, options, follow-up (Child Support Tables 4, 5).

Entered  from PLANNING, and again turn by turn; each turn ends the phase, so that a case that
         goes round for years may continue as new between two turns.
Leaves   to ACTIVE, to CLOSING_CONTACT when finalisation is considered, or to SEGMENT_3_PROPOSED.
"""

from typing import assert_never

from domain.personalised_services.phases import Phase, Turn
from workflows.personalised_services.contact import contact
from workflows.personalised_services.follow_up import follow_up
from workflows.personalised_services.options import choose_options
from workflows.personalised_services.reactivation import take_request_back
from workflows.personalised_services.segment import allocate_segment
from workflows.personalised_services.state import PsCase, know_the_file


async def manage(case: PsCase) -> str:
    """Take the next turn of the loop."""
    know_the_file(case)
    if case.take_answer():
        # A reply in time, recorded after the 14 days: the customer is dealt with first, and a
        # request that was built on the silence is taken back (CSP-T6-S1k, CSP-T4-S1a).
        take_request_back(case)
        case.state.turn = Turn.CONTACT
    if case.state.proposes_segment_3 or case.state.assigned:
        case.state.proposes_segment_3 = False
        return case.to(Phase.SEGMENT_3_PROPOSED, "CSP-T8-S1a")
    match case.state.turn:
        case Turn.CONTACT:
            return await contact(case)
        case Turn.SEGMENT:
            return await allocate_segment(case)
        case Turn.OPTIONS:
            return await choose_options(case)
        case Turn.FOLLOW_UP:
            return await follow_up(case)
        case never:
            assert_never(never)
