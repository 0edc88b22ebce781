"""Print for people: aligned columns, wrapped to the width of the screen; JSON for programs.

Dates as people here write them, 3 December 2026; 24-hour times with their zone. Nothing but words
goes into a pipe; on a terminal, what stands over columns and sections is bold.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import zip_longest
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

from starter.visible import in_json, visible

Cell = str | None

IN_A_PIPE = 120  # columns, where there is no terminal that says how wide it is
NARROWEST = 40
PROSE = 100  # columns that an eye still follows
GAP = "  "
HELD = "\u00a0"  # a blank at which no line ends
# Dates, and times with their zones, stay whole where lines are wrapped.
TOGETHER = re.compile(r"(?<=\b\d) (?=[A-Z])|(?<=\b\d\d) (?=[A-Z])|(?<=[a-z]) (?=\d{4}\b)")


def as_json(value: Any) -> None:
    """Print a value for programs."""
    written = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    sys.stdout.write(f"{in_json(written)}\n")


def line(words: str = "") -> None:
    """Print one line, however long it is."""
    _put(visible(words))


def _put(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def flush() -> None:
    """Let whoever reads a pipe see everything so far, while the process goes on."""
    sys.stdout.flush()


def prose(words: str, *, indent: str = "") -> None:
    """Print sentences, wrapped."""
    for wrapped in _wrapped(visible(words), min(_width(), PROSE) - len(indent)) or [""]:
        line(f"{indent}{wrapped}")


def heading(words: str) -> None:
    """Print the heading of what follows."""
    _put(f"\n{_strong(visible(words))}")


def fields(pairs: Iterable[tuple[str, Cell]]) -> None:
    """Print names and values, one pair a line; a pair without a value is left out."""
    shown = [(name, visible(value)) for name, value in pairs if value]
    left = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        first, *others = _wrapped(value, _width() - left - len(GAP)) or [""]
        line(f"{name:<{left}}{GAP}{first}".rstrip())
        for other in others:
            line(f"{'':<{left}}{GAP}{other}")


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, none: str) -> None:
    """Print rows under their columns; ``none`` where there are no rows."""
    cells = [[_cell(cell) for cell in row] for row in rows]
    if not cells:
        line(none)
        return
    heads = [visible(column) for column in columns]
    widths = _widths([heads, *cells])
    _row(heads, widths, strong=True)
    for row in cells:
        _row(row, widths)


def _cell(given: Cell) -> str:
    # Written out before anything is measured; splitting alone would take some controls for blanks.
    return TOGETHER.sub(HELD, " ".join(visible(given or "").split()))


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Share the screen among columns: the first stays whole, others give way, the widest first."""
    columns = list(zip(*rows, strict=True))
    wanted = [max(map(len, column)) for column in columns]
    least = [max(len(word) for cell in column for word in cell.split(" ")) for column in columns]
    least[0] = wanted[0]
    room = _width() - len(GAP) * (len(columns) - 1)
    for most in range(room, 0, -1):
        shared = [min(want, max(most, low)) for want, low in zip(wanted, least, strict=True)]
        if sum(shared) <= room:
            return shared
    return least


def _row(cells: Sequence[str], widths: Sequence[int], *, strong: bool = False) -> None:
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=""):
        padded = [f"{part:<{width}}" for part, width in zip(parts, widths, strict=True)]
        words = GAP.join(padded).replace(HELD, " ").rstrip()
        _put(_strong(words) if strong else words)


def _wrapped(words: str, width: int) -> list[str]:
    return wrap(words, max(width, 1), break_long_words=False, break_on_hyphens=False)


def _width() -> int:
    usual = (IN_A_PIPE, 0)
    if sys.stdout.isatty():
        return max(shutil.get_terminal_size(usual).columns, NARROWEST)
    given = os.environ.get("COLUMNS", "")
    return max(int(given), NARROWEST) if given.isdecimal() else IN_A_PIPE


def _strong(words: str) -> str:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return words if plain or not sys.stdout.isatty() else f"\x1b[1m{words}\x1b[0m"


def day(value: str | None) -> Cell:
    """Write a date, ``2026-12-03``, for a screen."""
    if value is None:
        return None
    shown = date.fromisoformat(value)
    return f"{shown.day} {shown:%B %Y}"


def moment(value: str | None, zone: str | None) -> Cell:
    """Write an RFC 3339 instant for a screen, on the clock of ``zone``; of None, as it stands."""
    if value is None:
        return None
    at = datetime.fromisoformat(value)
    with suppress(OverflowError):  # at the edges of what a calendar knows
        at = at.astimezone(ZoneInfo(zone)) if zone else at
    return f"{at.day} {at:%B %Y %H:%M} {at:%Z}"
