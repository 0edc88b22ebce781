"""Print for people: tables on a terminal, plain columns in a pipe, JSON for programs.

Dates as people here write them, 3 December 2026; 24-hour times with their zone.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

Cell = str | None


def as_json(value: Any) -> None:
    """Print a value for programs."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")


def line(words: str = "") -> None:
    """Print one line."""
    sys.stdout.write(f"{words}\n")


def flush() -> None:
    """Let whoever reads a pipe see everything so far, while the process goes on."""
    sys.stdout.flush()


def heading(words: str) -> None:
    """Print the heading of what follows."""
    if not sys.stdout.isatty():
        line(f"\n{words}")
        return
    from rich.console import Console
    from rich.text import Text

    Console().print(Text(f"\n{words}", style="bold"))


def fields(pairs: Iterable[tuple[str, Cell]]) -> None:
    """Print names and values, one pair a line; a pair without a value is left out."""
    shown = [(name, value) for name, value in pairs if value]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        line(f"{name:<{width}}  {value}")


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, none: str) -> None:
    """Print rows under their columns; ``none`` where there are no rows."""
    cells = [[cell or "" for cell in row] for row in rows]
    if not cells:
        line(none)
    elif sys.stdout.isatty():
        _boxed(columns, cells)
    else:
        _plain(columns, cells)


def _boxed(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(columns):
        shown.add_column(name, overflow="fold", no_wrap=number == 0)
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))  # no markup: people wrote some of it
    Console().print(shown)


def _plain(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    flat = [[" ".join(cell.split()) for cell in row] for row in (columns, *rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*flat, strict=True)]
    for row in flat:
        padded = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        line("  ".join(padded).rstrip())


def day(value: str | None) -> Cell:
    """Write a date, ``2026-12-03``, for a screen."""
    if value is None:
        return None
    shown = date.fromisoformat(value)
    return f"{shown.day} {shown:%B %Y}"


def moment(value: str | None, zone: str | None = None) -> Cell:
    """Write an RFC 3339 instant for a screen, on the clock of ``zone`` or as it stands."""
    if value is None:
        return None
    at = datetime.fromisoformat(value)
    if zone:
        at = at.astimezone(ZoneInfo(zone))
    return f"{at.day} {at:%B %Y %H:%M} {at:%Z}"
