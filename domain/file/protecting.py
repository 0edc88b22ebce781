"""What of somebody nobody else may read: the values that the guard looks for in a letter.

Names, numbers and addresses, and whole sentences: what one parent said or wrote is copied by the
sentence, not by the letter. A value that the reader has too is none that a letter gives away.

Source: CMA-T1-S1h; the rules of the case file on two parents.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.file.parties import Mark
from domain.file.seeing import Protected, forms

FEWEST_WORDS = 4  # of a sentence that is somebody's; fewer are said by everybody
FEWEST_IN_CONFIDENCE = 2
_SENTENCE = re.compile(r"[.!?;]\s+|\n+")
_PART = re.compile(r"\s*[,\n]\s*")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Detail:
    """A number or address that a customer gave, by the id of its row."""

    id: str
    sort: str
    mark: Mark
    value: str
    in_error: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of one person, as far as it may be found in a text.

    ``addresses`` are the lines of each, the one in force first, then every earlier one. ``names``
    are theirs; ``words`` what they said or wrote, by the id of the row.
    """

    customer: str
    names: tuple[str, ...] = ()
    reference: str | None = None
    email: str | None = None
    addresses: tuple[tuple[str, ...], ...] = ()
    details: tuple[Detail, ...] = ()
    nominees: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[tuple[str, str], ...] = ()


def protected_from(
    reader: Known, others: Iterable[Known], in_confidence: Iterable[tuple[str, str]] = ()
) -> tuple[Protected, ...]:
    """Return what a letter to ``reader`` may not hold.

    ``others`` is everybody else of the file; ``in_confidence`` are words that nobody is shown,
    whoever said them.
    """
    found = [each for other in others for each in _of(other)]
    found += [
        each
        for row, words in in_confidence
        for each in sentences("in confidence", row, words, fewest=FEWEST_IN_CONFIDENCE)
    ]
    own = frozenset(form for value in _own(reader) for form in forms(value))
    kept = (each for each in found if not forms(each.value) <= own)
    return (*dict.fromkeys(kept), *_not_to_be_used(reader))


def hidden_from_a_copy(of: Known) -> tuple[Protected, ...]:
    """Return what of the customer's own a copy to a nominee or representative does not show.

    A detail that nobody marked is protected: it serves to write to the customer alone.
    """
    values = [each for each in _of(of) if each.what.partition(",")[0] in ("phone", "email")]
    return tuple(values) + tuple(_addresses(of))


def _of(other: Known) -> Iterator[Protected]:
    """Yield what is protected of somebody: all that is not marked as open."""
    open_ = [d.value for d in other.details if d.mark is Mark.OPEN and not d.in_error]
    shown = frozenset(form for value in open_ for form in forms(value))
    for each in _values(other):
        if not forms(each.value) <= shown:
            yield each


def _values(other: Known) -> Iterator[Protected]:
    of = other.customer
    for name in other.names:
        yield Protected(of, "name", name)
        *given, last = name.split()
        if given:
            yield Protected(of, "name", " ".join((last, *given)))
    if other.reference:
        yield Protected(of, "customer reference", other.reference)
    if other.email:
        yield Protected(of, "email", other.email)
    yield from _addresses(other)
    for name, lines in other.nominees:
        yield Protected(of, "name of a nominee", name)
        yield from _address(of, "address of a nominee", lines)
    for detail in other.details:
        if detail.sort == "address":
            yield from _address(of, f"address, {detail.id}", _PART.split(detail.value))
        else:
            yield Protected(of, f"{detail.sort}, {detail.id}", detail.value)
    for row, words in other.words:
        yield from sentences(of, row, words)


def _addresses(of: Known) -> Iterator[Protected]:
    for number, lines in enumerate(of.addresses):
        yield from _address(of.customer, "earlier address" if number else "address", lines)


def _address(of: str, what: str, lines: Sequence[str]) -> Iterator[Protected]:
    """Yield an address whole, and each line that is nobody else's: a street or a box.

    The locality is shared by a whole town, and ``Unit 4`` by every second house.
    """
    if not lines:
        return
    yield Protected(of, what, " ".join(lines))
    for line in lines[:-1]:
        if any(letter.isdigit() for letter in line) and len(_LETTERS.findall(line)) > 1:
            yield Protected(of, what, line)


def sentences(of: str, row: str, words: str, fewest: int = FEWEST_WORDS) -> Iterator[Protected]:
    """Yield the sentences of what somebody said or wrote that are theirs, not everybody's."""
    for sentence in _SENTENCE.split(words):
        if len(sentence.split()) >= fewest:
            yield Protected(of, f"words, {row}", sentence)


def _own(reader: Known) -> Iterator[str]:
    """Yield what the reader has: their own, as it is now, is given away to nobody."""
    yield from reader.names
    yield from filter(None, (reader.email, reader.reference))
    for lines in reader.addresses[:1]:
        yield from (each.value for each in _address(reader.customer, "address", lines))
    for name, _lines in reader.nominees:
        yield name
    for detail in reader.details:
        if detail.mark is not Mark.NOT_TO_BE_USED and not detail.in_error:
            yield detail.value
            parts = _PART.split(detail.value)
            yield from (each.value for each in _address(reader.customer, "address", parts))


def _not_to_be_used(reader: Known) -> Iterator[Protected]:
    """Yield the reader's own details that are not theirs any more: no letter shows the old one."""
    for detail in reader.details:
        if detail.mark is Mark.NOT_TO_BE_USED:
            yield Protected(reader.customer, f"{detail.sort}, {detail.id}", detail.value)
