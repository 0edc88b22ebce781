"""What a case leaves to a procedure that is not built here: one referral, to its end (A07).

Referred, it has a day on which it is asked after; whoever asked agrees until when a report is
waited for. The procedure's report ends it, whenever that comes, or the case takes it back.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from activities.contracts import Armed
from activities.effects.deadlines import ArmDeadline, EndDeadline
from activities.effects.tasks import CallOff
from domain.file.acts import Act
from domain.file.procedures import ProcedureReported, ReferralTakenBack
from domain.file.referrals import ReferralChased, ReferralMade
from domain.kit_deadlines import CHASE
from domain.kit_tasks import CHASE_PROCEDURE
from domain.lookups import WITH_OTHERS
from domain.step_ids import StepId
from workflows.handed import Done, NotNow, Received

NAMED = "report-of-"  # the day is named after who has it


def refer(
    case: Any,
    step: StepId,
    to: str,
    *,
    party: str,
    actor: str | None = None,
    at: datetime | None = None,
) -> None:
    """Leave something of a customer to a procedure, from an instant on, and wait for its report.

    To what it has already, whatever more there is, is added.
    """
    if is_left(case, to):
        return
    case.ask(WITH_OTHERS, WITH_OTHERS, CHASE.step)
    case.act(ReferralMade, step, actor=actor, to=to, sort="procedure", party=party)
    wait(case, to, at or case.clock.cause)


def is_left(case: Any, to: str) -> bool:
    """Tell whether a report of a procedure is waited for, or asked after."""
    memory, day = case.verbs.memory, _day(case, to)
    for effect in reversed(memory.carried.effects):  # what no settle has written yet
        if isinstance(effect, ArmDeadline | EndDeadline) and effect.id == day:
            return isinstance(effect, ArmDeadline)
    return bool(case.armed(day) or memory.lapsed(day))


def with_others(case: Any) -> set[str]:
    """Return who has something of the case, and has not said how it ended."""
    prefix = _day(case, "")
    effects = (each for each in case.verbs.memory.carried.effects if isinstance(each, ArmDeadline))
    new = {each.id.removeprefix(prefix) for each in effects if each.id.startswith(prefix)}
    return {to for to in new | {*referrals(case).values()} if is_left(case, to)}


def referrals(case: Any) -> dict[str, str]:
    """Return to whom each referral went that nobody had answered at the last settle, by its id."""
    found = case.answer(WITH_OTHERS)
    return {row: str(to) for row, to in found.items()} if isinstance(found, dict) else {}


def wait(case: Any, to: str, start: datetime, agreed: str | None = None) -> None:
    """Count until the day on which somebody is asked how it stands."""
    case.arm(f"{NAMED}{to}", CHASE, start, agreed=agreed, label="Report of a procedure")


def silent(
    case: Any, deadline: Armed, *, role: str | None = None, assignee: str | None = None
) -> None:
    """Have it asked after: nothing is left to anybody in silence (A41)."""
    case.open(
        CHASE_PROCEDURE,
        role=role or case.lifecycle.owner,
        assignee=assignee,
        background=True,
        due_on=deadline.due_on,
        procedure=deadline.id.removeprefix(_day(case, "")),
    )


def asked_after(case: Any, done: Done) -> None:
    """Keep that it was asked after, and wait until the day that was agreed."""
    passed = (each.id for each in case.verbs.memory.carried.lapsed if done.task in each.opened)
    to = next(passed, "").removeprefix(_day(case, ""))
    row = next((row for row, whose in referrals(case).items() if whose == to), None)
    if row is None:
        return
    until = str(done.answers["CB-REFERRAL.until"])
    case.act(
        ReferralChased,
        CHASE.step,
        actor=done.by,
        message=done.message,
        referral=row,
        answer_due=until,
    )
    wait_no_more(case, to, "it was asked after")
    wait(case, to, done.at, until)


def reported(
    case: Any, received: Received[ProcedureReported], *, step: StepId = CHASE.step
) -> None:
    """Write how a procedure ended what it had, and wait for it no more.

    Raises:
        NotNow: nothing of this case is with it.
    """
    said, others = received.facts, with_others(case)
    if said.procedure not in others:
        have = ", ".join(sorted(others)) or "nobody"
        raise NotNow(f"nothing of {case.ref} is with {said.procedure}; it is with {have}")
    case.act(
        ProcedureReported,
        step,
        actor=received.envelope.actor,
        message=received.envelope.key,
        procedure=said.procedure,
        outcome=said.outcome,
        reference=said.reference,
    )
    heard(case, received)


def heard(case: Any, received: Received[ProcedureReported]) -> None:
    """Wait no more for a procedure whose report is written."""
    wait_no_more(case, received.facts.procedure, "it has reported")


def take_back(case: Any, step: StepId, from_: str, why: str, *, actor: str | None = None) -> None:
    """Take back what a procedure has, if it has anything."""
    case.act(ReferralTakenBack, step, actor=actor, procedure=from_, why=why)
    wait_no_more(case, from_, "it has nothing of this case any more")


def wait_no_more(case: Any, to: str, reason: str) -> None:
    """Ask after it no more, and call off whoever was to ask."""
    case.withdraw_deadline(_day(case, to), CHASE.step, reason)
    about = {"procedure": to}
    case.collect(CallOff, CHASE.step, kind=CHASE_PROCEDURE.name, about=about, reason=reason)


def _day(case: Any, to: str) -> str:
    return f"{case.ref}.{NAMED}{to}"


# What follows where the file takes the act itself, and nothing in the case waits for it.
THEN: Mapping[type[Act], Any] = MappingProxyType({ProcedureReported: heard})
