"""The work of Child Support Table 3, Steps 7, 13 and 14: review, vary, see to a breach."""

from domain.days import read_day, written_day
from domain.kit_tasks import LETTER_CHANNEL
from domain.needs import Opened
from domain.restrictions.messages import VariationRequested
from domain.roles import Role
from domain.sittings import ending, line, needed, record, sitting, text, yes_no
from domain.tasks import AT, BY, OUTCOME


def unfair(opened: Opened) -> tuple[str, ...]:
    """Say that what is given would not be fair, by the answer itself. Source: CSP-T3-S13b."""
    given = opened.outcome == "approve" and opened.answers.get("CSP-T3-S13b.fair") is False
    return ("it is said not to be fair: refuse it, or ask for another",) if given else ()


def its_day_is_over(opened: Opened) -> tuple[str, ...]:
    """Say that an occasion has passed: nobody can be let in afterwards. Source: CSP-T3-S13a."""
    on = opened.data.get("on")
    if opened.outcome != "approve" or on is None or opened.today <= read_day(on):
        return ()
    return (f"{written_day(read_day(on))} is over: refuse it, and have another day asked for",)


DECIDE_VARIATION = sitting(
    "decide_variation",
    "Decide whether a channel opens for one occasion",
    Role.APPROVER,
    line(
        "CSP-T3-S13a",
        None,
        record("CIMS", "variation", decision=OUTCOME, officer=BY, time=AT),
        needs=needed("a day that is to come, or today", its_day_is_over),
    ),
    line(
        "CSP-T3-S13b",
        text("Why is it fair, or not? Above all to one whose assessment is being changed"),
        record("CIMS", "fairness_note", note="CSP-T3-S13b", fair="CSP-T3-S13b.fair"),
        needs=needed("a variation that is fair", unfair),
        fair=yes_no("Is it fair to the customer?"),
    ),
    outcomes={"approve": "Allow it for that occasion", "refuse": ending("Refuse it", reason=True)},
    decides_on=(VariationRequested,),
)

REVIEW_RESTRICTION = sitting(
    "review_restriction",
    "Review the restriction: is it needed any longer, and as it is?",
    Role.PSSO,
    line(
        "CSP-T3-S7j",
        None,
        record("CIMS", "restriction_review", result=OUTCOME, officer=BY, time=AT),
        since=text("What has happened since it was imposed, and is it fair to go on?"),
    ),
    outcomes={
        "propose_again": "It goes on, as it is or varied: write a submission",
        "end": "It is needed no more",
    },
)

END_RESTRICTION = sitting(
    "end_restriction",
    "Decide whether the restriction ends",
    Role.PS_SSM,
    line("CSP-T3-S7j", None, record("CIMS", "restriction_end", decision=OUTCOME, officer=BY)),
    outcomes={
        "end": "It ends",
        "keep": ending("It goes on: a submission must be written", reason=True),
    },
    decides_on=(REVIEW_RESTRICTION,),
)

SEE_TO_BREACH = sitting(
    "see_to_breach",
    "The customer broke the restriction: see to it",
    Role.PSSO,
    line("CSP-T3-S14b"),
    line("CSP-T3-S14c", None, record("CIMS", "breach", dealt_with=OUTCOME, officer=BY)),
    outcomes={
        "breach_procedure": "Yes, no variation",
        "cold_transfer": "Yes, no variation",
        "no_breach": "No",
    },
    leads="CSP-T3-S14b",
)

SEND_APPROVAL_NOTICE = sitting(
    "send_restriction_approval_notice",
    "Staff were not told of the restriction: send the notice again",
    Role.APPROVER,
    line("CSP-T3-S7a"),
    LETTER_CHANNEL,
    outcomes={
        "send": "Sent",
        "cannot_go": ending("They were told in another way", needs=(), reason=True),
    },
)

TASKS = (
    DECIDE_VARIATION,
    REVIEW_RESTRICTION,
    END_RESTRICTION,
    SEE_TO_BREACH,
    SEND_APPROVAL_NOTICE,
)
