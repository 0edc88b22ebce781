"""The segment is allocated: Child Support Table 5, Step 1 (procedure 101-17021300).

Entered  from ACTIVE after contact, after a request that was not approved, or when facts change.
Leaves   to the options (CSP-T5-S2), or to SEGMENT_3_PROPOSED: segment 3 only the SSM sets (A22).
"""

from typing import TypedDict

from pydantic import JsonValue

from domain.file.plans import PlanOpened
from domain.findings import BLOCKS, HOLDS
from domain.personalised_services.messages import SegmentQuestioned
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.segments import (
    Actions,
    Factors,
    Segment,
    by_the_tables,
    may_set,
    records_agree,
    segment_of,
    suggested,
)
from domain.personalised_services.tasks.options import ALLOCATE_SEGMENT
from domain.personalised_services.tasks.planning import DISCUSS_ACROSS_PROGRAMS
from domain.personalised_services.weighing import factors
from workflows.handed import Done, NotNow, Received
from workflows.personalised_services.state import PsCase, take_turn, taken_on
from workflows.personalised_services.told import plans


async def allocate_segment(case: PsCase) -> str:
    """Have the factors weighed and the segment set, in Cuba and the Portal alike."""
    while True:
        weighed = await case.work(ALLOCATE_SEGMENT, **_shown(case))
        chosen = segment_of(weighed.outcome or "")
        _weigh(case, chosen, weighed)
        if not may_set(chosen):
            words = "the PSSO proposes segment 3, the SSM decides"
            case.decide("CSP-T5-S1f", BLOCKS, words, reading="A22", actor=weighed.by)
            return case.to(Phase.SEGMENT_3_PROPOSED, "CSP-T8-S1a")
        if _recorded_twice(case, chosen, weighed):
            _set(case, chosen, weighed.by)
            return take_turn(case, Turn.OPTIONS, "CSP-T5-S2")
        # Cuba and the Portal differ: the segment does not stand until both show it.


def questioned(case: PsCase, _: Received[SegmentQuestioned]) -> None:
    """Have the factors weighed anew beside whatever else goes on (CSP-T5-S1c).

    Raises:
        NotNow: nobody has the customer yet, or the factors are being weighed.
    """
    if case.state.psso is None:
        raise NotNow("nobody has the customer yet: the set-up names the segment for now")
    if case.state.segment_3:
        raise NotNow("segment 3 ends by its review alone, which the SM may bring forward")
    if case.background_work(ALLOCATE_SEGMENT) or _being_weighed(case):
        raise NotNow("the factors are being weighed already: say it there")
    case.open(ALLOCATE_SEGMENT, background=True, **_shown(case))


def msp_opened(case: PsCase, received: Received[PlanOpened]) -> None:
    """Have an MSP that was found late discussed across programs, and the segment weighed anew.

    Before the customer is planned for, the review brings it to the PSM (CSP-T2-S1c, CSP-T5-S1c).
    """
    plans.opened(case, received)
    if received.facts.sort != "msp" or case.phase in (Phase.REFERRED, Phase.SETUP, Phase.PLANNING):
        return
    case.record("CSP-T2-S1c", "CIMS", "psm_referral", plan=received.row, found_late=True)
    case.open(DISCUSS_ACROSS_PROGRAMS, background=True, plan=received.row)
    weighed = case.background_work(ALLOCATE_SEGMENT) or _being_weighed(case)
    if case.phase == Phase.ACTIVE and not weighed:
        case.open(ALLOCATE_SEGMENT, background=True, **_shown(case) | {"active_msp": True})


def _being_weighed(case: PsCase) -> bool:
    return case.phase == Phase.ACTIVE and case.state.turn is Turn.SEGMENT


