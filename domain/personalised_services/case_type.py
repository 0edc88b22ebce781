"""The Personalised Services case, Child Support: what the product knows of it by name."""

from domain.case_type import CaseType
from domain.cold_transfer.messages import ColdTransferBegun, ColdTransferLifted
from domain.complaints.messages import ComplaintNoticed, ComplaintWithdrawn
from domain.file.catalogue import TAKEN
from domain.messages import CustomerCalledBack, CustomerReplied
from domain.ownership.messages import OwnershipPassed
from domain.personalised_services.deadlines import RULES
from domain.personalised_services.letters import LETTERS
from domain.personalised_services.messages import (
    AssessmentWanted,
    CaseHandedOver,
    ReferralReceived,
    ReviewBroughtForward,
    SegmentQuestioned,
)
from domain.personalised_services.phases import Phase
from domain.personalised_services.settings import CONTACT_LINES, SETTINGS
from domain.personalised_services.tasks import TASKS
from domain.restrictions.messages import (
    RestrictionEnded,
    RestrictionImposed,
    RestrictionRefused,
    RestrictionWarned,
)

PERSONALISED_SERVICES = CaseType(
    name="PersonalisedServicesCase",
    prefix="ps",
    title="Personalised Services, Child Support (procedure 101-17021300)",
    phases=Phase,
    contact=CONTACT_LINES,
    opened_by=ReferralReceived,
    takes={
        ReferralReceived: ("CSP-T1-S1a", "CSP-T1-S1b", "CSP-T1-S1c"),
        SegmentQuestioned: ("CSP-T5-S1c", "CSP-T5-S1f"),
        ReviewBroughtForward: ("CSP-T8-S5a",),
        AssessmentWanted: ("CSP-T8-S2b",),
        CaseHandedOver: ("CSP-T2-S2b", "CSP-T1-S2e"),
        OwnershipPassed: ("CMA-T1-S7c",),
        ComplaintWithdrawn: ("WC-S4b",),
        ComplaintNoticed: ("WC-S4b",),
        CustomerReplied: ("CSP-T6-S1k",),
        CustomerCalledBack: ("CSP-T4-S5a",),
        RestrictionWarned: ("CSP-T3-S3b",),
        RestrictionImposed: ("CSP-T3-S7i", "CSP-T3-S7c", "CSP-T3-S7d"),
        RestrictionEnded: ("CSP-T3-S7j",),
        RestrictionRefused: ("CSP-T3-S7b",),
        ColdTransferBegun: ("CSP-T3-S12a", "CSP-T3-S12c"),
        ColdTransferLifted: ("CSP-T3-S12d",),
        **TAKEN,
    },
    tasks=TASKS,
    letters=LETTERS,
    rules=RULES,
    settings=SETTINGS,
    gated=True,
    one_a_customer=True,
)
