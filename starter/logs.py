"""Where logs go: standard error, one JSON line an event; a command's own output stays clean."""

import logging
import sys

import structlog


def for_processes() -> None:
    """Log everything that an operator may want to know."""
    _configure(logging.INFO)


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
