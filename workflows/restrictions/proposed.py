"""A restriction is proposed and decided: Child Support Table 3, Steps 4 to 7 (101-17021300).

Entered  from CONSIDERED, WATCHED, or REVIEW.
Leaves   to IN_FORCE once its letter has left; to REVIEW where one that is in force was not proposed
         again; else it closes, and the customer is managed on (CSP-T5-S1a).
"""

from datetime import date

from activities.effects.restrictions import Impose
from domain.file.indicators import POINTER
from domain.restrictions.channels import restricted, summary
from domain.restrictions.deadlines import REVIEW, REVIEW_OPENS
from domain.restrictions.letters import (
    APPROVAL_NOTICE,
    REFUSAL_NOTICE,
    SERVICE_ARRANGEMENTS_LETTER,
)
from domain.restrictions.messages import RestrictionImposed, RestrictionRefused
from domain.restrictions.phases import Phase
from domain.restrictions.tasks.proposing import (
    DECIDE_RESTRICTION,
    REVIEW_AT_SECOND_LEVEL,
    REVIEW_SUBMISSION,
    WRITE_SUBMISSION,
    extents_of,
    parts_of,
)
from domain.roles import Role
from workflows.handed import Done, Letter
from workflows.restrictions.ending import lift
from workflows.restrictions.state import RestrictionCase, in_codes, ps_case

TOLD = (Role.PS_SM, Role.PS_SSM, Role.PSSO)  # of what the Approvers decide (CSP-T3-S7a)
LEVELS = {
    Role.PS_SSM: REVIEW_SUBMISSION,
    Role.PS_SM: REVIEW_AT_SECOND_LEVEL,
    Role.APPROVER: DECIDE_RESTRICTION,
}


async def propose(case: RestrictionCase) -> str | None:
    """Have submission and letter written, read at three levels by three people, and decided."""
    letter = await case.send(
        SERVICE_ARRANGEMENTS_LETTER, WRITE_SUBMISSION, approvals=LEVELS, violent=case.state.violent
    )
    if letter.went:
        _impose(case, letter)
        return case.to(Phase.IN_FORCE, "CSP-T3-S7e")
    if letter.signed.kind == DECIDE_RESTRICTION.name:
        await _refuse(case, letter)
        return None
    if case.state.in_force:
        return case.to(Phase.REVIEW, "CSP-T3-S7j")
    case.decide("CSP-T3-S5a", "No", "no restriction is proposed", actor=letter.signed.by)
    case.close("managed_on", "no restriction is proposed: the customer is managed on")
    return None


def _three(letter: Letter) -> list[str]:
    """Return the three who are told: who reviewed it at each level, and who wrote it."""
    involved = [*letter.approved[:2], letter.prepared]
    return [str(done.by) for done in reversed(involved) if done and done.by]


async def _refuse(case: RestrictionCase, letter: Letter) -> None:
    """Tell the three, and end: a restriction that was in force is not renewed (CSP-T3-S7b, A21)."""
    decided = letter.signed
    case.decide(
        "CSP-T3-S7b", "holds", "the restriction was refused", reading="A21", actor=decided.by
    )
    case.record("CSP-T3-S7b", "CIMS", "restriction_refusal", actor=decided.by, to=[*_three(letter)])
    for role in TOLD:
        case.letters.notify(REFUSAL_NOTICE, role, decided)
    if case.state.in_force:
        await lift(case, decided, "the Approvers have not renewed it")
        return
    if case_of := ps_case(case):
        why = "a restriction that was proposed was refused"
        case.tell(case_of, RestrictionRefused, why, step="CSP-T3-S7b", restriction=case.ref)
    case.close("refused", "refused by the Approvers: the customer is managed on", step="CSP-T3-S7b")


def _impose(case: RestrictionCase, letter: Letter) -> None:
    """Put the restriction in force, with its review armed, and tell everybody who must know."""
    assert letter.prepared is not None
    state, decided = case.state, letter.signed
    before = _review_of(case) if state.in_force else None
    state.extents = dict(extents_of(letter.prepared.answers))
    state.in_force = restricted(state.extents)
    state.parts = parts_of(letter.prepared.answers)
    state.review_on = date.fromisoformat(str(decided.answers["CSP-T3-S7j"]))
    state.reviews += 1
    _arm(case, decided)
    case.collect(
        Impose,
        "CSP-T3-S7e",
        actor=decided.by,
        channels=state.in_force,
        parts=state.parts,
        review=_review_of(case),
    )
    if before:
        case.met(before, "CSP-T3-S7j")
    _write_down(case, letter)
    if case_of := ps_case(case):
        why = "a restriction of this customer is in force"
        case.tell(
            case_of,
            RestrictionImposed,
            why,
            step="CSP-T3-S7i",
            restriction=case.ref,
            customer=case.opened_by.facts.customer,
            channels=[channel.value for channel in state.in_force],
            review_by=state.review_on.isoformat(),
            submission=letter.prepared.task,
            letter=letter.id,
        )


def _review_of(case: RestrictionCase) -> str:
    return f"{case.ref}.review-{case.state.reviews}"


def _arm(case: RestrictionCase, decided: Done) -> None:
    """Hold the review day of the decision, and open the review some days before it (CSP-T3-S7j)."""
    number, on = case.state.reviews, str(case.state.review_on)
    label = "Review of the restriction"
    case.arm(f"review-{number}", REVIEW, decided.at, agreed=on, label=label)
    opens = "The review of the restriction opens"
    case.arm(f"opens-{number}", REVIEW_OPENS, decided.at, agreed=on, label=opens)


def _write_down(case: RestrictionCase, letter: Letter) -> None:
    """Leave what the procedure asks to be written, where it asks for it (CSP-T3-S7a to S7i)."""
    state, by = case.state, letter.signed.by
    on, submission = str(state.review_on), letter.prepared.task if letter.prepared else None
    case.record(
        "CSP-T3-S7a",
        "Email",
        "approval_email",
        actor=by,
        to=[*_three(letter)],
        review_date=on,
        restriction_submission=submission,
        letter=letter.id,
    )
    state.notices += [case.letters.notify(APPROVAL_NOTICE, role, letter.signed) for role in TOLD]
    case.record(
        "CSP-T3-S7f", "Cuba", "special_contact_details", arrangements=in_codes(state.extents)
    )
    case.record("CSP-T3-S7g", "Cuba", "special_contact_details", summary=summary(state.extents))
    case.record("CSP-T3-S7h", "Cuba", "front_screen", note=POINTER)
    case.record("CSP-T3-S7i", "Cuba", "segment_field", segment="3", review_date=on)
    case.record("CSP-T3-S7i", "PS Portal", "ps_portal", segment="3", review_date=on)
    case.record("CSP-T3-S4a", "CIMS", "msp_restrictions", channels=in_codes(state.extents))
