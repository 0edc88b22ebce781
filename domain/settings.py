"""What an agency may decide for itself: typed settings with defaults and dated overrides.

A setting stands where a procedure leaves a number, a unit or a list open. Its default is the
recommended reading (``reading``); an override is in force from a day on.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from domain.errors import SettingError
from domain.step_ids import StepId
from domain.tasks import AnswerType, Question

LONGEST_LIMIT = 3650  # days: ten years, longer than any case should wait for anything
MOST_ATTEMPTS = 20
CHECKLIST_EXAMPLE = '{"spoke_to_staff": {"words": "Spoke to the staff", "type": "checked"}}'
CODE = re.compile(r"[a-z][a-z0-9_]*")


class Form(StrEnum):
    """What the value of a setting looks like."""

    DAYS = "days"
    COUNT = "count"
    DAY_UNIT = "day_unit"
    CODES = "codes"
    CHECKLIST = "checklist"


class Setting(BaseModel):
    """One thing to decide: its default, what it is for, the steps it serves.

    ``task`` names the kind of task that a checklist adds its questions to.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    form: Form
    default: JsonValue
    words: str
    steps: tuple[StepId, ...]
    reading: str
    task: str | None = None

    def fault(self, value: JsonValue) -> str | None:
        """Say what is wrong with a value, naming the setting; None where it fits."""
        is_right, right = _FORMS[self.form]
        return None if is_right(value) else f"{self.name}: {_short(value)} does not fit; {right}"

    def parse(self, text: str) -> JsonValue:
        """Read a value as a person types it: JSON, or a bare word.

        Raises:
            SettingError: the value does not fit.
        """
        try:
            value: JsonValue = json.loads(text)
        except ValueError:
            value = text.strip()
        if fault := self.fault(value):
            raise SettingError(fault)
        return value


def _short(value: JsonValue) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= 40 else f"{written[:40]}..."  # noqa: PLR2004 - a line's worth


