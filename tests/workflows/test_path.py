"""How a new run comes to the wait at which the last one stood, tried without a server."""

from datetime import timedelta

import pytest

from activities.carried import Past
from domain.personalised_services.tasks.planning import PLAN_OVERDUE
from domain.step_ids import StepId
from tests.workflows.memories import PLAYED, begun, continued, nobody, start, told
from workflows.path import Path, PathError
from workflows.verbs import Verbs

FIRST: StepId = "CSP-T4-S1a"
SECOND: StepId = "CSP-T6-S1k"


def test_what_a_phase_reads_on_the_way_is_what_it_read_then() -> None:
    memory = begun(start())
    path = Path(memory)
    path.enter()
    memory.state.rounds = 1
    path.note(FIRST, told(1))
    memory.state.rounds = 2
    Verbs(memory, nobody).open(PLAN_OVERDUE, background=True)
    memory.clock.act(PLAYED + timedelta(days=1))

    again = continued(memory)
    state, path = again.state, Path(again)
    path.enter()
    at_the_beginning = (again.state.rounds, again.clock.cause)
    past = path.walked(FIRST)
    assert past == Past(wait=FIRST, answer=told(1), known=memory.carried.path[1].known)
    path.take(past)
    after_the_first = again.state.rounds
    assert path.walked(SECOND) is None
    assert path.arrived()

    assert (at_the_beginning, after_the_first, again.state.rounds) == ((0, PLAYED), 1, 2)
    assert again.state is state  # phases keep it in hand
    assert again.background_work() == ["ps-1.t1"]
    assert again.clock.cause == PLAYED + timedelta(days=1)
    assert not path.arrived()


def test_what_is_collected_on_the_way_was_written_before() -> None:
    memory = begun(start())
    Path(memory).enter()
    memory.take_outcomes()

    again = continued(memory)
    path = Path(again)
    path.enter()
    Verbs(again, nobody).note(FIRST, "opened once more")
    assert path.arrived()

    assert not again.unsettled()


def test_a_wait_leaves_in_its_place_only_what_has_changed_since_the_one_before() -> None:
    memory = begun(start())
    path = Path(memory)
    path.enter()
    path.note(FIRST)
    memory.state.rounds = 1
    path.note(SECOND)

    assert [sorted(past.known) for past in memory.carried.path[1:]] == [[], ["state"]]


def test_a_phase_that_waits_for_something_else_than_before_stops() -> None:
    memory = begun(start())
    path = Path(memory)
    path.enter()
    path.note(FIRST)

    path = Path(continued(memory))
    path.enter()

    with pytest.raises(PathError, match=r"waits for CSP-T6-S1k, where it waited for CSP-T4-S1a"):
        path.walked(SECOND)
    with pytest.raises(PathError, match="the phase ends where it went on before"):
        path.leave()
