"""Match what a scenario expects against a case as JSON: mappings contained, lists by element."""

from datetime import date, datetime
from typing import Any


def mismatches(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Say where ``actual`` does not contain ``expected``; empty where it does."""
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return [f"{path or 'case'}: expected a mapping, found {actual!r}"]
        return [
            fault
            for key, value in expected.items()
            for fault in mismatches(value, actual.get(key), f"{path}.{key}".lstrip("."))
        ]
    if isinstance(expected, list):
        elements = actual if isinstance(actual, list) else []
        return [
            f"{path}: nothing matches {element!r}; there is {_short(elements)}"
            for element in expected
            if all(mismatches(element, other) for other in elements)
        ]
    if _same(expected, actual):
        return []
    return [f"{path}: expected {expected!r}, found {actual!r}"]


def found(unwanted: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """Say what of ``unwanted`` is there after all."""
    faults = []
    for key, elements in unwanted.items():
        for element in elements if isinstance(elements, list) else [elements]:
            inner = actual.get(key)
            others = inner if isinstance(inner, list) else [inner]
            faults += [
                f"{key}: {element!r} should match nothing, but matches {other!r}"
                for other in others
                if not mismatches(element, other)
            ]
    return faults


def _same(expected: Any, actual: Any) -> bool:
    if expected == actual:
        return True
    one, other = _instant(expected), _instant(actual)
    if one is not None and other is not None:
        return one == other
    if isinstance(expected, date) and isinstance(actual, str):
        return actual == expected.isoformat()
    return False


def _instant(value: Any) -> datetime | None:
    if isinstance(value, str) and "T" in value:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo else None


def _short(elements: list[Any]) -> str:
    keys = ("step", "state", "kind", "role", "outcome", "type", "due", "status", "name")
    shown = [
        {key: element[key] for key in keys if element.get(key) is not None}
        if isinstance(element, dict)
        else element
        for element in elements
    ]
    return str(shown) if shown else "nothing"
