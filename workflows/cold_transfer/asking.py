"""Approval of a cold transfer: Child Support Table 3, Step 11 (procedure 101-17021300).

Entered  from WARNED, when the customer rang again.
Leaves   to IN_FORCE: at once where a restriction is in force, else once the manager approves. To
         REFUSED where they do not.
"""

from activities.contracts import Armed
from domain.cold_transfer.phases import Phase
from domain.cold_transfer.tasks import (
    ASK_COLD_TRANSFER,
    DECIDE_COLD_TRANSFER,
    MANAGER_SILENT,
    WARN_AFTER_REFUSAL,
)
from domain.roles import Role
from workflows.cold_transfer.state import (
    THERE,
    ColdTransferCase,
    caller_now,
    ps_case,
    restrictions,
)
from workflows.handed import Done


async def ask(case: ColdTransferCase) -> str | None:
    """Have the SSM decide, or the SM where no SSM is there; nobody, under a restriction (A19)."""
    if relied_on := restrictions(case):
        _rely_on(case, relied_on)
        return case.to(Phase.IN_FORCE, "CSP-T3-S12b")
    words = "no restriction is in force: the cold transfer must be approved"
    case.decide("CSP-T3-S11a", "No", words, reading="A19")
    asked = await case.work(ASK_COLD_TRANSFER, assignee=case.state.psso, ps_case=ps_case(case))
    _write_the_background(case, asked)
    decided = await case.approval(
        DECIDE_COLD_TRANSFER,
        role=_asked_of(case, asked),
        about=asked.task,
        requested_by=asked.by,
        given=("approve",),
    )
    if decided.outcome != "approve":
        return case.to(Phase.REFUSED, "CSP-T3-S11e")
    case.state.approved_by, case.state.since = decided.by, decided.at
    return case.to(Phase.IN_FORCE, "CSP-T3-S12a")


def ssm_silent(case: ColdTransferCase, deadline: Armed) -> None:
    """Tell a Service Manager of what the SSM has not answered in the day (CSP-T3-S11b)."""
    _tell(case, deadline, Role.PS_SM)


def sm_silent(case: ColdTransferCase, deadline: Armed) -> None:
    """Tell a Team Leader of what the Service Manager has not answered in the day."""
    _tell(case, deadline, Role.TEAM_LEADER)


def _tell(case: ColdTransferCase, deadline: Armed, role: Role) -> None:
    task = deadline.id.replace(".answer-", ".")
    case.open(MANAGER_SILENT, role=role, background=True, due_on=deadline.due_on, unanswered=task)


def _rely_on(case: ColdTransferCase, relied_on: list[str]) -> None:
    words = "a restriction is in force: no further approval is needed"
    case.decide("CSP-T3-S11a", "Yes", words, reading="A19", restrictions=[*relied_on])
    case.record("CSP-T3-S11a", "Cuba", "restriction_relied_on", restriction=[*relied_on])
    case.state.restrictions, case.state.since = relied_on, case.state.called


def _write_the_background(case: ColdTransferCase, asked: Done) -> None:
    """Put the reasons with the calls and incidents that they rest on (CSP-T3-S11c)."""
    seen = caller_now(case)
    case.record(
        "CSP-T3-S11c",
        "Cuba",
        "background_and_rationale",
        actor=asked.by,
        taken={"rationale": "CSP-T3-S11c"},
        messages=[asked.message],
        background=[*seen["calls"], *seen["incidents"]],
    )


def _asked_of(case: ColdTransferCase, asked: Done) -> Role:
    """Return whom it is asked of: the SSM, or the SM where no SSM is there (CSP-T3-S11b)."""
    found = case.answer(THERE)
    there = found if isinstance(found, dict) else {}
    role = Role.PS_SM if there.get(Role.PS_SM) and not there.get(Role.PS_SSM) else Role.PS_SSM
    case.record(
        "CSP-T3-S11b",
        "Cuba",
        "request",
        actor=asked.by,
        who_asked=asked.by,
        asked_of=role.value,
        available=there,
    )
    return role


async def refuse(case: ColdTransferCase) -> None:
    """Have the customer warned in the words of a refusal (CSP-T3-S11e)."""
    warned_at = case.state.warned_at
    await case.work(
        WARN_AFTER_REFUSAL,
        assignee=case.state.psso,
        since=warned_at.isoformat() if warned_at else None,
    )
    words = "the cold transfer was refused: the customer was warned"
    case.close("refused", words, step="CSP-T3-S11e")
