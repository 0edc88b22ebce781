"""Does a text hold a phone number, however it is written? For the restriction guard.

Numbers of every country are the library's trade. What it does not look for stands here: letters in
place of digits (13 CALL), a local number after a word such as "ring", and what only looks alike.
"""

import re
import unicodedata

AUSTRALIA = "AU"
FROM_ABROAD = re.compile(r"(?<!\d)00(?=[ .-]?61\b)|(?<!\d)00(?=61\d)")  # 0061, for +61

# Part of a reference, a path or an amount: what stands before and after is of the same word.
_WITHIN = re.compile(r"(?:[A-Za-z0-9_]-|\w/|[$€£#]\s?|\d,)$")
_GOES_ON = re.compile(r"(?:[A-Za-z_/]|-\w|,\d)")

_MONTHS_AND_LENGTHS = "JUNE|JULY|DAYS|WEEK|YEAR|HOUR|MINS"
_LETTERED = re.compile(
    rf"(?<![\w$-])13[ -]?(?!(?:{_MONTHS_AND_LENGTHS})\b)[A-Z]{{4}}\b"
    r"|(?<![\w$-])1[38]00[ -]?(?!HOURS\b)[A-Z]{3,}(?:[ -][A-Z]{1,4})?\b(?<=[A-Z -]{6})"
)
_LOCAL = re.compile(
    r"\b(?:ring|call|phone|ph|telephone|tel|dial|mobile|number)\b[^.;]{0,25}?"
    r"(?<![\d-])[2-9]\d{3}[ .-]?\d{4}(?![\d-])",
    re.IGNORECASE,
)


def holds_phone_number(text: str) -> bool:
    """Tell whether somebody who reads the text could ring a number in it."""
    text = FROM_ABROAD.sub("+", unicodedata.normalize("NFKC", text))
    return bool(_LETTERED.search(text) or _LOCAL.search(text)) or _holds_whole_number(text)


def _holds_whole_number(text: str) -> bool:
    from phonenumbers import Leniency, PhoneNumberMatcher

    return any(
        not _WITHIN.search(text[: found.start]) and not _GOES_ON.match(text[found.end :])
        for found in PhoneNumberMatcher(text, AUSTRALIA, leniency=Leniency.VALID)
    )
