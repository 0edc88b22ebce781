"""The work of Child Support Table 6, Step 1: the eight gates, and contact about closing."""

from domain.kit_tasks import LETTER_CHANNEL
from domain.personalised_services.finalisation import GATE_RECORDS, GATES
from domain.roles import Role
from domain.sittings import ending, line, record, sitting, text, yes_no
from domain.tasks import OUTCOME

_ATTESTED = tuple(line(gate, yes_no(words, required=False)) for gate, words in GATES.items())
_EVIDENCE = tuple(
    line(
        gate,
        None,
        record(
            "Cuba",
            GATE_RECORDS.get(gate, "finalisation_gate"),
            holds=gate,
            evidence=f"{gate}.evidence",
        ),
        evidence=text(f"{gate}: what shows it, or what is still open?"),
    )
    for gate in GATES
)

ATTEST_GATES = sitting(
    "attest_gates",
    "Attest the eight gates before finalisation",
    Role.PSSO,
    *_ATTESTED,
    *_EVIDENCE,
    outcomes={
        "attested": "Attested",
        "keep_managing": ending("Not yet: manage the customer on", needs=_ATTESTED),
    },
)

REPORT_CLOSING_CONTACT = sitting(
    "report_closing_contact",
    "Tell the customer that the case is closing",
    Role.PSSO,
    line(
        "CSP-T6-S1i",
        text("What was said, tried, or makes contact inappropriate?"),
        record("Cuba", "contact_record", said="CSP-T6-S1i", contact=OUTCOME),
    ),
    outcomes={
        "contacted": "Yes",
        "unreachable": "No",
        "not_appropriate": "No contact is appropriate",
    },
)

SIGN_FINALISATION_LETTER = sitting(
    "sign_finalisation_letter",
    "Sign and send the letter to the customer who could not be reached",
    Role.PSSO,
    line(
        "CSP-T6-S1j",
        addressed=text("The issues that were dealt with, one a line", required=False),
    ),
    line("CSP-T4-S6a"),
    line("CSP-T4-S6b"),
    LETTER_CHANNEL,
    outcomes={"send": "Sent", "cannot_go": ending("The letter may not go", reason=True)},
)

AGREE_TO_NO_CONTACT = sitting(
    "agree_to_no_contact",
    "Discuss finalising without contact with the customer",
    Role.PS_SSM,
    line("CSP-T6-S1l"),
    outcomes={"agreed": "Yes", "not_agreed": ending("No", reason=True)},
    decides_on=(REPORT_CLOSING_CONTACT,),
)

TASKS = (
    ATTEST_GATES,
    REPORT_CLOSING_CONTACT,
    SIGN_FINALISATION_LETTER,
    AGREE_TO_NO_CONTACT,
)
