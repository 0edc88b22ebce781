"""The guard over what a letter shows: read from its pages, so whichever way it came there.

It is asked before a letter is submitted, approved, signed and sent. What it finds stops the letter;
only the SSM releases it, with a reason, and only what was found in this very text.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Letter, LetterRelease
from database.queries.protected import Persons, persons_of
from domain.addressees import FOR_THE_CUSTOMER, OUTSIDE, Reader, To
from domain.file.protecting import hidden_from_a_copy, protected_from
from domain.file.seeing import Leak, Protected, forms, leaks
from domain.letters import Addressee
from letters.enclosures import Enclosure
from letters.render import pages_of


class Copy(NamedTuple):
    """The copy of a letter for somebody else than its customer."""

    to: Addressee
    pdf: bytes


class Pages(NamedTuple):
    """Everything that leaves with one letter.

    ``said`` is the hash of what the letter says: it is released by that.
    """

    pdf: bytes
    said: str
    copies: Sequence[Copy] = ()
    enclosures: Sequence[Enclosure] = ()

    @property
    def sha256(self) -> str:
        """The hash of the letter's own pages, taken anew."""
        return hashlib.sha256(self.pdf).hexdigest()


class LetterStoppedError(Exception):
    """A letter may not go; the words hold nothing of what was found, only where and whose.

    ``leaks`` is what the SSM may release, in the text of this hash; empty where something else is
    wrong.
    """

    def __init__(self, words: str, leaks: tuple[Leak, ...] = (), text: str = "") -> None:
        self.leaks = leaks
        self.text = text
        super().__init__(words)


async def guard(db: AsyncSession, letter: str, to: To, pages: Pages, day: date) -> None:
    """See that nothing in a letter, its copies and its enclosures is somebody else's.

    What the customer alone is written to with, whoever speaks for them does not read either.
    What goes to somebody who died, or to the wrong one, is held for a person too.

    Raises:
        LetterStoppedError: something is, and the SSM has not released it.
    """
    if not to.customer:
        return
    persons = await persons_of(db, to.customer, day, letter.rpartition(".")[0])
    found = (*_held(persons, to), *await asyncio.to_thread(_found, pages, persons, to))
    if not found:
        return
    released = await _released(db, letter, pages.said)
    if left := tuple(leak for leak in found if (leak.of, leak.what) not in released):
        raise LetterStoppedError(_words(left), left, pages.said)


def _held(persons: Persons, to: To) -> tuple[Leak, ...]:
    """Say what holds a letter to a customer, or to whoever speaks for them, for a person."""
    if to.reader not in (Reader.CUSTOMER, *FOR_THE_CUSTOMER):
        return ()
    why = {
        "its customer was reported to have died": persons.died,
        "its case is about the wrong customer": persons.mistaken,
    }
    return tuple(Leak(persons.reader.customer, words, "") for words, so in why.items() if so)


def _found(pages: Pages, persons: Persons, to: To) -> tuple[Leak, ...]:
    others = [each for each in persons.others if each.customer != to.known_as]
    theirs = protected_from(persons.reader, others, persons.in_confidence)
    hidden = theirs
    if to.reader in OUTSIDE:
        its_own = Addressee(name=to.name, lines=to.lines)
        hidden = (*theirs, *_not_the_readers(hidden_from_a_copy(persons.reader), its_own))
    found = leaks(_texts(pages), hidden) if hidden else ()
    for number, copy in enumerate(pages.copies, start=1):
        hidden = (*theirs, *_not_the_readers(hidden_from_a_copy(persons.reader), copy.to))
        found += leaks(_pages(f"copy {number}, ", copy.pdf), hidden) if hidden else ()
    return found


def _texts(pages: Pages) -> Mapping[str, str]:
    texts = _pages("", pages.pdf)
    for number, enclosure in enumerate(pages.enclosures, start=1):
        texts[f"the name of enclosure {number}"] = enclosure.name
        texts |= _numbered(f"enclosure {number}, ", enclosure.words)
    return texts


def _pages(before: str, pdf: bytes) -> dict[str, str]:
    return _numbered(before, pages_of(pdf))


def _numbered(before: str, pages: Iterable[str]) -> dict[str, str]:
    return {f"{before}page {n}": text for n, text in enumerate(pages, start=1)}


def _not_the_readers(hidden: Iterable[Protected], to: Addressee) -> Iterable[Protected]:
    """Leave out what a copy's own addressee has too: the customer may live with them."""
    its = {form for line in (to.name, *to.lines, " ".join(to.lines)) for form in forms(line)}
    return (each for each in hidden if not forms(each.value) <= its)


async def _released(db: AsyncSession, letter: str, text: str) -> set[tuple[str, str]]:
    """Return what may be shown in this text: also what was released of the letter for its copy."""
    original = select(Letter.copy_of).where(Letter.id == letter).scalar_subquery()
    rows = await db.execute(
        select(LetterRelease.of, LetterRelease.what).where(
            or_(LetterRelease.letter == letter, LetterRelease.letter == original),
            LetterRelease.text == text,
        )
    )
    return {(row.of, row.what) for row in rows}


def _words(found: Sequence[Leak]) -> str:
    held = [leak.what for leak in found if not leak.place]
    shown = [f"{leak.place} shows {leak.what}, of {leak.of}" for leak in found if leak.place]
    if not shown:
        return f"{'; '.join(held)}. It is held: ask the SSM to release it, where it is to go"
    words = "; ".join([*held, *shown])
    return f"{words}. Its reader may not see that: write it otherwise, or ask the SSM to release it"
