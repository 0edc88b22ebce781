"""Words that point to somebody in danger: what they may mean, and where each leads.

A word is only a sign. It brings a person to look at once; whether somebody is in danger the person
says. The words are a setting, and what people wrote never leaves the case database.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import JsonValue


class Danger(StrEnum):
    """Who may be in danger."""

    SELF_HARM = "self_harm"  # whoever said it
    THREAT = "threat"  # somebody else
    CHILD_AT_RISK = "child_at_risk"


# Which procedure is followed where a person says that it is so.
PROCEDURES: Mapping[Danger, str] = MappingProxyType(
    {
        Danger.SELF_HARM: "Identifying customer vulnerability and risk issues",
        Danger.THREAT: "Customer aggression - Response",
        Danger.CHILD_AT_RISK: "Risk identification and management of threats to the safety or "
        "welfare of a child",
    }
)

WORDS: Mapping[Danger, tuple[str, ...]] = MappingProxyType(
    {
        Danger.SELF_HARM: (
            *("kill myself", "end my life", "ending my life", "take my own life"),
            *("hurt myself", "harm myself", "suicide", "suicidal", "self-harm", "want to die"),
            *("better off without me", "no reason to live", "cannot go on living"),
        ),
        Danger.THREAT: (
            *("kill you", "kill her", "kill him", "hurt you", "shoot you", "come after you"),
            *("burn the place down", "blow the place up", "bomb", "know where you live"),
            "you will all pay for this",
        ),
        Danger.CHILD_AT_RISK: (
            *("hurt the children", "hurt the kids", "hits the children", "hits the kids"),
            *("afraid for the children", "afraid for my children", "scared for the kids"),
            *("children are not safe", "kids are not safe", "child is not safe", "take the kids"),
        ),
    }
)

_APART = re.compile(r"[^a-z0-9]+")


def pointed_to(content: JsonValue, words: Mapping[Danger, tuple[str, ...]]) -> tuple[Danger, ...]:
    """Return what the words in a message point to; ``words`` are those of each danger."""
    text = f" {' '.join(_plain(said) for said in _said(content))} "
    return tuple(
        danger
        for danger in Danger
        if any(f" {_plain(sign)} " in text for sign in words.get(danger, ()))
    )


def _plain(text: str) -> str:
    return _APART.sub(" ", text.casefold().replace("'", "").replace("\u2019", "")).strip()


def _said(content: JsonValue) -> Iterator[str]:
    """Yield everything that people wrote in a message, however deep it lies."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from _said(each)
    elif isinstance(content, list):
        for each in content:
            yield from _said(each)
