"""Where logs go: standard error, one JSON line an event; a command's own output stays clean.

Other libraries log too, tracebacks and all, and Temporal's core from outside of Python. What an
error of theirs says may quote people's data, so a line holds its kind and the places in the code;
CASEBOUND_DEBUG=1 adds the traceback.
"""

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog

from worker.quoting import quotable

LONGEST = 300  # letters of another library's event
DEEPEST = 8  # places in the code, the innermost

Event = dict[str, Any]


def for_processes() -> None:
    """Log everything that an operator may want to know."""
    _configure(logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _hand_over_cores()


def _hand_over_cores() -> None:
    """Have Temporal's core log here: by itself it writes to the screen, in a form of its own.

    Without the fields of its lines, in which stands what others have answered.
    """
    from temporalio.runtime import (
        LogForwardingConfig,
        LoggingConfig,
        Runtime,
        TelemetryConfig,
        TelemetryFilter,
    )

    forwarding = LogForwardingConfig(
        logging.getLogger("temporalio.core"),
        append_target_to_name=False,
        prepend_target_on_message=False,
        append_log_fields_to_message=False,
    )
    telling = TelemetryFilter(core_level="WARN", other_level="ERROR")
    core = TelemetryConfig(logging=LoggingConfig(telling, forwarding=forwarding))
    Runtime.set_default(Runtime(telemetry=core), error_if_already_set=False)


def for_commands() -> None:
    """Log only what nothing else tells: a command says itself what became of its work."""
    _configure(logging.CRITICAL)


def _configure(level: int) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class _Line(logging.Formatter):
    """Writes what another library logs as one of our lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON, without a word of what an error says that is not ours."""
        event: Event = {
            # Their second lines are reprs: whatever was in memory.
            "event": (record.getMessage().splitlines() or [""])[0][:LONGEST],
            "logger": record.name,
            "level": record.levelname.lower(),
        }
        if record.exc_info and record.exc_info[1]:
            event |= _error(record.exc_info[1])
        stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
        render = structlog.processors.JSONRenderer(ensure_ascii=False)
        return str(render(None, "", stamp(None, "", event)))


def _error(error: BaseException) -> Event:
    kinds = [type(one).__name__ for one in _chain(error)]
    told: Event = {"error": " <- ".join(kinds), "where": _places(error)}
    if words := quotable(error):
        told["words"] = words
    if os.environ.get("CASEBOUND_DEBUG"):
        told["traceback"] = "".join(traceback.format_exception(error))
    return told


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
