"""Messages, waits and dates, made up for judgements."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from activities.carried import Inbox, OpenWork, Window
from activities.contracts import Armed, Waiting
from domain.messages import Envelope
from workflows.judge import Situation, Wait

CASE = "ps-1"
NOON = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
REPLIED, CALLED, COMPLETED = "customer.replied", "customer.called_back", "task.completed"


def at(hours: float) -> datetime:
    """Return the instant so many hours after noon, when the wait began."""
    return NOON + timedelta(hours=hours)


def message(
    type_: str = REPLIED,
    *,
    hours: float = 1,
    about: str | None = None,
    id: str = "m1",  # noqa: A002 - the message's own word
    **facts: JsonValue,
) -> Envelope:
    """Make a message that occurred so many hours after noon."""
    return Envelope(
        id=id,
        type=type_,
        source="telephony",
        case=CASE,
        occurred_at=at(hours),
        about=about,
        facts=facts,
    )


def waiting(*types: str, about: Sequence[str] = (), hours: float = 0) -> Wait:
    """Make a wait that asks since so many hours after noon."""
    return Wait(Waiting(step="CSP-T6-S1k", types=types, about=tuple(about)), at(hours))


def armed(name: str = "plan", *, hours: float) -> Armed:
    """Make a deadline that is due so many hours after noon."""
    due = at(hours)
    return Armed(id=f"{CASE}.{name}", step="CSP-T2-S2c", due=due, due_on=due.date().isoformat())


def missed(*types: str, about: Sequence[str] = (), hours: float = -1) -> Window:
    """Make what is left of a wait since 12 hours before noon, whose deadline was at ``hours``."""
    return waiting(*types, about=about, hours=-12).missed(armed("reply", hours=hours), "answered")


def work(*, background: bool = False) -> OpenWork:
    """Make work that is open."""
    return OpenWork(kind="approve_plan", step="CSP-T2-S4", background=background)


def situation(
    wait: Wait,
    *,
    work: dict[str, OpenWork] | None = None,
    windows: Sequence[Window] = (),
    orders: Sequence[str] = (),
    held: Sequence[str] = (),
) -> Situation:
    """Make a situation in which nothing but the wait stands, unless it is given."""
    return Situation(wait, work or {}, windows, orders, held)


def inbox(*arrived: Envelope, held: Sequence[Envelope] = ()) -> Inbox:
    """Make an inbox."""
    return Inbox(arrived=list(arrived), held=list(held))
