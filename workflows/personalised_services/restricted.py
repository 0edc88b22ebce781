"""What a Personalised Services case hears of restrictions of its customer, and tells them."""

from domain.file.indicators import VIOLENT, BehaviourReported
from domain.file.intrays import NotepadFiled
from domain.restrictions.lookups import OPEN_RESTRICTION
from domain.restrictions.messages import (
    BehaviourContinued,
    RestrictionEnded,
    RestrictionImposed,
    RestrictionRefused,
    RestrictionWarned,
)
from domain.step_ids import StepId
from workflows.handed import Received
from workflows.personalised_services.state import PsCase

RESTRICTION = "restriction"  # under which the open one is asked for


def know_the_restriction(case: PsCase) -> None:
    """Ask which restriction of the customer is open; every settle answers anew."""
    case.ask(RESTRICTION, OPEN_RESTRICTION, "CSP-T3-S3d")


def behaved(case: PsCase, received: Received[BehaviourReported]) -> None:
    """Tell the restriction that is open how the customer behaved (CSP-T3-S3d)."""
    facts, restriction = received.facts, case.answer(RESTRICTION)
    if restriction:
        case.tell(
            str(restriction),
            BehaviourContinued,
            "the customer behaved so again",
            step="CSP-T3-S3d",
            incident=f"{case.ref}.{received.row}",
            channel=facts.channel,
            violence=facts.sort in VIOLENT,
        )


def warned(case: PsCase, received: Received[RestrictionWarned]) -> None:
    """File the warning letter in the stacking document (CSP-T3-S3b)."""
    _file(case, "CSP-T3-S3b", "warning_letter_issued", received.facts.letter)
    case.record(
        "CSP-T3-S3b",
        "Cuba",
        "ps_stacking_document",
        subject="Warning letter issued",
        letter=received.facts.letter,
    )


def imposed(case: PsCase, received: Received[RestrictionImposed]) -> None:
    """File submission and letter in the stacking document (CSP-T3-S7c, CSP-T3-S7d)."""
    facts = received.facts
    words = f"restricted until it is reviewed by {facts.review_by}: {', '.join(facts.channels)}"
    case.note("CSP-T3-S7i", words, restriction=facts.restriction)
    _file(case, "CSP-T3-S7c", "restriction_approval_notepad", facts.submission)
    _file(case, "CSP-T3-S7d", "restriction_letter_notepad", facts.letter)
    case.record(
        "CSP-T3-S7c",
        "Cuba",
        "restriction_approval_notepad",
        restriction_submission=facts.submission,
    )
    case.record("CSP-T3-S7d", "Cuba", "restriction_letter_notepad", letter=facts.letter)


def _file(case: PsCase, step: StepId, heading: str, points_to: str) -> None:
    case.act(NotepadFiled, step, heading=heading, points_to=points_to)


def ended(case: PsCase, received: Received[RestrictionEnded]) -> None:
    """Note that every channel is open again (CSP-T3-S7j)."""
    words = "the restriction has ended"
    case.note("CSP-T3-S7j", words, restriction=received.facts.restriction)


def refused(case: PsCase, received: Received[RestrictionRefused]) -> None:
    """Note that the customer is managed on without a restriction (CSP-T3-S7b)."""
    words = "a restriction was refused: manage on"
    case.note("CSP-T3-S7b", words, restriction=received.facts.restriction)
