"""The service restriction: what the product knows of it by name."""

from domain.case_type import CaseType
from domain.file.catalogue import TAKEN
from domain.messages import CustomerCalledBack, CustomerReplied
from domain.personalised_services.messages import PssoChanged, ReviewBroughtForward
from domain.restrictions.deadlines import RULES
from domain.restrictions.letters import LETTERS
from domain.restrictions.messages import (
    BehaviourContinued,
    ContactCame,
    RestrictionConsidered,
    VariationRequested,
)
from domain.restrictions.phases import Phase
from domain.restrictions.settings import CONTACT_LINES, SETTINGS
from domain.restrictions.tasks import TASKS

SERVICE_RESTRICTION = CaseType(
    name="ServiceRestriction",
    prefix="sr",
    title="Service channel restriction (procedure 101-17021300, Child Support Table 3)",
    phases=Phase,
    contact=CONTACT_LINES,
    opened_by=RestrictionConsidered,
    takes={
        RestrictionConsidered: ("CSP-T3-S1a", "CSP-T3-S1b"),
        BehaviourContinued: ("CSP-T3-S3d", "CSP-T3-S14b"),
        ContactCame: ("CSP-T3-S14b",),
        PssoChanged: ("CSP-T3-S1a",),
        ReviewBroughtForward: ("CSP-T3-S7j",),
        VariationRequested: ("CSP-T3-S4c", "CSP-T3-S13a"),
        CustomerReplied: ("CB-MESSAGE",),  # to a warning, or to the letter: its owner reads it
        CustomerCalledBack: ("CB-MESSAGE",),
        **TAKEN,
    },
    tasks=TASKS,
    letters=LETTERS,
    rules=RULES,
    settings=SETTINGS,
    one_a_customer=True,
)
