"""The work of Child Support Table 3, Steps 1 to 3: consider, consult, warn."""

from domain.file.indicators import BehaviourReported
from domain.file.options import OptionAnswered, OptionLapsed
from domain.file.plan_versions import PlanChanged
from domain.file.plans import PlanOpened
from domain.kit_tasks import LETTER_CHANNEL
from domain.restrictions.grounds import (
    not_going_on,
    not_managed_out,
    not_the_last_resort,
    nothing_recorded,
    warned_for_it_already,
)
from domain.restrictions.messages import RestrictionConsidered
from domain.roles import Role
from domain.sittings import ending, line, needed, officer, record, sitting, text, yes_no
from domain.tasks import AT, BY, OUTCOME

CONSULT_ON_VIOLENCE = sitting(
    "consult_on_violence",
    "Violence, or a threat of it: consider a restriction at once",
    Role.PS_SSM,
    line(
        "CSP-T3-S2d",
        text("What was considered with the officer who reports it?"),
        record("Cuba", "consultation", consulted=BY, time=AT, result=OUTCOME),
    ),
    outcomes={"propose": "Yes", "warn_first": "No"},
    decides_on=(RestrictionConsidered,),
)

CONSIDER_RESTRICTION = sitting(
    "consider_restriction",
    "Consider whether contact with the customer must be limited, and whether a warning comes first",
    Role.PSSO,
    line(
        "CSP-T3-S1a",
        None,
        record("Cuba", "consideration", considered=OUTCOME, officer=BY),
        needs=needed("the behaviour, as incidents", nothing_recorded, BehaviourReported),
    ),
    line(
        "CSP-T3-S1c",
        needs=needed(
            "nothing is left to try in the plan", not_managed_out, PlanOpened, PlanChanged
        ),
    ),
    line("CSP-T3-S2a", needs=needed("it goes on", not_going_on, BehaviourReported)),
    line(
        "CSP-T3-S2c",
        needs=needed("every other way is spent", not_the_last_resort, OptionAnswered, OptionLapsed),
    ),
    line(
        "CSP-T3-S2g",
        yes_no("Do CIRT or CIMS show a warning that was given outside Personalised Services?"),
        record("CIRT", "earlier_warnings", found="CSP-T3-S2g"),
        record("CIMS", "earlier_warnings", found="CSP-T3-S2g"),
    ),
    line(
        "CSP-T3-S2f",
        None,
        record("Cuba", "decision", warning_first=OUTCOME, officer=BY),
        needs=needed("behaviour since the last warning", warned_for_it_already, BehaviourReported),
    ),
    outcomes={
        "warn": "Yes",
        "propose": "No",
        "manage_on": ending("The customer is managed on, without a restriction", needs=()),
    },
    leads="CSP-T3-S2f",
)

WRITE_WARNING = sitting(
    "write_warning",
    "Write the warning letter for the SSM to approve and sign",
    Role.PSSO,
    line(
        "CSP-T3-S3a",
        change=text("What must change, in words for the letter?"),
        signatory=officer("Which Service Support Manager signs it?", Role.PS_SSM, another=True),
    ),
    LETTER_CHANNEL,
    outcomes={
        "submit": "Submit it to the SSM",
        "no_warning": ending("No warning after all", needs=(), reason=True),
    },
)

APPROVE_WARNING = sitting(
    "approve_warning",
    "Approve and sign the warning letter, exactly as it is",
    Role.PS_SSM,
    line("CSP-T3-S3c", None, record("Cuba", "warning_letter", signatory=BY, date=AT)),
    outcomes={"approve": "Yes", "return": ending("No", reason=True)},
    decides_on=(WRITE_WARNING,),
    approves=True,
)

TASKS = (CONSULT_ON_VIOLENCE, CONSIDER_RESTRICTION, WRITE_WARNING, APPROVE_WARNING)
