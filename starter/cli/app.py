"""The command line's one application: commands declare themselves on it, each with an example."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import typer
from typer.core import TyperGroup

HELP = """Casebound runs the cases of written procedures: it waits, counts the days, opens the
work, asks for approvals, sends each letter once, and writes down why.

Every command that prints takes --json. Exit status: 0 done, 1 the answer is no, 2 wrong usage,
3 a part of the stack is not reachable."""

READING, ACTING = "Reading", "Acting"
KNOWING, ADMIN, RUNNING = "What the product knows", "Setting up", "Running"
HEADINGS = (READING, ACTING, KNOWING, ADMIN, RUNNING)

F = TypeVar("F", bound=Callable[..., Any])


class Formatter(Protocol):
    """What a group writes its help with."""

    width: int

    def section(self, name: str) -> AbstractContextManager[None]:
        """Write a heading; what is written within stands below it."""

    def write_dl(self, rows: list[tuple[str, str]]) -> None:
        """Write terms, each with what it means."""


class Headed(TyperGroup):
    """A group whose help shows its commands under the headings that they are for."""

    def format_commands(self, ctx: object, formatter: Formatter) -> None:
        """Write one section for each heading; commands stand in order of declaration."""
        del ctx
        room = formatter.width - 6 - max(len(name) for name in self.commands)
        for heading in HEADINGS:
            lines = [
                (name, command.get_short_help_str(room))
                for name, command in self.commands.items()
                if getattr(command, "rich_help_panel", None) == heading
            ]
            if lines:
                with formatter.section(heading):
                    formatter.write_dl(lines)


app = typer.Typer(
    name="casebound",
    cls=Headed,
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: rich alone would take half of the time to start
    pretty_exceptions_enable=False,
)


def group(name: str, heading: str, words: str) -> typer.Typer:
    """Add a command that has commands of its own."""
    made = typer.Typer(no_args_is_help=True, rich_markup_mode=None, cls=Headed)
    app.add_typer(made, name=name, help=words, rich_help_panel=heading)
    return made


def command(
    heading: str, example: str, *, name: str | None = None, within: typer.Typer = app
) -> Callable[[F], F]:
    """Declare a command; its help ends with the example."""
    epilog = f"\b\nExample:\n  casebound {example}"
    return within.command(name, rich_help_panel=heading, epilog=epilog)
