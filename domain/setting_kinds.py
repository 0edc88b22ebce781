"""How settings are declared: what an agency may decide for itself, typed, with its default.

A setting stands where a procedure leaves a number, a unit or a list open. Its default is the
recommended reading (``reading``). The settings stand with the lifecycles that use them.
"""

import json
import re
from collections.abc import Callable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from domain.errors import SettingError
from domain.letters import Addressee, Contact
from domain.step_ids import StepId
from domain.tasks import AnswerType, Question
from domain.written import Line

LONGEST_LIMIT = 3650  # days: ten years, longer than any case should wait for anything
MOST_ATTEMPTS = 20
CHECKLIST_EXAMPLE = '{"spoke_to_staff": {"words": "Spoke to the staff", "type": "checked"}}'
CONTACTS_EXAMPLE = '{"child_support": {"phone": "1800 975 707", "post": ["GPO Box 1"]}}'
PROGRAMMES = ("child_support", "centrelink")
DIRECTORY_EXAMPLE = '{"ps_sm": {"name": "Service Managers", "email": "sm@agency.example"}}'
CODE = re.compile(r"[a-z][a-z0-9_]*")


class Form(StrEnum):
    """What the value of a setting looks like."""

    DAYS = "days"
    COUNT = "count"
    DAY_UNIT = "day_unit"
    CODES = "codes"
    CHECKLIST = "checklist"
    CONTACTS = "contacts"
    DIRECTORY = "directory"
    WORDS = "words"


class Listed(Addressee):
    """Somebody in the agency's directory, by email or by post."""

    email: Line | None = None

    @property
    def reached(self) -> bool:
        """Tell whether a letter could reach them."""
        return bool(self.email or self.lines)


class Setting(BaseModel):
    """One thing to decide: its default, what it is for, the steps it serves.

    ``task`` names the kind of task that a checklist adds its questions to. One that is
    ``to_confirm`` has a default that nobody should rely on: the agency says what is right.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    form: Form
    default: JsonValue
    words: str
    steps: tuple[StepId, ...]
    reading: str
    task: str | None = None
    to_confirm: bool = False

    def fault(self, value: JsonValue) -> str | None:
        """Say what is wrong with a value, naming the setting; None where it fits."""
        is_right, right = _FORMS[self.form]
        return None if is_right(value) else f"{self.name}: {_short(value)} does not fit; {right}"

    def parse(self, text: str) -> JsonValue:
        """Read a value as a person types it: JSON, or a bare word.

        Raises:
            SettingError: the value does not fit.
        """
        try:
            value: JsonValue = json.loads(text)
        except ValueError:
            value = text.strip()
        if fault := self.fault(value):
            raise SettingError(fault)
        return value


def _short(value: JsonValue) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= 40 else f"{written[:40]}..."  # noqa: PLR2004 - a line's worth


def _is_whole(value: JsonValue, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _is_codes(value: JsonValue) -> bool:
    return isinstance(value, dict) and all(
        CODE.fullmatch(code) and isinstance(words, str) and words.strip()
        for code, words in value.items()
    )


def _is_checklist(value: JsonValue) -> bool:
    if not isinstance(value, dict) or not all(CODE.fullmatch(code) for code in value):
        return False
    try:
        questions = [Question.model_validate(item, extra="forbid") for item in value.values()]
    except ValidationError:
        return False
    return all(item.choices for item in questions if item.type is AnswerType.CHOICE)


def _is_contacts(value: JsonValue) -> bool:
    if not isinstance(value, dict) or set(value) != set(PROGRAMMES):
        return False
    try:
        for lines in value.values():
            Contact.model_validate(lines)
    except ValidationError:
        return False
    return True


def _is_directory(value: JsonValue) -> bool:
    if not isinstance(value, dict) or not all(CODE.fullmatch(code) for code in value):
        return False
    try:
        return all(Listed.model_validate(entry).reached for entry in value.values())
    except ValidationError:
        return False


def _is_words(value: JsonValue) -> bool:
    return isinstance(value, dict) and all(
        CODE.fullmatch(code)
        and isinstance(words, list)
        and all(isinstance(each, str) and each.strip() for each in words)
        for code, words in value.items()
    )


_FORMS: dict[Form, tuple[Callable[[JsonValue], bool], str]] = {
    Form.DAYS: (
        lambda value: _is_whole(value, LONGEST_LIMIT),
        f"give a whole number of days from 1 to {LONGEST_LIMIT}, such as 14",
    ),
    Form.COUNT: (
        lambda value: _is_whole(value, MOST_ATTEMPTS),
        f"give a whole number from 1 to {MOST_ATTEMPTS}, such as 2",
    ),
    Form.DAY_UNIT: (
        lambda value: value in ("working_days", "calendar_days"),
        "give working_days or calendar_days",
    ),
    Form.CODES: (
        _is_codes,
        'give lower-case codes with their words, such as {"no_address": "No address is known"}',
    ),
    Form.CHECKLIST: (
        _is_checklist,
        f"give lower-case codes with their questions, such as {CHECKLIST_EXAMPLE}",
    ),
    Form.CONTACTS: (
        _is_contacts,
        f"give for each of {', '.join(PROGRAMMES)} a way to answer, such as {CONTACTS_EXAMPLE}",
    ),
    Form.DIRECTORY: (
        _is_directory,
        "give roles or codes, each with a name and an email or lines, such as " + DIRECTORY_EXAMPLE,
    ),
    Form.WORDS: (
        _is_words,
        'give lower-case codes with lists of words, such as {"self_harm": ["kill myself"]}',
    ),
}
