"""The errors of the product, in one tree; the class tells whether trying again can help.

CaseboundError
+-- DoorError                     a door does not take what was sent; the sender puts it right
|   +-- MalformedMessageError     the message is not one of its type; nothing was written
|   +-- OtherBodyError            this source used the id before, for another message
|   +-- NotAuthenticatedError     nobody is known by this token, or the token file is not safe
|   +-- UnknownNameError          no such task, case, officer or entry
+-- ImportFileError               a file of officers, customers or holidays cannot be taken
+-- SettingError                  a setting is missing or wrong
+-- DatabaseError                 in database/errors.py
    +-- DatabaseUnavailableError  trying again can help
    +-- DatabaseRefusedError      trying again cannot help

A person's request that the procedures do not allow is no error: it is a receipt with a reason.
Messages of errors name cases, steps and ids, never people's data.
"""

from collections.abc import Sequence
from typing import ClassVar


class CaseboundError(Exception):
    """Something that the product can explain. ``exit_status`` is the command line's."""

    retry_helps: ClassVar[bool] = False
    exit_status: ClassVar[int] = 1


class DoorError(CaseboundError):
    """A door does not take what was sent. Nothing was written."""


class MalformedMessageError(DoorError):
    """A message is not one of its type: every fault, and what would be right."""

    exit_status: ClassVar[int] = 2

    def __init__(self, type_: str, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{type_} was not taken: {'; '.join(faults)}")


class OtherBodyError(DoorError):
    """A message id that its source has used before, with another body."""


class NotAuthenticatedError(DoorError):
    """Nobody is known by this token, or the file that holds it is open to others."""


class UnknownNameError(DoorError):
    """There is no task, case, officer or entry by this name."""


class ImportFileError(CaseboundError):
    """A file cannot be imported: every fault with its line. Nothing of it was taken."""

    exit_status: ClassVar[int] = 2


class SettingError(CaseboundError):
    """A setting is missing or wrong."""

    exit_status: ClassVar[int] = 2