def weighed_anew(case: PsCase, weighed: Done) -> None:
    """Set the segment that the facts call for, at any time; segment 3 is proposed (A22).

    Where the SSM has approved that meanwhile, nothing changes: its review ends it.
    """
    chosen, before = segment_of(weighed.outcome or ""), case.state.segment
    _weigh(case, chosen, weighed)
    if case.state.segment_3:
        words = "segment 3 ends by its review alone"
        case.decide("CSP-T5-S1f", BLOCKS, words, reading="A22", actor=weighed.by)
        return
    changes = chosen != before
    case.decide(
        "CSP-T5-S1c",
        HOLDS if changes else BLOCKS,
        "the facts call for another segment" if changes else "nothing calls for another segment",
        actor=weighed.by,
    )
    if not may_set(chosen):
        words = "the PSSO proposes segment 3, the SSM decides"
        case.decide("CSP-T5-S1f", BLOCKS, words, reading="A22", actor=weighed.by)
        if case.phase == Phase.ACTIVE:
            case.move_on(Phase.SEGMENT_3_PROPOSED, "CSP-T8-S1a")
        case.state.proposes_segment_3 = True  # it is taken up when the case is active again
    elif _recorded_twice(case, chosen, weighed):
        _set(case, chosen, weighed.by)
    else:  # Cuba and the Portal differ: the segment does not stand until both show it.
        case.open(ALLOCATE_SEGMENT, background=True, **_shown(case))


class Shown(TypedDict):
    """What the PSSO sees: the factors as file and referral have them, and where they point.

    ``suggested`` is for work that is over soon; with more of it ahead it is at least segment 2.
    """

    segment: str
    source: str
    managed_before: bool
    issues: str
    dealings: str
    active_msp: bool
    restricted: bool
    rests_on: list[JsonValue]
    suggested: str
    because: str


def _shown(case: PsCase) -> Shown:
    known = _factors(case, Actions.SHORT_TERM)
    segment, because = suggested(known)
    return {
        "segment": case.state.segment,
        "source": known.source,
        "managed_before": known.managed_before,
        "issues": known.issues,
        "dealings": known.dealings,
        "active_msp": known.active_msp,
        "restricted": known.restricted,
        "rests_on": [*taken_on(case).weighed.rows],
        "suggested": segment,
        "because": because,
    }


def _factors(case: PsCase, actions: Actions) -> Factors:
    found = taken_on(case)
    return factors(
        found.weighed,
        case.opened_by.facts,
        actions,
        active_msp=found.active_msp,
        restricted=found.restricted,
    )


def _weigh(case: PsCase, chosen: Segment, done: Done) -> None:
    """Write down the factors and the segment that they point to; the PSSO's choice stands."""
    weighed = _factors(case, Actions(str(done.answers["CSP-T5-S1a.actions"])))
    segment, because = suggested(weighed)
    case.record(
        "CSP-T5-S1a",
        "Cuba",
        "factors",
        actor=done.by,
        taken={"words": "CSP-T5-S1a"},
        messages=(done.message,),
        referral_source=weighed.source,
        managed_before=weighed.managed_before,
        issues=weighed.issues,
        dealings=weighed.dealings,
        actions=weighed.actions,
        active_msp=weighed.active_msp,
        restricted=weighed.restricted,
        suggested=segment,
        because=because,
        rests_on=[*taken_on(case).weighed.rows],
    )
    for entry in by_the_tables(weighed):
        case.decide(entry.step, HOLDS if entry.so else BLOCKS, entry.words, actor=done.by)
    words = f"the factors point to segment {segment}: {because}"
    case.decide(
        "CSP-T5-S1a",
        f"segment_{segment}",
        words,
        actor=done.by,
        suggested=segment,
        chosen=chosen,
    )


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
    record_segment(case, chosen, by)


def record_segment(case: PsCase, chosen: Segment, by: str | None) -> None:
    """Let the case have a segment, and write it in Cuba and the Portal together (CSP-T5-S1e)."""
    before = case.state.segment
    case.state.segment = chosen
    case.set("CSP-T5-S1b", segment=chosen)
    case.record("CSP-T5-S1b", "Cuba", "segment", actor=by, segment=chosen)
    if before != chosen:
        case.record("CSP-T5-S1c", "Cuba", "segment_history", actor=by, before=before, after=chosen)
    case.record("CSP-T5-S1d", "Cuba", "segment_field", actor=by, segment=chosen)
    case.record("CSP-T5-S1d", "PS Portal", "ps_portal", actor=by, segment=chosen)
