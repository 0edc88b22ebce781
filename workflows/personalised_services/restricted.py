"""What a Personalised Services case hears of restrictions of its customer, and tells them."""

from pydantic import JsonValue

from domain.file.contacts import ContactMade
from domain.file.indicators import VIOLENT, BehaviourReported
from domain.file.intrays import CASE_REVIEW, NotepadFiled
from domain.messages import Message
from domain.personalised_services.lookups import BARRED
from domain.personalised_services.phases import Phase
from domain.personalised_services.segment_3 import WHY_WORDS, Why
from domain.personalised_services.segments import Segment
from domain.personalised_services.state import InSegment3
from domain.personalised_services.tasks.segment_3 import ASSIGN_SEGMENT_3
from domain.restrictions.grounds import WARNED
from domain.restrictions.messages import (
    BehaviourContinued,
    ContactCame,
    RestrictionEnded,
    RestrictionImposed,
    RestrictionRefused,
    RestrictionWarned,
)
from domain.step_ids import StepId
from workflows.handed import Done, Received
from workflows.personalised_services.cold_transferred import lift
from workflows.personalised_services.state import PsCase


def know_what_is_barred(case: PsCase) -> None:
    """Ask which channels are barred; every settle answers anew."""
    case.ask(BARRED, BARRED, "CSP-T3-S4a")


def tell_the_restriction(
    case: PsCase,
    message: type[Message],
    why: str,
    *,
    step: StepId,
    of: str | None,
    **facts: JsonValue,
) -> None:
    """Tell whichever restriction of a customer is open, or of each whom the case has locked."""
    case.verbs.tell_open("ServiceRestriction", message, why, step=step, of=of, **facts)


def behaved(case: PsCase, received: Received[BehaviourReported]) -> None:
    """Tell the open restriction of whoever behaved so how they did (CSP-T3-S3d).

    What one parent does continues and breaks nothing of the other's (CSP-T3-S14b).
    """
    facts = received.facts
    tell_the_restriction(
        case,
        BehaviourContinued,
        "the customer behaved so again",
        step="CSP-T3-S3d",
        of=facts.customer,
        incident=f"{case.ref}.{received.row}",
        channel=facts.channel,
        violence=facts.sort in VIOLENT,
    )


def tell_of_contact(case: PsCase, received: Received[ContactMade]) -> None:
    """Tell the open restriction of whoever made contact how they did (CSP-T3-S14b)."""
    facts = received.facts
    tell_the_restriction(
        case,
        ContactCame,
        "the customer made contact",
        step="CSP-T3-S14b",
        of=facts.customer,
        contact=f"{case.ref}.{received.row}",
        channel=facts.channel,
    )


def warned(case: PsCase, received: Received[RestrictionWarned]) -> None:
    """File the warning letter in the stacking document (CSP-T3-S3b)."""
    _file(case, "CSP-T3-S3b", WARNED, received.facts.letter)
    case.record(
        "CSP-T3-S3b",
        "Cuba",
        "ps_stacking_document",
        subject="Warning letter issued",
        letter=received.facts.letter,
    )


def imposed(case: PsCase, received: Received[RestrictionImposed]) -> None:
    """File submission and letter in the stacking document (CSP-T3-S7c, CSP-T3-S7d).

    Only where it is the case's own customer's has that customer another segment.
    """
    facts = received.facts
    own = facts.customer == case.start.customer
    words = f"restricted until it is reviewed by {facts.review_by}: {', '.join(facts.channels)}"
    case.note("CSP-T3-S7i", words, restriction=facts.restriction)
    lift(case, by=facts.restriction, of=facts.customer)
    _file(case, "CSP-T3-S7c", "restriction_approval_notepad", facts.submission)
    _file(case, "CSP-T3-S7d", "restriction_letter_notepad", facts.letter)
    case.record(
        "CSP-T3-S7c",
        "Cuba",
        "restriction_approval_notepad",
        restriction_submission=facts.submission,
    )
    case.record("CSP-T3-S7d", "Cuba", "restriction_letter_notepad", letter=facts.letter)
    case.record(
        "RES-T1-S2g",
        "Cuba",
        "ps_stacking_document",
        review=CASE_REVIEW,
        recommendation=facts.submission,
        approval=facts.restriction,
        letter=facts.letter,
    )
    if own:
        _have_segment_3_assigned(case, facts.restriction)


def _have_segment_3_assigned(case: PsCase, restriction: str) -> None:
    """Have the SSM confirm segment 3 for the restriction, where nobody has (CSP-T8-S6a, A22)."""
    there = case.state.segment_3 or case.state.assigned or case.background_work(ASSIGN_SEGMENT_3)
    if not there and case.state.psso and case.phase != Phase.EXIT:
        case.open(ASSIGN_SEGMENT_3, background=True, restriction=restriction)


def assigned(case: PsCase, done: Done) -> None:
    """Take segment 3 up as the SSM assigned it, or have the PSSO consider it (CSP-T8-S6a).

    Without one of the earlier steps; a case that is not active comes to it later (A22).
    """
    state = case.state
    if state.segment_3:
        return  # it was approved meanwhile
    if done.outcome == "assign":
        note_assignment(case, done)
        state.assigned = InSegment3(why=Why.RESTRICTIONS, since=done.at)
    else:
        state.proposes_segment_3 = True
    proposed = state.assigned and case.phase == Phase.SEGMENT_3_PROPOSED
    if proposed or case.phase == Phase.ACTIVE:
        state.proposes_segment_3 = False
        case.move_on(Phase.SEGMENT_3_PROPOSED, "CSP-T8-S6a")


def note_assignment(case: PsCase, assigned: Done) -> None:
    """Write in the Issue Comments that segment 3 was assigned, for restrictions (CSP-T8-S6b)."""
    words, why = "assigned for restrictions", WHY_WORDS[Why.RESTRICTIONS]
    case.decide("CSP-T8-S3a", why, words, reading="A22", actor=assigned.by)
    case.record(
        "CSP-T8-S6b",
        "Cuba",
        "cmp_window",
        actor=assigned.by,
        taken={"issue_comments": "CSP-T8-S6b"},
        messages=(assigned.message,),
        segment=Segment.HIGH,
    )


def _file(case: PsCase, step: StepId, heading: str, points_to: str) -> None:
    case.act(NotepadFiled, step, heading=heading, points_to=points_to)


def ended(case: PsCase, received: Received[RestrictionEnded]) -> None:
    """Note that every channel is open again (CSP-T3-S7j)."""
    words = "the restriction has ended"
    case.note("CSP-T3-S7j", words, restriction=received.facts.restriction)
    lift(case, by=received.facts.restriction, of=received.facts.customer)


def refused(case: PsCase, received: Received[RestrictionRefused]) -> None:
    """Note that the customer is managed on without a restriction (CSP-T3-S7b)."""
    words = "a restriction was refused: manage on"
    case.note("CSP-T3-S7b", words, restriction=received.facts.restriction)
