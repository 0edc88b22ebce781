"""What a test states about the steps it is marked with, and the check of it afterwards."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date as calendar_date
from functools import partial
from typing import Any, Literal

from domain.step_ids import StepId
from procedures.facets import BRANCH, RECORDED, answers
from procedures.records import Demand, demands
from tests.plugin import finders, letters
from tests.plugin.finders import Found, Place
from tests.plugin.letters import Wanted
from tests.plugin.story import Key, Story

SHOWN_LINES = 25
IN_PART = "in part"  # what was stated so is no facet of any step


class StatementError(AssertionError):
    """A statement that cannot be checked: it names a step, branch or date that does not exist."""


@dataclass(frozen=True)
class Statement:
    """One facet that a test claims, in words, and how to find it."""

    step: str
    facet: str
    words: str
    find: Callable[[Story, str], Found]


@dataclass(frozen=True)
class Seen:
    """A statement that holds, and where."""

    step: str
    facet: str
    place: Place


class Proof:
    """States what a test expects of each step that it is marked with.

    Dates and words are literals in the test. Nothing is looked up until the test is over; then
    PostgreSQL is read once, and every statement must hold on what a message or a timer caused.
    """

    def __init__(self, marked: Collection[str]) -> None:
        self.marked = tuple(dict.fromkeys(marked))
        self.refs: set[str] = set()
        self.found: dict[str, int] = {}  # case: the settles that the test found there
        self.receipts: set[Key] = set()
        self.statements: list[Statement] = []

    # ------------------------------------------------------------------ what is looked at

    def cases(self, *refs: str) -> None:
        """Bind cases: only what stands in them is looked at."""
        self.refs.update(refs)

    def begins(self, ref: str, after: int) -> None:
        """Bind a case in which the test begins ``after`` so many settles: those do not count."""
        self.cases(ref)
        self.found[ref] = after

    def messages(self, *keys: Key) -> None:
        """Bind messages, by (source, id), that a door has given a receipt for."""
        self.receipts.update(keys)

    # ------------------------------------------------------------------ time

    def due(self, step: StepId, date: str, *, working: str | None = None) -> None:
        """A deadline was armed for ``date`` (YYYY-MM-DD), the last day in time.

        ``working`` are words that its day-by-day working contains, such as a holiday's name.
        """
        try:
            calendar_date.fromisoformat(date)
        except ValueError:
            raise StatementError(f"{step}: {date!r} is no date; write it as 2027-01-18") from None
        find = partial(finders.due, date=date, working=working)
        self._state(step, "armed", f"due on {date} ({working or 'any working'})", find)

    def met(self, step: StepId) -> None:
        """The deadline was met."""
        self._state(step, "met", "the deadline is met", finders.met)

    def passed(self, step: StepId, *, then: str) -> None:
        """The deadline passed; ``then`` are words of what the same settle wrote in its wake."""
        find = partial(finders.passed, then=then)
        self._state(step, "passed", f"the deadline passes, then {then!r}", find)

    # ------------------------------------------------------------------ decisions and rules

    def branch(self, step: StepId, answer: str) -> None:
        """A branch was taken; ``answer`` as the matrix writes it."""
        known = answers(step)
        if answer not in known:
            raise StatementError(f"{step}: {answer!r} is no branch; the matrix has {list(known)}")
        find = partial(finders.branch, answer=answer)
        self._state(step, f"{BRANCH}{answer}", f"the branch {answer!r} is taken", find)

    def holds(self, step: StepId, branch: str | None = None, *, words: str | None = None) -> None:
        """The rule let something happen: the ``branch`` of its decision, or words of a line."""
        self._rule(step, "holds", finders.holds, branch, words)

    def blocks(self, step: StepId, branch: str | None = None, *, words: str | None = None) -> None:
        """The rule stopped something: the ``branch`` of its decision, or words of a refusal."""
        self._rule(step, "blocks", finders.blocks, branch, words)

    def _rule(
        self,
        step: StepId,
        facet: str,
        finder: Callable[[Story, str, str | None, str | None], Found],
        branch: str | None,
        words: str | None,
    ) -> None:
        if not (branch or words):
            raise StatementError(f"{step}: say by which branch or words it {facet}")

        def find(story: Story, cited: str) -> Found:
            return finder(story, cited, branch, words)

        self._state(step, facet, f"{facet}: branch {branch!r}, words {words!r}", find)

    # ------------------------------------------------------------------ work

    def task(
        self,
        step: StepId,
        *,
        role: str,
        opened: bool = True,
        completed: bool | str = False,
        refused: str | None = None,
    ) -> None:
        """Work was opened for ``role``, completed by it, and refused to somebody else.

        ``completed`` may be the code of the outcome. ``refused`` names the role or the officer
        who tried and was turned away; they must not hold ``role``.
        """
        if opened:
            find = partial(finders.opened, role=role)
            self._state(step, "opened", f"work opened for {role}", find)
        if completed:
            outcome = completed if isinstance(completed, str) else None
            done = partial(finders.completed, role=role, outcome=outcome)
            self._state(step, "completed", f"completed by {role}, {outcome or 'anyhow'}", done)
        if refused:
            away = partial(finders.turned_away, by=refused, role=role)
            self._state(step, "refused:role", f"refused to {refused}", away)

    def guidance(self, step: StepId, words: str) -> None:
        """The task of this step shows ``words`` of the matrix."""
        find = partial(finders.guidance, words=words)
        self._state(step, "guidance", f"the task says {words!r}", find)

    def record(
        self,
        step: StepId,
        *,
        system: str,
        name: str,
        fields: Collection[str] = (),
        values: dict[str, Any] | None = None,
        in_part: bool = False,
    ) -> None:
        """A record was left for ``system`` under ``name``, holding ``fields`` and ``values``.

        What the step's entry names must be filled besides (``procedures/records.py``). A row
        that is written again when more is known may be looked at ``in_part``: that shows nothing
        of the step, which must be shown otherwise.
        """
        declared = demands(step)
        demand = next((one for one in declared if one.names(system, name)), None)
        if declared and demand is None:
            raise StatementError(f"{step}: {system}, {name} is none of its records: {declared}")
        wanted = demand or Demand(system, name)
        find = partial(
            finders.record,
            demand=wanted._replace(fields=()) if in_part else wanted,
            fields=tuple(fields),
            values=values or {},
        )
        facet = IN_PART if in_part else f"{RECORDED}{demand.name}" if demand else "recorded"
        self._state(step, facet, f"{system}: {name} with {[*fields]}, {values}", find)

    def answered(self, step: StepId, value: Any) -> None:
        """What was read is ``value``: the typed answer of a task, or an input of a rule."""
        find = partial(finders.answered, value=value)
        self._state(step, "answered", f"the answer is {value!r}", find)

    # ------------------------------------------------------------------ approvals, messages, cases

    def approval(
        self,
        step: StepId,
        state: Literal["given", "refused", "wrong_person"],
        *,
        by: str,
        outcome: str | None = None,
        because: str | None = None,
    ) -> None:
        """A decision was given or refused by ``by``, or not admitted from ``by``.

        ``by`` is an officer or a role. ``outcome`` is the code that says yes or no where the
        decision is a task's outcome; ``because`` are words of the reason that the wrong person
        was given, and must be said.
        """
        match state:
            case "given":
                given = partial(finders.given, by=by, outcome=outcome)
                self._state(step, "given", f"given by {by}", given)
            case "refused":
                no = partial(finders.refused, by=by, outcome=outcome)
                self._state(step, "refused:approval", f"refused by {by}", no)
            case "wrong_person":
                if not because:
                    raise StatementError(f"{step}: say because of what {by} was turned away")
                away = partial(finders.turned_away, by=by, because=because)
                self._state(step, "wrong_person", f"not admitted from {by}", away)

    def signal(self, step: StepId, type_: str, *, refused: str | None = None) -> None:
        """A message of ``type_`` took effect, or was not taken for the reason ``refused``."""
        if refused is None:
            find = partial(finders.applied, type_=type_)
            self._state(step, "applied", f"{type_} is applied", find)
        else:
            away = partial(finders.not_taken, type_=type_, because=refused)
            self._state(step, "refused:message", f"{type_} is not taken: {refused!r}", away)

    def moved(self, step: StepId, *, phase: str | None = None, case: str | None = None) -> None:
        """The step took the case into ``phase``, or opened or told a case of the type ``case``."""
        if (phase is None) == (case is None):
            raise StatementError(f"{step}: say the phase, or the type of the other case")
        if phase:
            self._state(step, "moved", f"the phase is {phase}", partial(finders.moved, phase=phase))
        else:
            self._state(
                step, "moved", f"another {case} follows", partial(finders.linked, type_=case or "")
            )

    # ------------------------------------------------------------------ letters

    def letter(
        self,
        step: StepId,
        *,
        contains: str | Collection[str] = (),
        lacks: str | Collection[str] = (),
        state: str = "sent",
        approved_by: str | None = None,
        signed_by: str | None = None,
        channel: str | None = None,
        copies: int | None = None,
        stopped: str | None = None,
    ) -> None:
        """A letter was made: words of its PDF, and the people behind it, as officers or roles.

        With ``stopped``, words of the reason for which it did not go.
        """
        if stopped:
            find = partial(letters.stopped, because=stopped)
            self._state(step, "stopped", f"the letter is stopped: {stopped!r}", find)
            return
        if not contains:
            raise StatementError(f"{step}: say what the letter contains")
        wanted = Wanted(
            contains=_several(contains),
            lacks=_several(lacks),
            state=state,
            approved_by=approved_by,
            signed_by=signed_by,
            channel=channel,
            copies=copies,
        )
        made = partial(letters.letter, wanted=wanted)
        self._state(step, "letter", f"a letter that is {state} and contains {contains!r}", made)

    # ------------------------------------------------------------------ the check

    def _state(
        self, step: str, facet: str, words: str, find: Callable[[Story, str], Found]
    ) -> None:
        if step not in self.marked:
            raise StatementError(
                f"{step} is stated but not marked; add it to @pytest.mark.step of this test"
            )
        self.statements.append(Statement(step, facet, words, find))

    def check(self, story: Story) -> tuple[list[Seen], list[str]]:
        """Return what was seen, and what is wrong in words; nothing wrong means proven."""
        seen: list[Seen] = []
        faults = [
            f"{step} is marked, but the test states nothing about it: a marker alone proves nothing"
            for step in self.marked
            if step not in {statement.step for statement in self.statements}
        ]
        for statement in self.statements:
            found = list(statement.find(story, statement.step))
            places = [place for place in found if isinstance(place, Place)]
            if places:
                seen.append(Seen(statement.step, statement.facet, places[0]))
            else:
                near = [words for words in found if isinstance(words, str)]
                faults.append(_missing(statement, story, near, self.refs))
        faults += _both_sides(seen)
        return seen, faults


def _several(words: str | Collection[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _missing(statement: Statement, story: Story, near: list[str], refs: set[str]) -> str:
    lines = [f"{statement.step} {statement.facet}: not found: {statement.words}"]
    lines += [f"    near: {words}" for words in dict.fromkeys(near)]
    there = [str(e) for e in story.entries if story.names(e, statement.step)]
    lines += [f"    there: {words}" for words in there[:SHOWN_LINES]]
    if not there:
        bound = ", ".join(sorted(refs)) or "none: call proof.cases(ref)"
        lines.append(f"    nothing cites it in the bound cases ({bound})")
    return "\n".join(lines)


def _both_sides(seen: list[Seen]) -> Iterator[str]:
    held = {(s.step, s.place) for s in seen if s.facet == "holds"}
    for one in seen:
        if one.facet == "blocks" and (one.step, one.place) in held:
            yield f"{one.step}: the same line {one.place} is given as holds and as blocks"
