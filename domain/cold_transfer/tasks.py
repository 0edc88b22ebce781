"""The work of Child Support Table 3, Steps 8 to 12: answer, warn, ask, decide, transfer, review."""

from domain.cold_transfer.callers import (
    OUTSIDE,
    STEP,
    not_identified,
    not_persistent_and_aggressive,
    not_to_be_warned,
)
from domain.cold_transfer.lookups import ARRANGED, CALLER, MANAGERS_THERE
from domain.file.contacts import ContactMade
from domain.file.indicators import BehaviourReported
from domain.personalised_services.lookups import PS_OWNER
from domain.refers import ELSEWHERE
from domain.roles import Role
from domain.shown import SEEN_TO, alert
from domain.sittings import (
    choice,
    ending,
    line,
    needed,
    officer,
    record,
    reference,
    sitting,
    text,
)
from domain.tasks import AT, BY, OUTCOME

# Whoever answers serves what is urgent (A16); any officer of Personalised Services puts calls
# through.
ANSWERS_CALLS = (Role.PSSO, Role.SERVICE_OFFICER, Role.PS_SSM, Role.PS_SM)
PUTS_THROUGH = (Role.PSSO, Role.PS_SSM, Role.PS_SM)

_IDENTIFIED = line(
    "CSP-T3-S8a",
    None,
    record("Cuba", "call_record", answered_by=BY, time=AT, result=OUTCOME),
    needs=needed("the call, with proof of record ownership", not_identified, ContactMade),
    shows=(PS_OWNER,),
)
_OUTSIDE = line(
    STEP,
    choice("Does the call lie outside what is arranged with the customer?", OUTSIDE, "within"),
    shows=(ARRANGED,),
)
_ESS = reference("Under which number is it in ESS, where it fits there?", ELSEWHERE, required=False)

TAKE_CALL = sitting(
    "take_call",
    "A call was answered: who is it, is it urgent, and must the customer be warned?",
    ANSWERS_CALLS,
    _IDENTIFIED,
    _OUTSIDE,
    line("CSP-T3-S8c"),
    line(
        "CSP-T3-S9a",
        needs=needed(
            "persistent, aggressive or inappropriate, and outside what is arranged",
            not_to_be_warned,
            BehaviourReported,
        ),
        shows=(CALLER,),
    ),
    line(
        "CSP-T3-S9b",
        text("What was the customer told of behaviour, arrangements and ringing again today?"),
        record("Cuba", "warning", words="CSP-T3-S9b", officer=BY, time=AT),
    ),
    line("CSP-T3-S9c", None, record("ESS", "incident", number="CSP-T3-S9c.ess"), ess=_ESS),
    outcomes={
        "urgent_transferred": ending("Yes", needs=(_IDENTIFIED,)),
        "urgent_served": ending("Yes", needs=(_IDENTIFIED,)),
        "warned": ending("No", presumes={STEP: (OUTSIDE,)}),
        "answered": ending("No", needs=(_IDENTIFIED, _OUTSIDE)),
        "not_identified": ending("The caller did not prove who they are", needs=(), reason=True),
    },
    leads="CSP-T3-S8c",
)

CODE_INCIDENT = sitting(
    "code_incident",
    "The customer did not ring again: code the incident",
    PUTS_THROUGH,
    line(
        "CSP-T3-S10b",
        None,
        record("CIRT", "incident", number="CSP-T3-S10b.cirt", officer=BY),
        record("ESS", "incident", number="CSP-T3-S10b.ess"),
        cirt=reference("Under which number is it coded in CIRT?", ELSEWHERE),
        ess=_ESS,
    ),
)

ASK_COLD_TRANSFER = sitting(
    "ask_cold_transfer",
    "The customer rang again: ask for approval of a cold transfer",
    PUTS_THROUGH,
    line(
        "CSP-T3-S11c",
        text("Why is a cold transfer needed, after the calls that stand beside this?"),
        shows=(CALLER, MANAGERS_THERE),
    ),
)

DECIDE_COLD_TRANSFER = sitting(
    "decide_cold_transfer",
    "Decide whether the customer's calls are put through without comment",
    (Role.PS_SSM, Role.PS_SM),
    line("CSP-T3-S11b"),
    line(
        "CSP-T3-S11d",
        text("On what grounds?"),
        record(
            "Cuba",
            "cold_transfer_decision",
            decision=OUTCOME,
            approver=BY,
            time=AT,
            grounds="CSP-T3-S11d",
        ),
        shows=(CALLER, ARRANGED),
    ),
    outcomes={"approve": "Yes", "refuse": "No"},
    role_chosen=True,
    decides_on=(ASK_COLD_TRANSFER,),
)

MANAGER_SILENT = sitting(
    "cold_transfer_unanswered",
    "What was asked for a cold transfer was not answered in the day: see that somebody does",
    (Role.PS_SM, Role.TEAM_LEADER),
    alert("CSP-T3-S11a"),
    outcomes=SEEN_TO,
)

WARN_AFTER_REFUSAL = sitting(
    "warn_after_refusal",
    "The cold transfer was refused: warn the customer, and record the incident",
    PUTS_THROUGH,
    line(
        "CSP-T3-S11e",
        text("What was the customer told, of their behaviour and of further calls today?"),
        record("CIRT", "incident", number="CSP-T3-S11e.cirt", officer=BY, time=AT),
        record("ESS", "incident", number="CSP-T3-S11e.ess"),
        needs=needed(
            "persistent, and aggressive or inappropriate",
            not_persistent_and_aggressive,
            BehaviourReported,
        ),
        cirt=reference("Under which number is the incident in CIRT?", ELSEWHERE),
        ess=_ESS,
    ),
    outcomes={
        "warned": "The customer was warned",
        "served": ending("The customer was served after all", needs=(), reason=True),
    },
)

TRANSFER_CALL = sitting(
    "transfer_call",
    "A customer on cold transfer rings: put the call through, without comment",
    PUTS_THROUGH,
    line("CSP-T3-S12b"),
    outcomes={
        "transferred": "The call was put through",
        "urgent_served": "It was urgent, and was served",
    },
)

TELEPHONE_CANOC = sitting(
    "telephone_canoc",
    "Telephone the CAPT CANOC, so that the Zone knows of the cold transfer",
    (Role.PS_SSM, Role.PS_SM),
    line(
        "CSP-T3-S12e",
        text("Who at the CAPT CANOC was told?"),
        record("Cuba", "call_note", representative="CSP-T3-S12e", officer=BY, time=AT),
    ),
)

REVIEW_COLD_TRANSFER = sitting(
    "review_cold_transfer",
    "Review the cold transfer with the SSM; with the review it is lifted",
    Role.PSSO,
    line(
        "CSP-T3-S12a",
        text("What do the calls, the plan and the restrictions show, gone over together?"),
        record("Cuba", "cold_transfer_review", words="CSP-T3-S12a", officer=BY, result=OUTCOME),
        ssm=officer("With which Service Support Manager was it gone over?", Role.PS_SSM),
        shows=(CALLER, ARRANGED),
    ),
    outcomes={
        "lifted": "Nothing more follows",
        "plan_changes": "The plan or the arrangements must change",
        "restriction_considered": "A restriction of service is considered",
    },
)

TASKS = (
    TAKE_CALL,
    CODE_INCIDENT,
    ASK_COLD_TRANSFER,
    DECIDE_COLD_TRANSFER,
    MANAGER_SILENT,
    WARN_AFTER_REFUSAL,
    TRANSFER_CALL,
    TELEPHONE_CANOC,
    REVIEW_COLD_TRANSFER,
)
