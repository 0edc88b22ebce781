"""How work is declared: a task, its checklist with typed answers, and its outcomes."""

import re
from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, JsonValue

from domain.days import Near, day_fault
from domain.needs import Needed, Opened, Read
from domain.refers import Refers
from domain.roles import Role
from domain.step_ids import StepId

# It is a fact and enters Temporal's history: no blank, so that nobody's name stands in its place.
REFERENCE = re.compile(r"[^\s|\x00-\x1f\x7f]{1,120}")


# What stands for words in a command that is to be copied, and was left as it was.
UNSAID = re.compile(r"\s*<[^<>]*>\s*")


def is_written(words: JsonValue) -> bool:
    """Tell whether somebody wrote something, and left no place to be filled in."""
    return isinstance(words, str) and bool(words.strip()) and not UNSAID.fullmatch(words)


class AnswerType(StrEnum):
    """The form of one answer. ``text`` is what people write: content, never a fact."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    CHECKED = "checked"
    DATE = "date"
    REFERENCE = "reference"
    TEXT = "text"


class Question(BaseModel):
    """One line of a checklist.

    ``names`` says that the answer is an officer, who must hold one of these roles on the day, and
    with ``another`` is not whoever answers.
    ``agrees`` is the deadline rule that a date is agreed for: given, it must fit the rule.
    ``only_with`` is the question beside which it is asked: where that one is answered, and not
    with no, it is required like any other; else it has no answer.
    ``near`` are the bounds of any other date, from the day of the answer.
    ``refers`` says to what a reference refers; an officer who must hold a role is in ``names``.
    ``listed`` is the setting that lists the codes that there are. ``known`` is the lookup that says
    what the product knows: where it finds something, no is no answer.
    """

    model_config = ConfigDict(frozen=True)

    words: str
    type: AnswerType
    choices: tuple[str, ...] = ()
    required: bool = True
    names: tuple[Role, ...] = ()
    another: bool = False
    agrees: str | None = None
    only_with: str | None = None
    near: Near | None = None
    refers: Refers | None = None
    listed: str | None = None
    known: str | None = None

    def fault(self, answer: JsonValue) -> str | None:
        """Say what is wrong with an answer, in the officer's words; None where it fits."""
        match self.type:
            case AnswerType.YES_NO:
                return None if isinstance(answer, bool) else "answer true or false"
            case AnswerType.CHECKED:
                return None if answer is True else "this must be done, and answered true"
            case AnswerType.CHOICE:
                known = ", ".join(self.choices)
                return None if answer in self.choices else f"choose one of: {known}"
            case AnswerType.DATE:
                fault = day_fault(answer)
                return f"this {fault}" if fault else None
            case AnswerType.REFERENCE:
                fits = isinstance(answer, str) and REFERENCE.fullmatch(answer)
                return None if fits else "give a code or an id, without blanks: never a name"
            case AnswerType.TEXT:
                return None if is_written(answer) else "write at least one word of your own"


BY, AT, OUTCOME = "by", "at", "outcome"  # what a completion says besides its answers


class Recorded(BaseModel):
    """A record that completing a task leaves.

    ``fields`` names what it holds as the matrix names it, and says where each comes from: an
    answer by its key, or ``BY``, ``AT`` or ``OUTCOME`` of the completion. Where no answer that
    it holds was given there is no record.
    """

    model_config = ConfigDict(frozen=True)

    step: StepId
    system: str
    name: str
    fields: dict[str, str] = {}

    @property
    def answers(self) -> tuple[str, ...]:
        """The keys of the answers that it holds."""
        return tuple(key for key in self.fields.values() if key not in (BY, AT, OUTCOME))

    def data(
        self, given: Mapping[str, JsonValue], said: Mapping[str, JsonValue]
    ) -> dict[str, JsonValue]:
        """Return what it holds of the answers ``given`` and of what else was ``said``."""
        if self.answers and not any(key in given for key in self.answers):
            return {}
        known = {**given, **said}
        return {name: known[key] for name, key in self.fields.items() if key in known}


