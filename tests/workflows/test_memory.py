"""What a case carries over into its next run, tried without a server."""

from datetime import timedelta

import pytest

from activities.carried import KNOWN, OF_THE_RUN, REBUILT, STORED, Carried
from activities.contracts import Armed
from activities.effects.deadlines import ArmDeadline, EndDeadline
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.messages import Status
from domain.personalised_services.deadlines import PLAN
from domain.personalised_services.tasks import TASKS as PS_TASKS
from domain.personalised_services.tasks.planning import APPROVE_PLAN, PLAN_OVERDUE
from domain.personalised_services.tasks.standing import SILENT
from domain.tasks import TaskKind
from tests.workflows.memories import (
    NOON,
    PLAYED,
    Remembered,
    begun,
    continued,
    nobody,
    start,
    told,
)
from workflows.handed import Moved
from workflows.memory import MOST_AT_ONCE, Memory
from workflows.personalised_services.asking import ANSWERS
from workflows.verbs import Verbs


def test_a_new_run_knows_all_that_the_last_one_knew() -> None:
    memory = begun(start())
    memory.state.rounds = 3
    verbs = Verbs(memory, nobody)
    verbs.open(APPROVE_PLAN, about="psso.diaz")
    verbs.open(PLAN_OVERDUE, background=True)
    verbs.arm("plan", PLAN, PLAYED)
    verbs.ask("complaints", OPEN_COMPLAINTS, "CSP-T1-S2c")
    memory.conclude(told(1), Status.APPLIED)
    memory.clock.act(PLAYED + timedelta(days=1))

    again = continued(memory)

    assert again.snapshot() == memory.snapshot()
    assert again.state == Remembered(rounds=3)
    assert again.clock.now() == memory.clock.now() == PLAYED + timedelta(days=1)
    assert again.background_work() == ["ps-1.t2"]
    assert again.unsettled()


def test_no_id_is_given_twice_whichever_run_asks_for_it() -> None:
    memory = begun(start())

    first = [memory.new_id("t"), memory.new_id("l"), memory.new_id("t")]
    later = [continued(memory).new_id("t"), continued(memory).new_id("l")]

    assert (first, later) == (["ps-1.t1", "ps-1.l1", "ps-1.t2"], ["ps-1.t3", "ps-1.l2"])


def test_a_played_case_keeps_its_time_in_every_run() -> None:
    assert begun(start()).clock.now() == PLAYED
    assert continued(begun(start())).clock.now() == PLAYED
    assert begun(start(begins_at=None)).clock.now() == NOON


def test_a_settle_carries_no_more_messages_than_it_has_time_for() -> None:
    memory = begun(start())

    for number in range(MOST_AT_ONCE):
        assert not memory.full()
        memory.conclude(told(number), Status.APPLIED)
    assert memory.full()

    assert len(memory.take_outcomes()) == MOST_AT_ONCE
    assert not memory.full()


def test_what_was_collected_with_a_message_that_is_refused_is_forgotten() -> None:
    memory = begun(start())
    verbs = Verbs(memory, nobody)
    refused, admitted = told(1), told(2)
    for message in (refused, admitted):
        with memory.standing_with(message):
            verbs.open(PLAN_OVERDUE, background=True)
            memory.carried.inbox.held.append(message)
    verbs.open(APPROVE_PLAN)

    memory.forget({refused.digest}, memory.carried.effects)

    assert [effect.stands_with for effect in memory.carried.effects] == [
        refused.digest,
        admitted.digest,
        None,
    ]
    assert [work.kind for work in memory.carried.work.values()] == [
        "plan_overdue",
        "approve_plan_version",
    ]
    assert memory.carried.inbox.held == [admitted]


