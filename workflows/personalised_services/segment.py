"""The segment is allocated: Child Support Table 5, Step 1 (procedure 101-17021300).

Entered  from ACTIVE after contact, after a request that was not approved, or when facts change.
Leaves   to the options (CSP-T5-S2), or to SEGMENT_3, which only the SSM sets (A22).
"""

from domain.findings import BLOCKS, HOLDS
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.segments import Segment, may_set, records_agree, segment_of
from domain.personalised_services.tasks.options import ALLOCATE_SEGMENT
from workflows.handed import Done
from workflows.personalised_services.state import PsCase, take_turn


async def allocate_segment(case: PsCase) -> str:
    """Have the factors weighed and the segment set, in Cuba and the Portal alike."""
    while True:
        weighed = await case.work(ALLOCATE_SEGMENT, segment=case.state.segment)
        chosen = segment_of(weighed.outcome or "")
        if not may_set(chosen):
            words = "the PSSO proposes segment 3, the SSM decides"
            case.decide("CSP-T5-S1f", BLOCKS, words, reading="A22", actor=weighed.by)
            return case.to(Phase.SEGMENT_3, "CSP-T8-S1a")
        if _recorded_twice(case, chosen, weighed):
            _set(case, chosen, weighed.by)
            return take_turn(case, Turn.OPTIONS, "CSP-T5-S2")
        # Cuba and the Portal differ: the segment does not stand until both show it.


def _recorded_twice(case: PsCase, chosen: Segment, weighed: Done) -> bool:
    cuba, portal = (weighed.answers[f"CSP-T5-S1d.{where}"] for where in ("cuba", "portal"))
    agree = records_agree(chosen, cuba=cuba, portal=portal)
    case.decide(
        "CSP-T5-S1e",
        HOLDS if agree else BLOCKS,
        "both records show the segment" if agree else "the records differ: put them right",
        actor=weighed.by,
        segment=chosen,
        cuba=cuba,
        portal=portal,
    )
    return agree


def _set(case: PsCase, chosen: Segment, by: str | None) -> None:
    words = "the PSSO moves between segments 1 and 2 alone"
    before = case.state.segment
    case.decide("CSP-T5-S1f", HOLDS, words, reading="A22", actor=by, before=before, after=chosen)
    case.state.segment = chosen
    case.set("CSP-T5-S1b", segment=chosen)
    case.record("CSP-T5-S1d", "Cuba", "segment_field", actor=by, segment=chosen)
    case.record("CSP-T5-S1d", "PS Portal", "ps_portal", actor=by, segment=chosen)
