"""The work of Table 6, Steps 2 and 3, and Table 7, Steps 1 to 4: request and decision."""

from domain.personalised_services.finalisation import (
    DECLINED_CONDITIONS,
    TRANSFER_CONDITIONS,
    Decision,
    Reason,
)
from domain.personalised_services.questions import (
    checked,
    choice,
    day,
    officer,
    reference,
    text,
    yes_no,
)
from domain.roles import Role
from domain.tasks import Recorded, TaskKind

_ASKED_FOR = tuple(reason.value for reason in Reason if reason is not Reason.NONE)

WRITE_REQUEST = TaskKind(
    name="write_request",
    title="Write the finalisation request and transfer the customer to the SSM",
    roles=(Role.PSSO,),
    step="CSP-T6-S2a",
    steps=("CSP-T6-S2b", "CSP-T6-S2c"),
    asks={
        "CSP-T6-S2a": text("The finalisation document"),
        "CSP-T6-S2a.reason": choice("On which reason does the request rest?", *_ASKED_FOR),
        "CSP-T6-S2b": officer(
            "Which Service Support Manager is the customer transferred to?", Role.PS_SSM
        ),
        "CSP-T6-S2c": checked("The Portal shows that finalisation is requested"),
    },
    records=(
        Recorded(
            step="CSP-T6-S2a",
            system="Cuba",
            name="finalisation_document",
            fields=("CSP-T6-S2a", "CSP-T6-S2a.reason"),
        ),
        Recorded(step="CSP-T6-S2b", system="Cuba", name="assignment", fields=("CSP-T6-S2b",)),
        Recorded(step="CSP-T6-S2c", system="PS Portal", name="ps_portal", fields=("CSP-T6-S2c",)),
    ),
)

_ASKED_OF_THE_SSM = {
    "CSP-T6-S3a": checked("The finalisation document was reviewed"),
    "CSP-T6-S3b": checked("The Customer Management Plan was reviewed"),
    "CSP-T6-S3c": choice("Which reason applies?", *(reason.value for reason in Reason)),
    "CSP-T6-S3d": yes_no("Are all actions of Table 6, Step 1 complete?"),
} | {
    str(step): yes_no(f"Where options were declined: {words}?", required=False)
    for step, words in DECLINED_CONDITIONS.items()
}

DECIDE_FINALISATION = TaskKind(
    name="decide_finalisation",
    title="Decide on the finalisation request",
    roles=(Role.PS_SSM,),
    step="CSP-T7-S1e",
    steps=(
        "CSP-T6-S3a",
        "CSP-T6-S3b",
        "CSP-T6-S3c",
        "CSP-T6-S3d",
        *DECLINED_CONDITIONS,
    ),
    outcomes={
        Decision.APPROVE.value: "Yes",
        Decision.RETURN.value: "Return the request to be amended",
        Decision.DECLINE.value: "No",
    },
    asks=_ASKED_OF_THE_SSM,
    optional_for={Decision.RETURN.value: ("CSP-T6-S3c", "CSP-T6-S3d")},
    records=(
        Recorded(
            step="CSP-T6-S3a",
            system="Cuba",
            name="finalisation_document_read",
            fields=("CSP-T6-S3a",),
        ),
        Recorded(step="CSP-T6-S3b", system="Cuba", name="cmp_read", fields=("CSP-T6-S3b",)),
    ),
    four_eyes=True,
    reasons=(Decision.RETURN.value, Decision.DECLINE.value),
)

