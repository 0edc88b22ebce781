"""A restriction ends: everybody who counted on it is told."""

from activities.effects.restrictions import Lift
from domain.restrictions.letters import RESTRICTION_ENDED_LETTER
from domain.restrictions.messages import RestrictionEnded
from workflows.handed import Done
from workflows.left_to_procedure import with_others
from workflows.restrictions.state import RestrictionCase, ps_case


async def take_back(case: RestrictionCase) -> str | None:
    """End a restriction that was only considered; a warning that was given stands."""
    case.close("withdrawn", "taken back before anything was decided")
    return None


async def lift(case: RestrictionCase, decided: Done, why: str) -> None:
    """Open every channel again, tell the customer so, and close the case (CSP-T3-S7j).

    Whoever decided that it ends signs the letter.
    It is closed once what others have of it is answered (CSP-T3-S14c).
    """
    case.collect(Lift, "CSP-T3-S7j", actor=decided.by)
    case.met(f"{case.ref}.review-{case.state.reviews}", "CSP-T3-S7j")
    case.record("CSP-T3-S7j", "CIMS", "msp_restrictions", actor=decided.by, channels={}, ended=why)
    case.record("CSP-T3-S7j", "Cuba", "special_contact_details", actor=decided.by, summary=None)
    case.record("CSP-T3-S7j", "Cuba", "front_screen", actor=decided.by, note=None)
    case.letters.notify(RESTRICTION_ENDED_LETTER, None, decided)
    case.state.in_force, case.state.parts = {}, {}
    if case_of := ps_case(case):
        told = "the restriction of this customer has ended"
        case.tell(
            case_of,
            RestrictionEnded,
            told,
            step="CSP-T3-S7j",
            restriction=case.ref,
            customer=case.opened_by.facts.customer,
        )
    if with_others(case):
        await case.until(lambda: not with_others(case), cites="CSP-T3-S14c")
    case.close("ended", f"the restriction has ended: {why}", step="CSP-T3-S7j")
