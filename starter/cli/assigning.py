"""Who holds a task: claim it, release it, hand it over, return it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import show
from starter.cli.app import ACTING, command
from starter.cli.identity import As, TaskId, authenticated
from starter.cli.options import Data, Json, run, sessions
from starter.cli.telling import NO, say
from starter.client import place

if TYPE_CHECKING:
    from starter.doors.assigning import Assigned, Assigning
    from starter.doors.caller import Caller


@command(ACTING, "claim co-abcdefghij.t1 --as complaints_officer.wu")
def claim(task: TaskId, officer: As, data: Data = None, json: Json = False) -> None:
    """Take a task that nobody holds."""
    _assigned(lambda tasks, caller: tasks.claim(task, caller), officer, data=data, json=json)


@command(ACTING, "release co-abcdefghij.t1 --as complaints_officer.wu")
def release(task: TaskId, officer: As, data: Data = None, json: Json = False) -> None:
    """Put a task back for everybody of its role."""
    _assigned(lambda tasks, caller: tasks.release(task, caller), officer, data=data, json=json)


@command(ACTING, "hand-over co-abcdefghij.t1 --to psso.diaz --as complaints_officer.wu")
def hand_over(
    task: TaskId,
    to: Annotated[str, typer.Option(metavar="OFFICER", help="Who has it from now on.")],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Give a task to another person."""
    _assigned(
        lambda tasks, caller: tasks.hand_over(task, caller, to), officer, data=data, json=json
    )


@command(
    ACTING,
    'return co-abcdefghij.t1 --reason "I know the customer" --as complaints_officer.wu',
    name="return",
)
def give_back(
    task: TaskId,
    reason: Annotated[
        str, typer.Option(metavar="WORDS", help="Why; whoever takes it next can read it.")
    ],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Return a task to its role, with a reason."""
    _assigned(
        lambda tasks, caller: tasks.give_back(task, caller, reason), officer, data=data, json=json
    )


def _assigned(
    change: "Callable[[Assigning, Caller], Awaitable[Assigned]]",
    officer: str,
    *,
    data: Path | None,
    json: bool,
) -> None:
    """Change who holds a task, as an officer, and say who does."""

    async def work() -> "Assigned":
        from starter.doors.assigning import Assigning

        async with sessions(place(data)) as maker:
            return await change(Assigning(maker), await authenticated(maker, officer))

    done = run(work())
    if json:
        show.as_json({"task": done.task, "assignee": done.assignee, "refused": done.refused})
    elif done.refused is None:
        show.line(f"{done.task} is with {done.assignee or 'nobody'} now.")
    if done.refused:
        say(f"{done.task} stays as it is: {done.refused}")
        raise typer.Exit(NO)