ACTION_APPROVAL = TaskKind(
    name="action_approval",
    title="Carry the approved finalisation out",
    roles=(Role.PS_SSM,),
    step="CSP-T7-S2c",
    steps=("CSP-T7-S2a", "CSP-T7-S2b"),
    asks={
        "CSP-T7-S2a": checked("Every issue in the issue box is finished"),
        "CSP-T7-S2b": checked("The approval stands in the stacking document"),
        "CSP-T7-S2c": checked("The request is actioned in the action window"),
    },
    records=(
        Recorded(step="CSP-T7-S2a", system="Cuba", name="issue_box", fields=("CSP-T7-S2a",)),
        Recorded(
            step="CSP-T7-S2b", system="Cuba", name="ps_stacking_document", fields=("CSP-T7-S2b",)
        ),
        Recorded(
            step="CSP-T7-S2c", system="Cuba", name="ssm_actions_window", fields=("CSP-T7-S2c",)
        ),
    ),
)

EXPLAIN_REJECTION = TaskKind(
    name="explain_rejection",
    title="Explain the rejection to the PSSO and say where the customer goes next",
    roles=(Role.PS_SSM,),
    step="CSP-T7-S3f",
    steps=("CSP-T7-S3a", "CSP-T7-S3b", "CSP-T7-S3c", "CSP-T7-S3d", "CSP-T7-S3e"),
    outcomes={
        "segment_3": "Segment 3",
        "specialist_area": "Specialist business area",
        "back_to_psso": "Otherwise",
    },
    asks={
        "CSP-T7-S3a": checked("The request is rejected in the action window"),
        "CSP-T7-S3b": text("How was the rejection explained to the PSSO?"),
        "CSP-T7-S3c": text("Which next steps were agreed?"),
        "CSP-T7-S3d": checked("The decision stands in stacking document and action window"),
        "CSP-T7-S3e": checked("The plan has the status that follows a rejection"),
    },
    records=(
        Recorded(
            step="CSP-T7-S3a", system="Cuba", name="ssm_actions_window", fields=("CSP-T7-S3a",)
        ),
        Recorded(
            step="CSP-T7-S3b", system="Cuba", name="rejection_discussion", fields=("CSP-T7-S3b",)
        ),
        Recorded(step="CSP-T7-S3c", system="Cuba", name="next_steps", fields=("CSP-T7-S3c",)),
        Recorded(
            step="CSP-T7-S3d", system="Cuba", name="ps_stacking_document", fields=("CSP-T7-S3d",)
        ),
        Recorded(step="CSP-T7-S3e", system="Cuba", name="cmp_status", fields=("CSP-T7-S3e",)),
    ),
)

DECIDE_TRANSFER = TaskKind(
    name="decide_transfer",
    title="Decide on the transfer to a specialist area",
    roles=(Role.PS_SSM,),
    step="CSP-T7-S4a",
    outcomes={"transfer": "Yes, transfer", "do_not_transfer": "No"},
    asks={key: yes_no(f"{words}?") for key, words in TRANSFER_CONDITIONS.items()}
    | {"CSP-T7-S4a.area": reference("Which specialist area receives the customer?")},
    optional_for={"do_not_transfer": (*TRANSFER_CONDITIONS, "CSP-T7-S4a.area")},
    four_eyes=True,
)

REACTIVATE = TaskKind(
    name="reactivate",
    title="Make the customer active again and act on the SSM's comments",
    roles=(Role.PSSO,),
    step="CSP-T7-S5e",
    steps=("CSP-T7-S5f", "CSP-T7-S5g"),
    asks={
        "CSP-T7-S5e": checked("The customer is active in Personalised Services again"),
        "CSP-T7-S5f": checked("The comments in plan and stacking document were read"),
        "CSP-T7-S5g": text("Which issues are left open?"),
        "CSP-T4-S5a": day("On which day will the customer be contacted next?", agrees="CSP-T4-S5a"),
    },
    records=(
        Recorded(step="CSP-T7-S5e", system="Cuba", name="ps_status", fields=("CSP-T7-S5e",)),
        Recorded(step="CSP-T7-S5f", system="Cuba", name="comments_read", fields=("CSP-T7-S5f",)),
        Recorded(step="CSP-T7-S5g", system="Cuba", name="issue_list", fields=("CSP-T7-S5g",)),
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
