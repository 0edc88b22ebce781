"""The work of Child Support Table 6, Step 1: the eight gates, and contact about closing."""

from domain.personalised_services.finalisation import GATES
from domain.personalised_services.questions import text, yes_no
from domain.roles import Role
from domain.tasks import Recorded, TaskKind

_ASKED_AT_THE_GATES = {str(gate): yes_no(words, required=False) for gate, words in GATES.items()}
_EVIDENCE = {
    f"{gate}.evidence": text(f"{gate}: what shows it, or what is still open?") for gate in GATES
}

ATTEST_GATES = TaskKind(
    name="attest_gates",
    title="Attest the eight gates before finalisation",
    roles=(Role.PSSO,),
    step="CSP-T6-S1a",
    steps=tuple(GATES),
    outcomes={"attested": "Attested", "keep_managing": "Not yet: manage the customer on"},
    asks=_ASKED_AT_THE_GATES | _EVIDENCE,
    optional_for={"keep_managing": tuple(_EVIDENCE)},
    records=tuple(
        Recorded(
            step=gate, system="Cuba", name="finalisation_gate", fields=(gate, f"{gate}.evidence")
        )
        for gate in GATES
    ),
)

REPORT_CLOSING_CONTACT = TaskKind(
    name="report_closing_contact",
    title="Tell the customer that the case is closing",
    roles=(Role.PSSO,),
    step="CSP-T6-S1i",
    outcomes={
        "contacted": "Yes",
        "unreachable": "No",
        "not_appropriate": "No contact is appropriate",
    },
    asks={"CSP-T6-S1i": text("What was said, tried, or makes contact inappropriate?")},
    records=(
        Recorded(step="CSP-T6-S1i", system="Cuba", name="contact_record", fields=("CSP-T6-S1i",)),
    ),
)

SIGN_FINALISATION_LETTER = TaskKind(
    name="sign_finalisation_letter",
    title="Sign and send the letter to the customer who could not be reached",
    roles=(Role.PSSO,),
    step="CSP-T6-S1j",
    steps=("CSP-T4-S6a", "CSP-T4-S6b"),
    outcomes={"send": "Sent", "cannot_go": "The letter may not go"},
    asks={
        "CSP-T6-S1j.addressed": text("The issues that were dealt with, one a line", required=False)
    },
    reasons=("cannot_go",),
)

AGREE_TO_NO_CONTACT = TaskKind(
    name="agree_to_no_contact",
    title="Discuss finalising without contact with the customer",
    roles=(Role.PS_SSM,),
    step="CSP-T6-S1l",
    outcomes={"agreed": "Yes", "not_agreed": "No"},
    four_eyes=True,
    reasons=("not_agreed",),
)

TASKS = (
    ATTEST_GATES,
    REPORT_CLOSING_CONTACT,
    SIGN_FINALISATION_LETTER,
    AGREE_TO_NO_CONTACT,
)
