"""The work of Table 7, Step 5, and what may come up while a case is open."""

from domain.personalised_services.questions import checked, reference, text, yes_no
from domain.roles import Role
from domain.tasks import Recorded, TaskKind

EXIT_CUSTOMER = TaskKind(
    name="exit_customer",
    title="Unlock the customer and hand over to the business line",
    roles=(Role.PSSO,),
    step="CSP-T7-S5b",
    steps=("CSP-T7-S5a", "CSP-T7-S5c", "CSP-T7-S5d"),
    asks={
        "CSP-T7-S5a": checked("A notepad says that the case left Personalised Services"),
        "CSP-T7-S5b": reference("Which business line takes the case?"),
        "CSP-T7-S5c": yes_no("Does the customer have an overpayment?"),
        "CSP-T7-S5d": checked("The Portal shows the exit"),
    },
    records=(
        Recorded(
            step="CSP-T7-S5a", system="Cuba", name="case_notes_window", fields=("CSP-T7-S5a",)
        ),
        Recorded(step="CSP-T7-S5b", system="Cuba", name="lock", fields=("CSP-T7-S5b",)),
        Recorded(step="CSP-T7-S5d", system="PS Portal", name="ps_portal", fields=("CSP-T7-S5d",)),
    ),
)

COORDINATE_COMPLAINT = TaskKind(
    name="coordinate_complaint",
    title="The customer complained: co-ordinate the complaint",
    roles=(Role.PSSO,),
    step="WC-S4b",
    asks={"WC-S4b": text("How is the complaint co-ordinated?")},
)

DECIDE_WITHDRAWAL = TaskKind(
    name="decide_withdrawal",
    title="The matter was taken back: decide whether the customer leaves",
    roles=(Role.PS_SSM,),
    step="CB-CLOSE",
    outcomes={"leave": "The customer leaves", "stay": "The customer stays"},
    four_eyes=True,
    reasons=("stay",),
)

TASKS = (EXIT_CUSTOMER, COORDINATE_COMPLAINT, DECIDE_WITHDRAWAL)
