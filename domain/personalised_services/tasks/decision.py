"""The work of Table 6, Steps 2 and 3, and Table 7, Steps 1 to 5: request and decision."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from domain.file.closing import IssueClosed, IssueHandedOn
from domain.file.commitments import CommitmentMade, unfinished
from domain.file.gates import GateAttested, Looked, all_gates, gate
from domain.file.intrays import NotepadFiled
from domain.file.options import OptionAnswered, OptionGiven
from domain.file.plan_versions import PlanApproved
from domain.messages import Message
from domain.needs import Missing, Opened, Read
from domain.personalised_services import talks
from domain.personalised_services.finalisation import (
    COMMENTS_ANSWERED,
    DECLINED_CONDITIONS,
    DISCUSSED,
    DOCUMENT,
    TIME_FOR_OPTIONS,
    Decision,
    Reason,
    Until,
    blocked,
    blocks_request,
    blocks_transfer,
    declined_conditions,
    document_of,
    headed,
    plans_in_force,
    read_by_approval,
    unfit,
)
from domain.personalised_services.tasks.closing import GATE_ACTS
from domain.refers import ELSEWHERE
from domain.roles import Role
from domain.sittings import (
    ahead,
    choice,
    ending,
    line,
    needed,
    officer,
    record,
    reference,
    sitting,
    text,
    yes_no,
)
from domain.step_ids import StepId
from domain.tasks import OUTCOME


def _looked(opened: Opened) -> Looked:
    return Looked(opened.file, opened.work)


def not_to_be_requested(opened: Opened) -> tuple[str, ...]:
    """Say what blocks a request: a gate, or that its reason does not fit the file.

    Source: CSP-T6-S1a to CSP-T6-S1h, CSP-T6-S2a.
    """
    given = str(opened.answers.get("CSP-T6-S2a.reason"))
    return blocks_request(_looked(opened), Reason(given) if given in list(Reason) else None)


def _until(opened: Opened) -> Until:
    return partial(opened.last_day, TIME_FOR_OPTIONS)


def _reason(opened: Opened) -> Reason:
    return Reason(str(opened.data["reason"]))


def not_borne_out(opened: Opened) -> tuple[str, ...]:
    """Say why the request's reason is not one that the file bears out. Source: CSP-T6-S3c."""
    return unfit(_reason(opened), opened.file)


def gates_open(opened: Opened) -> tuple[str, ...]:
    """Say which gates block an approval. Source: CSP-T6-S3d."""
    return blocked(all_gates(_looked(opened)))


def read_for_approval(opened: Opened) -> Read:
    """Return the rows on which an approval rests."""
    return read_by_approval(_looked(opened), _reason(opened), _until(opened))


def no_document(opened: Opened) -> tuple[str, ...]:
    """Say that the request stands nowhere: nobody can have reviewed it. Source: CSP-T6-S3a."""
    return () if document_of(opened.file) else (f"no notepad is headed {DOCUMENT}: return it",)


def the_document(opened: Opened) -> Read:
    """Return the document that is decided on. Source: CSP-T6-S3a."""
    return tuple((row.id, row.version) for row in document_of(opened.file))


def no_plan(opened: Opened) -> tuple[str, ...]:
    """Say that no plan is in force, where nobody attested that there is none.

    Source: CSP-T6-S3b, CSP-T6-S1c.
    """
    if plans_in_force(opened.file) or gate("CSP-T6-S1c", _looked(opened)).attested:
        return ()
    return ("no plan is in force, and nobody attests that there was none",)


def the_plans(opened: Opened) -> Read:
    """Return the plans that are decided on. Source: CSP-T6-S3b."""
    return tuple((row.id, row.version) for row in plans_in_force(opened.file))


def _not_met(step: StepId) -> Missing:
    """Say by what a condition is blocked, where the options were declined."""

    def missing(opened: Opened) -> tuple[str, ...]:
        if _reason(opened) is not Reason.OPTIONS_DECLINED:
            return ()
        gates = declined_conditions(opened.file, _until(opened))
        return {gate.step: gate.blocked_by for gate in gates}[step]

    return missing


