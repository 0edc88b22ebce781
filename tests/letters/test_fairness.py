"""A letter that tells a decision is fair, or does not leave."""

from collections.abc import Sequence
from datetime import date
from string import ascii_lowercase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import LETTERS
from domain.file.kinds import KINDS as ROW_KINDS
from domain.letters import LetterFields, LetterKind
from letters.fairness import FAIR, LONGEST_SENTENCE, unfair
from letters.gallery import sample
from letters.render import TEMPLATES, pages_of, render
from procedures.matrix import steps

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


# Why a kind need not be fair; every other one is under the rule.
TELLS_NO_DECISION = {
    "complaint_acknowledgement": "nothing is decided yet; who reviews the handling it names anyway",
    "after_contact_letter": "what was spoken of, in writing: a decision was told in the talk",
    "issues_and_options_letter": "what the customer may do: they decide",
    "stakeholder_notice": "to a stakeholder, of a change in who does what",
    "assessment_services_request": "to staff: a question",
    "restriction_approval_notice": "to staff: the customer has a letter of their own",
    "restriction_refusal_notice": "to staff: nothing comes into force",
    "referral_declined_notice": "to staff who referred: nothing the customer asked for is decided",
    "referral_returned_notice": "to staff who referred: nothing the customer asked for is decided",
}


def test_every_kind_is_under_the_rule_or_tells_no_decision() -> None:
    """A kind that is new is one or the other by somebody's choice."""
    fair = {KINDS[template].name for template in FAIR}
    assert fair | TELLS_NO_DECISION.keys() == LETTERS.keys()
    assert not fair & TELLS_NO_DECISION.keys()


WORD = st.text(ascii_lowercase, min_size=1, max_size=9)
PLAIN = st.lists(WORD, min_size=1, max_size=LONGEST_SENTENCE).map(" ".join)
ROW = st.builds("{}-{}".format, st.sampled_from(sorted(ROW_KINDS)), st.integers(1, 999))
CODE = st.builds("{}_{}".format, WORD, WORD)
STEP = st.sampled_from(sorted(steps()))


def plain(words: str) -> list[str]:
    """Return what is not plain of words in the reasons of a letter."""
    kind = KINDS["actions_confirmed_letter.typ"]
    fields = sample(kind.name).model_copy(update={"reasons": words})
    return [fault for fault in unfair(kind.template, fields, ["-"]) if "reasons has" in fault]


@given(PLAIN, PLAIN)
def test_ordinary_words_are_plain(before: str, after: str) -> None:
    assert plain(f"{before}. {after}.") == []


@given(PLAIN, ROW | CODE | STEP)
def test_a_code_of_ours_is_found_wherever_it_stands(before: str, code: str) -> None:
    for words in (f"{code} {before}.", f"{before} ({code})", f"{before}, {code}."):
        assert "reasons has a code of ours: say it in words" in plain(words)


@given(st.integers(1, 40), PLAIN, PLAIN)
def test_a_sentence_that_is_too_long_is_found_among_short_ones(
    more: int, most: str, short: str
) -> None:
    words = most.split() + ["word"] * (LONGEST_SENTENCE - len(most.split()) + more)
    found = plain(f"{short}. {' '.join(words)}. {short}.")
    assert found == [f"reasons has a sentence of more than {LONGEST_SENTENCE} words: part it"]


@pytest.mark.parametrize(
    "words",
    [
        "It was so during covid-19.",
        "Write to jo_lee@mail.example.",
        "See agency.example/your_case.",
    ],
)
def test_words_of_the_world_are_no_codes_of_ours(words: str) -> None:
    assert plain(words) == []


@given(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.dates(date(2027, 1, 1)))
def test_another_day_on_the_page_is_not_the_day_of_the_review(day: date, other: date) -> None:
    """3 May is no part of 13 May."""
    kind = KINDS["service_arrangements_letter.typ"]
    fields = sample(kind.name).model_copy(update={"review_on": day})
    lacks = "it lacks the day on which it is looked at again"
    page = f"We will review it 1. {other.day} {other:%B %Y}"

    assert (lacks in unfair(kind.template, fields, [page, "2 of 2"])) is (day != other)


def test_a_customer_is_given_back_what_they_said_as_they_said_it() -> None:
    """RES-T3-S3c."""
    kind = KINDS["review_of_issues_letter.typ"]
    fields = sample(kind.name)
    said = "I said so in my_note, " + "and again " * 40 + "and nobody answered."
    issue = fields.model_dump()["issues"][0] | {"said": said}
    changed = kind.fill(fields.model_dump() | {"issues": (issue,)})

    assert found(kind, changed) == []


def test_a_letter_that_tells_no_decision_is_left_alone() -> None:
    kind = KINDS["after_contact_letter.typ"]
    assert found(kind, sample(kind.name), ["A page"]) == []
