"""Match what a scenario expects against a case as JSON: mappings contained, lists by element."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any


def mismatches(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Say where ``actual`` does not contain ``expected``; empty where it does."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            fault
            for key, value in expected.items()
            for fault in mismatches(value, actual.get(key), f"{path}.{key}".lstrip("."))
        ]
    if isinstance(expected, list):
        elements = actual if isinstance(actual, list) else []
        return [
            _unlike(element, elements, path)
            for element in expected
            if all(mismatches(element, other) for other in elements)
        ]
    if _same(expected, actual):
        return []
    return [f"{path}: expected {shown(expected)}\n{' ' * len(path)}    actual {shown(actual)}"]


def found(unwanted: Mapping[str, Any], actual: Mapping[str, Any]) -> list[str]:
    """Say what of ``unwanted`` is there after all."""
    return [
        f"{path}: expected nothing like {shown(element)}\n"
        f"{' ' * len(path)}    actual {_summary(other)}"
        for path, element, others in _looked_for(unwanted, actual)
        for other in others
        if not mismatches(element, other)
    ]


def not_single(wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> list[str]:
    """Say what of ``wanted`` does not match exactly one element."""
    faults = []
    for path, element, others in _looked_for(wanted, actual):
        like = [other for other in others if not mismatches(element, other)]
        if len(like) > 1:
            there = "".join(f"\n    {_summary(other)}" for other in like)
            faults.append(f"{path}: expected one {shown(element)}, actual {len(like)}:{there}")
        elif not like:
            faults.append(_unlike(element, others, path))
    return faults


def _looked_for(
    told: Mapping[str, Any], actual: Any, before: str = ""
) -> Iterator[tuple[str, Any, list[Any]]]:
    """Go through what is told of lists: where it stands, what is looked for, and what is there."""
    for key, wanted in told.items():
        path = f"{before}.{key}".lstrip(".")
        inner = actual.get(key) if isinstance(actual, Mapping) else None
        if isinstance(wanted, Mapping) and isinstance(inner, Mapping):
            yield from _looked_for(wanted, inner, path)
            continue
        for element in wanted if isinstance(wanted, list) else [wanted]:
            yield path, element, inner if isinstance(inner, list) else [inner]


def miscounted(wanted: Mapping[str, int], actual: Mapping[str, Any]) -> list[str]:
    """Say which lists have another number of elements than ``wanted``."""
    faults = []
    for key, number in wanted.items():
        elements = actual.get(key) or []
        if len(elements) != number:
            there = "".join(f"\n    {_summary(element)}" for element in elements)
            faults.append(f"{key}: expected {number} of them, actual {len(elements)}{there}")
    return faults


def _unlike(element: Any, others: list[Any], path: str) -> str:
    """Show what was looked for, and beneath it what comes nearest."""
    words = f"{path}: expected {shown(element)}"
    if not others:
        return f"{words}\n{' ' * len(path)}    actual none at all"
    nearest = max(others, key=lambda other: _alike(element, other))
    if _alike(element, nearest):
        return f"{words}\n{' ' * len(path)}   nearest {shown(_like(element, nearest))}"
    there = "".join(f"\n    {_summary(other)}" for other in others)
    return f"{words}\n{' ' * len(path)}    actual nothing like it; there are:{there}"


def _alike(expected: Any, actual: Any) -> int:
    if isinstance(expected, dict) and isinstance(actual, dict):
        return sum(not mismatches(value, actual.get(key)) for key, value in expected.items())
    return 0


def _like(expected: Any, actual: Any) -> Any:
    """Return of ``actual`` what ``expected`` speaks of."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {key: _like(value, actual.get(key)) for key, value in expected.items()}
    return actual


def _summary(element: Any) -> str:
    keys = ("step", "state", "kind", "role", "outcome", "type", "due_on", "status", "name", "title")
    if not isinstance(element, dict):
        return shown(element)
    return shown({key: element[key] for key in keys if element.get(key) is not None} or element)


def shown(value: Any) -> str:
    """Write a value as a scenario would."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return "nothing" if value is None else str(value)


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if expected == actual:
        return True
    one, other = _instant(expected), _instant(actual)
    return one is not None and one == other


def _instant(value: Any) -> datetime | None:
    """Read an instant: the same one may be written with another offset."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else None
