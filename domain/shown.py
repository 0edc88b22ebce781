"""What was done is shown by a thing that is there, not by prose about it.

    by_a_thing("CB-MESSAGE"),
    outcomes=SEEN_TO,

A row of the case file, a letter, a task or another case. The words for it stand in that thing.
"""

from datetime import datetime
from types import MappingProxyType

from pydantic import JsonValue

from domain.file.contacts import ContactFacts, ContactMade, Identity, Result
from domain.file.intrays import NotepadFiled
from domain.file.rows import Facts, File
from domain.needs import Opened
from domain.refers import THING, is_a_row
from domain.sittings import Line, Needs, choice, ending, line, needed, reference
from domain.step_ids import StepId
from domain.tasks import Question

SHOWN_BY = reference(
    "What shows what was done: which row of the file, letter, task or case?", THING
)
LETTER = reference("Which letter said it, where one was written?", THING, required=False)

# Why something was not done by its day; whoever leads the team looks at these over many cases.
CAUSES = ("absence", "workload", "waits_for_others", "overlooked", "systems")

SEEN_TO = MappingProxyType(
    {
        "dealt_with": ending("It was dealt with"),
        "nothing_to_do": ending("Nothing is to be done about it", needs=(), reason=True),
    }
)


def by_a_thing(step: StepId, **more: Question) -> Line:
    """Have a thing named by which it is shown; a row that is named must be in the file."""
    asked = line(step, needs=named(f"{step}.shown_by"), shown_by=SHOWN_BY)
    return asked._replace(asks={f"{step}.{name}": each for name, each in more.items()} | asked.asks)


def alert(step: StepId) -> Line:
    """Have whoever is alerted say what keeps the work, and name what shows that it was seen to."""
    return by_a_thing(step, cause=choice("What kept it?", *CAUSES))


def named(key: str) -> Needs:
    """Need the row that an answer names, where it names one."""

    def missing(opened: Opened) -> tuple[str, ...]:
        return absent(opened.answers.get(key), opened.file)

    return needed("the row by which it is shown, if it is one", missing, ContactMade, NotepadFiled)


def absent(given: JsonValue, file: File) -> tuple[str, ...]:
    """Say that a row that somebody names is not in the file; doors look all else up."""
    if not isinstance(given, str) or not is_a_row(given):
        return ()
    if file.find(Facts, given.removeprefix(f"{file.case}.")):
        return ()
    return (f"there is no {given} in this file; `casebound file {file.case}` shows what is",)


def told_since(step: StepId) -> Needs:
    """Need that the customer was told: by the letter that ``letter`` of a step names, or by voice.

    A contact counts that reached the customer since the work was opened.
    """
    key = f"{step}.letter"

    def missing(opened: Opened) -> tuple[str, ...]:
        if opened.answers.get(key) or spoken_since(opened.file, opened.at):
            return ()
        return ("no letter is named, and nobody has spoken with the customer since then",)

    return needed("the customer is told, by a letter or by voice", missing, ContactMade)


def spoken_since(file: File, at: datetime) -> bool:
    """Tell whether somebody spoke with the customer, who was who they said."""
    return any(
        row.told.at >= at
        and (row.facts.result, row.facts.identity) == (Result.REACHED, Identity.CONFIRMED)
        for row in file.live(ContactFacts)
    )
