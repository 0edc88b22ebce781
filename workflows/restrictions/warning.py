"""A warning, and the days after it: Child Support Table 3, Step 3 (procedure 101-17021300).

Entered  from CONSIDERED.
Leaves   to PROPOSED when the behaviour goes on; else it closes, and the warning stands.
"""

from domain.messages import Message
from domain.restrictions.deadlines import WATCH
from domain.restrictions.letters import WARNING_LETTER
from domain.restrictions.messages import BehaviourContinued, RestrictionWarned
from domain.restrictions.phases import Phase
from domain.restrictions.tasks.considering import APPROVE_WARNING, WRITE_WARNING
from domain.roles import Role
from workflows.handed import Letter, Received
from workflows.restrictions.state import RestrictionCase, ps_case

WATCHED = "watch"
INTRAY = "warning_watch_intray"


async def warn(case: RestrictionCase) -> str | None:
    """Have the warning letter written, approved and signed by the SSM, and sent."""
    letter = await case.send(
        WARNING_LETTER, WRITE_WARNING, approvals={Role.PS_SSM: APPROVE_WARNING}
    )
    if not letter.went or letter.left_at is None:
        case.close("managed_on", "no warning after all: the customer is managed on")
        return None
    _file(case, letter)
    case.state.warned, case.state.warned_at = letter.id, letter.left_at
    case.arm(WATCHED, WATCH, letter.left_at, label="End of the watch after the warning")
    return case.to(Phase.WATCHED, "CSP-T3-S3d")


def _file(case: RestrictionCase, letter: Letter) -> None:
    """Put the warning where everybody sees it, and have it filed (CSP-T3-S3b, CSP-T3-S3d)."""
    case.record("CSP-T3-S3d", "Cuba", INTRAY, state="raised", letter=letter.id)
    if case_of := ps_case(case):
        why = "the customer was warned about their behaviour"
        case.tell(
            case_of,
            RestrictionWarned,
            why,
            step="CSP-T3-S3b",
            restriction=case.ref,
            letter=letter.id,
        )


async def watch(case: RestrictionCase) -> str | None:
    """Watch for 28 days: for visibility only, the warning stands after them (A23)."""
    until = f"{case.ref}.{WATCHED}"
    again: Received[Message] | None = await case.wait(
        BehaviourContinued, until=until, cites="CSP-T3-S3d"
    )
    case.record("CSP-T3-S3d", "Cuba", INTRAY, state="closed", letter=case.state.warned)
    if again is None:
        words = "28 days passed quietly: the intray closes, and the warning stands"
        case.decide("CSP-T3-S3d", "No, 28 days pass", words, reading="A23")
        case.close("warned", words, step="CSP-T3-S3d")
        return None
    words = "the behaviour goes on after the warning"
    case.decide("CSP-T3-S3d", "Yes", words, reading="A23", incident=_incident(again))
    case.met(until, "CSP-T3-S3d")
    return case.to(Phase.PROPOSED, "CSP-T3-S5a")


def _incident(again: Received[Message]) -> str:
    return BehaviourContinued.model_validate(again.envelope.facts).incident
