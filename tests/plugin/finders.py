"""Find what a statement claims among the lines that count.

Each finder yields a ``Place`` for whatever shows the claim, and words for what came near, so
that a failing test says what is there instead.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from domain.messages import TaskCompleted
from procedures.facets import answers
from procedures.records import Demand
from tests.plugin.story import Entry, Story, decided_by, own_answers


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
        if working and (row is None or not story.settled(row)):
            yield f"no settle wrote the working of {entry.data['deadline']} as it stands"
        elif working and working not in lines:
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
    for entry in story.lines("completed"):
        if answer in (_by_outcome(story, entry, step), _by_answer(entry, step)):
            yield _place(entry)


def _by_outcome(story: Story, entry: Entry, step: str) -> str | None:
    """Return the branch of ``step`` that the outcome given stands for, if it is this step's."""
    task = story.tasks.get(entry.data.get("task", ""))
    kind = story.catalogue.tasks.get(task.kind) if task else None
    words = kind.outcomes.get(entry.data.get("outcome") or "") if kind else None
    if kind is None or words is None:
        return None
    return words if decided_by(kind, words) == step else None


def _by_answer(entry: Entry, step: str) -> str | None:
    """Return the branch that a step's own answer names; yes and no stand for one branch each."""
    given = (entry.data.get("answers") or {}).get(step)
    if not isinstance(given, bool):
        return given if isinstance(given, str) else None
    word = "Yes" if given else "No"
    fitting = [a for a in answers(step) if a == word or a.startswith((f"{word},", f"{word}:"))]
    return fitting[0] if len(fitting) == 1 else None


def opened(story: Story, step: str, role: str) -> Found:
    """Work opened for a role that puts the step to whoever has it."""
    for entry in story.lines("opened"):
        if not story.names(entry, step) or entry.data.get("role") != role:
            continue
        if story.asks(entry.data.get("task"), step):
            yield _place(entry)
        else:
            yield f"the task only lists the step: {entry}"


def completed(story: Story, step: str, role: str, outcome: str | None) -> Found:
    """Work by somebody who holds ``role`` that carried the step out."""
    for entry in story.lines("completed"):
        if not story.names(entry, step) or outcome not in (None, entry.data.get("outcome")):
            continue
        if not story.carried_out(entry, step):
            yield f"the step was not answered, nor does it lead: {entry}"
        elif story.holds(entry.actor, role):
            yield _place(entry)
        else:
            yield f"{entry.actor} is no {role}: {entry}"


def turned_away(
    story: Story, step: str, by: str, *, role: str | None = None, because: str | None = None
) -> Found:
    """A completion refused to ``by``, an officer or a role; ``role`` is the one it was for.

    Where a door refused it at once, the line counts that opened the work.
    """
    for key, receipt in story.receipts.items():
        if receipt.type != TaskCompleted.name or not story.asks(receipt.about, step):
            continue
        words = f"{receipt.officer}, {receipt.status}: {receipt.reason}"
        wrong = receipt.status == "refused" and story.holds(receipt.officer, by)
        if wrong and role and story.holds(receipt.officer, role):
            yield f"holds the role {role}: {words}"
        elif wrong and (because or "") in (receipt.reason or ""):
            yield from _refusal(story, key, _opening(story, receipt.about or ""))
        else:
            yield words


def _refusal(story: Story, message: str, at_door: Place | None) -> Found:
    """Where a message was turned away: in the case, or by the door that gave its receipt."""
    lines = (e for e in story.lines("refused", "quarantined", "received"))
    by_case = next((_place(e) for e in lines if e.data.get("message") == message), None)
    if by_case:
        yield by_case
    elif message in story.doors and at_door:
        yield at_door
    else:
        yield f"neither a settle nor a door turned {message} away"


def _opening(story: Story, task: str) -> Place | None:
    lines = (e for e in story.lines("opened") if e.data.get("task") == task)
    return next(map(_place, lines), None)