def _is_whole(value: JsonValue, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _is_codes(value: JsonValue) -> bool:
    return isinstance(value, dict) and all(
        CODE.fullmatch(code) and isinstance(words, str) and words.strip()
        for code, words in value.items()
    )


def _is_checklist(value: JsonValue) -> bool:
    if not isinstance(value, dict) or not all(CODE.fullmatch(code) for code in value):
        return False
    try:
        questions = [Question.model_validate(item, extra="forbid") for item in value.values()]
    except ValidationError:
        return False
    return all(item.choices for item in questions if item.type is AnswerType.CHOICE)


_FORMS: dict[Form, tuple[Callable[[JsonValue], bool], str]] = {
    Form.DAYS: (
        lambda value: _is_whole(value, LONGEST_LIMIT),
        f"give a whole number of days from 1 to {LONGEST_LIMIT}, such as 14",
    ),
    Form.COUNT: (
        lambda value: _is_whole(value, MOST_ATTEMPTS),
        f"give a whole number from 1 to {MOST_ATTEMPTS}, such as 2",
    ),
    Form.DAY_UNIT: (
        lambda value: value in ("working_days", "calendar_days"),
        "give working_days or calendar_days",
    ),
    Form.CODES: (
        _is_codes,
        'give lower-case codes with their words, such as {"no_address": "No address is known"}',
    ),
    Form.CHECKLIST: (
        _is_checklist,
        f"give lower-case codes with their questions, such as {CHECKLIST_EXAMPLE}",
    ),
}

_DECLARED = (
    Setting(
        name="wc.acknowledgement_unit",
        form=Form.DAY_UNIT,
        default="working_days",
        words="Whether the two days to acknowledge a complaint are working or calendar days",
        steps=("WC-S3n",),
        reading="A02",
    ),
    Setting(
        name="wc.level_1_checklist",
        form=Form.CHECKLIST,
        default={},
        words="What a Level 1 Officer does on a complaint about staff behaviour",
        steps=("WC-S3l",),
        reading="A01",
        task="handle_level_1",
    ),
    Setting(
        name="wc.acknowledgement_exemptions",
        form=Form.CODES,
        default={},
        words="Kinds of written complaint that get no acknowledgement letter",
        steps=("WC-S3o",),
        reading="A01",
    ),
    Setting(
        name="wc.ps_customer_checklist",
        form=Form.CHECKLIST,
        default={},
        words="What else is done when a Personalised Services customer complains",
        steps=("WC-S4b",),
        reading="A01",
        task="bring_in_psso",
    ),
    Setting(
        name="cma.mx1_reply_days",
        form=Form.DAYS,
        default=14,
        words="Days for a customer to answer letter MX1-1, from its issue",
        steps=("CMA-T1-S2m",),
        reading="A41",
    ),
    Setting(
        name="cma.callback_days",
        form=Form.DAYS,
        default=14,
        words="Days for a customer to ring back with their income, from being asked",
        steps=("CMA-T2-S2f",),
        reading="A41",
    ),
    Setting(
        name="cma.auto_unlock_days",
        form=Form.DAYS,
        default=14,
        words="Days until the ownership lock opens by itself, from the confirmed letters",
        steps=("CMA-T3-S4d",),
        reading="A41",
    ),
    Setting(
        name="cma.contact_attempts",
        form=Form.COUNT,
        default=2,
        words="Attempts to reach a customer before a letter takes their place",
        steps=("CMA-T3-S4e",),
        reading="A41",
    ),
    Setting(
        name="clk.voicemail_days",
        form=Form.DAYS,
        default=14,
        words="Days to deal with a voicemail, from its arrival",
        steps=("CLK-T2-S5a",),
        reading="A41",
    ),
    Setting(
        name="clk.review_letter_target_days",
        form=Form.DAYS,
        default=4,
        words="Day of an MSP review by which its letter should go where possible",
        steps=("CLK-T3-S3h",),
        reading="A13",
    ),
    Setting(
        name="clk.review_lead_days",
        form=Form.DAYS,
        default=28,
        words="Days before its end at which the review of a proactive MSP opens",
        steps=("CLK-T5-S4a",),
        reading="A13",
    ),
    Setting(
        name="ps.assessment_services_days",
        form=Form.DAYS,
        default=14,
        words="Days to wait for Assessment Services before somebody is alerted",
        steps=("CLK-T1-S2m", "CLK-T3-S2d", "CSP-T8-S2c"),
        reading="A41",
    ),
)

SETTINGS: Mapping[str, Setting] = MappingProxyType({each.name: each for each in _DECLARED})
"""Every setting by its name."""


class Changed(NamedTuple):
    """A setting has this value from this day on."""

    name: str
    from_date: date
    value: JsonValue


class SettingsOn:
    """The settings as they stand on one day."""

    __slots__ = ("_changed", "day")

    def __init__(self, changed: Mapping[str, list[Changed]], day: date) -> None:
        self._changed = changed
        self.day = day

    def get(self, name: str) -> JsonValue:
        """Return the value in force: the newest override begun by this day, else the default.

        Raises:
            SettingError: no such setting.
        """
        declared = setting(name)
        changes = self._changed.get(name, [])
        begun = bisect_right(changes, self.day, key=lambda change: change.from_date)
        return changes[begun - 1].value if begun else declared.default

    def days(self, name: str) -> int:
        """Return the value of a setting that is a number of days, or a count.

        Raises:
            SettingError: no such setting, or not a number.
        """
        value = self.get(name)
        if not isinstance(value, int):
            raise SettingError(f"{name}: is no number of days; ask for it with get()")
        return value


class Settings:
    """All settings with their dated overrides, each ``(name, from_date, value)``.

    Raises:
        SettingError: an override names no setting, does not fit, or is given twice for a day;
            all faults at once.
    """

    __slots__ = ("_changed",)

    def __init__(self, overrides: Iterable[tuple[str, date, Any]] = ()) -> None:
        self._changed: dict[str, list[Changed]] = {}
        faults = []
        for name, from_date, value in overrides:
            fault = SETTINGS[name].fault(value) if name in SETTINGS else _unknown(name)
            if fault:
                faults.append(fault)
            self._changed.setdefault(name, []).append(Changed(name, from_date, value))
        for name, changes in self._changed.items():
            changes.sort(key=lambda change: change.from_date)
            faults += _repeats(name, changes)
        if faults:
            raise SettingError("; ".join(faults))

    def at(self, day: date) -> SettingsOn:
        """Return the settings as they stand on ``day``."""
        return SettingsOn(self._changed, day)

    def checklist(self, kind: str, day: date) -> dict[str, Any]:
        """Return the questions that the agency adds to a kind of task, as JSON.

        Keys are the step with the question's code, such as ``WC-S3l.spoke_to_staff``.
        """
        asked: dict[str, Any] = {}
        for declared in SETTINGS.values():
            if declared.task != kind:
                continue
            value = self.at(day).get(declared.name)
            questions = value if isinstance(value, dict) else {}
            asked |= {f"{declared.steps[0]}.{code}": item for code, item in questions.items()}
        return asked


def setting(name: str) -> Setting:
    """Return a setting by its name.

    Raises:
        SettingError: no such setting.
    """
    if name not in SETTINGS:
        raise SettingError(_unknown(name))
    return SETTINGS[name]


def _unknown(name: str) -> str:
    return f"{name}: there is no such setting; the settings are {', '.join(SETTINGS)}"


def _repeats(name: str, changes: list[Changed]) -> list[str]:
    days = [change.from_date for change in changes]
    twice = sorted({day for day in days if days.count(day) > 1})
    return [f"{name}: has two values from {day}; keep one of them" for day in twice]
