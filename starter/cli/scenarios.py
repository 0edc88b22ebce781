"""Playing scenarios: worked cases, on a stack of their own, with time that is skipped."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import show
from starter.cli.app import RUNNING, command
from starter.cli.options import Json, run
from starter.cli.telling import INTERRUPTED, NO, UsageError

if TYPE_CHECKING:
    from starter.player.files import Result
    from starter.player.story import Storyteller

MAIN_CASE = "complaint_to_personalised_services.yaml"
OPEN_TOO = "open_to_look_at.yaml"  # the main case, and others that wait
ANOTHER_CASE = "late_reply.yaml"

Keep = Annotated[bool, typer.Option("--keep", help="Leave the stack up until Ctrl-C.")]


@command(RUNNING, "play scenarios/not_a_complaint.yaml --keep")
def play(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files.")],
    keep: Keep = False,
    json: Json = False,
) -> None:
    """Play scenarios; end at the first failed expectation."""
    _play(files, keep=keep, json=json)


@command(RUNNING, "demo --keep")
def demo(keep: Keep = False, json: Json = False) -> None:
    """Play the main worked case; with --keep others too, which are still open."""
    import procedures

    scenarios = Path(procedures.__file__).parent.parent / "scenarios"
    _play([scenarios / (OPEN_TOO if keep else MAIN_CASE)], keep=keep, json=json)
    if not (keep or json):
        another = Path(os.path.relpath(scenarios / ANOTHER_CASE))
        _teller(json=json).next(
            {
                "demo --keep": "the same and cases that are open, all left to be looked at",
                f"play {another}": "another worked case; see the files beside it",
                "up": "the product itself, on this machine",
            }
        )


def _play(files: list[Path], *, keep: bool, json: bool) -> None:
    from starter.player.files import play as play_files
    from starter.player.scenario import ScenarioError
    from worker.processes import stoppable

    async def work() -> "list[Result] | None":
        with stoppable():
            return await play_files(files, keep=keep, teller=_teller(json=json))
        return None  # it was stopped, which ends a kept stack well

    try:
        results = run(work())
    except ScenarioError as error:
        raise UsageError(str(error)) from None
    if results is None:
        raise typer.Exit(0 if keep else INTERRUPTED)
    if json:
        show.as_json([_result(one) for one in results])
    if any(one.failure for one in results):
        raise typer.Exit(NO)


def _teller(*, json: bool) -> "Storyteller":
    """Return who tells the story: beside the JSON, where JSON is asked for."""
    from rich.console import Console

    from starter.player.story import Storyteller

    console = Console(file=sys.stderr if json else None, soft_wrap=True, highlight=False)
    return Storyteller(console, command=_command())


def _command() -> str:
    """Return how this command can be called again: by name, or by where it lies."""
    name = Path(sys.argv[0]).name
    return name if shutil.which(name) else sys.argv[0]


def _result(one: "Result") -> dict[str, object]:
    return {
        "file": str(one.file),
        "title": one.title,
        "failure": one.failure,
        "seconds": round(one.seconds, 3),
        "cases": one.cases,
    }
