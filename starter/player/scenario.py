"""What a scenario file may say: worked cases that the player runs, as typed parts."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PrivateAttr,
    field_validator,
    model_validator,
)

from domain.messages import Status
from starter.nearest import nearest
from starter.player.scenario_parts import (
    AbsencePart,
    ActPart,
    CustomerPart,
    HolidayPart,
    OfficerPart,
    Part,
    SettingPart,
)


class ScenarioError(Exception):
    """A scenario file cannot be played: where, what is wrong, and what would be right."""


class LinkPart(Part):
    """Name a case that another one started or belongs with."""

    source: str = Field(alias="from")
    type: str
    name: str


class TextPart(Part):
    """What the newest letter of a step says, and what it does not say."""

    letter: str
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


def _several(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class CheckPart(Part):
    """What the case must look like.

    ``none`` is what must match nothing, ``one`` what must match exactly one element; ``count`` is
    how many elements a list has, ``text`` what is printed on letters.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    case: str
    none: dict[str, JsonValue] = Field(default_factory=dict)
    one: dict[str, JsonValue] = Field(default_factory=dict)
    count: dict[str, int] = Field(default_factory=dict)
    text: Annotated[tuple[TextPart, ...], BeforeValidator(_several)] = ()

    @property
    def expected(self) -> dict[str, Any]:
        """Return what the case's JSON must contain."""
        return dict(self.model_extra or {})


class CasesPart(Part):
    """What the story has come to over all its cases: how many, and which there must not be."""

    count: int | None = None
    none: tuple[dict[str, JsonValue], ...] = ()


class After(NamedTuple):
    """A length of time, counted from the event before."""

    number: int
    unit: Literal["minute", "hour", "day", "working day"]


Line = Callable[..., int]  # the words that lead to a place in a file, and its line

CHANGES = ("customers", "absent", "holiday", "setting")  # of what the agency keeps
ACTS = (
    *("send", "complete", "act", "progress", "repeat"),
    *("link", "check", "cases", *CHANGES),
)
_AFTER = re.compile(r"(\d+) +(minute|hour|day|working day)s?")
_STATUSES = tuple(status.value for status in Status)


