"""The written complaint: what the product knows of it by name."""

from domain.case_type import CaseType
from domain.complaints.acts import ACTS
from domain.complaints.deadlines import RULES
from domain.complaints.letters import LETTERS
from domain.complaints.messages import (
    ComplaintCorrected,
    ComplaintReceived,
    CustomerIdentified,
    LetterLoggedAgain,
    SupplementaryReceived,
)
from domain.complaints.phases import Phase
from domain.complaints.settings import CONTACT_LINES, SETTINGS
from domain.complaints.tasks import TASKS
from domain.messages import CustomerCalledBack, CustomerReplied
from domain.personalised_services.messages import CustomerLeft, PssoChanged

COMPLAINT = CaseType(
    name="Complaint",
    prefix="co",
    title="Written complaint (procedure 277-09020010)",
    phases=Phase,
    contact=CONTACT_LINES,
    opened_by=ComplaintReceived,
    takes={
        ComplaintReceived: ("WC-S2a", "WC-S1a", "WC-S1b", "WC-S1c", "WC-S2b"),
        CustomerIdentified: ("WC-S2a", "WC-S3m"),
        SupplementaryReceived: ("WC-S3d",),
        LetterLoggedAgain: ("WC-S3e", "WC-S3n"),
        ComplaintCorrected: ("WC-S2a", "WC-S1a", "WC-S3i", "WC-S3n", "WC-S5a"),
        **ACTS,
        PssoChanged: ("WC-S4b",),
        CustomerLeft: ("WC-S4b",),
        CustomerReplied: ("CB-MESSAGE",),  # the procedure has no step for either
        CustomerCalledBack: ("CB-MESSAGE",),
    },
    tasks=TASKS,
    letters=LETTERS,
    rules=RULES,
    settings=SETTINGS,
)
