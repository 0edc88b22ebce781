"""Read a scenario file. A typo is named with its file, its line, and the nearest right word."""

from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from starter.nearest import nearest
from starter.player.scenario import (
    CasesPart,
    Event,
    LinkPart,
    Scenario,
    ScenarioError,
    TextPart,
)
from starter.player.scenario_names import undeclared
from starter.player.scenario_parts import (
    AbsencePart,
    Address,
    CustomerPart,
    HolidayPart,
    Nominee,
    OfficerPart,
    SettingPart,
)
from starter.yaml_lines import line_of, loaded, plain

PARTS: dict[str, type[BaseModel]] = {
    "customers": CustomerPart,
    "officers": OfficerPart,
    "holidays": HolidayPart,
    "events": Event,
    "link": LinkPart,
    "text": TextPart,
    "cases": CasesPart,
    "absent": AbsencePart,
    "holiday": HolidayPart,
    "setting": SettingPart,
    "address": Address,
    "nominee": Nominee,
}


def read(file: Path, *, before: tuple[Path, ...] = ()) -> Scenario:
    """Read a scenario file, with the scenarios that it continues.

    ``before`` are the files that led here.

    Raises:
        ScenarioError: names file, line, what is wrong, and the nearest right word.
    """
    raw = loaded(file, ScenarioError)
    told = plain(raw)
    earlier = _earlier(file, raw, told, before)
    if earlier:
        told = {"starts": earlier.starts, "office": earlier.office} | told
    try:
        scenario = Scenario.model_validate(told)
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


def _earlier(file: Path, raw: Any, told: Any, before: tuple[Path, ...]) -> Scenario | None:
    name = told.get("continues") if isinstance(told, dict) else None
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
