"""The work of Child Support Table 8: segment 3 proposed, decided, documented, reviewed."""

from domain.file.closing import IssueClosed, IssueHandedOn
from domain.file.discussions import DiscussionConfirmed, DiscussionHeld
from domain.file.indicators import IndicatorSet
from domain.file.intrays import NotepadFiled
from domain.file.issues import IssueRaised
from domain.file.plan_versions import PlanChanged, PlanSubmitted
from domain.kit_tasks import LETTER_CHANNEL
from domain.personalised_services import segment_3
from domain.personalised_services.lookups import SEGMENT_3
from domain.personalised_services.segment_3 import Why
from domain.roles import Role
from domain.shown import SEEN_TO, alert
from domain.sittings import ahead, choice, day, ending, line, needed, officer, record, sitting, text
from domain.tasks import BY, OUTCOME

PROPOSE_SEGMENT_3 = sitting(
    "propose_segment_3",
    "Consider segment 3: are all issues addressed, and is there a reason?",
    Role.PSSO,
    line(
        "CSP-T8-S1a",
        needs=needed(
            "Every issue is addressed, other agencies' too",
            segment_3.not_addressed,
            IssueClosed,
            IssueHandedOn,
        ),
        shows=(SEGMENT_3,),
    ),
    line(
        "CSP-T8-S1b",
        needs=needed("A history of escalating, or a restriction", segment_3.no_reason, IssueRaised),
    ),
    line("CSP-T8-S1c"),
    line("RES-T4-S2"),
    line("BG-OBJ-c"),
    outcomes={
        "recommend": "Segment 3 is recommended",
        "another_segment": ending("Another segment fits", needs=(), reason=True),
    },
)

ASSIGN_SEGMENT_3 = sitting(
    "assign_segment_3",
    "Decide whether segment 3 is assigned for the restrictions that are in place",
    Role.PS_SSM,
    line(
        "CSP-T8-S6a",
        None,
        record("Cuba", "segment_3_decision", decision=OUTCOME, officer=BY),
    ),
    line("CSP-T8-S6b", text("What do the Issue Comments say of the decision?")),
    outcomes={
        "assign": "Yes",
        "discuss_first": ending("No", needs=(), reason=True),
    },
    decides_on=(PROPOSE_SEGMENT_3,),
)

DISCUSS_SEGMENT_3 = sitting(
    "discuss_segment_3",
    "Discuss the recommendation of segment 3 with the SSM",
    Role.PSSO,
    line(
        "CSP-T8-S1d",
        officer("With which SSM?", Role.PS_SSM, another=True),
        needs=needed("The discussion with the SSM", segment_3.not_discussed, DiscussionHeld),
    ),
)

DECIDE_SEGMENT_3 = sitting(
    "decide_segment_3",
    "Decide on segment 3",
    Role.PS_SSM,
    line(
        "CSP-T8-S1e",
        None,
        record("Cuba", "segment_3_decision", decision=OUTCOME, officer=BY),
        shows=(SEGMENT_3,),
    ),
    line(
        "CSP-T8-S1d",
        needs=needed(
            "The SSM says of the discussion that it was so",
            segment_3.not_confirmed,
            DiscussionConfirmed,
        ),
    ),
    line(
        "CSP-T8-S3a",
        choice("For which of the two reasons is it approved?", *Why),
        needs=needed("The file bears the reason out", segment_3.not_borne_out, IndicatorSet),
    ),
    line(
        "RES-T4-S1",
        needs=needed("A restriction or a history of escalating", segment_3.no_reason, IssueRaised),
    ),
    line(
        "CSP-T8-S4a",
        text("Which options are unexplored that could settle things quickly?"),
    ),
    outcomes={
        "approve": ending("Approved", leaves_open=("CSP-T8-S4a",)),
        "reject": ending("Rejected", leaves_open=("CSP-T8-S3a", "CSP-T8-S3a.needs"), reason=True),
        "assess_first": ending("Assessment Services review", needs=()),
    },
    decides_on=(PROPOSE_SEGMENT_3,),
)

ASK_ASSESSMENT_SERVICES = sitting(
    "ask_assessment_services",
    "Write to Assessment Services, and approve the referral",
    Role.PS_SSM,
    line(
        "CSP-T8-S2a",
        choice(
            "What is the customer unable to accept?", "information", "explanations", "the_rules"
        ),
        record("Cuba", "specialist_review", main_reason="CSP-T8-S2a"),
    ),
    ahead(
        "CSP-T8-S2d",
        summary=text("The case in summary"),
        examples=text("Examples of the behaviour"),
        managed=text("How the customer was managed so far"),
    ),
    line("CSP-T8-S2e", None, record("Cuba", "referral_approval", approval=OUTCOME, officer=BY)),
    outcomes={
        "refer": "The referral is approved",
        "do_not_refer": ending("The referral is not approved", needs=(), reason=True),
    },
    leads="CSP-T8-S2e",
    decides_on=(PROPOSE_SEGMENT_3,),
)

SEND_ASSESSMENT_REQUEST = sitting(
    "send_assessment_request",
    "Look at the request to Assessment Services as it will be, and send it on",
    Role.PS_SSM,
    line(
        "CSP-T8-S2d",
        summary=text("The case in other words, if they must change", required=False),
        examples=text("Examples in other words, if they must change", required=False),
        managed=text("The management in other words, if they must change", required=False),
    ),
    LETTER_CHANNEL,
    outcomes={
        "send": "Sent",
        "cannot_go": ending("The request may not go as a letter", needs=(), reason=True),
    },
)

