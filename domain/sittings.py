"""How a task is written down: a sitting, line by line, each step of the procedure named once.

    FILL_PLAN = sitting(
        "fill_plan",
        "Create and fill the Customer Management Plan",
        Role.PSSO,
        line("CSP-T2-S3", text("What are the issues and actions of the plan?")),
        line("CSP-T2-S2a", checked("The plan stands in its window"), record("Cuba", "cmp_window")),
    )

The first line leads. What comes of it is a ``TaskKind``.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pydantic import JsonValue

from domain.days import Near
from domain.lookups import Lookup
from domain.messages import Message
from domain.needs import Missing, Needed, Opened, Read, nothing_read
from domain.refers import OFFICER, Refers
from domain.roles import Role
from domain.step_ids import StepId
from domain.tasks import AnswerType, Question, Recorded, TaskKind


class Record(NamedTuple):
    """A record that a line leaves; made by ``record``."""

    system: str
    name: str
    fields: dict[str, str]


class Needs(NamedTuple):
    """What a line needs of the file; made by ``needed``."""

    words: str
    missing: Missing
    acts: tuple[type[Message], ...]
    reads: Callable[[Opened], Read]


class Line(NamedTuple):
    """One line of a sitting; made by ``line`` or ``ahead``."""

    step: StepId
    asks: dict[str, Question]
    needs: tuple[Needed, ...] = ()
    records: tuple[Record, ...] = ()
    covered: bool = True
    shows: tuple[Lookup, ...] = ()


class Ending(NamedTuple):
    """One way in which a sitting ends; made by ``ending``."""

    branch: str
    needs: tuple[Line, ...] | None
    leaves_open: tuple[str, ...]
    presumes: dict[str, tuple[JsonValue, ...]]
    reason: bool


def record(system: str, name: str, *answers: str, **fields: str) -> Record:
    """Have a line leave a record: with its own answers, or with those that are named.

    ``fields`` gives a field its own name: ``officer=BY``, ``segment="CSP-T1-S2k.segment"``.
    """
    return Record(system, name, {key: key for key in answers} | fields)


def needed(
    words: str,
    missing: Missing,
    *acts: type[Message],
    reads: Callable[[Opened], Read] = nothing_read,
) -> Needs:
    """Have a line need something of the file, whenever it came there.

    ``missing`` says in words what the file lacks, nothing where it is there; ``acts`` are those
    that bring it. ``reads`` are the rows that a decision rests on, with their versions.
    """
    return Needs(words, missing, acts, reads)


def line(
    step: StepId,
    asked: Question | None = None,
    /,
    *left: Record,
    needs: Needs | None = None,
    shows: tuple[Lookup, ...] = (),
    **more: Question,
) -> Line:
    """Cover a step in a sitting: what it asks and needs, and the records that it leaves.

    ``more`` are further questions under the step, keyed by their names: ``owner`` of
    ``WC-S3f`` is answered as ``WC-S3f.owner``. ``shows`` is what the product looks up for whoever
    does it, beside what contradicts an answer (``known``), which is always shown.
    """
    wanted = (Needed(step=step, **needs._asdict()),) if needs else ()
    return Line(step, _asked(step, asked, more), wanted, left, shows=shows)


def _asked(
    step: StepId, asked: Question | None, more: Mapping[str, Question]
) -> dict[str, Question]:
    asks: dict[str, Question] = {step: asked} if asked else {}
    return asks | {f"{step}.{name}": question for name, question in more.items()}


def ahead(
    step: StepId,
    asked: Question | None = None,
    /,
    *,
    needs: Needs | None = None,
    shows: tuple[Lookup, ...] = (),
    **more: Question,
) -> Line:
    """Ask what a step needs that is covered by another sitting, later."""
    return line(step, asked, needs=needs, shows=shows, **more)._replace(covered=False)


def ending(
    branch: str,
    *,
    needs: tuple[Line, ...] | None = None,
    leaves_open: tuple[str, ...] = (),
    presumes: dict[str, tuple[JsonValue, ...]] | None = None,
    reason: bool = False,
) -> Ending:
    """End a sitting on a branch of the matrix.

    Every question is answered then, and every act done, but for those that it ``leaves_open`` (an
    act as ``STEP.needs``); where it ``needs`` some lines, all others are left open. ``presumes``
    are the answers it goes with. With ``reason`` it must be given with one.
    """
    return Ending(branch, needs, leaves_open, presumes or {}, reason)


def sitting(
    name: str,
    title: str,
    roles: Role | tuple[Role, ...],
    *lines: Line,
    outcomes: Mapping[str, str | Ending] = MappingProxyType({}),
    leads: StepId | None = None,
    role_chosen: bool = False,
    approves: bool = False,
    four_eyes: bool = False,
    decides_on: tuple[TaskKind | type[Message], ...] = (),
    due: str | None = None,
) -> TaskKind:
    """Declare a task as its lines: each step, with what it asks and what it leaves, once.

    ``outcomes`` maps each code to its branch, or to an ``ending`` where there is more to say.
    ``leads`` is the leading step where the first line is not. ``decides_on`` are the kinds of task
    and the types of message that make what is decided here, which takes four eyes. ``approves``
    says that its outcome ``approve`` approves the letter that it is about.
    """
    step = leads or lines[0].step
    covered = dict.fromkeys(one.step for one in lines if one.covered)
    covered.pop(step, None)
    asks = _asks(lines)
    ends = {code: end if isinstance(end, Ending) else ending(end) for code, end in outcomes.items()}
    needs = tuple(need for one in lines for need in one.needs)
    items = (*asks, *(need.key for need in needs))
    left_open = {code: _left_open(end, items) for code, end in ends.items()}
    return TaskKind(
        name=name,
        title=title,
        roles=(roles,) if isinstance(roles, Role) else roles,
        step=step,
        steps=tuple(covered),
        outcomes={code: end.branch for code, end in ends.items()},
        asks=asks,
        needs=needs,
        shows=_shows(lines),
        optional_for={code: keys for code, keys in left_open.items() if keys},
        presumes={code: end.presumes for code, end in ends.items() if end.presumes},
        records=tuple(_recorded(one, left) for one in lines for left in one.records),
        four_eyes=four_eyes or bool(decides_on),
        decides_on=tuple(made.name for made in decides_on),
        reasons=tuple(code for code, end in ends.items() if end.reason),
        due=due,
        role_chosen=role_chosen,
        approves=approves,
    )


def _asks(lines: Iterable[Line]) -> dict[str, Question]:
    asks: dict[str, Question] = {}
    for key, question in (item for one in lines for item in one.asks.items()):
        if key in asks:
            raise ValueError(f"{key} is asked twice in one sitting; give one of them a name")
        asks[key] = question
    return asks


def _shows(lines: Iterable[Line]) -> tuple[str, ...]:
    shown = (
        each
        for one in lines
        for each in (*(question.known for question in one.asks.values()), *one.shows)
        if each
    )
    return tuple(dict.fromkeys(map(str, shown)))


def _left_open(end: Ending, items: Iterable[str]) -> tuple[str, ...]:
    if end.needs is None:
        return end.leaves_open
    wanted = {*_asks(end.needs), *(need.key for one in end.needs for need in one.needs)}
    return tuple(key for key in items if key not in wanted)


def _recorded(line: Line, left: Record) -> Recorded:
    fields = left.fields or {key: key for key in line.asks}
    return Recorded(step=line.step, system=left.system, name=left.name, fields=fields)


def only_with(key: str, question: Question) -> Question:
    """Ask a question only where another one, by its key, is answered, and not with no."""
    return question.model_copy(update={"only_with": key})


def checked(words: str) -> Question:
    """Ask that a thing be done: it can only be answered as done."""
    return Question(words=words, type=AnswerType.CHECKED)


def yes_no(words: str, *, required: bool = True, known: Lookup | None = None) -> Question:
    """Ask for a yes or a no; no is no answer where the lookup ``known`` finds something."""
    return Question(words=words, type=AnswerType.YES_NO, required=required, known=known)


def choice(words: str, *choices: str, required: bool = True) -> Question:
    """Ask for one of several codes."""
    return Question(words=words, type=AnswerType.CHOICE, choices=choices, required=required)


def day(
    words: str, *, required: bool = True, agrees: str | None = None, near: Near | None = None
) -> Question:
    """Ask for a date: ``agrees`` is the rule that it is agreed for; else ``near`` bounds it."""
    return Question(words=words, type=AnswerType.DATE, required=required, agrees=agrees, near=near)


def reference(
    words: str,
    to: Refers,
    *,
    required: bool = True,
    another: bool = False,
    listed: str | None = None,
) -> Question:
    """Ask for the reference of a person or thing; it is a fact and holds no personal data.

    It is of ``another`` officer than whoever answers, or a code that the setting ``listed`` has.
    """
    return Question(
        words=words,
        type=AnswerType.REFERENCE,
        required=required,
        refers=to,
        another=another,
        listed=listed,
    )


def officer(words: str, *roles: Role, another: bool = False) -> Question:
    """Ask for an officer, who must hold one of ``roles``; ``another`` than whoever answers."""
    return Question(
        words=words, type=AnswerType.REFERENCE, names=roles, another=another, refers=OFFICER
    )


def text(words: str, *, required: bool = True) -> Question:
    """Ask for words; they stay in the case database."""
    return Question(words=words, type=AnswerType.TEXT, required=required)
