"""Follow-up as arranged: Child Support Table 4, Step 5 (procedure 101-17021300).

Entered  from ACTIVE with the day that was agreed with the customer.
Leaves   to the options (CSP-T5-S3a), to another follow-up, or to CLOSING_CONTACT when the
         customer declines, or when the issues are addressed (CSP-T6-S1a).
"""

from domain.findings import BLOCKS, HOLDS
from domain.messages import CustomerCalledBack, CustomerReplied, TaskCompleted
from domain.personalised_services.deadlines import COMMITMENT
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.tasks.contact import DISCUSS_SOCIAL_WORK, FOLLOW_UP
from workflows.handed import Done
from workflows.personalised_services.state import PsCase, agree_follow_up, take_turn


async def follow_up(case: PsCase) -> str:
    """Contact the customer on the day agreed, until the customer has decided."""
    met = await _contact_as_arranged(case)
    _note_commitment(case, met)
    if met.answers["CSP-T4-S5f"] is True:
        await _discuss_social_work(case, met)
    if met.outcome in ("declines", "issues_addressed"):
        return case.to(Phase.CLOSING_CONTACT, "CSP-T6-S1a")
    agree_follow_up(case, met)
    if _segment_changes(case, met):
        return take_turn(case, Turn.SEGMENT, "CSP-T5-S1c")
    if met.outcome == "takes_up":
        return take_turn(case, Turn.OPTIONS, "CSP-T5-S3a")
    return take_turn(case, Turn.FOLLOW_UP, "CSP-T4-S5a")


async def _contact_as_arranged(case: PsCase) -> Done:
    state = case.state
    task = case.open(FOLLOW_UP, agreed=state.follow_up_on, due_from=state.follow_up_agreed)
    if await _heard_of(case, task) != task:
        # A call that comes in is no contact as arranged: the day agreed goes on being guarded.
        case.decide("CSP-T4-S5a", "early", "the customer came first: the follow-up is due now")
        await case.done(task, cites="CSP-T4-S5a")  # what still comes in is read like any message
    case.met(state.follow_up_due or "", "CSP-T4-S5a")
    state.follow_up_due = None
    return case.completion(task)


async def _heard_of(case: PsCase, task: str) -> str | None:
    """Wait for the follow-up, or for the customer; return what the news is about."""
    about = [task, *filter(None, [case.state.options_letter])]
    news = await case.wait(
        TaskCompleted, CustomerReplied, CustomerCalledBack, about=about, cites="CSP-T4-S5a"
    )
    return news.envelope.about


def _note_commitment(case: PsCase, met: Done) -> None:
    """End the commitments that were kept, and count the day of a new one (CSP-T4-S5e)."""
    state = case.state
    if met.answers.get("CSP-T4-S5e.kept") is True:
        for commitment in state.commitments:
            case.met(commitment, "CSP-T4-S5e")
        state.commitments = []
    if by := met.answers.get("CSP-T4-S5e"):
        due = case.arm(
            "commitment",
            COMMITMENT,
            met.at,
            agreed=str(by),
            label="Commitment",
            numbered=True,
        )
        state.commitments.append(due)


def _segment_changes(case: PsCase, met: Done) -> bool:
    changes = met.answers["CSP-T5-S1c"] is True
    case.decide(
        "CSP-T5-S1c",
        HOLDS if changes else BLOCKS,
        "the facts call for another segment" if changes else "nothing calls for another segment",
        actor=met.by,
    )
    return changes


async def _discuss_social_work(case: PsCase, met: Done) -> None:
    words = "no referral before the SSM has discussed it"
    case.decide("CSP-T4-S5f", BLOCKS, words, actor=met.by)
    discussed = await case.work(DISCUSS_SOCIAL_WORK, about=met.task)
    if discussed.outcome == "refer":
        words = "the SSM discussed it: the referral is made"
        case.decide("CSP-T4-S5f", HOLDS, words, actor=discussed.by)
        case.hand_to("CSP-T4-S5f", "Social work referral", actor=discussed.by)
