"""A letter that tells a customer a decision is fair: a text that lacks any of it does not leave.

It gives its reasons, the day on which it is looked at again, how the customer is heard, by whom it
can be reviewed, and every way to answer that stays open, in plain words. What is looked for is what
stands on the finished pages: a template that forgets a field is found out like an officer who
leaves one empty.

Source: CSP-T3-S6b, CSP-T3-S7j, CSP-T3-S3a, RES-T4-S3f, RES-T3-S3c, CSP-T6-S1j, CMA-T3-S4c.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from pydantic import BaseModel

from domain.file.kinds import KINDS
from domain.letter_channels import CHANNEL_WORDS, Channel
from domain.letters import LetterFields


class Part(NamedTuple):
    """What a fair letter gives, and the fields in which a template has it."""

    words: str
    fields: tuple[str, ...]


_HEARD = Part("how the customer is heard", ("be_heard",))
_REVIEW = Part("the day on which it is looked at again", ("review_on",))
_BY_WHOM = Part("by whom it can be reviewed", ("review_ways",))

# By template. A warning decides nothing yet, so nothing of it is reviewed. What became of the
# issues was decided, and told with its reasons, before it is gone over or the case is closed.
FAIR: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        "warning_letter.typ": (Part("the reasons", ("happened", "change")), _HEARD),
        "service_arrangements_letter.typ": (
            Part("the reasons", ("reasons", "happened")),
            Part("which channels stay open", ("still_open",)),
            _REVIEW,
            _HEARD,
            _BY_WHOM,
        ),
        # What has ended is looked at no more.
        "restriction_ended_letter.typ": (
            Part("the reasons", ("reasons",)),
            Part("which channels are open again", ("open_again",)),
            _HEARD,
            _BY_WHOM,
        ),
        "actions_confirmed_letter.typ": (
            Part("the reasons", ("reasons",)),
            _REVIEW,
            _HEARD,
            _BY_WHOM,
        ),
        "review_of_issues_letter.typ": (
            Part("where each issue stands", ("issues",)),
            _HEARD,
            _BY_WHOM,
        ),
        "finalisation_contact_letter.typ": (
            Part("the day until which the customer may answer", ("reply_by",)),
            _HEARD,
            _BY_WHOM,
        ),
    }
)

LONGEST_SENTENCE = 45  # words; a longer one is read twice
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_GAP = "\0"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
# How the product and the procedures call things among themselves.
_OURS = re.compile(
    r"\b(?:CSP|CLK|CMA|RES|WC|BG)-[A-Z0-9]+-?\w*"
    rf"|\b(?:{'|'.join(sorted(KINDS))})-\d+\b"
    r"|(?<![\w.@/-])[a-z]+(?:_[a-z]+)+\b(?![\w.-]*@)"  # no part of an address
)


def unfair(template: str, fields: LetterFields, pages: Sequence[str]) -> tuple[str, ...]:
    """Say what a finished letter lacks that a fair one has; nothing where it is no such letter."""
    if template not in FAIR:
        return ()
    text = _evened(" ".join(pages))
    lacks = [part.words for part in FAIR[template] if not _stands(part, fields, text)]
    lacks += [
        f"the way to answer by {CHANNEL_WORDS[channel]}"
        for channel in fields.contact.offers
        if not _shown(_ways(fields)[channel], text)
    ]
    return (*(f"it lacks {words}" for words in lacks), *_not_plain(fields))


def _stands(part: Part, fields: LetterFields, text: str) -> bool:
    """Tell whether each field of a part has words, and all of them stand in the text."""
    for name in part.fields:
        words = list(_words(getattr(fields, name)))
        if not words or not all(_shown(each, text) for each in words):
            return False
    return True


def _shown(words: str, text: str) -> bool:
    """Tell whether words stand in a text; a number is no part of a longer one."""
    wanted = _evened(words)
    before = r"(?<!\d)" if wanted[:1].isdigit() else ""
    after = r"(?!\d)" if wanted[-1:].isdigit() else ""
    return bool(re.search(f"{before}{re.escape(wanted)}{after}", text))


def _ways(fields: LetterFields) -> Mapping[Channel, str]:
    contact = fields.contact
    return {
        Channel.PHONE: contact.phone or "",
        Channel.EMAIL: contact.email or "",
        Channel.ONLINE: contact.website or "",
        Channel.POST: ", ".join(contact.post),
    }


def _words(value: object) -> Iterator[str]:
    match value:
        case str() if value.strip():
            yield value
        case date():
            yield f"{value.day} {value:%B %Y}"
        case BaseModel():
            for _, part in value:
                yield from _words(part)
        case list() | tuple():
            for part in value:
                yield from _words(part)
        case _:
            return


def _evened(text: str) -> str:
    """Leave letters, digits and what parts two numbers: pages part lines and words as they must."""
    parted = _BETWEEN_NUMBERS.sub(_GAP, text.casefold())
    return "".join(letter for letter in parted if letter.isalnum() or letter == _GAP)


def _not_plain(fields: LetterFields) -> Iterator[str]:
    """Say where the words of a letter are not plain: by field, and nothing is repeated.

    What the customer said is given back as they said it.
    """
    for name, words in fields.free_texts():
        if name.endswith(".said"):
            continue
        if _OURS.search(words):
            yield f"{name} has a code of ours: say it in words"
        if any(len(part.split()) > LONGEST_SENTENCE for part in _SENTENCE.split(words)):
            yield f"{name} has a sentence of more than {LONGEST_SENTENCE} words: part it"
