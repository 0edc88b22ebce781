"""The last stop of every error: one line for a person, and an exit status for a script."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import typer

from domain.errors import DoorError
from starter.nearest import in_words
from starter.visible import visible
from worker.quoting import quotable

DONE, NO, USAGE, UNREACHABLE = 0, 1, 2, 3
INTERRUPTED = 130


class UsageError(Exception):
    """What was typed makes no sense; the message says what would."""


# Of each kind of error, the nearest to it; all others mean that the answer is no. By name, for what
# is not loaded was not raised.
STATUSES = {
    "database.errors.DatabaseUnavailableError": UNREACHABLE,
    "database.queries.nearest.CursorError": USAGE,
    "domain.errors.DayOffError": USAGE,
    "domain.errors.ImportFileError": USAGE,
    "domain.errors.MalformedMessageError": USAGE,
    "domain.errors.SettingError": USAGE,
    "stack.errors.StackError": UNREACHABLE,
    "starter.client.NothingRunsError": UNREACHABLE,
    "starter.client.NotKeptError": UNREACHABLE,
    "starter.client.TemporalUnavailableError": UNREACHABLE,
    "starter.cli.telling.UsageError": USAGE,
}


def told(command: Callable[[], Any]) -> int:
    """Run a command and return its exit status; say what went wrong, in one line.

    With ``CASEBOUND_DEBUG=1`` the error itself comes out.
    """
    try:
        status = command()
    except typer.TyperException as error:
        return _usage(error)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read has gone
        return NO
    except Exception as error:
        if os.environ.get("CASEBOUND_DEBUG"):
            raise
        say(_words(error))
        return _status(error)
    return status if isinstance(status, int) else DONE


def _status(error: Exception) -> int:
    kinds = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next((STATUSES[kind] for kind in kinds if kind in STATUSES), NO)


def say(words: str) -> None:
    """Tell a person something, beside the command's output."""
    sys.stderr.write(f"casebound: {visible(words)}\n")


def _usage(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "casebound"
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error.format_message()}\n")
        return USAGE
    words = " ".join(error.format_message().replace("Value error, ", "").split())
    say(f"{words.rstrip('.')}; see `{path} --help`")
    return error.exit_code


def last_resort() -> None:
    """Tell in plain words what nobody catches: in a thread, while ending, in another's log."""
    if os.environ.get("CASEBOUND_DEBUG"):
        return
    logging.basicConfig(handlers=[logging.NullHandler()])  # else Python prints what others log
    sys.excepthook = lambda kind, error, _: say(_words(error or kind()))
    threading.excepthook = _of_thread
    sys.unraisablehook = _on_the_way_out


def _of_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_type is not SystemExit:
        say(_words(told.exc_value or told.exc_type()))


def _on_the_way_out(_: object) -> None:
    """Say nothing: objects complain of what is closed already, and all that matters was told."""


def _words(error: BaseException) -> str:
    if isinstance(error, DoorError):
        return in_words(error)
    if words := quotable(error):
        return words
    # What others say may quote people's data, so only its kind is told.
    return (
        f"something went wrong inside ({type(error).__name__}); set CASEBOUND_DEBUG=1 and run it "
        "again to see where, then tell the product's maintainers"
    )
