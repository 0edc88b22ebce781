"""The cold transfer: what the product knows of it by name."""

from domain.case_type import CaseType
from domain.cold_transfer.deadlines import RULES
from domain.cold_transfer.messages import ArrangementsChanged, CallAnswered, WarningWithdrawn
from domain.cold_transfer.phases import Phase
from domain.cold_transfer.settings import NUMBERS, SETTINGS
from domain.cold_transfer.tasks import TASKS
from domain.file.catalogue import TAKEN
from domain.messages import CustomerCalledBack
from domain.personalised_services.messages import PssoChanged

COLD_TRANSFER = CaseType(
    name="ColdTransfer",
    prefix="ct",
    title="Cold transfer of a customer's calls (procedure 101-17021300, Child Support Table 3)",
    phases=Phase,
    contact=NUMBERS,
    opened_by=CallAnswered,
    takes={
        CallAnswered: ("CSP-T3-S8a", "CSP-T3-S9d", "CSP-T3-S12b"),
        ArrangementsChanged: ("CSP-T3-S12a",),
        WarningWithdrawn: ("CSP-T3-S9b",),
        PssoChanged: ("CSP-T3-S11a",),
        CustomerCalledBack: ("CSP-T3-S9d",),  # from outside: whoever has the case reads it
        **TAKEN,
    },
    tasks=TASKS,
    rules=RULES,
    settings=SETTINGS,
    one_a_customer=True,
)
