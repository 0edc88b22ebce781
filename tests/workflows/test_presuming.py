"""What a case presumed and was wrong about is forgotten whole, tried without a server."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import JsonValue

from activities.carried import Past, Window
from activities.contracts import Armed, Check, Settled
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.messages import Envelope, Status
from domain.personalised_services.deadlines import PLAN
from domain.personalised_services.tasks.planning import APPROVE_PLAN, PLAN_OVERDUE
from tests.workflows.memories import NOON, PLAYED, Remembered, begun, nobody, start, told
from workflows.memory import Memory
from workflows.presuming import Presumption, presumable, rows_to_come
from workflows.verbs import Verbs

ARMED = Armed(id="ps-1.plan", step="CSP-T2-S2b", due=NOON, due_on="4 January 2027")


def at_rest() -> Memory[Remembered]:
    """Return the memory of a case that has settled, with something of everything in it."""
    memory = begun(start())
    verbs = Verbs(memory, nobody)
    verbs.open(APPROVE_PLAN, about="psso.diaz")
    verbs.open(PLAN_OVERDUE, background=True)
    verbs.ask("complaints", OPEN_COMPLAINTS, "CSP-T1-S2c")
    carried = memory.carried
    carried.effects.clear()
    carried.armed, carried.answers = [ARMED], {"complaints": []}
    carried.approvals.append("ps-1.a1")
    carried.path.append(Past())
    return memory


def follow_everything(memory: Memory[Remembered]) -> None:
    """Change whatever a phase can change."""
    verbs, carried = Verbs(memory, nobody), memory.carried
    memory.clock.act(PLAYED + timedelta(days=2))
    memory.conclude(told(1), Status.APPLIED)
    verbs.open(PLAN_OVERDUE)
    verbs.withdraw_task("ps-1.t1", "no longer needed")
    with verbs.passing(ARMED):
        verbs.open(PLAN_OVERDUE, background=True)
    verbs.arm("another", PLAN, PLAYED)
    verbs.ask("more", OPEN_COMPLAINTS, "CSP-T1-S2c")
    verbs.replace("CB-LEAVER", "psso.diaz", "psso.grant")
    memory.state.rounds += 1
    carried.approvals.clear()
    carried.patched["a change"] = True
    carried.path = []
    carried.phase = "answered"
    carried.answered = told(1)
    carried.windows.append(
        Window(step="CSP-T6-S1k", types=(), about=(), asked_at=NOON, due=NOON, phase="asking")
    )


def test_what_followed_from_a_message_is_forgotten_but_for_the_message() -> None:
    memory = at_rest()
    before = memory.snapshot().model_copy(deep=True)
    presumption = Presumption(memory, Check(envelope=told(1)), held=False)

    follow_everything(memory)
    presumption.rebut()

    assert memory.carried.inbox.arrived == [told(1)]
    memory.carried.inbox.arrived.clear()
    assert memory.snapshot() == before
    assert memory.state == Remembered()
    assert not memory.unsettled()


def test_a_message_that_was_refused_does_not_come_again() -> None:
    memory = at_rest()
    before = memory.snapshot().model_copy(deep=True)
    presumption = Presumption(memory, Check(envelope=told(1)), held=False)

    presumption.rebut(Settled(refused={told(1).digest: "no"}, rebutted=True))

    assert memory.snapshot() == before
    assert memory.checked is None


def test_a_message_that_was_held_is_held_again() -> None:
    memory = at_rest()
    presumption = Presumption(memory, Check(envelope=told(1)), held=True)

    presumption.rebut()

    assert memory.carried.inbox.held == [told(1)]


def test_the_check_names_just_the_answers_that_the_case_went_by() -> None:
    memory = at_rest()
    memory.carried.answers = {"complaints": ["co-1"], "owners": {}}
    presumption = Presumption(memory, Check(envelope=told(1)), held=False)

    memory.answer("complaints")

    assert presumption.to_check().presumed == {"complaints": ["co-1"]}


def test_a_message_that_was_admitted_all_the_same_is_not_checked_again() -> None:
    memory = at_rest()
    settled = Settled(by={told(1).digest: "psso.diaz"}, rebutted=True)

    Presumption(memory, Check(envelope=told(1)), held=False).rebut(settled)

    assert memory.carried.inbox.arrived == [told(1)]
    assert memory.checked == (told(1), settled)


def carrying(*acts: str) -> Envelope:
    """Return a completion that carries acts on the file."""
    facts: dict[str, JsonValue] = {"acts": [{"type": act, "facts": {}} for act in acts]}
    return told(2).model_copy(update={"type": "task.completed", "facts": facts})


def unsettled(memory: Memory[Remembered]) -> None:
    memory.conclude(told(1), Status.APPLIED)


def about_to_recount(memory: Memory[Remembered]) -> None:
    memory.recounting = True


def rebutted(memory: Memory[Remembered]) -> None:
    memory.careful = told(2).digest


def presumes_already(memory: Memory[Remembered]) -> None:
    Presumption(memory, Check(envelope=told(1)), held=False)


@pytest.mark.parametrize("so", [unsettled, about_to_recount, rebutted, presumes_already])
def test_nothing_is_presumed_of_a_message_where_more_hangs_on_it(
    so: Callable[[Memory[Remembered]], None],
) -> None:
    memory = at_rest()
    assert presumable(told(2), memory)

    so(memory)

    assert not presumable(told(2), memory)


def test_a_word_stands_for_the_row_of_each_act_until_its_settle_knows_the_id() -> None:
    message = carrying("contact.made", "issue.raised")

    assert presumable(message, at_rest())
    assert rows_to_come(message) == [("{row.1}",), ("{row.2}",)]
    assert rows_to_come(told(2)) == []
