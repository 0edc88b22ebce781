"""What stood on a row that was put right, and what has left: what is asked, and whether it is so.

A row that was concluded from it is open again by itself, and its date armed; another system has a
record of it. What merely refers to it, and each letter that left since, somebody looks at. What a
letter was filled with the product knows: of one that has what the row said nobody says that it has
not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date

from pydantic import JsonValue

from domain.days import written_day
from domain.file.contacts import TALKED, ContactFacts
from domain.file.protecting import sentences
from domain.file.rows import Facts
from domain.file.seeing import Protected
from domain.needs import Opened
from domain.tasks import AnswerType, Question

STANDS, PUT_RIGHT = "stands", "put_right"
SAYS_NOTHING, TOLD = "says_nothing_of_it", "customer_was_told"
OF_SOMETHING_ELSE = "is_of_something_else"  # it has the same day or words, about another thing
STEP = "CB-CORRECT"


def said_by(
    row: str, side: str, versions: Iterable[Mapping[str, JsonValue]], words: Iterable[str]
) -> tuple[Protected, ...]:
    """Return what a letter holds that says what a row said: its days, and sentences of its words.

    ``versions`` are the facts of the row as they were.
    """
    found = [Protected(side, each, each) for facts in versions for each in _days(facts)]
    found += [each for text in words for each in sentences(side, row, text)]
    return tuple(dict.fromkeys(found))


def in_words(filled: JsonValue) -> str:
    """Return what a letter was filled with as its pages say it, but for its own date."""
    match filled:
        case dict():
            return "\n".join(in_words(each) for name, each in filled.items() if name != "dated")
        case list():
            return "\n".join(map(in_words, filled))
        case _:
            text = str(filled)
            return next(_days({"": text}), text)


def _days(facts: Mapping[str, JsonValue]) -> Iterator[str]:
    for value in facts.values():
        if isinstance(value, str):
            with suppress(ValueError):
                yield written_day(date.fromisoformat(value))


def questions(
    row: str, stood: Iterable[str], letters: Iterable[str], shown: Collection[str] = ()
) -> dict[str, Question]:
    """Return what is asked of each thing that stood on a row, by its key.

    ``shown`` are the letters that show what the row said.
    """
    of_rows = {
        id_: choice(f"{id_} refers to {row}, which was put right", STANDS, PUT_RIGHT)
        for id_ in stood
    }
    of_letters = {
        id_: choice(f"{id_} has left, and shows what {row} said", TOLD, OF_SOMETHING_ELSE)
        if id_ in shown
        else choice(f"{id_} has left since {row} was written", SAYS_NOTHING, TOLD)
        for id_ in letters
    }
    return {f"{STEP}.{id_}": asked for id_, asked in (of_rows | of_letters).items()}


def choice(words: str, *choices: str) -> Question:
    """Ask for one of two codes."""
    return Question(words=words, type=AnswerType.CHOICE, choices=choices)


def not_so(opened: Opened) -> tuple[str, ...]:
    """Say what was said of a thing and the file does not show. Source: CB-CORRECT."""
    said = {key.removeprefix(f"{STEP}."): answer for key, answer in opened.answers.items()}
    return tuple(
        lack
        for id_, answer in said.items()
        if (lack := _lack(id_, str(answer), opened)) is not None
    )


def _lack(id_: str, answer: str, opened: Opened) -> str | None:
    if answer == PUT_RIGHT and not _changed(id_, opened):
        return f"{id_} is as it was: put it right, or say that it stands"
    if answer == TOLD and not _talked(opened):
        return f"there has been no talk since about what {id_} said: tell the customer first"
    return None


def _changed(id_: str, opened: Opened) -> bool:
    """Tell whether a row is other than it was when work about it was opened, or is gone."""
    versions = opened.data.get("versions")
    known = versions.get(id_) if isinstance(versions, dict) else None
    row = opened.file.find(Facts, id_)
    return row is None or row.version != known


def _talked(opened: Opened) -> bool:
    """Tell whether anybody has spoken with the customer since."""
    side = str(opened.data.get("side"))
    return any(
        contact.facts.customer == side
        and contact.facts.result in TALKED
        and contact.told.at >= opened.at
        for contact in opened.file.live(ContactFacts)
    )
