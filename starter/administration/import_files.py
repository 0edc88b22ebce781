"""Read files of people and days: YAML and CSV, every fault with its line."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from domain.errors import ImportFileError
from starter.doors.form import WORD, model_in
from starter.doors.parts import Part
from starter.nearest import nearest
from starter.yaml_lines import line_of, loaded, plain, text_of

__all__ = ["Faults", "csv_of", "line_of", "part_of", "parts_of", "yaml_of"]

P = TypeVar("P", bound=Part)


class Faults:
    """The faults of one file, each with its line."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._found: list[str] = []

    def add(self, line: int, words: str) -> None:
        """Note a fault."""
        self._found.append(f"{self._file}:{line}: {words}")

    def stop(self) -> None:
        """End the import if there is any fault.

        Raises:
            ImportFileError: names them all.
        """
        if self._found:
            raise ImportFileError("\n".join(dict.fromkeys(self._found)))


def yaml_of(file: Path) -> Any:
    """Read a YAML file whose top is a mapping of ids; it remembers its lines.

    Raises:
        ImportFileError: it cannot be read, or is something else.
    """
    raw = loaded(file, ImportFileError)
    if not isinstance(raw, Mapping):
        raise ImportFileError(f"{file}:1: expected ids, each with what is known of it")
    return raw


def parts_of(
    model: type[P], raw: Any, given: Any, at: tuple[str, ...], *, faults: Faults
) -> dict[str, P]:
    """Read the parts of ``given``, a mapping that stands ``at`` a place of the file."""
    if not isinstance(given, Mapping):
        faults.add(line_of(raw, at), "expected ids, each with what is known of it")
        return {}
    found: dict[str, P] = {}
    for id_, value in given.items():

        def line(path: Sequence[Any], id_: Any = id_) -> int:
            return line_of(raw, (*at, id_, *path))

        if part := part_of(model, str(id_), plain(value), line, faults=faults):
            found[str(id_)] = part
    return found


def part_of(
    model: type[P], id_: str, value: Any, line: Callable[[Sequence[Any]], int], *, faults: Faults
) -> P | None:
    """Read one part; ``line`` gives the line of a place in it."""
    if not WORD.fullmatch(id_):
        faults.add(line(()), "an id has 1 to 120 characters, no blanks and no '|'")
        return None
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_context=False, include_url=False):
            faults.add(line(fault["loc"]), f"{id_}: {_in_words(model, value, dict(fault))}")
        return None


def _in_words(model: type[Part], value: Any, fault: dict[str, Any]) -> str:
    path: tuple[Any, ...] = fault["loc"]
    place = ".".join(str(word) for word in path)
    words = str(fault["msg"]).removeprefix("Value error, ")
    match fault["type"]:
        case "extra_forbidden":
            return f"'{place}' is not known here{nearest(str(path[-1]), _known_at(model, path))}"
        case "missing":
            return f"{place} is missing"
        case "enum" | "literal_error":
            choices = words.split("'")[1::2]
            return f"{place}: one of {', '.join(choices)}{nearest(_word_at(value, path), choices)}"
    return f"{place}: {words}" if place else words


def _word_at(value: Any, path: Iterable[Any]) -> str:
    """Return the word at a place; a role may be written shorter than it is read."""
    for step in path:
        if isinstance(value, Mapping | list):
            value = value[step]
    return value if isinstance(value, str) else ""


def _known_at(model: type[BaseModel], path: Sequence[Any]) -> list[str]:
    """Return the words that are known at a place of a part."""
    for step in path[:-1]:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if step in fields:
            model = model_in(fields[step].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def csv_of(
    file: Path, columns: Sequence[str], needed: Sequence[str], *, faults: Faults
) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Read the rows of a CSV file, each with the line that it begins on.

    A row has every column of the header: None where its cell is empty. A column that the file does
    not have is in no row.

    Raises:
        ImportFileError: it cannot be read, or its header names other columns.
    """
    reader = csv.reader(io.StringIO(text_of(file, ImportFileError), newline=""), strict=True)
    line = 1
    try:
        header = _header(next(reader, []), columns, needed, faults)
        line = reader.line_num + 1
        for cells in reader:
            if row := _row(header, cells, needed, partial(faults.add, line)):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        words = str(error)
        if "unexpected end" in words:
            words = "it opens a quote that never closes"
        raise ImportFileError(f"{file}:{line}: this is not CSV: {words}") from None


def _header(
    cells: Sequence[str], columns: Sequence[str], needed: Sequence[str], faults: Faults
) -> list[str]:
    header = [name.strip() for name in cells]
    for name in dict.fromkeys(header):
        if name not in columns:
            faults.add(1, f"there is no column '{name}'{nearest(name, columns)}")
        elif header.count(name) > 1:
            faults.add(1, f"column '{name}' stands twice; take one out")
    missing = [name for name in needed if name not in header]
    if missing:
        known = ",".join(columns)
        faults.add(1, f"column {' and '.join(missing)} is missing; the columns are {known}")
    faults.stop()
    return header


def _row(
    header: Sequence[str], cells: Sequence[str], needed: Sequence[str], say: Callable[[str], None]
) -> dict[str, str | None] | None:
    given = [cell.strip() for cell in cells]
    if not any(given):
        return None
    if len(given) > len(header):
        say(f"{len(given)} cells for {len(header)} columns; put quotes around what has a comma")
        return None
    if len(given) < len(header):
        say(f"{len(given)} cells for {len(header)} columns; an empty one is written too")
        return None
    row = {name: cell or None for name, cell in zip(header, given, strict=True)}
    missing = [name for name in needed if row[name] is None]
    for name in missing:
        say(f"{name} is missing")
    return None if missing else row