class Event(Part):
    """One thing that happens. ``at`` or ``after`` says when.

    ``customers`` is what the agency's records say of known customers from that day on: what
    ``casebound customers import`` would bring, written as above the events. ``absent``,
    ``holiday`` and ``setting`` are what the agency learns or decides meanwhile; ``repeat`` sends
    once more what was sent last.
    """

    at: AwareDatetime | None = None
    after: str | None = None
    send: str | None = None
    complete: str | None = None
    act: str | None = None
    progress: str | None = None
    link: LinkPart | None = None
    check: CheckPart | None = None
    repeat: bool = False
    cases: CasesPart | None = None
    customers: dict[str, CustomerPart] = Field(default_factory=dict)
    absent: AbsencePart | None = None
    holiday: HolidayPart | None = None
    setting: SettingPart | None = None
    actor: str | None = Field(default=None, alias="as")
    source: str | None = None
    id: str | None = None
    case: str | None = None
    customer: str | None = None
    about: str | None = None
    occurred: AwareDatetime | None = None
    facts: dict[str, JsonValue] = Field(default_factory=dict)
    content: dict[str, JsonValue] = Field(default_factory=dict)
    attach: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()  # what came in so, and is opened before the work is completed
    outcome: str | None = None
    answers: dict[str, JsonValue] = Field(default_factory=dict)
    acts: tuple[ActPart, ...] = ()
    expect: str | dict[str, str] = "applied"

    _file: Path = PrivateAttr(default=Path())
    _line: Line | None = PrivateAttr(default=None)

    def stands(self, file: Path, line: Line) -> None:
        """Say in which file the event stands, and what finds the line of each of its words."""
        self._file, self._line = file, line

    def place(self, *path: str | int) -> str:
        """Return the place of a word, or of the whole event, as ``file:line``."""
        return f"{self._file}:{self._line(*path) if self._line else 1}"

    @property
    def folder(self) -> Path:
        """The folder that attached files are named from."""
        return self._file.parent

    @property
    def waits(self) -> After | None:
        """The time that passes before the event, where ``after`` gives it."""
        found = _AFTER.fullmatch(self.after.strip()) if self.after else None
        return After(int(found[1]), found[2]) if found else None  # type: ignore[arg-type]  # the expression allows the four units only

    @field_validator("after")
    @classmethod
    def _length(cls, words: str | None) -> str | None:
        if words is not None and not _AFTER.fullmatch(words.strip()):
            raise ValueError(
                f"'{words}' is no length of time; write a number and minutes, hours, days or "
                "working days, as in '3 working days'"
            )
        return words

    @field_validator("expect")
    @classmethod
    def _status(cls, expected: str | dict[str, str]) -> str | dict[str, str]:
        given = [expected] if isinstance(expected, str) else list(expected)
        for status in given:
            if status not in _STATUSES:
                hint = nearest(status, _STATUSES) or f" (there are: {', '.join(_STATUSES)})"
                raise ValueError(f"'{status}' is no status of a message{hint}")
        if len(given) != 1:
            raise ValueError("name one status, with the words that its reason contains")
        return expected

    @model_validator(mode="after")
    def _one_act(self) -> "Event":
        acts = [name for name in ACTS if getattr(self, name)]
        if len(acts) != 1:
            raise ValueError(
                f"an event does exactly one thing: {', '.join(ACTS[:-1])} or {ACTS[-1]}"
                + (f"; this one has {' and '.join(acts)}" if acts else "")
            )
        if self.at and self.after:
            raise ValueError("give at or after, not both")
        if (self.complete or self.progress) and not self.case:
            raise ValueError("say which case the completed task belongs to: case: NAME")
        if self.act and not self.case:
            raise ValueError("say on the file of which case it is an act: case: NAME")
        if self.opens and not self.complete:
            raise ValueError("documents are opened with a completion: opens: [FILE]")
        if self.acts and not self.complete:
            raise ValueError("acts come with a completion; an act of its own is act: TYPE")
        return self

    def described(self) -> str:
        """Say which event this is, in a few words."""
        if self.send:
            return f"send {self.send}" + (f" to {self.case}" if self.case else "")
        if self.complete:
            return f"complete {self.complete} of {self.case} as {self.actor}"
        if self.act or self.progress:
            did = f"act {self.act}" if self.act else f"progress {self.progress}"
            return f"{did} of {self.case} as {self.actor or self.source}"
        if self.link:
            return f"link {self.link.name}"
        if self.check:
            return f"check {self.check.case}"
        return next(name for name in ("repeat", "cases", *CHANGES) if getattr(self, name))


class Scenario(Part):
    """A worked case: who is there, what happens, and what must come of it.

    ``continues`` names another scenario beside this one: all that it declares is there, and all
    its events happen first.
    """

    title: str
    starts: AwareDatetime
    continues: str | None = None
    office: str = "ACT"
    customers: dict[str, CustomerPart] = Field(default_factory=dict)
    officers: dict[str, OfficerPart] = Field(default_factory=dict)
    settings: dict[str, JsonValue] = Field(default_factory=dict)
    holidays: tuple[HolidayPart, ...] = ()
    events: tuple[Event, ...]

    def after(self, earlier: "Scenario") -> "Scenario":
        """Return this scenario with everything of an ``earlier`` one before it."""
        return self.model_copy(
            update={
                "starts": earlier.starts,
                "customers": earlier.customers | self.customers,
                "officers": earlier.officers | self.officers,
                "settings": earlier.settings | self.settings,
                "holidays": earlier.holidays + self.holidays,
                "events": earlier.events + self.events,
            }
        )
