"""What a case as JSON is made of, so that a word that none has is found.

Under ``none`` such a word matches nothing, and would be taken for right.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from database.queries.file_shapes import LISTS
from domain.alike import alike
from domain.catalogue import LETTERS, TASKS
from domain.file.catalogue import ACTS
from domain.file.kinds import KINDS
from procedures.records import DEMANDS
from starter.nearest import nearest

Fault = tuple[Sequence[str], str]  # the way to a word, and what is wrong with it

HEAD = (
    *("ref", "type", "programme", "customer", "office", "zone", "opened_at", "closed_at"),
    *("phase", "state", "stopped", "lost", "workflow", "carries", "outcome"),
    *("segment", "owner", "team"),
)
ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "waiting_for": ("what", "step", "until", "message", "about"),
    "tasks": (
        *("id", "kind", "case", "step", "steps", "title", "role", "assignee", "state", "letter"),
        *("due", "due_on", "outcome", "answers", "completed_by", "opened_at", "ended_at"),
    ),
    "deadlines": (
        *("id", "step", "rule", "label", "state", "due", "due_on", "working", "calendar"),
        *("start", "agreed", "holds", "ended_at", "owed"),
    ),
    "letters": (
        *("id", "kind", "case", "step", "state", "problem", "to", "copies", "channel", "fields"),
        *(
            "addressee",
            "copy_of",
            "drafted_by",
            "approved_by",
            "signed_by",
            "signed_at",
            "sent_at",
            "sha256",
        ),
        *("reply_due", "reply_due_on"),
    ),
    "approvals": (
        *("id", "step", "about", "version", "state", "asked_of", "asked_at", "requested_by"),
        *("by", "at", "reason", "read"),
    ),
    "restrictions": (
        *("id", "case", "channel", "extent", "from", "review_due", "state"),
        *("stays_open", "special_contact_details", "front_screen"),
    ),
    "whiteboard": (
        *("customer", "case", "since", "until", "approved_by", "restrictions"),
        *("calls", "last_call", "zone"),
    ),
    "gates": ("step", "holds", "blocked_by", "to_attest", "attested"),
    "records": ("id", "step", "system", "name", "data", "at", "state"),
    "leaving": ("id", "kind", "attempts", "problem", "next_attempt_at", "given_up_at"),
    "links": ("ref", "type", "why", "relation"),
    "messages": (
        *("id", "type", "source", "actor", "about", "status", "reason"),
        *("occurred_at", "received_at"),
    ),
    "documents": ("name", "media_type", "size", "sha256", "source", "message", "unsearched"),
    "timeline": (
        *("sequence", "step", "kind", "words", "data", "actor", "occurred_at", "recorded_at"),
        *("corrects", "corrected_by"),
    ),
}
"""The lists of a case, and what their elements are made of."""
FIELDS = (*HEAD, *ELEMENTS, "file")
ROW = (
    *("id", "state", "version", "entered_in_error", "moved_to", "side", "step", "by", "at"),
    "told_at",
)
OF_ISSUES = ("decision", "tellings", "options")


def unknown(told: Mapping[str, Any], *, own_questions: bool = False) -> Iterator[Fault]:
    """Say which words of ``told`` no case has; with ``own_questions`` an answer may be to any."""
    for name, wanted in told.items():
        if name not in FIELDS:
            yield [name], f"a case has no '{name}'{nearest(name, FIELDS)}"
        elif name == "file":
            yield from _of_file(wanted)
        else:
            yield from _of_list(name, wanted, ELEMENTS.get(name, ()))
            yield from _held(name, wanted, own_questions=own_questions)


def _of_file(wanted: Any) -> Iterator[Fault]:
    rows = _rows()
    for name, elements in wanted.items() if isinstance(wanted, Mapping) else ():
        if name not in rows:
            yield ["file", name], f"a file has no '{name}'{nearest(name, rows)}"
        else:
            for path, words in _of_list(name, elements, rows[name]):
                yield ["file", *path], words


def _of_list(name: str, wanted: Any, known: Collection[str]) -> Iterator[Fault]:
    for element in _each(wanted):
        for word in element:
            if word not in known:
                yield [name], f"{name} have no '{word}'{nearest(word, known)}"


def _held(name: str, wanted: Any, *, own_questions: bool) -> Iterator[Fault]:
    """Look into what elements hold, where all of that is known by name."""
    held = _named()
    for element in _each(wanted):
        for part, inner in element.items():
            known = held.get((name, part))
            if known is None or (part == "answers" and own_questions):
                continue
            for word in inner if isinstance(inner, Mapping) else ():
                if word not in known:
                    yield [name], f"{part} of {name} have no '{word}'{nearest(word, known)}"


def mistyped(told: Mapping[str, Any], actual: Mapping[str, Any]) -> list[str]:
    """Say which words in the data of ``told`` are mistypings of words that such data has.

    What data may hold is not all known by name; what stands in the case is.
    """
    return [
        f"data of {name} has no '{word}'; did you mean '{meant}'?"
        for name in ("records", "timeline")
        for element in _each(told.get(name))
        for word in _data(element)
        if (meant := _meant(word, {*_recorded(), *_words_in(actual.get(name))}))
    ]


def _meant(word: str, known: set[str]) -> str | None:
    return None if word in known else alike(word, known)


def _words_in(elements: Any) -> set[str]:
    return {word for element in _each(elements) for word in _data(element)}


def _data(element: Mapping[str, Any]) -> Mapping[str, Any]:
    data = element.get("data")
    return data if isinstance(data, Mapping) else {}


def _each(wanted: Any) -> list[Mapping[str, Any]]:
    """Return the elements that a list, or one element instead of it, speaks of."""
    elements = wanted if isinstance(wanted, list) else [wanted]
    return [element for element in elements if isinstance(element, Mapping)]


@cache
def _rows() -> Mapping[str, tuple[str, ...]]:
    """Return the lists of a file, and what their rows are made of."""
    rows = {LISTS[kind]: (*ROW, *facts.model_fields) for kind, facts in KINDS.items()}
    return rows | {"issues": (*rows["issues"], *OF_ISSUES)}


@cache
def _named() -> Mapping[tuple[str, str], Collection[str]]:
    return {
        ("tasks", "answers"): {"reason", *(key for kind in TASKS.values() for key in kind.asks)},
        ("letters", "fields"): {
            key for kind in LETTERS.values() for key in kind.fields.model_fields
        },
        ("letters", "to"): ("name", "lines", "email"),
    }


@cache
def _recorded() -> frozenset[str]:
    """Return what records for other systems hold, as far as it is declared."""
    asked = {word for demands in DEMANDS.values() for each in demands for word in each.fields}
    by_tasks = {word for kind in TASKS.values() for each in kind.records for word in each.fields}
    by_acts = {word for act in ACTS.values() for each in act.leaves for word in each.fields}
    return frozenset(asked | by_tasks | by_acts)
