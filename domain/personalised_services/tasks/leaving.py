"""The work of Table 7, Step 5, and what may come up while a case is open."""

from domain.messages import CaseWithdrawn
from domain.refers import ELSEWHERE
from domain.roles import Role
from domain.sittings import checked, ending, line, record, reference, sitting, text, yes_no

EXIT_CUSTOMER = sitting(
    "exit_customer",
    "Unlock the customer and hand over to the business line",
    Role.PSSO,
    line(
        "CSP-T7-S5a",
        checked("A notepad says that the case left Personalised Services"),
        record("Cuba", "case_notes_window"),
    ),
    line(
        "CSP-T7-S5b",
        reference("Which business line takes the case?", ELSEWHERE),
        record("Cuba", "lock"),
    ),
    line("CSP-T7-S5c", yes_no("Does the customer have an overpayment?")),
    line("CSP-T7-S5d", checked("The Portal shows the exit"), record("PS Portal", "ps_portal")),
    leads="CSP-T7-S5b",
)

COORDINATE_COMPLAINT = sitting(
    "coordinate_complaint",
    "The customer complained: co-ordinate the complaint",
    Role.PSSO,
    line("WC-S4b", text("How is the complaint co-ordinated?")),
)

DECIDE_WITHDRAWAL = sitting(
    "decide_withdrawal",
    "The matter was taken back: decide whether the customer leaves",
    Role.PS_SSM,
    line("CB-CLOSE"),
    outcomes={
        "leave": "The customer leaves",
        "stay": ending("The customer stays", reason=True),
    },
    decides_on=(CaseWithdrawn,),
)

TASKS = (EXIT_CUSTOMER, COORDINATE_COMPLAINT, DECIDE_WITHDRAWAL)
