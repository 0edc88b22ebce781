"""The errors of the product, in one tree; the class tells whether trying again can help.

CaseboundError
+-- DoorError                     a door does not take what was sent; the sender puts it right
|   +-- MalformedMessageError     the message is not one of its type; nothing was written
|   +-- OtherBodyError            this source used the id before, for another message
|   +-- NotAuthenticatedError     nobody is known by this token, or the token file is not safe
|   +-- UnknownNameError          no such task, case, officer or entry
+-- ImportFileError               a file of officers, customers or holidays cannot be taken
+-- SettingError                  a setting is missing or wrong
+-- DayOffError                   no such day off, or it cannot be decided so
+-- DeclarationError              something of the product is declared in part: a fault of ours
+-- FlowError                     a phase does what none may; in workflows/, a fault of ours
+-- DatabaseError                 in database/errors.py
    +-- DatabaseUnavailableError  trying again can help
    +-- DatabaseRefusedError      trying again cannot help

A person's request that the procedures do not allow is no error: it is a receipt with a reason.
Messages of errors name cases, steps and ids, never people's data.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).parents[1]


class CaseboundError(Exception):
    """Something that the product can explain. What a front makes of it is the front's."""

    retry_helps: ClassVar[bool] = False


def place_of(error: BaseException) -> str:
    """Say where in the product an error came up, in words that follow it; nothing of what it says.

    What a library says may quote people's data.
    """
    place, step = "", error.__traceback__
    while step:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and ".venv" not in file.parts:
            place = f" in {file.relative_to(ROOT)}, line {step.tb_lineno}"
        step = step.tb_next
    return place


class DoorError(CaseboundError):
    """A door does not take what was sent. Nothing was written."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a message.

    Of an ``unknown`` word it holds those that are ``known`` in its place, so that a front may offer
    the nearest; ``otherwise`` is what to say where none is near.
    """

    words: str
    unknown: str = ""
    known: tuple[str, ...] = ()
    otherwise: str = ""

    def __str__(self) -> str:
        """Say it where nothing is offered."""
        return self.words + self.otherwise


class MalformedMessageError(DoorError):
    """A message is not one of its type; ``faults`` are all that is wrong with it."""

    def __init__(self, type_: str, faults: Iterable[Fault | str]) -> None:
        self.type = type_
        self.faults = tuple(Fault(each) if isinstance(each, str) else each for each in faults)
        super().__init__(self.worded(str))

    def worded(self, word: Callable[[Fault], str]) -> str:
        """Say what is wrong, each fault as ``word`` puts it."""
        return f"{self.type} was not taken: {'; '.join(map(word, self.faults))}"


class OtherBodyError(DoorError):
    """A message id that its source has used before, with another body."""


class NotAuthenticatedError(DoorError):
    """Nobody is known by this token, or the file that holds it is open to others."""


class UnknownNameError(DoorError):
    """There is no task, case, officer or entry by this name; ``nearest`` is one that is like it."""

    nearest: str | None = None


class ImportFileError(CaseboundError):
    """A file cannot be imported: every fault with its line. Nothing of it was taken."""


class SettingError(CaseboundError):
    """A setting is missing or wrong."""


class DayOffError(CaseboundError):
    """There is no such day off, or what an office decides of one does not fit."""


class FlowError(CaseboundError):
    """A phase or a standing order does what none may: a fault in a lifecycle."""


class DeclarationError(CaseboundError):
    """Something of the product is declared in part; ``faults`` say what to add where."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("the product is declared in part:\n  " + "\n  ".join(self.faults))
