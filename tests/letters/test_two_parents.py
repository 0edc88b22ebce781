"""Every letter with two parents who share no value: it shows none of the other's (CMA-T1-S1h)."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.catalogue import LETTERS
from domain.file.parties import Mark
from domain.file.protecting import Detail, Known, protected_from
from domain.file.seeing import leaks
from domain.letters import LetterFields, LetterKind
from letters.gallery import sample
from letters.render import pages_of, render

KINDS = pytest.mark.parametrize("kind", LETTERS.values(), ids=LETTERS)
HER = Known(
    "cu-payee",
    names=("Priya Raman",),
    addresses=(("12 Wattle Street", "KALEEN ACT 2617"),),
    details=(Detail("detail-1", "phone", Mark.PROTECTED, "0412 555 019"),),
)
HIM = Known(
    "cu-payer",
    names=("Casey Lee",),
    addresses=(("Unit 4", "27 Example Street", "BRADDON ACT 2612"),),
)
PROTECTED = protected_from(HIM, [HER])


def found(kind: LetterKind, fields: LetterFields) -> set[str]:
    """Return what the pages of a letter give away."""
    pages = {f"page {n}": text for n, text in enumerate(pages_of(render(kind, fields).pdf))}
    return {leak.what for leak in leaks(pages, PROTECTED)}


@KINDS
def test_a_letter_to_one_shows_nothing_of_the_other(kind: LetterKind) -> None:
    assert found(kind, sample(kind.name)) == set()


def planted(kind: LetterKind) -> Iterator[dict[str, Any]]:
    """Yield the letter's data with the other's phone in each of its texts, one after the other."""
    whole = sample(kind.name).model_dump()
    for name in kind.fields.model_fields.keys() - LetterFields.model_fields.keys():
        value = whole[name]
        if isinstance(value, str):
            yield whole | {name: f"{value} Ring 0412 555 019."}
        elif isinstance(value, tuple | list) and value and isinstance(value[0], str):
            yield whole | {name: (f"{value[0]} Ring 0412555019.", *value[1:])}
        elif isinstance(value, tuple | list) and value and isinstance(value[0], dict):
            texts = {key: words for key, words in value[0].items() if isinstance(words, str | None)}
            for key, words in texts.items():
                leak = value[0] | {key: f"{words or ''} +61 412 555 019"}
                yield whole | {name: (leak, *value[1:])}


@KINDS
def test_a_leak_in_any_text_of_a_letter_is_found_on_its_pages(kind: LetterKind) -> None:
    letters = list(planted(kind))
    assert letters
    for data in letters:
        assert found(kind, kind.fill(data)) == {"phone, detail-1"}


def test_a_leak_in_the_name_of_an_enclosure_is_found_on_the_page() -> None:
    kind = LETTERS["after_contact_letter"]
    enclosed = {"thing": "ps-m3t8zc5h1r.l1", "name": "To Priya Raman", "sha256": "0" * 64}
    data = sample(kind.name).model_dump() | {"enclosures": (enclosed,)}

    assert found(kind, kind.fill(data)) == {"name"}