def test_what_passes_is_remembered_although_its_consequence_ends_the_phase() -> None:
    """Else an act in time that is told later would count as late."""
    memory = begun(start())
    verbs = Verbs(memory, nobody)
    deadline = armed(memory, verbs)

    def pass_and_move_on() -> None:
        with verbs.passing(deadline):
            verbs.open(PLAN_OVERDUE, background=True)
            verbs.move_on("elsewhere")

    with pytest.raises(Moved):
        pass_and_move_on()

    memory.clock.act(PLAYED)
    assert verbs.met(deadline.id, "CSP-T2-S2c")
    assert memory.background_work() == []


def test_a_date_that_has_passed_and_is_withdrawn_takes_its_alert_along() -> None:
    """Else work about a day that was replaced stays open for good, and keeps a customer here."""
    memory = begun(start())
    verbs = Verbs(memory, nobody)
    deadline = armed(memory, verbs)
    with verbs.passing(deadline):
        verbs.open(PLAN_OVERDUE, background=True)

    verbs.withdraw_deadline(deadline.id, "CSP-T2-S2c", "another day was agreed")

    assert memory.background_work() == []
    assert memory.carried.lapsed == []


def armed(memory: Memory[Remembered], verbs: Verbs) -> Armed:
    """Arm a date as a settle answers it: a day from the beginning."""
    id_ = verbs.arm("plan", PLAN, PLAYED)
    deadline = Armed(
        id=id_,
        step="CSP-T2-S2c",
        due=PLAYED + timedelta(days=1),
        due_on="2025-12-01",
        label="Plan",
    )
    memory.carried.armed = [deadline]
    return deadline


def test_of_everything_that_is_carried_it_is_said_how_a_lost_case_gets_it_back() -> None:
    """A field that a repair does not know would be lost with the workflow."""
    said = [*STORED, *REBUILT, *OF_THE_RUN]

    assert sorted(said) == sorted(Carried.model_fields)
    assert set(Carried.model_fields) > KNOWN


@pytest.mark.parametrize(
    "kind", [kind for kind in PS_TASKS if kind.roles[0] in ANSWERS], ids=lambda kind: kind.name
)
def test_whatever_is_asked_of_a_manager_their_answer_is_counted(kind: TaskKind) -> None:
    """CSP-T1-S1b, CSP-T2-S4, CSP-T4-S1d, CSP-T5-S3e, CSP-T6-S3a, CSP-T7-S1e: each alike."""
    memory = begun(start())
    verbs = Verbs(memory, nobody, ANSWERS)

    task = verbs.open(kind)

    rules = [e.rule for e in memory.carried.effects if isinstance(e, ArmDeadline)]
    assert rules == [ANSWERS[kind.roles[0]].id]
    assert memory.carried.work[task].answer_by == "ps-1.answer-t1"


def test_an_answer_that_comes_late_leaves_nobody_to_be_told_of_the_silence() -> None:
    memory = begun(start())
    verbs = Verbs(memory, nobody, ANSWERS)
    task = verbs.open(APPROVE_PLAN)
    due = Armed(id="ps-1.answer-t1", step="CB-TASK", due=PLAYED, due_on="2025-12-01")
    memory.carried.armed = [due]
    with verbs.passing(due):
        verbs.open(SILENT, background=True)
    memory.clock.act(PLAYED + timedelta(days=1))

    verbs.answered(memory.carried.work.pop(task))

    assert (memory.background_work(), memory.carried.lapsed) == ([], [])
    ended = [e for e in memory.carried.effects if isinstance(e, EndDeadline)]
    assert [(e.id, e.state) for e in ended][:2] == [(due.id, "passed"), (due.id, "met")]


def test_work_that_is_taken_back_asks_nobody_for_an_answer_any_more() -> None:
    memory = begun(start())
    verbs = Verbs(memory, nobody, ANSWERS)
    task = verbs.open(APPROVE_PLAN)

    verbs.withdraw_task(task, "the case moved on")

    (ended,) = [e for e in memory.carried.effects if isinstance(e, EndDeadline)]
    assert (ended.id, ended.state) == ("ps-1.answer-t1", "withdrawn")
