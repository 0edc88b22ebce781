"""The forms of question that the checklists of this procedure ask."""

from domain.roles import Role
from domain.tasks import AnswerType, Question


def checked(words: str) -> Question:
    """Ask that a thing be done: it can only be answered as done."""
    return Question(words=words, type=AnswerType.CHECKED)


def yes_no(words: str, *, required: bool = True) -> Question:
    """Ask for a yes or a no."""
    return Question(words=words, type=AnswerType.YES_NO, required=required)


def choice(words: str, *choices: str) -> Question:
    """Ask for one of several codes."""
    return Question(words=words, type=AnswerType.CHOICE, choices=choices)


def day(words: str, *, required: bool = True, agrees: str | None = None) -> Question:
    """Ask for a date; ``agrees`` is the deadline rule that it is agreed for."""
    return Question(words=words, type=AnswerType.DATE, required=required, agrees=agrees)


def reference(words: str, *, required: bool = True) -> Question:
    """Ask for the reference of a person or thing; it is a fact and holds no personal data."""
    return Question(words=words, type=AnswerType.REFERENCE, required=required)


def officer(words: str, role: Role) -> Question:
    """Ask for an officer, who must hold ``role``."""
    return Question(words=words, type=AnswerType.REFERENCE, names=(role,))


def text(words: str, *, required: bool = True) -> Question:
    """Ask for words; they stay in the case database."""
    return Question(words=words, type=AnswerType.TEXT, required=required)
