"""Let words that people wrote be shown on a terminal: nothing in them commands it.

An escape could clear the screen, set a title or hide text; a mark of direction could show it in
another order than it is read.
"""

import re

# All controls but the tab and the end of a line, the separators that end a line too, and the marks
# that set or override the direction of text.
COMMANDING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def visible(words: str) -> str:
    """Return words with whatever commands a terminal written out by its code."""
    return COMMANDING.sub(_written_out, words)


def in_json(text: str) -> str:
    """Return JSON with whatever commands a terminal escaped, as JSON escapes it."""
    return COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - one byte
