"""Holding work and writing in histories: acts that no workflow waits for."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from starter.cli import show
from starter.cli.app import ACTING, command
from starter.cli.here import place, sessions
from starter.cli.identity import As, TaskId, authenticated
from starter.cli.options import Case, Data, Json, run
from starter.cli.telling import NO, say

if TYPE_CHECKING:
    from starter.doors.acts import Act, Acts

T = TypeVar("T")


@command(ACTING, "claim co-abcdefghij.t1 --as complaints_officer.wu")
def claim(task: TaskId, officer: As, data: Data = None, json: Json = False) -> None:
    """Take a task that nobody holds."""
    _on_work(lambda acts, account: acts.claim(task, account), officer, data=data, json=json)


@command(ACTING, "release co-abcdefghij.t1 --as complaints_officer.wu")
def release(task: TaskId, officer: As, data: Data = None, json: Json = False) -> None:
    """Put a task back for everybody of its role."""
    _on_work(lambda acts, account: acts.release(task, account), officer, data=data, json=json)


@command(ACTING, "hand-over co-abcdefghij.t1 --to psso.diaz --as complaints_officer.wu")
def hand_over(
    task: TaskId,
    to: Annotated[str, typer.Option(metavar="OFFICER", help="Who has it from now on.")],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Give a task to another person."""
    _on_work(lambda acts, account: acts.hand_over(task, account, to), officer, data=data, json=json)


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
    _on_work(
        lambda acts, account: acts.give_back(task, account, reason), officer, data=data, json=json
    )


@command(ACTING, 'note co-abcdefghij "The customer prefers mornings" --as psso.diaz')
def note(
    ref: Case,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What to note.")],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Add a note to the history of a case."""
    _on_timeline(
        lambda acts, account: acts.note(ref, account, words), ref, officer, data=data, json=json
    )


@command(ACTING, 'correct co-abcdefghij 12 "The call was on 3 December" --as psso.diaz')
def correct(
    *,
    ref: Case,
    sequence: Annotated[int, typer.Argument(metavar="ENTRY", help="Number of the entry.")],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What it should have said.")],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Correct an entry of a history, which stays readable."""
    _on_timeline(
        lambda acts, account: acts.correct(ref, account, sequence, words),
        ref,
        officer,
        data=data,
        json=json,
    )


def _on_work(
    act: "Callable[[Acts, str], Awaitable[Act]]", officer: str, *, data: Path | None, json: bool
) -> None:
    done = _by_officer(act, officer, data)
    if json:
        show.as_json({"task": done.task, "assignee": done.assignee, "refused": done.refused})
    elif done.refused is None:
        show.line(f"{done.task} is with {done.assignee or 'nobody'} now.")
    if done.refused:
        say(f"{done.task} stays as it is: {done.refused}")
        raise typer.Exit(NO)


def _on_timeline(
    act: "Callable[[Acts, str], Awaitable[int]]",
    ref: str,
    officer: str,
    *,
    data: Path | None,
    json: bool,
) -> None:
    sequence = _by_officer(act, officer, data)
    if json:
        show.as_json({"case": ref, "sequence": sequence})
    else:
        show.line(f"{ref} has it as entry {sequence}.")


def _by_officer(act: "Callable[[Acts, str], Awaitable[T]]", officer: str, data: Path | None) -> T:
    async def work() -> T:
        from starter.doors.acts import Acts

        async with sessions(place(data)) as maker:
            return await act(Acts(maker), await authenticated(maker, officer))

    return run(work())
