"""The work with specialists, and with referrals: an issue goes to an area, and comes back.

Source: BG-ROLE-SPEC-b to BG-ROLE-SPEC-f, BG-ROLE-PSSO-c to BG-ROLE-PSSO-e, CSP-T4-S5f.
"""

from domain.file.closing import IssueClosed
from domain.file.intrays import IntrayClosed
from domain.file.plans import PlanConsultedOn
from domain.file.referrals import ReferralAnswered, ReferralChased, ReferralMade
from domain.file.social_work import ReferralDiscussed
from domain.file.specialists import PssoConsulted
from domain.file.tellings import DecisionTold, IssueDecided
from domain.personalised_services import specialists
from domain.roles import Role
from domain.sittings import ending, line, needed, sitting

DECIDE_ISSUE = sitting(
    "decide_issue",
    "Decide the issue that is with your area, once the PSSO was consulted",
    Role.SPECIALIST_OFFICER,
    line(
        "BG-ROLE-SPEC-f",
        needs=needed("The decision", specialists.not_decided, IssueDecided),
    ),
    line(
        "BG-ROLE-SPEC-b",
        needs=needed("A talk with the PSSO before", specialists.not_consulted, PssoConsulted),
    ),
    line(
        "BG-ROLE-PSSO-f",
        needs=needed("Made by your area, not the PSSO", specialists.not_decided, IssueDecided),
    ),
    outcomes={"decided": "Decided by whoever has the delegation"},
)

TELL_DECISION = sitting(
    "tell_decision",
    "An area has decided: agree how the customer is told, and see the issue closed",
    Role.PSSO,
    line(
        "BG-ROLE-PSSO-e",
        needs=needed(
            "How the customer is told", specialists.not_agreed_how_it_is_told, PssoConsulted
        ),
    ),
    line(
        "CSP-T6-S1f",
        needs=needed("Everybody affected is told", specialists.not_told, DecisionTold),
    ),
    line("CSP-T6-S1b", needs=needed("The issue is closed", specialists.not_closed, IssueClosed)),
)

ANSWER_INTRAY = sitting(
    "answer_intray",
    "Somebody needs you about your customer: answer, and close the intray",
    Role.PSSO,
    line(
        "BG-ROLE-PSSO-c",
        needs=needed("The answer", specialists.not_answered, IntrayClosed, PssoConsulted),
    ),
    line(
        "BG-ROLE-PSSO-d",
        needs=needed(
            "A specialist who asks is told what else is open",
            specialists.not_warned,
            PssoConsulted,
        ),
    ),
)

DISCUSS_SOCIAL_WORK = sitting(
    "discuss_social_work",
    "Discuss the social worker referral that the PSSO considers",
    Role.PS_SSM,
    line(
        "CSP-T4-S5f",
        needs=needed("What you said to it", specialists.not_discussed, ReferralDiscussed),
    ),
    outcomes={
        "refer": "Refer to a social worker",
        "do_not_refer": ending("Do not refer", reason=True),
    },
    four_eyes=True,
)

MAKE_REFERRAL = sitting(
    "make_referral",
    "The SSM agreed to the referral: make it, or say that it is not wanted",
    Role.PSSO,
    line(
        "CSP-T5-S3c",
        needs=needed("The referral", specialists.not_made_yet, ReferralMade, ReferralAnswered),
    ),
)

CHASE_REFERRAL = sitting(
    "chase_referral",
    "Nobody has answered a referral by its day: ask again, and say what follows",
    Role.PSSO,
    line(
        "CB-REFERRAL",
        needs=needed(
            "An answer, or another day", specialists.not_chased, ReferralAnswered, ReferralChased
        ),
    ),
)

CONSULT_ON_PLAN = sitting(
    "consult_on_plan",
    "Consult the zone and others on how to manage the customer, and recommend",
    Role.PSSO,
    line(
        "BG-ROLE-PSSO-g",
        needs=needed(
            "The consultation, and what you recommend", specialists.not_recommended, PlanConsultedOn
        ),
    ),
)

TASKS = (
    DECIDE_ISSUE,
    TELL_DECISION,
    ANSWER_INTRAY,
    DISCUSS_SOCIAL_WORK,
    MAKE_REFERRAL,
    CHASE_REFERRAL,
    CONSULT_ON_PLAN,
)
