"""Read a scenario file. A typo is named with its file, its line, and the nearest right word."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError

from starter.form import nearest
from starter.scenario import (
    Address,
    CustomerPart,
    Event,
    HolidayPart,
    LinkPart,
    Nominee,
    OfficerPart,
    Scenario,
    ScenarioError,
)
from starter.scenario_names import undeclared

PARTS: dict[str, type[BaseModel]] = {
    "customers": CustomerPart,
    "officers": OfficerPart,
    "holidays": HolidayPart,
    "events": Event,
    "link": LinkPart,
    "address": Address,
    "nominee": Nominee,
}


def read(file: Path, *, before: tuple[Path, ...] = ()) -> Scenario:
    """Read a scenario file, with the scenarios that it continues.

    ``before`` are the files that led here.

    Raises:
        ScenarioError: names file, line, what is wrong, and the nearest right word.
    """
    raw = _loaded(file)
    plain = _plain(raw)
    earlier = _earlier(file, raw, plain, before)
    if earlier:
        plain = {"starts": earlier.starts, "office": earlier.office} | plain
    try:
        scenario = Scenario.model_validate(plain)
    except ValidationError as error:
        found = [_fault(file, raw, dict(fault)) for fault in error.errors(include_url=False)]
        raise ScenarioError("\n".join(dict.fromkeys(found))) from None
    for number, event in enumerate(scenario.events):
        event.stands(file, partial(_line_in, raw, "events", number))
    if faults := [
        f"{file}:{_line_in(raw, *path)}: {words}" for path, words in undeclared(scenario)
    ]:
        raise ScenarioError("\n".join(faults))
    return scenario.after(earlier) if earlier else scenario


def _line_in(raw: Any, *path: str | int) -> int:
    return line_of(raw, path)


def _earlier(file: Path, raw: Any, plain: Any, before: tuple[Path, ...]) -> Scenario | None:
    name = plain.get("continues") if isinstance(plain, dict) else None
    if not isinstance(name, str):
        return None
    line = line_of(raw, ["continues"])
    other = file.parent / name
    if other.resolve() in (file.resolve(), *before):
        raise ScenarioError(f"{file}:{line}: {name} leads back to here; a story has a beginning")
    if not other.is_file():
        known = [found.name for found in file.parent.glob("*.yaml")]
        hint = nearest(name, known)
        raise ScenarioError(f"{file}:{line}: there is no scenario {name} beside this one{hint}")
    return read(other, before=(*before, file.resolve()))


class _Texts(RoundTripConstructor):
    """Leaves dates and instants as they are written: the model reads them, zone and all."""


_Texts.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
)


def _loaded(file: Path) -> Any:
    loader = YAML(typ="rt")
    loader.Constructor = _Texts
    try:
        return loader.load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioError(f"{file}: there is no such file") from None
    except OSError as error:
        raise ScenarioError(f"{file}: it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{file}: this is not UTF-8 text") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScenarioError(f"{file}:{line}: this is not YAML: {error.problem}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def _fault(file: Path, raw: Any, fault: dict[str, Any]) -> str:
    path: tuple[Any, ...] = fault["loc"]
    words = str(fault["msg"]).removeprefix("Value error, ")
    words = words.replace("Input should have timezone info", "give the offset too, as in +11:00")
    if fault["type"] == "extra_forbidden":
        words = f"'{path[-1]}' is not known here{nearest(str(path[-1]), _known_words(path))}"
    elif fault["type"] == "missing":
        words = f"'{path[-1]}' is missing"
    else:
        words = f"{'.'.join(str(part) for part in path)}: {words}" if path else words
    return f"{file}:{line_of(raw, path)}: {words}"


def _known_words(path: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = Scenario
    for part in path[:-1]:
        model = PARTS.get(str(part), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def line_of(raw: Any, path: Sequence[Any]) -> int:
    """Return the line of a place in a loaded file; the nearest enclosing one where it is absent."""
    line, here = 1, raw
    for part in path:
        marks = getattr(here, "lc", None)
        if marks is None:
            break
        try:
            line = (marks.key(part) if isinstance(here, Mapping) else marks.item(part))[0] + 1
            here = here[part]
        except (KeyError, IndexError, TypeError):
            break
    return line
