"""Segment 3 is proposed: Child Support Table 8 (procedure 101-17021300).

Entered  from ACTIVE when the PSSO proposes it, and from a finalisation request that ends there.
Leaves   to ACTIVE with the segment as it was, by way of REACTIVATION after a request.
"""

from domain.personalised_services.phases import Phase, Turn
from workflows.personalised_services.state import PsCase, take_turn


async def propose_segment_3(case: PsCase) -> str:
    """Leave the proposal to Table 8; until the SSM approves it, nothing changes (A22)."""
    case.hand_to("CSP-T8-S1a", "Child Support Table 8: segment 3", segment=case.state.segment)
    if case.state.requested_by:
        return case.to(Phase.REACTIVATION, "CSP-T7-S5e")
    return take_turn(case, Turn.OPTIONS, "CSP-T5-S2")
