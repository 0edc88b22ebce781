"""Find what a statement claims among the lines that count.

Each finder yields a ``Place`` for whatever shows the claim, and words for what came near, so
that a failing test says what is there instead.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from domain.messages import TaskCompleted
from domain.tasks import TaskKind
from procedures.facets import answers
from tests.plugin.story import Entry, Story


class Place(NamedTuple):
    """Where it stands: a case and a line of its timeline, as far as there is one."""

    case: str | None
    sequence: int | None


Found = Iterator[Place | str]

NOT_TAKEN = ("refused", "quarantined", "unmatched")
SILENT = {"withdrawn", "refused", "quarantined"}  # kinds that show nothing being let through


def due(story: Story, step: str, date: str, working: str | None) -> Found:
    """A deadline armed for a date; ``working`` are words of its day-by-day working."""
    for entry in story.about(step, "armed"):
        row = story.deadlines.get(entry.data["deadline"])
        lines = " | ".join(str(line) for line in (row.working if row else ()))
        if working and working not in lines:
            yield f"the working of {entry.data['deadline']} is: {lines}"
        elif entry.data["due_on"] == date:
            yield _place(entry)


def met(story: Story, step: str) -> Found:
    """A deadline that was met."""
    yield from map(_place, story.about(step, "met"))


def passed(story: Story, step: str, then: str) -> Found:
    """A deadline that passed, with words of what the same settle wrote because of it."""
    for entry in story.about(step, "passed"):
        others = list(story.together(entry))
        if any(then in other.words for other in others):
            yield _place(entry)
        else:
            yield from (f"with it came: {other}" for other in others)


def branch(story: Story, step: str, answer: str) -> Found:
    """A branch taken by a rule, by a task's outcome, or by an answer of its checklist."""
    for entry in story.about(step, "decided"):
        if entry.step == step and entry.data.get("branch") == answer:
            yield _place(entry)
    for entry in story.about(step, "completed"):
        if answer in (_by_outcome(story, entry, step), _by_answer(entry, step)):
            yield _place(entry)


def _by_outcome(story: Story, entry: Entry, step: str) -> str | None:
    """Return the branch of ``step`` that a task's outcome stands for, if it is this step's."""
    task = story.tasks.get(entry.data.get("task", ""))
    kind = story.catalogue.tasks.get(task.kind) if task else None
    words = kind.outcomes.get(entry.data.get("outcome") or "") if kind else None
    if kind is None or words is None:
        return None
    return words if _decided_by(kind, words) == step else None


def _decided_by(kind: TaskKind, words: str) -> str | None:
    """Return the one step whose branch an outcome names; the leading step goes first."""
    with_branch = [step for step in kind.covers if not _kits(step) and words in answers(step)]
    if kind.step in with_branch:
        return kind.step
    return with_branch[0] if len(with_branch) == 1 else None


def _by_answer(entry: Entry, step: str) -> str | None:
    """Return the branch that a step's own answer names; yes and no stand for one branch each."""
    given = (entry.data.get("answers") or {}).get(step)
    if not isinstance(given, bool):
        return given if isinstance(given, str) else None
    word = "Yes" if given else "No"
    fitting = [a for a in answers(step) if a == word or a.startswith((f"{word},", f"{word}:"))]
    return fitting[0] if len(fitting) == 1 else None


def opened(story: Story, step: str, role: str) -> Found:
    """Work opened for a role."""
    for entry in story.about(step, "opened"):
        if entry.data.get("role") == role:
            yield _place(entry)


def completed(story: Story, step: str, role: str, outcome: str | None) -> Found:
    """Work that somebody who holds ``role`` completed."""
    for entry in story.about(step, "completed"):
        if outcome not in (None, entry.data.get("outcome")):
            continue
        if story.holds(entry.actor, role):
            yield _place(entry)
        else:
            yield f"{entry.actor} is no {role}: {entry}"


def turned_away(
    story: Story, step: str, by: str, *, role: str | None = None, because: str | None = None
) -> Found:
    """A completion refused to ``by``, an officer or a role; ``role`` is the one it was for.

    Where the refusal has left no line in the timeline, the line counts that opened the work.
    """
    for key, receipt in story.receipts.items():
        if receipt.type != TaskCompleted.name or not story.asks(receipt.about, step):
            continue
        words = f"{receipt.officer}, {receipt.status}: {receipt.reason}"
        wrong = receipt.status == "refused" and story.holds(receipt.officer, by)
        if wrong and role and story.holds(receipt.officer, role):
            yield f"holds the role {role}: {words}"
        elif wrong and (because or "") in (receipt.reason or ""):
            yield _refusal(story, key) or _opening(story, receipt.about or "")
        else:
            yield words


def _refusal(story: Story, message: str) -> Place | None:
    lines = (e for e in story.entries if e.data.get("message") == message)
    return next(map(_place, lines), None)


def _opening(story: Story, task: str) -> Place:
    lines = (e for e in story.lines("opened") if e.data.get("task") == task)
    return next(map(_place, lines), Place(story.tasks[task].case, None))


