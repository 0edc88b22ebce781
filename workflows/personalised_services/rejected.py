"""A request was not approved: Child Support Table 7, Step 3 (procedure 101-17021300).

Entered  from FINALISATION.
Leaves   to SEGMENT_3_PROPOSED, to SPECIALIST_TRANSFER, or to REACTIVATION.
"""

from domain.admission import REASON
from domain.personalised_services.phases import Phase
from domain.personalised_services.tasks.decision import EXPLAIN_DECISION
from workflows.handed import Done
from workflows.personalised_services.state import PsCase, of_the_file


async def reject(case: PsCase) -> str:
    """Have the rejection written down and explained, and the way on chosen."""
    _write_down(case)
    explained = await case.work(EXPLAIN_DECISION)  # CSP-T7-S3b to CSP-T7-S3f
    _note_next_steps(case, explained)
    match explained.outcome:
        case "segment_3":
            return case.to(Phase.SEGMENT_3_PROPOSED, "CSP-T8-S1a")
        case "specialist_area":
            return case.to(Phase.SPECIALIST_TRANSFER, "CSP-T7-S4a")
    return case.to(Phase.REACTIVATION, "CSP-T7-S5e")


def _write_down(case: PsCase) -> None:
    """Tell Cuba of the rejection: action window, stacking document, plan, with the comments."""
    state = case.state
    comments = {"comments": REASON}
    messages = (state.decision,) if state.decision else ()
    request = state.request
    case.record("CSP-T7-S3a", "Cuba", "ssm_actions_window", action="rejected", request=request)
    for name in ("ps_stacking_document", "ssm_actions_window"):
        case.record(
            "CSP-T7-S3d",
            "Cuba",
            name,
            taken=comments,
            messages=messages,
            decision="not_approved",
            request=request,
        )
    plans = [*of_the_file(case)["plans"]]
    case.record("CSP-T7-S3e", "Cuba", "cmp_status", returned=True, plans=plans)


def _note_next_steps(case: PsCase, explained: Done) -> None:
    """Write down where the talk stands, and who agreed to do what by which day (CSP-T7-S3c)."""
    talk = of_the_file(case)["discussions"][-1]
    case.record("CSP-T7-S3b", "Cuba", "rejection_discussion", actor=explained.by, notepad=talk)
    steps = [*of_the_file(case)["promises"]]
    case.record("CSP-T7-S3c", "Cuba", "next_steps", actor=explained.by, agreed=steps)