def record(
    story: Story, step: str, demand: Demand, fields: Collection[str], values: dict[str, Any]
) -> Found:
    """A record by its system and name, with at least these fields and these values."""
    wanted = dict.fromkeys((*demand.fields, *fields))
    at = demand.at or step
    for entry in story.about(at, "recorded"):
        row = story.records.get(entry.data.get("record", ""))
        if row is None or row.step != at or not demand.names(row.system, row.name):
            continue
        lacking = [one for one in wanted if row.data.get(one) in (None, "", [], {})]
        other = {one: row.data.get(one) for one, is_ in values.items() if row.data.get(one) != is_}
        if not story.written_with(row, entry):
            yield f"no settle wrote record {row.id} as it stands"
        elif lacking or other or not row.data:
            yield f"record {row.id} lacks {lacking}, and has {other or row.data}"
        else:
            yield _place(entry)


def answered(story: Story, step: str, value: Any) -> Found:
    """What was read: a typed answer to the step's question, or an input of its rule."""
    for entry in story.lines("completed"):
        task = story.tasks.get(entry.data.get("task", ""))
        if task is None or not story.names(entry, step):
            continue
        own = own_answers(task, step)
        if not story.written_with(task, entry):
            yield f"no settle wrote the answers of {task.id} as they stand"
        elif any(_same(value, said) for said in own.values()):
            yield _place(entry)
        else:
            yield f"task {task.id} answers {own}"
    for entry in story.about(step, "decided"):
        inputs = (entry.data.get("inputs") or {}).values()
        if entry.step == step and any(_same(value, said) for said in inputs):
            yield _place(entry)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other  # 1 is not True


def given(story: Story, step: str, by: str, outcome: str | None) -> Found:
    """An approval given by ``by``; ``outcome`` where a task's outcome gives it."""
    yield from _decision(story, step, by, outcome, ("approved",))


def refused(story: Story, step: str, by: str, outcome: str | None) -> Found:
    """An approval refused by ``by``; ``outcome`` where a task's outcome refuses it."""
    yield from _decision(story, step, by, outcome, ("refused", "returned"))


def _decision(
    story: Story, step: str, by: str, outcome: str | None, kinds: tuple[str, ...]
) -> Found:
    if outcome:
        yield from _by_completion(story, step, by, outcome, kinds)
        return
    for entry in story.about(step, *kinds):
        other_thing = "message" in entry.data or entry.data.get("state") == "signed"
        if other_thing or entry.data.get("stopped"):
            continue
        if story.holds(entry.actor, by):
            yield _place(entry)


def _by_completion(story: Story, step: str, by: str, outcome: str, kinds: tuple[str, ...]) -> Found:
    """A decision or advice that a task's outcome gives; an approval beside it must agree."""
    for entry in story.lines("completed"):
        if not story.names(entry, step) or entry.data.get("outcome") != outcome:
            continue
        approvals = [e.kind for e in story.together(entry) if e.data.get("approval")]
        if not story.carried_out(entry, step):
            yield f"the step was not answered, nor does it lead: {entry}"
        elif any(kind not in kinds for kind in approvals):
            yield f"the approval says {approvals}: {entry}"
        elif story.holds(entry.actor, by):
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
            yield from _refusal(story, key, Place(receipt.case, None))
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
                yield from _refusal(story, key, Place(receipt.case, None))


def _says(entry: Entry, step: str, took: str | None, words: str | None) -> bool:
    decided = took is None or (entry.step == step and entry.data.get("branch") == took)
    return decided and (words or "") in entry.words


def guidance(story: Story, step: str, words: str) -> Found:
    """Words of the matrix that stand in a task opened for the step."""
    for entry in story.lines("opened"):
        task = story.tasks.get(entry.data.get("task", ""))
        if task is None or not story.names(entry, step):
            continue
        texts = [
            f"{line['title']}: {line['does']}"
            for line in task.data.get("guidance", ())
            if line["step"] == step
        ]
        if not story.settled(task):
            yield f"no settle wrote task {task.id} as it stands"
        elif any(words in text for text in texts):
            yield _place(entry)
        else:
            yield f"task {entry.data.get('task')} says: {texts}"


def _place(entry: Entry) -> Place:
    return Place(entry.case, entry.sequence)
