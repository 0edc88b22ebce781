"""The segment is allocated: Child Support Table 5, Step 1 (procedure 101-17021300).

Entered  from ACTIVE after contact, after a request that was not approved, or when facts change.
Leaves   to the options (CSP-T5-S2), or to SEGMENT_3, which only the SSM sets (A22).
"""

from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.segments import Segment, may_set, segment_of
from domain.personalised_services.tasks.options import ALLOCATE_SEGMENT
from workflows.personalised_services.state import PsCase, take_turn


async def allocate_segment(case: PsCase) -> str:
    """Have the factors weighed and the segment set, in Cuba and the Portal alike."""
    weighed = await case.work(ALLOCATE_SEGMENT, segment=case.state.segment)
    chosen = segment_of(weighed.outcome or "")
    if not may_set(chosen):
        case.decide(
            "CSP-T5-S1f", "segment 3", "the PSSO proposes it, the SSM decides", reading="A22"
        )
        return case.to(Phase.SEGMENT_3, "CSP-T8-S1a")
    _record(case, chosen, weighed.by)
    return take_turn(case, Turn.OPTIONS, "CSP-T5-S2")


def _record(case: PsCase, chosen: Segment, by: str | None) -> None:
    changed = chosen is not case.state.segment
    case.decide(
        "CSP-T5-S1e",
        "changed" if changed else "unchanged",
        f"segment {chosen}, in both records",
        before=case.state.segment,
        after=chosen,
    )
    case.state.segment = chosen
    case.set("CSP-T5-S1b", segment=chosen)
    case.record("CSP-T5-S1d", "Cuba", "segment_field", actor=by, segment=chosen)
    case.record("CSP-T5-S1d", "PS Portal", "ps_portal", actor=by, segment=chosen)
