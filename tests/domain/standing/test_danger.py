"""Words that point to somebody in danger."""

from typing import Any

import pytest

from domain.catalogue import SETTINGS
from domain.standing.danger import PROCEDURES, WORDS, Danger, pointed_to
from domain.standing.settings import WORDS_OF_DANGER


@pytest.mark.parametrize(
    ("content", "points_to"),
    [
        ({"text": "I cannot pay, and I want to die."}, [Danger.SELF_HARM]),
        ({"text": "I WANT   TO\nDIE"}, [Danger.SELF_HARM]),
        ({"text": "I am thinking of self harm"}, [Danger.SELF_HARM]),
        ({"text": "I\u2019ll come after you"}, [Danger.THREAT]),
        ({"text": "He hits the kids. I'll kill him."}, [Danger.THREAT, Danger.CHILD_AT_RISK]),
        ({"acts": [{"words": "She said: I will end my life"}]}, [Danger.SELF_HARM]),
        ({"text": "We bombarded them with letters about a suicidally long form"}, []),
        ({"text": "My deadline is killing me, and the kids are well."}, []),
        ({"text": ""}, []),
        ({}, []),
    ],
    ids=[
        *("said plainly", "in capitals over two lines", "without its hyphen"),
        *("with a typed apostrophe", "two dangers at once", "in an act that a sitting carries"),
        *("as part of other words", "in another sense", "no words", "nothing"),
    ],
)
def test_words_point_to_a_danger_however_they_are_written(
    content: Any, points_to: list[Danger]
) -> None:
    assert list(pointed_to(content, WORDS)) == points_to


def test_the_agency_says_which_words_these_are() -> None:
    """CSP-T3-S2e: the words are a setting; its default is to be confirmed."""
    setting = SETTINGS[WORDS_OF_DANGER]

    assert setting.to_confirm
    assert setting.fault({"self_harm": ["gone tomorrow"]}) is None
    assert setting.fault({"self_harm": "gone tomorrow"}) is not None
    assert setting.fault({"self_harm": [""]}) is not None
    assert pointed_to(
        {"text": "You will find me gone tomorrow"}, {Danger.SELF_HARM: ("gone tomorrow",)}
    )


def test_each_danger_has_the_procedure_that_it_leads_to() -> None:
    assert set(PROCEDURES) == set(WORDS) == set(Danger)