class TaskKind(BaseModel):
    """One sitting of one role: the steps it covers, what it asks, how it can end.

    ``outcomes`` maps each code to the branch answer of the matrix that it stands for; empty
    means that the task is done or not. ``asks`` is keyed by step id, with a suffix where one
    step asks several things (``WC-S3f.owner``). ``four_eyes`` bars whoever drafted, asked or
    recommended; ``decides_on`` are the kinds of task, and the types of message, that make what is
    decided: whoever made any version of it is barred too. ``due`` is the id of a deadline
    rule. ``approves`` says that its outcome ``approve`` approves the letter that it is about.
    ``role_chosen`` says that the case chooses one of ``roles`` for each task, and that the
    others do not do it; else any of them may. ``needs`` are the lines that acts on the file meet.
    ``shows`` are the lookups, by their names, whose answers stand beside it.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    title: str
    roles: tuple[Role, ...]
    step: StepId
    steps: tuple[StepId, ...] = ()
    outcomes: dict[str, str] = {}
    asks: dict[str, Question] = {}
    needs: tuple[Needed, ...] = ()
    shows: tuple[str, ...] = ()
    optional_for: dict[str, tuple[str, ...]] = {}  # outcome: the questions and needs it leaves open
    presumes: dict[str, dict[str, tuple[JsonValue, ...]]] = {}  # outcome: answers it goes with
    records: tuple[Recorded, ...] = ()
    four_eyes: bool = False
    decides_on: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()  # outcomes that must be given with a reason
    due: str | None = None
    role_chosen: bool = False
    approves: bool = False

    @property
    def covers(self) -> tuple[StepId, ...]:
        """Every step that this task serves, the leading one first."""
        return tuple(dict.fromkeys((self.step, *self.steps)))

    def faults(
        self,
        outcome: str | None,
        answers: dict[str, JsonValue],
        *,
        checklist: dict[str, Question] | None = None,
    ) -> list[str]:
        """Say everything that is wrong with a completion; empty where it may stand.

        ``checklist`` adds the questions that an agency has configured (A01).
        """
        asks = self.asks | (checklist or {})
        if wrong := self._outcome_faults(outcome):  # what must be answered depends on it
            return wrong
        found = [f"{key} is not asked here" for key in answers if key not in asks]
        left_open = self.optional_for.get(outcome or "", ())
        for key, question in asks.items():
            beside = question.only_with
            asked = beside is None or answers.get(beside) not in (None, False)
            if key in answers:
                fault = question.fault(answers[key]) if asked else f"it goes with {beside} alone"
                found += [f"{key} ({question.words}): {fault}"] if fault else []
            elif question.required and asked and key not in left_open:
                found.append(f"{key} ({question.words}) is not answered")
        return found + self._contradictions(outcome, answers)

    def lacks(self, opened: Opened) -> list[str]:
        """Say what the file lacks for a completion with the outcome of ``opened``."""
        left_open = self.optional_for.get(opened.outcome or "", ())
        needed = [need for need in self.needs if need.key not in left_open]
        return [words for need in needed for words in need.faults(opened)]

    @property
    def reads_the_file(self) -> bool:
        """Tell whether it is a decision that rests on rows of the file."""
        return any(need.rests_on_rows for need in self.needs)

    def reads(self, opened: Opened) -> Read:
        """Return the rows on which a decision rests, with the versions that they have."""
        return tuple(sorted({row for need in self.needs for row in need.reads(opened)}))

    def _contradictions(self, outcome: str | None, answers: dict[str, JsonValue]) -> list[str]:
        return [
            f"{key} ({self.asks[key].words}): this answer does not go with {outcome}"
            for key, fitting in self.presumes.get(outcome or "", {}).items()
            if key in answers and answers[key] not in fitting
        ]

    def _outcome_faults(self, outcome: str | None) -> list[str]:
        if self.outcomes and outcome not in self.outcomes:
            return [f"the outcome must be one of: {', '.join(self.outcomes)}"]
        if not self.outcomes and outcome not in (None, "done"):
            return ["this task has no outcomes; complete it without one"]
        return []


def added_questions(checklist: Mapping[str, JsonValue]) -> dict[str, Question]:
    """Return the questions that the agency had added when a task was opened."""
    return {key: Question.model_validate(asked) for key, asked in checklist.items()}
