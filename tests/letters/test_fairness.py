"""A letter that tells a decision is fair, or does not leave."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.catalogue import LETTERS
from domain.letters import LetterFields, LetterKind
from letters.fairness import FAIR, unfair
from letters.gallery import sample
from letters.render import TEMPLATES, pages_of, render

KINDS = {kind.template: kind for kind in LETTERS.values()}
PARTS = [(template, part) for template, parts in FAIR.items() for part in parts]


def found(kind: LetterKind, fields: LetterFields, pages: Sequence[str] = ()) -> list[str]:
    return list(unfair(kind.template, fields, pages or pages_of(render(kind, fields).pdf)))


@pytest.mark.parametrize("template", FAIR)
def test_each_letter_that_tells_a_decision_is_fair_as_it_is(template: str) -> None:
    """CSP-T3-S3a, CSP-T3-S6b, RES-T4-S3f."""
    assert (TEMPLATES / template).exists()
    assert found(KINDS[template], sample(KINDS[template].name)) == []


@pytest.mark.parametrize(("template", "part"), PARTS, ids=lambda one: getattr(one, "words", one))
def test_a_text_that_lacks_any_part_is_found_out(template: str, part: Any) -> None:
    """Left empty by whoever wrote it, or forgotten by the template."""
    kind = KINDS[template]
    fields = sample(kind.name)
    was = getattr(fields, part.fields[0])
    emptied = fields.model_copy(update={part.fields[0]: () if isinstance(was, tuple) else None})
    pages = pages_of(render(kind, fields).pdf)
    assert f"it lacks {part.words}" in found(kind, emptied, pages)
    assert f"it lacks {part.words}" in found(kind, fields, ["A page that says nothing of it"])


@pytest.mark.parametrize("template", FAIR)
def test_a_page_that_leaves_out_an_open_way_to_answer_is_found_out(template: str) -> None:
    kind = KINDS[template]
    fields = sample(kind.name)
    pages = [page.replace("Reply Paid 7000", "") for page in pages_of(render(kind, fields).pdf)]
    assert found(kind, fields, pages) == ["it lacks the way to answer by post"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("It follows from issue-2.", "reasons has a code of ours: say it in words"),
        ("It is not_agreed.", "reasons has a code of ours: say it in words"),
        ("By CSP-T3-S6b it is so.", "reasons has a code of ours: say it in words"),
        (
            "And so " + "on and " * 30 + "on.",
            "reasons has a sentence of more than 45 words: part it",
        ),
    ],
    ids=["a row", "a code", "a step", "a long sentence"],
)
def test_words_that_are_not_plain_are_found_out_and_not_repeated(words: str, fault: str) -> None:
    kind = KINDS["actions_confirmed_letter.typ"]
    fields = sample(kind.name).model_copy(update={"reasons": words})
    assert found(kind, fields) == [fault]


def test_a_letter_that_tells_no_decision_is_left_alone() -> None:
    kind = KINDS["after_contact_letter.typ"]
    assert found(kind, sample(kind.name), ["A page"]) == []
