"""Match what a scenario expects against a case as JSON: mappings contained, lists by element."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

HEAD = (
    *("ref", "type", "programme", "customer", "office", "zone", "opened_at", "closed_at"),
    *("phase", "state", "outcome", "segment", "owner", "team"),
)
ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "waiting_for": ("what", "step", "until", "message", "about"),
    "tasks": (
        *("id", "kind", "case", "step", "steps", "title", "role", "assignee", "state", "letter"),
        *("due", "due_on", "outcome", "answers", "completed_by", "opened_at", "ended_at"),
    ),
    "deadlines": (
        *("id", "step", "rule", "label", "state", "due", "due_on", "working", "calendar"),
        *("start", "agreed", "ended_at"),
    ),
    "letters": (
        *("id", "kind", "case", "step", "state", "problem", "to", "copies", "channel", "fields"),
        *("drafted_by", "approved_by", "signed_by", "signed_at", "sent_at", "sha256"),
        *("reply_due", "reply_due_on"),
    ),
    "approvals": (
        *("id", "step", "about", "state", "asked_of", "asked_at", "requested_by"),
        *("by", "at", "reason"),
    ),
    "restrictions": ("id", "case", "channel", "extent", "from", "review_due", "state"),
    "records": ("id", "step", "system", "name", "data", "at", "state"),
    "links": ("ref", "type", "why", "relation"),
    "messages": (
        *("id", "type", "source", "actor", "about", "status", "reason"),
        *("occurred_at", "received_at"),
    ),
    "documents": ("name", "media_type", "size", "sha256", "source", "message"),
    "timeline": (
        *("sequence", "step", "kind", "words", "data", "actor", "occurred_at", "recorded_at"),
        *("corrects", "corrected_by"),
    ),
}
"""The lists of a case, and what their elements are made of."""
FIELDS = (*HEAD, *ELEMENTS)


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


def found(unwanted: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """Say what of ``unwanted`` is there after all."""
    faults = []
    for key, elements in unwanted.items():
        for element in elements if isinstance(elements, list) else [elements]:
            inner = actual.get(key)
            others = inner if isinstance(inner, list) else [inner]
            faults += [
                f"{key}: expected nothing like {shown(element)}\n"
                f"{' ' * len(key)}    actual {_summary(other)}"
                for other in others
                if not mismatches(element, other)
            ]
    return faults


def miscounted(wanted: dict[str, int], actual: dict[str, Any]) -> list[str]:
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