def record(
    story: Story, step: str, what: tuple[str, str], fields: Collection[str], values: dict[str, Any]
) -> Found:
    """A record by its system and name, with at least these fields and these values."""
    for entry in story.about(step, "recorded"):
        row = story.records.get(entry.data.get("record", ""))
        if row is None or (row.step, row.system, row.name) != (step, *what):
            continue
        lacking = [one for one in fields if row.data.get(one) in (None, "")]
        other = {one: row.data.get(one) for one, is_ in values.items() if row.data.get(one) != is_}
        if lacking or other:
            yield f"record {row.id} lacks {lacking}, and has {other}"
        else:
            yield _place(entry)


def answered(story: Story, step: str, value: Any) -> Found:
    """What was read: a typed answer to the step's question, or an input of its rule."""
    for entry in story.about(step, "completed"):
        task = story.tasks.get(entry.data.get("task", ""))
        given = task.answers if task else {}
        own = {key: said for key, said in given.items() if key.split(".")[0] == step}
        if value in own.values():
            yield _place(entry)
        else:
            yield f"task {entry.data.get('task')} answers {own}"
    for entry in story.about(step, "decided"):
        if entry.step == step and value in (entry.data.get("inputs") or {}).values():
            yield _place(entry)


def given(story: Story, step: str, by: str, outcome: str | None) -> Found:
    """An approval given by ``by``; ``outcome`` where a task's outcome gives it."""
    yield from _decision(story, step, by, outcome, ("approved",))


def refused(story: Story, step: str, by: str, outcome: str | None) -> Found:
    """An approval refused by ``by``; ``outcome`` where a task's outcome refuses it."""
    yield from _decision(story, step, by, outcome, ("refused", "returned"))


def _decision(
    story: Story, step: str, by: str, outcome: str | None, kinds: tuple[str, ...]
) -> Found:
    wanted = ("completed",) if outcome else kinds
    for entry in story.about(step, *wanted):
        other_thing = "message" in entry.data or entry.data.get("state") == "signed"
        if other_thing or entry.data.get("stopped"):
            continue
        if outcome in (None, entry.data.get("outcome")) and story.holds(entry.actor, by):
            yield _place(entry)


def applied(story: Story, step: str, type_: str) -> Found:
    """A message of a type that took effect and serves the step."""
    for entry in story.lines("received"):
        message = str(entry.data.get("message"))
        fits = (entry.data.get("type"), entry.data.get("status")) == (type_, "applied")
        if fits and (entry.step == step or story.serves(message, step)):
            yield _place(entry)


def not_taken(story: Story, step: str, type_: str, because: str) -> Found:
    """A message of a type that serves the step and was refused, or set aside, for a reason."""
    for key, receipt in story.receipts.items():
        if receipt.type != type_ or not story.serves(key, step):
            continue
        if receipt.status in NOT_TAKEN and because in (receipt.reason or ""):
            yield _refusal(story, key) or Place(receipt.case, None)
        else:
            yield f"{key} is {receipt.status}: {receipt.reason}"


def moved(story: Story, step: str, phase: str) -> Found:
    """A phase entered, or begun in, by the settle in which the step is cited."""
    for entry in story.about(step):
        opening = story.opened_in.get((entry.case, entry.settle or 0))
        moves = (e.data.get("phase") for e in story.together(entry) if e.kind == "moved")
        if phase in (opening, *moves):
            yield _place(entry)


def linked(story: Story, step: str, type_: str) -> Found:
    """Another case of a type opened, told or linked by the step."""
    types = set(story.related.values()) | {case.type for case in story.cases.values()}
    known = story.related | {case.ref: case.type for case in story.cases.values()}
    for entry in story.about(step, "linked"):
        other = known.get(str(entry.data.get("case")))
        if type_ == other or (type_ == entry.data.get("type") and type_ in types):
            yield _place(entry)


def holds(story: Story, step: str, took: str | None, words: str | None) -> Found:
    """A rule that let something happen: the branch that it took, or words of what it let be."""
    for entry in story.about(step):
        if entry.kind not in SILENT and _says(entry, step, took, words):
            yield _place(entry)


def blocks(story: Story, step: str, took: str | None, words: str | None) -> Found:
    """A rule that kept something from happening: its branch, or words of the refusal."""
    for entry in story.about(step, "decided", "refused"):
        if _says(entry, step, took, words):
            yield _place(entry)
    if took is None:
        for key, receipt in story.receipts.items():
            said = words is not None and words in (receipt.reason or "")
            if receipt.status in NOT_TAKEN and said and story.serves(key, step):
                yield _refusal(story, key) or Place(receipt.case, None)


def _says(entry: Entry, step: str, took: str | None, words: str | None) -> bool:
    decided = took is None or (entry.step == step and entry.data.get("branch") == took)
    return decided and (words or "") in entry.words


def guidance(story: Story, step: str, words: str) -> Found:
    """Words of the matrix that stand in a task opened for the step."""
    for entry in story.about(step, "opened"):
        task = story.tasks.get(entry.data.get("task", ""))
        texts = [
            f"{line['title']}: {line['does']}"
            for line in (task.data.get("guidance", ()) if task else ())
            if line["step"] == step
        ]
        if any(words in text for text in texts):
            yield _place(entry)
        else:
            yield f"task {entry.data.get('task')} says: {texts}"


def _place(entry: Entry) -> Place:
    return Place(entry.case, entry.sequence)


def _kits(step: str) -> bool:
    return step.startswith("CB-")
