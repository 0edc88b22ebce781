"""A restriction in force, and its review: Child Support Table 3, Step 7 (101-17021300).

Entered  from PROPOSED once the letter has left, and from its own review.
Leaves   to PROPOSED, when it is to go on as it is or varied; or it ends.
"""

from domain.messages import OWN_SOURCES
from domain.personalised_services.messages import ReviewBroughtForward
from domain.restrictions.deadlines import REVIEW
from domain.restrictions.phases import Phase
from domain.restrictions.tasks.in_force import END_RESTRICTION, REVIEW_RESTRICTION
from workflows.restrictions.ending import lift
from workflows.restrictions.state import RestrictionCase, ps_case


async def rest(case: RestrictionCase) -> str:
    """Rest until the review opens: for months, whatever happens meanwhile is a standing order.

    The review of segment 3 opens it too, and where this one is the earlier it opens that (A34).
    """
    called = await case.wait(
        ReviewBroughtForward,
        until=f"{case.ref}.opens-{case.state.reviews}",
        cites="CSP-T3-S7j",
    )
    of_segment_3 = called and called.envelope.source in OWN_SOURCES
    if (case_of := ps_case(case)) and not of_segment_3:
        why = "a restriction of this customer is reviewed"
        case.tell(case_of, ReviewBroughtForward, why, step="CSP-T3-S7j")
    return case.to(Phase.REVIEW, "CSP-T3-S7j")


async def review(case: RestrictionCase) -> str | None:
    """Have it reviewed by its day; nobody who restricts a customer ends it alone."""
    done = await case.work(
        REVIEW_RESTRICTION,
        due=REVIEW,
        due_from=case.clock.cause,
        agreed=str(case.state.review_on),
        restriction=case.ref,
    )
    if done.outcome == "propose_again":
        return case.to(Phase.PROPOSED, "CSP-T3-S5a")
    decided = await case.approval(
        END_RESTRICTION, about=done.task, requested_by=done.by, given=("end",)
    )
    if decided.outcome == "end":
        await lift(case, decided, "it is needed no more")
        return None
    return case.to(Phase.PROPOSED, "CSP-T3-S5a")
