"""Read a signal: anything at all may arrive, and only what can be kept is a message.

What a person reads about a fault names the place and never the value: a signal that went wrong
may hold anybody's data, in its words too.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone

from pydantic import BaseModel, JsonValue, ValidationError
from temporalio import workflow
from temporalio.common import RawValue

from domain.messages import Envelope, Message

MOST_BYTES = 300 * 1024  # of one signal; doors stay below it, Temporal takes two megabytes
DEEPEST = 40  # lists and objects within each other
YEARS = range(1900, 2200)  # instants that dates can be counted from in any zone
EASTERN = timezone(timedelta(hours=11))  # no office is further on; zones stay out of replay
MOST_FAULTS = 3

TYPE = re.compile(r"[a-z][a-z_]{0,29}\.[a-z][a-z_]{0,29}")
ID = re.compile(r"[^\s|\x00-\x1f\x7f]{1,120}")
ABOUT = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")
WORDS = {"id": ID, "source": ID, "actor": ID, "case": ID, "about": ABOUT, "type": TYPE}
OURS = "temporal"  # the source of what could not be read: it is nobody's to use


class UnreadableError(Exception):
    """A signal is no message; its words are the reason."""


def read(args: Sequence[RawValue]) -> dict[str, JsonValue]:
    """Return the one object that a signal must carry.

    Raises:
        UnreadableError: it carries something else.
    """
    if sum(len(arg.payload.data) for arg in args) > MOST_BYTES:
        raise UnreadableError(f"it is too big: {MOST_BYTES} bytes are the most that a case takes")
    try:
        raw = [workflow.payload_converter().from_payload(arg.payload) for arg in args]
    except Exception as error:  # noqa: BLE001 - any payload at all may arrive here
        words = f"the signal's payload cannot be decoded ({type(error).__name__})"
        raise UnreadableError(words) from None
    if len(raw) != 1 or not isinstance(raw[0], dict):
        raise UnreadableError("a signal carries exactly one message, an object")
    if not can_be_kept(raw[0]):
        raise UnreadableError("it holds what no database keeps: a NUL, half a letter, no number")
    return raw[0]


def message(name: str, raw: Mapping[str, JsonValue], case: str) -> Envelope:
    """Return what an object says, where it is a message to ``case``; ``name`` is the signal's.

    Raises:
        UnreadableError: it is no message, one of another name, or one to another case.
    """
    try:
        envelope = Envelope.model_validate({k: v for k, v in raw.items() if k != "content"})
    except ValidationError as error:
        raise UnreadableError(f"the message cannot be read: {faults(error, Envelope)}") from None
    for field, pattern in WORDS.items():
        word = getattr(envelope, field)
        if word is not None and not pattern.fullmatch(word):
            raise UnreadableError(f"the message cannot be read: {field}: too long, or no such word")
    if envelope.source == OURS:
        raise UnreadableError(f"the source '{OURS}' is the product's own")
    if envelope.occurred_at.year not in YEARS:
        raise UnreadableError("the message cannot be read: occurred_at: the year cannot be right")
    if envelope.case not in (None, case):
        raise UnreadableError("it names another case than the one that it reached")
    if name != envelope.type:
        words = "the signal has another name than the message, which is a"
        raise UnreadableError(f"{words} {envelope.type}")
    return envelope.model_copy(update={"case": case})


def unfit(envelope: Envelope, known: Mapping[str, type[Message]]) -> str | None:
    """Say why a message is none that a lifecycle takes."""
    name = envelope.type
    if name not in known:
        return f"{name} is not a message that this kind of case takes"
    try:
        facts = known[name].model_validate(envelope.facts)
    except ValidationError as error:
        return f"the facts do not fit {name}: {faults(error, known[name])}"
    wrong = [words.partition(":")[0] for words in facts.date_faults(envelope.occurred_at, EASTERN)]
    return f"the facts do not fit {name}: {', '.join(wrong)}: cannot be meant" if wrong else None


def faults(error: ValidationError, model: type[BaseModel]) -> str:
    """Say where a message is wrong without repeating what it holds."""
    found = error.errors(include_input=False, include_context=False, include_url=False)
    words = [f"{_place(fault['loc'], model)}: {fault['type']}" for fault in found[:MOST_FAULTS]]
    return "; ".join(words) + (f"; {len(found) - MOST_FAULTS} more" * (len(found) > MOST_FAULTS))


def _place(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """Name the field; what lies deeper, or is not the model's, has names of the sender's."""
    if not loc:
        return "message"
    return str(loc[0]) if loc[0] in model.model_fields else "a word that is not known"


def can_be_kept(value: object, depth: int = 0) -> bool:
    """Tell whether a database can keep a value as it is."""
    if depth > DEEPEST:
        return False
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(can_be_kept(part, depth + 1) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(can_be_kept(part, depth + 1) for part in value)
    return True
