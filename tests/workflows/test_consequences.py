"""What follows from each verdict: what becomes of the message, and what is written."""

import pytest

from activities.effects.deadlines import Recompute
from activities.effects.tasks import OpenTask
from domain.messages import Status
from domain.roles import Role
from tests.workflows.judge.made import REPLIED, message, missed
from tests.workflows.memories import begun, nobody, start
from workflows import judge
from workflows.consequences import follow
from workflows.handed import Moved
from workflows.verbs import Verbs

TOLD = message(REPLIED, hours=1, about="ps-1.l1")


@pytest.fixture
def verbs() -> Verbs:
    """The verbs of a new case, to which nothing has happened but its opening."""
    return Verbs(begun(start()), nobody)


def outcome(verbs: Verbs) -> tuple[Status, str | None]:
    (found,) = verbs.memory.carried.outcomes
    assert found.envelope == TOLD
    return found.status, found.reason


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (judge.Answers(), (Status.APPLIED, None)),
        (judge.Noted(), (Status.APPLIED, None)),
        (judge.Refused("nothing asks for it now"), (Status.REFUSED, "nothing asks for it now")),
        (judge.Held(), (Status.WAITING, None)),
    ],
    ids=["it answers", "nothing follows", "it is refused", "it is held"],
)
def test_a_message_has_its_status_and_nothing_is_written(
    verbs: Verbs, verdict: judge.Immediate, expected: tuple[Status, str | None]
) -> None:
    follow(TOLD, verdict, verbs, Role.PSSO)

    assert outcome(verbs) == expected
    assert verbs.memory.carried.effects == []


def test_only_what_is_held_waits_in_the_inbox(verbs: Verbs) -> None:
    follow(TOLD, judge.Answers(), verbs, Role.PSSO)
    assert verbs.memory.carried.inbox.held == []

    follow(TOLD, judge.Held(), verbs, Role.PSSO)
    assert verbs.memory.carried.inbox.held == [TOLD]


@pytest.mark.parametrize(
    ("late", "kind"), [(False, "read_message"), (True, "read_late_message")], ids=["news", "late"]
)
def test_the_owner_has_work_beside_the_wait(verbs: Verbs, late: bool, kind: str) -> None:
    follow(TOLD, judge.ToOwner(late), verbs, Role.PSSO)

    (opened,) = verbs.memory.carried.effects
    assert isinstance(opened, OpenTask)
    assert (opened.kind, opened.role, opened.background) == (kind, "psso", True)
    assert opened.data == {"message": TOLD.key, "message_type": REPLIED}
    assert outcome(verbs) == (Status.APPLIED, None)


def test_an_answer_in_time_leads_where_it_would_have_led_and_the_window_is_closed(
    verbs: Verbs,
) -> None:
    window, other = missed(REPLIED, hours=2), missed(REPLIED, hours=3)
    verbs.memory.carried.windows = [window, other]

    with pytest.raises(Moved) as moved:
        follow(TOLD, judge.InTimeAfterAll(window), verbs, Role.PSSO)

    carried = verbs.memory.carried
    assert (moved.value.phase, carried.answered, carried.windows) == ("answered", TOLD, [other])
    (decided,) = carried.effects
    assert (decided.step, outcome(verbs)) == ("CB-LATE", (Status.APPLIED, None))


def test_no_date_passes_before_a_changed_calendar_is_settled(verbs: Verbs) -> None:
    follow(TOLD, judge.Recount(), verbs, Role.PSSO)

    (recompute,) = verbs.memory.carried.effects
    assert isinstance(recompute, Recompute)
    assert verbs.memory.recounting
