"""Scenario files: worked cases that the player runs. A typo is named with file, line and remedy."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)
from rapidfuzz import process
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError


class ScenarioError(Exception):
    """A scenario file cannot be played: where, what is wrong, and what would be right."""


class Part(BaseModel):
    """A part of a scenario; an unknown word is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Address(Part):
    """A postal address; ``state`` is the Australian state or territory."""

    lines: tuple[str, ...] = ()
    street: str | None = None
    suburb: str | None = None
    postcode: str | None = None
    state: str

    def written(self) -> list[str]:
        """Return the address as it stands on an envelope."""
        place = " ".join(part for part in (self.suburb, self.state, self.postcode) if part)
        return [*self.lines, *([self.street] if self.street else []), place]


class Nominee(Part):
    """Somebody who gets a copy of the customer's letters."""

    name: str
    address: Address


class CustomerPart(Part):
    """A customer of the scenario."""

    programme: Literal["child_support", "centrelink"]
    name: str
    reference: str | None = None
    address: Address | None = None
    email: str | None = None
    channel: Literal["post", "email"] | None = None
    nominee: Nominee | None = None
    associates: tuple[str, ...] = ()


class OfficerPart(Part):
    """An officer beside the default cast."""

    roles: tuple[str, ...]
    team: str = ""
    name: str | None = None
    office: str | None = None
    accounts: tuple[str, ...] = ()


class HolidayPart(Part):
    """A day on which an office does not work."""

    date: date
    name: str
    office: str | None = None


class LinkPart(Part):
    """Name a case that another one started or belongs with."""

    source: str = Field(alias="from")
    type: str
    name: str


class CheckPart(Part):
    """What the case must look like; ``none`` is what must match nothing."""

    model_config = ConfigDict(extra="allow", frozen=True)

    case: str
    none: dict[str, JsonValue] = {}

    @property
    def expected(self) -> dict[str, Any]:
        """Return what the case's JSON must contain."""
        return dict(self.model_extra or {})


class Event(Part):
    """One thing that happens. ``at`` or ``after`` says when."""

    at: AwareDatetime | None = None
    after: str | None = None
    send: str | None = None
    complete: str | None = None
    act: Literal["claim", "release", "hand_over", "return"] | None = None
    link: LinkPart | None = None
    check: CheckPart | None = None
    actor: str | None = Field(default=None, alias="as")
    source: str | None = None
    id: str | None = None
    case: str | None = None
    customer: str | None = None
    about: str | None = None
    occurred: AwareDatetime | None = None
    facts: dict[str, JsonValue] = {}
    content: dict[str, JsonValue] = {}
    attach: tuple[str, ...] = ()
    outcome: str | None = None
    answers: dict[str, JsonValue] = {}
    expect: str | dict[str, str] = "applied"

    @model_validator(mode="after")
    def _one_act(self) -> "Event":
        acts = [name for name in ("send", "complete", "link", "check") if getattr(self, name)]
        if len(acts) != 1:
            raise ValueError(
                "an event does exactly one thing: send, complete, link or check"
                + (f"; this one has {' and '.join(acts)}" if acts else "")
            )
        if self.at and self.after:
            raise ValueError("give at or after, not both")
        return self


class Scenario(Part):
    """A worked case: who is there, what happens, and what must come of it."""

    title: str
    starts: AwareDatetime
    office: str = "ACT"
    customers: dict[str, CustomerPart] = {}
    officers: dict[str, OfficerPart] = {}
    settings: dict[str, JsonValue] = {}
    holidays: tuple[HolidayPart, ...] = ()
    events: tuple[Event, ...]


def read(file: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        ScenarioError: names file, line, what is wrong, and the nearest right word.
    """
    try:
        raw = _yaml().load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioError(f"{file}: there is no such file") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScenarioError(f"{file}:{line}: this is not YAML: {error.problem}") from None
    try:
        return Scenario.model_validate(_plain(raw))
    except ValidationError as error:
        found = [_fault(file, raw, dict(fault)) for fault in error.errors(include_url=False)]
        raise ScenarioError("\n".join(dict.fromkeys(found))) from None


class _Texts(RoundTripConstructor):
    """Leaves dates and instants as they are written: the model reads them, zone and all."""


_Texts.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
)


def _yaml() -> YAML:
    loader = YAML(typ="rt")
    loader.Constructor = _Texts
    return loader


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def _fault(file: Path, raw: Any, fault: dict[str, Any]) -> str:
    path: tuple[Any, ...] = fault["loc"]
    line = line_of(raw, path)
    words = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        known = _known_words(path)
        near = process.extractOne(str(path[-1]), known, score_cutoff=60)
        words = f"'{path[-1]}' is not known here" + (f"; did you mean '{near[0]}'?" if near else "")
    elif fault["type"] == "missing":
        words = f"'{path[-1]}' is missing"
    else:
        words = f"{'.'.join(str(part) for part in path)}: {words}" if path else words
    return f"{file}:{line}: {words}"


def _known_words(path: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = Scenario
    for part in path[:-1]:
        parts: dict[str, type[BaseModel]] = {
            "customers": CustomerPart,
            "officers": OfficerPart,
            "holidays": HolidayPart,
            "events": Event,
            "link": LinkPart,
            "address": Address,
            "nominee": Nominee,
        }
        model = parts.get(str(part), model)
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
