"""Documents in which no words could be looked for: why, and what whoever opens them is told."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType


class Unsearched(StrEnum):
    """Why a document, or something in it, could not be searched."""

    PICTURE = "picture"
    NO_TEXT = "no_text"
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"


IN_WORDS: Mapping[Unsearched, str] = MappingProxyType(
    {
        Unsearched.PICTURE: "it is a picture, or holds one",
        Unsearched.NO_TEXT: "pages of it have no text, as scans do",
        Unsearched.LOCKED: "it is locked",
        Unsearched.DAMAGED: "it is damaged, or not what it says it is",
        Unsearched.TOO_LONG: "it is longer than what is searched",
        Unsearched.UNKNOWN: "it is of a kind that is not read here, or holds one",
    }
)


def in_words(unsearched: int, of: int) -> str:
    """Say how many of the documents of a message a person must open, and why."""
    which = f"{unsearched} of {of} attachments" if of > 1 else "The attachment"
    them = "them" if unsearched > 1 else "it"
    return f"{which} could not be searched for words of danger: open {them} yourself"


def not_opened(names: Collection[str]) -> str:
    """Say which documents whoever would judge them has not opened, by how they are opened."""
    listed = ", ".join(f"`casebound document {name[:12]}`" for name in sorted(names))
    return f"look into what could not be searched before you say what it holds: {listed}"