REQUEST_FINALISATION = sitting(
    "request_finalisation",
    "Write the finalisation request and transfer the customer to the SSM",
    Role.PSSO,
    line(
        "CSP-T6-S2a",
        text("The finalisation document"),
        needs=needed("every gate of Step 1 holds", not_to_be_requested, *GATE_ACTS),
        reason=choice("On which reason does the request rest?", *Reason),
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
    line("CSP-T6-S2c"),
)

_MET_BY: Mapping[StepId, type[Message]] = MappingProxyType(
    {
        "CSP-T7-S1a": IssueClosed,
        "CSP-T7-S1b": OptionGiven,
        "CSP-T7-S1c": OptionAnswered,
        "CSP-T7-S1d": OptionAnswered,
    }
)
_CONDITIONS = tuple(
    line(step, needs=needed(words, _not_met(step), _MET_BY[step]))
    for step, words in DECLINED_CONDITIONS.items()
)
# What an approval alone needs; nobody needs it for a no.
_FOR_A_YES = (
    "CSP-T6-S3a.needs",
    "CSP-T6-S3b.needs",
    "CSP-T6-S3c.needs",
    "CSP-T6-S3d.needs",
    *(f"{c.step}.needs" for c in _CONDITIONS),
)

DECIDE_REQUEST = sitting(
    "decide_request",
    "Decide on the finalisation request",
    Role.PS_SSM,
    line(
        "CSP-T6-S3a",
        needs=needed(
            "the finalisation document, in the stacking document",
            no_document,
            NotepadFiled,
            reads=the_document,
        ),
    ),
    line(
        "CSP-T6-S3b",
        needs=needed("the plan in force", no_plan, PlanApproved, GateAttested, reads=the_plans),
    ),
    line(
        "CSP-T6-S3c",
        yes_no("Does the reason that the request names apply?"),
        needs=needed("the file bears the request's reason out", not_borne_out, IssueHandedOn),
    ),
    line(
        "CSP-T6-S3d",
        needs=needed(
            "every action of Step 1 is complete", gates_open, *GATE_ACTS, reads=read_for_approval
        ),
    ),
    *_CONDITIONS,
    line("CSP-T7-S2a"),
    line(
        "CSP-T7-S2b",
        text("What does the stacking document say of the approval?", required=False),
    ),
    line("CSP-T7-S2c"),
    outcomes={
        Decision.APPROVE.value: ending("Yes", leaves_open=("CSP-T6-S3c",)),
        Decision.RETURN.value: ending(
            "Return the request to be amended",
            leaves_open=("CSP-T6-S3c", *_FOR_A_YES),
            reason=True,
        ),
        Decision.DECLINE.value: ending("No", leaves_open=_FOR_A_YES, reason=True),
    },
    leads="CSP-T7-S1e",
    decides_on=(REQUEST_FINALISATION, GateAttested),
)


def not_discussed(opened: Opened) -> tuple[str, ...]:
    """Say that no notepad tells what SSM and PSSO said about the rejection.

    Source: CSP-T7-S3b.
    """
    if any(row.told.at >= opened.at for row in headed(DISCUSSED, opened.file)):
        return ()
    return (f"no notepad is headed {DISCUSSED} since this was opened",)


def no_next_step(opened: Opened) -> tuple[str, ...]:
    """Say that nobody has promised anything since the rejection that is still to be done.

    Source: CSP-T7-S3c.
    """
    agreed = [row for row in unfinished(opened.file) if row.told.at >= opened.at]
    return () if agreed else ("nobody has agreed to do anything by any day",)


EXPLAIN_DECISION = sitting(
    "explain_decision",
    "Explain the rejection to the PSSO and say where the customer goes next",
    Role.PS_SSM,
    line(
        "CSP-T7-S3b",
        needs=needed("a notepad on the talk with the PSSO about it", not_discussed, NotepadFiled),
    ),
    line(
        "CSP-T7-S3c",
        needs=needed("the next steps: who does what by which day", no_next_step, CommitmentMade),
    ),
    line("CSP-T7-S3f", None, record("Cuba", "route", route=OUTCOME)),
    outcomes={
        "segment_3": "Segment 3",
        "specialist_area": "Specialist business area",
        "back_to_psso": "Otherwise",
    },
    leads="CSP-T7-S3f",
)


def not_to_be_transferred(opened: Opened) -> tuple[str, ...]:
    """Say which of the three conditions of a transfer does not hold.

    Source: CSP-T7-S4a; A29.
    """
    area = opened.answers.get("CSP-T7-S4a")
    return blocks_transfer(_looked(opened), area if isinstance(area, str) else None)


DECIDE_TRANSFER = sitting(
    "decide_transfer_to_area",
    "Decide on the transfer to a specialist area",
    Role.PS_SSM,
    line(
        "CSP-T7-S4a",
        reference("Which area takes the customer, of several?", ELSEWHERE, required=False),
        needs=needed("only a specialist process is left", not_to_be_transferred, IssueHandedOn),
    ),
    outcomes={
        "transfer": "Yes, transfer",
        "do_not_transfer": ending("No", needs=()),
    },
    decides_on=(REQUEST_FINALISATION,),
)


def not_answered(opened: Opened) -> tuple[str, ...]:
    """Say which comments of the SSM no notepad of the PSSO answers: who read them says what of it.

    Source: CSP-T7-S5f, CSP-T7-S5g.
    """
    comments = opened.data.get("comments")
    answers = headed(COMMENTS_ANSWERED, opened.file)
    if comments is None or any(row.facts.points_to == comments for row in answers):
        return ()
    return (f"no notepad, headed {COMMENTS_ANSWERED}, points to {comments} and answers it",)


REACTIVATE = sitting(
    "act_on_comments",
    "Make the customer active again and act on the SSM's comments",
    Role.PSSO,
    line("CSP-T7-S5e"),
    line(
        "CSP-T7-S5f",
        needs=needed(
            "the SSM's comments are read: what is done about them", not_answered, NotepadFiled
        ),
    ),
    line("CSP-T7-S5g"),
    ahead(
        "CSP-T4-S5a",
        needs=needed("The day of the next contact", talks.no_next_day, CommitmentMade),
    ),
    leads="CSP-T7-S5g",
)

TASKS = (
    REQUEST_FINALISATION,
    DECIDE_REQUEST,
    EXPLAIN_DECISION,
    DECIDE_TRANSFER,
    REACTIVATE,
)
