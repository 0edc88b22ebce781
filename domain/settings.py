"""What is set on which day: the defaults of all settings, and their dated overrides."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pydantic import JsonValue

from domain.catalogue import SETTINGS
from domain.errors import SettingError
from domain.setting_kinds import Setting


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
