"""The work of Table 6, Steps 2 and 3, and Table 7, Steps 1 to 4: request and decision."""

from domain.personalised_services.finalisation import (
    DECLINED_CONDITIONS,
    TRANSFER_CONDITIONS,
    Decision,
    Reason,
)
from domain.personalised_services.tasks.closing import ATTEST_GATES
from domain.refers import ELSEWHERE
from domain.roles import Role
from domain.sittings import (
    ahead,
    checked,
    choice,
    day,
    ending,
    line,
    officer,
    record,
    reference,
    sitting,
    text,
    yes_no,
)
from domain.tasks import OUTCOME

_ASKED_FOR = tuple(reason.value for reason in Reason if reason is not Reason.NONE)

WRITE_REQUEST = sitting(
    "write_request",
    "Write the finalisation request and transfer the customer to the SSM",
    Role.PSSO,
    line(
        "CSP-T6-S2a",
        text("The finalisation document"),
        record(
            "Cuba",
            "finalisation_document",
            document="CSP-T6-S2a",
            reason="CSP-T6-S2a.reason",
        ),
        reason=choice("On which reason does the request rest?", *_ASKED_FOR),
    ),
    line(
        "CSP-T6-S2b",
        officer(
            "Which Service Support Manager is the customer transferred to?",
            Role.PS_SSM,
            another=True,
        ),
        record("Cuba", "transfer", ps_ssm="CSP-T6-S2b"),
    ),
    line(
        "CSP-T6-S2c",
        checked("The Portal shows that finalisation is requested"),
        record("PS Portal", "ps_portal"),
    ),
)

DECIDE_FINALISATION = sitting(
    "decide_finalisation",
    "Decide on the finalisation request",
    Role.PS_SSM,
    line(
        "CSP-T6-S3a",
        checked("The finalisation document was reviewed"),
        record("Cuba", "finalisation_document_read"),
    ),
    line(
        "CSP-T6-S3b",
        checked("The Customer Management Plan was reviewed"),
        record("Cuba", "cmp_read"),
    ),
    line(
        "CSP-T6-S3c",
        choice("Which reason applies?", *(reason.value for reason in Reason)),
        record("Cuba", "finalisation_reason", reason="CSP-T6-S3c"),
    ),
    line("CSP-T6-S3d", yes_no("Are all actions of Table 6, Step 1 complete?")),
    *(
        line(
            step,
            yes_no(f"Where options were declined: {words}?", required=False),
            record("Cuba", "checklist", met=step),
        )
        for step, words in DECLINED_CONDITIONS.items()
    ),
    outcomes={
        Decision.APPROVE.value: "Yes",
        Decision.RETURN.value: ending(
            "Return the request to be amended",
            leaves_open=("CSP-T6-S3c", "CSP-T6-S3d"),
            reason=True,
        ),
        Decision.DECLINE.value: ending("No", reason=True),
    },
    leads="CSP-T7-S1e",
    decides_on=(WRITE_REQUEST, ATTEST_GATES),
)

ACTION_APPROVAL = sitting(
    "action_approval",
    "Carry the approved finalisation out",
    Role.PS_SSM,
    line(
        "CSP-T7-S2a",
        checked("Every issue in the issue box is finished"),
        record("Cuba", "issue_box", issue_status_resolved="CSP-T7-S2a"),
    ),
    line(
        "CSP-T7-S2b",
        checked("The approval stands in the stacking document"),
        record("Cuba", "ps_stacking_document"),
    ),
    line(
        "CSP-T7-S2c",
        checked("The request is actioned in the action window"),
        record("Cuba", "ssm_actions_window"),
    ),
    leads="CSP-T7-S2c",
)

EXPLAIN_REJECTION = sitting(
    "explain_rejection",
    "Explain the rejection to the PSSO and say where the customer goes next",
    Role.PS_SSM,
    line(
        "CSP-T7-S3a",
        checked("The request is rejected in the action window"),
        record("Cuba", "ssm_actions_window"),
    ),
    line(
        "CSP-T7-S3b",
        text("How was the rejection explained to the PSSO?"),
        record("Cuba", "rejection_discussion"),
    ),
    line("CSP-T7-S3c", text("Which next steps were agreed?"), record("Cuba", "next_steps")),
    line(
        "CSP-T7-S3d",
        checked("The decision stands in stacking document and action window"),
        record("Cuba", "ps_stacking_document"),
        record("Cuba", "ssm_actions_window"),
    ),
    line(
        "CSP-T7-S3e",
        checked("The plan has the status that follows a rejection"),
        record("Cuba", "cmp_status", returned="CSP-T7-S3e"),
    ),
    line("CSP-T7-S3f", None, record("Cuba", "route", route=OUTCOME)),
    outcomes={
        "segment_3": "Segment 3",
        "specialist_area": "Specialist business area",
        "back_to_psso": "Otherwise",
    },
    leads="CSP-T7-S3f",
)

DECIDE_TRANSFER = sitting(
    "decide_transfer",
    "Decide on the transfer to a specialist area",
    Role.PS_SSM,
    line(
        "CSP-T7-S4a",
        **{
            key.removeprefix("CSP-T7-S4a."): yes_no(f"{words}?")
            for key, words in TRANSFER_CONDITIONS.items()
        },
        area=reference("Which specialist area receives the customer?", ELSEWHERE),
        needs=None,
    ),
    outcomes={
        "transfer": "Yes, transfer",
        "do_not_transfer": ending("No", needs=()),
    },
    decides_on=(WRITE_REQUEST,),
)

REACTIVATE = sitting(
    "reactivate",
    "Make the customer active again and act on the SSM's comments",
    Role.PSSO,
    line(
        "CSP-T7-S5e",
        checked("The customer is active in Personalised Services again"),
        record("Cuba", "ps_status", active="CSP-T7-S5e"),
    ),
    line(
        "CSP-T7-S5f",
        checked("The comments in plan and stacking document were read"),
        record("Cuba", "comments_read"),
    ),
    line("CSP-T7-S5g", text("Which issues are left open?"), record("Cuba", "issue_list")),
    ahead(
        "CSP-T4-S5a",
        day("On which day will the customer be contacted next?", agrees="CSP-T4-S5a"),
    ),
)

TASKS = (
    WRITE_REQUEST,
    DECIDE_FINALISATION,
    ACTION_APPROVAL,
    EXPLAIN_REJECTION,
    DECIDE_TRANSFER,
    REACTIVATE,
)
