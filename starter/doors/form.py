"""Is this a message at all? Checks of form, before anything is looked up or written.

A fault of form is the sender's to mend: it names the place, never the value, and of an unknown word
those that are known. Unknown facts are forbidden here; workflows ignore them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import PydanticSerializationError, to_jsonable_python

from domain.catalogue import MESSAGES
from domain.days import FIRST_YEAR
from domain.errors import Fault, MalformedMessageError
from domain.messages import OWN_SOURCES, TaskCompleted
from starter.doors.sent import MOST_DOCUMENT, TOO_BIG, Attachment, Sent

MOST_FACTS = 256 * 1024  # bytes of JSON: Temporal takes two megabytes in all
MOST_CONTENT = 2 * 1024 * 1024

SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
WORD = re.compile(
    r"[^\s|\x00-\x1f\x7f\ud800-\udfff]{1,120}"
)  # ids and accounts: no blanks, so no names
ABOUT = re.compile(
    r"[^\s\x00-\x1f\x7f\ud800-\udfff]{1,200}"
)  # ids of tasks may hold a source and a message's id
FILE_NAME = re.compile(r"[^/\x00-\x1f\x7f]{1,200}")
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it
GIVEN = re.compile(r"^Input should be (?='|an? )")  # as the library asks for it


def check(sent: Sent) -> Sent:
    """Return the message with its facts and content as plain JSON.

    Raises:
        MalformedMessageError: names every fault.
    """
    if sent.type not in MESSAGES:
        fault = Fault("there is no such type of message", sent.type, tuple(MESSAGES))
        raise MalformedMessageError(sent.type[:60], [fault])
    kind = MESSAGES[sent.type]
    facts, facts_fault = _json("facts", sent.facts, MOST_FACTS)
    content, content_fault = _json("content", sent.content, MOST_CONTENT)
    faults: list[Fault | str] = [*_word_faults(sent), *_instant_faults(sent.occurred_at)]
    faults += [words for words in (facts_fault, content_fault) if words]
    faults += [words for file in sent.attachments if (words := _document_fault(file))]
    if sent.customer and "customer" in kind.model_fields:
        named = facts.setdefault("customer", sent.customer)
        if named != sent.customer:
            faults.append("customer: the facts name another one")
    if not facts_fault:
        faults += faults_of("facts", kind, facts)
    if kind is not TaskCompleted:  # what that may hold, the task says
        faults += content_faults(content, kind.content, kind.name)
    if faults:
        raise MalformedMessageError(sent.type, faults)
    return replace(sent, facts=facts, content=content)


def _word_faults(sent: Sent) -> list[str]:
    found: list[str] = []
    if not SOURCE.fullmatch(sent.source):
        found.append("source: letters, digits, dots and dashes only, 60 at most")
    elif sent.source in OWN_SOURCES:
        found.append(f"source: '{sent.source}' is the product's own; use the name of your system")
    for name in ("id", "officer", "actor", "case", "customer", "office"):
        value = getattr(sent, name)
        if value is not None and not WORD.fullmatch(value):
            found.append(f"{name}: 1 to 120 characters, no blanks, no '|'")
    if sent.about is not None and not ABOUT.fullmatch(sent.about):
        found.append("about: the id of a task or a letter, no blanks")
    return found


def _instant_faults(at: datetime | None) -> list[str]:
    if at is None:
        return []
    if at.tzinfo is None:
        return ["occurred_at: give the offset too, as in 2026-12-03T09:00+11:00"]
    return [] if at.year >= FIRST_YEAR else [f"occurred_at: the year is before {FIRST_YEAR}"]


def _json(name: str, value: Mapping[str, Any], most: int) -> tuple[dict[str, JsonValue], str]:
    """Return ``value`` as JSON, and the fault that keeps it from being stored."""
    try:
        plain: dict[str, JsonValue] = to_jsonable_python(dict(value))
        text = json.dumps(plain, allow_nan=False, ensure_ascii=False)
        size = len(text.encode())
    except (ValueError, TypeError, RecursionError, PydanticSerializationError) as error:
        # Surrogates without a partner, NaN, circles, a number of thousands of digits.
        return {}, f"{name}: this is not JSON that can be stored ({type(error).__name__})"
    plain = json.loads(text, parse_float=_number)
    if NUL.search(text):
        return {}, f"{name}: holds a NUL character, which no text has"
    if size > most:
        return {}, f"{name}: {size} bytes are too many; {most} at most"
    return plain, ""


def _number(digits: str) -> float:
    """Read a number as the database gives it back: a message must stay the one that it was."""
    value = float(digits)
    return int(value) if value.is_integer() else value


def faults_of(place: str, model: type[BaseModel], value: Mapping[str, Any]) -> list[Fault | str]:
    """Say what is wrong with facts, or with what content holds, without a word of it."""
    found: list[Fault | str] = [*_unknown_words(place, model, value)]
    try:
        model.model_validate(value)
    except ValidationError as error:
        found += [
            f"{place}: {'.'.join(map(str, fault['loc'])) or place}: {_in_words(fault['msg'])}"
            for fault in error.errors(include_input=False, include_context=False, include_url=False)
            if fault["type"] != "extra_forbidden"
        ]
    return found


def _in_words(message: str) -> str:
    if message.startswith("String should match pattern"):
        return "give a code or an id, without blanks; sentences are content"
    asked = GIVEN.sub("give ", message.removeprefix("Value error, "))
    return asked.replace("Field required", "is missing")


def _unknown_words(
    place: str, model: type[BaseModel], value: Mapping[str, Any], path: str = ""
) -> list[Fault]:
    """Say which words a model does not know, also in the models within it."""
    known = {part.alias or name: part for name, part in model.model_fields.items()}
    knower = getattr(model, "name", path)
    found = [
        Fault(f"{place}: '{path}{word}' is not known to {knower}", word, tuple(known))
        for word in value
        if word not in known
    ]
    for name, part in known.items():
        inner = model_in(part.annotation)
        given = value.get(name)
        if inner is None or given is None:
            continue
        items = given if isinstance(given, list) else [given]
        for item in (item for item in items if isinstance(item, dict)):
            found += _unknown_words(place, inner, item, f"{path}{name}.")
    return found


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the one model that an annotation holds: itself, optional, or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [found for part in get_args(annotation) if (found := model_in(part))]
    return inner[0] if len(inner) == 1 else None


def content_faults(content: Mapping[str, Any], known: Sequence[str], what: str) -> list[Fault]:
    """Say which names content may not have."""
    takes = f" (it takes: {', '.join(known) or 'none'})"
    return [
        Fault(f"content: '{name}' is not known to {what}", name, tuple(known), takes)
        for name in content
        if name not in known
    ]


def _document_fault(file: Attachment) -> str:
    if len(file.data) > MOST_DOCUMENT:
        return f"document {file.name!r}: {TOO_BIG}"
    if not FILE_NAME.fullmatch(file.name):
        return "a document's name has 1 to 200 characters, no slash and no control character"
    return ""