ASSESSMENT_SILENT = sitting(
    "assessment_silent",
    "Assessment Services have not answered: ask again, or go on without them",
    Role.PS_SSM,
    line("CSP-T8-S2c"),
    outcomes={
        "asked_again": "Asked again",
        "go_on": ending("Go on without their answer", reason=True),
    },
)

DISCUSS_ASSESSMENT = sitting(
    "discuss_assessment",
    "Discuss what Assessment Services found, and take it into the plan where possible",
    Role.PSSO,
    line(
        "CSP-T8-S2f",
        needs=needed(
            "A version of the plan with the actions",
            segment_3.plan_unchanged,
            PlanChanged,
            PlanSubmitted,
        ),
        ssm=officer("With which SSM?", Role.PS_SSM, another=True),
        sm=officer("With which Service Manager?", Role.PS_SM, another=True),
    ),
    outcomes={
        "in_the_plan": "The actions are in the plan",
        "not_possible": ending(
            "No action fits the plan", leaves_open=("CSP-T8-S2f.needs",), reason=True
        ),
    },
)

DOCUMENT_SEGMENT_3 = sitting(
    "document_segment_3",
    "Document the decision, update the Portal and set the day of the review",
    Role.PS_PSM,
    line("CSP-T8-S3b", text("What does the stacking document say of the decision?")),
    line("CSP-T8-S3c"),
    line(
        "CSP-T8-S3d",
        day("By which day is it reviewed?", agrees="CSP-T8-S3d"),
        needs=needed("A day within three months of the approval", segment_3.review_unfit),
    ),
)

ROUTE_REJECTED = sitting(
    "route_rejected_segment_3",
    "Segment 3 was not approved: manage what is left, or go on to exit",
    Role.PSSO,
    line(
        "CSP-T8-S4b",
        None,
        record("Cuba", "route", route=OUTCOME),
        needs=needed("The issues say so", segment_3.routed_otherwise, IssueRaised, IssueClosed),
        shows=(SEGMENT_3,),
    ),
    outcomes={"manage": "Yes", "exit": "No"},
)

REVIEW_SEGMENT_3 = sitting(
    "review_segment_3",
    "Review segment 3: is ongoing reactive management still required?",
    Role.PS_SM,
    line("CSP-T8-S5a", shows=(SEGMENT_3,)),
    line(
        "CSP-T8-S5b",
        officer("With which SSM was it discussed what is left on the plan?", Role.PS_SSM),
        needs=needed(
            "What is left on the plan, as discussed and confirmed",
            segment_3.not_talked_over,
            DiscussionHeld,
            DiscussionConfirmed,
        ),
    ),
    line("CSP-T8-S5c", text("What does the stacking document say of the review?")),
    line(
        "CSP-T8-S5f",
        day("By which day is it reviewed next?", agrees="CSP-T8-S5f"),
        needs=needed("A day to come, where it is renewed", segment_3.renewal_unfit),
    ),
    line("CSP-T8-S5e"),
    outcomes={
        "required": "Yes",
        "not_required": ending("No", leaves_open=("CSP-T8-S5f",)),
    },
    leads="CSP-T8-S5d",
    decides_on=(PROPOSE_SEGMENT_3,),
)

REVIEW_OVERDUE = sitting(
    "segment_3_review_overdue",
    "Segment 3 was not reviewed by its day: see that it is",
    Role.PS_SSM,
    alert("CSP-T8-S5a"),
    outcomes=SEEN_TO,
)

LOOK_BACK = sitting(
    "look_back",
    "Look back, without bias, over past decisions, issues and communications",
    Role.PSSO,
    line(
        "RES-T4-S3b",
        needs=needed("A notepad on what was looked at", segment_3.not_looked_back, NotepadFiled),
        shows=(SEGMENT_3,),
    ),
    line("RES-T4-S3a"),
    ahead(
        "RES-T4-S3c",
        needs=needed("What is wrong is an issue", segment_3.nothing_raised, IssueRaised),
    ),
    outcomes={
        "as_it_should_be": "Nothing is to be put right",
        "errors_found": "Something is to be put right",
    },
)

PUT_RIGHT_THOROUGHLY = sitting(
    "put_right_thoroughly",
    "Deal with what the look back has shown, so that no letter need ask again",
    Role.PSSO,
    line(
        "RES-T4-S3c",
        needs=needed(
            "Every issue is over, with what shows how", segment_3.not_thorough, IssueClosed
        ),
    ),
)

TASKS = (
    PROPOSE_SEGMENT_3,
    ASSIGN_SEGMENT_3,
    DISCUSS_SEGMENT_3,
    DECIDE_SEGMENT_3,
    ASK_ASSESSMENT_SERVICES,
    SEND_ASSESSMENT_REQUEST,
    ASSESSMENT_SILENT,
    DISCUSS_ASSESSMENT,
    DOCUMENT_SEGMENT_3,
    ROUTE_REJECTED,
    REVIEW_SEGMENT_3,
    REVIEW_OVERDUE,
    LOOK_BACK,
    PUT_RIGHT_THOROUGHLY,
)
