"""Offer the nearest right word for a wrong one, where a person reads it; doors name faults only."""

from collections.abc import Iterable

from domain.alike import alike
from domain.errors import DoorError, Fault, MalformedMessageError, UnknownNameError


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean ...?" for the known word that was mistyped, nothing where none was."""
    meant = alike(word, list(known))
    return f"; did you mean '{meant}'?" if meant else ""


def offered(fault: Fault) -> str:
    """Return a fault with the word that was meant, where one is near."""
    return fault.words + (nearest(fault.unknown, fault.known) or fault.otherwise)


def in_words(error: DoorError) -> str:
    """Say what an error says, and what was meant in place of what is not known."""
    if isinstance(error, MalformedMessageError):
        return error.worded(offered)
    if isinstance(error, UnknownNameError) and error.nearest:
        return f"{error}; did you mean {error.nearest}?"
    return str(error)
