"""The ownership of a customer: what the product knows of it by name."""

from domain.case_type import CaseType
from domain.messages import CustomerCalledBack
from domain.ownership.deadlines import RULES
from domain.ownership.messages import OwnershipReleased, OwnershipRequested, OwnershipTaken
from domain.ownership.phases import Phase
from domain.ownership.settings import SETTINGS
from domain.ownership.tasks import TASKS
from domain.personalised_services.settings import CONTACT_LINES

OWNERSHIP = CaseType(
    name="CustomerOwnership",
    prefix="ow",
    title="Who has a customer (procedure 277-01100010, Table 1)",
    phases=Phase,
    contact=CONTACT_LINES,  # it writes no letters: customers hear nothing of it (CMA-T1-S6f)
    opened_by=OwnershipRequested,
    takes={
        OwnershipRequested: ("CMA-T1-S6a", "CMA-T1-S5b", "CMA-T2-S10f"),
        OwnershipReleased: ("CMA-T3-S4b",),
        OwnershipTaken: ("CMA-T2-S10e", "CSP-T1-S2c"),
        CustomerCalledBack: ("CMA-T1-S7b",),
    },
    tasks=TASKS,
    rules=RULES,
    settings=SETTINGS,
    one_a_customer=True,
)
