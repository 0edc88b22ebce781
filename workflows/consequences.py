"""What follows at once from a verdict on a message: effects, and what becomes of the message."""

from typing import NoReturn, assert_never

from activities.carried import Window
from activities.effects.deadlines import Recompute
from domain.messages import Envelope, Status
from domain.roles import Role
from workflows import judge
from workflows.handed import Moved
from workflows.verbs import Verbs


def follow(message: Envelope, verdict: judge.Immediate, verbs: Verbs, owner: Role) -> None:
    """Do what a verdict asks for.

    Raises:
        Moved: the case goes back to where an answer in time would have led.
    """
    memory = verbs.memory
    match verdict:
        case judge.Refused(reason):
            memory.conclude(message, Status.REFUSED, reason)
        case judge.Held():
            memory.carried.inbox.held.append(message)
            memory.conclude(message, Status.WAITING)
        case applied:
            memory.conclude(message, Status.APPLIED)
            _apply(message, applied, verbs, owner)


def _apply(message: Envelope, verdict: judge.Applied, verbs: Verbs, owner: Role) -> None:
    match verdict:
        case judge.Answers() | judge.Noted():
            pass
        case judge.InTimeAfterAll(window):
            _move_after_all(message, window, verbs)
        case judge.Recount():
            verbs.collect(Recompute, "CB-CALENDAR")
            verbs.memory.recounting = True
        case judge.ToOwner(late):
            verbs.have_read(message, role=owner, late=late)
        case never:
            assert_never(never)


def _move_after_all(message: Envelope, window: Window, verbs: Verbs) -> NoReturn:
    verbs.memory.carried.answered = message
    verbs.memory.carried.windows.remove(window)
    verbs.met(window.deadline, window.step)
    verbs.decide(
        "CB-LATE",
        window.phase,
        f"the answer came in time for {window.step} and was recorded after it",
        message=message.key,
    )
    raise Moved(window.phase)
