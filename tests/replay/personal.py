"""What a story tells of people: the words that may stand in no history, id, view or log."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.catalogue import TASKS
from domain.tasks import AnswerType
from starter.player.scenario import Scenario
from starter.player.scenario_parts import CustomerPart

TEXTS = {
    key
    for kind in TASKS.values()
    for key, question in kind.asks.items()
    if question.type is AnswerType.TEXT
} | {"reason"}


def personal_words(story: Scenario) -> set[str]:
    """Return customers' names, addresses and references, and all that people wrote or said."""
    customers = [story.customers, *(event.customers for event in story.events)]
    words = {word for part in customers for one in part.values() for word in _of_customer(one)}
    for event in story.events:
        words |= set(_strings(event.content))
        words |= {
            text for key in TEXTS & event.answers.keys() for text in _strings(event.answers[key])
        }
    return words


def _of_customer(given: CustomerPart) -> Iterator[str]:
    yield from filter(None, [given.name, given.reference, given.email])
    addresses = [given.address]
    if given.nominee:
        yield given.nominee.name
        addresses.append(given.nominee.address)
    for address in filter(None, addresses):
        yield from filter(None, [*address.lines, address.street, address.suburb])


def _strings(value: Any) -> Iterator[str]:
    """Return every text in a value; one word alone could stand anywhere."""
    match value:
        case str():
            if " " in value.strip():
                yield value
        case Mapping():
            for inner in value.values():
                yield from _strings(inner)
        case Sequence():
            for inner in value:
                yield from _strings(inner)
