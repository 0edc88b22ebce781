"""The verbs that collect effects: plain functions, in which no time passes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Any, NoReturn, cast

from pydantic import BaseModel, JsonValue

from activities import contracts as c
from activities.carried import Lapsed, OpenWork
from activities.effects.base import Cited
from activities.effects.cases import CloseCase, SetCase
from activities.effects.deadlines import ArmDeadline, EndDeadline, HoldWindows, RestoreWindows
from activities.effects.every import Effect
from activities.effects.file import OwnAct
from activities.effects.letters import MoveLetter
from activities.effects.links import StartCase, TellCase, TellOpen
from activities.effects.records import Decide, Note, Record
from activities.effects.tasks import HandOver, OpenTask, WithdrawTask
from domain.deadline_rules import DeadlineRule
from domain.file.acts import Act
from domain.kit_tasks import READ_LATE_MESSAGE, READ_MESSAGE
from domain.lookups import Lookup
from domain.messages import Envelope, Message
from domain.roles import Role
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.handed import Moved
from workflows.memory import Memory, reply_name


class Verbs:
    """Everything that a phase may want written: collected here, for the next settle.

    ``assignee`` names the officer who has the work of a role in this case, where one does.
    ``answers`` are the roles of whom it is counted how long they take over what they are asked.
    """

    def __init__(
        self,
        memory: Memory[BaseModel],
        assignee: Callable[[Role], str | None],
        answers: Mapping[Role, DeadlineRule] = MappingProxyType({}),
    ) -> None:
        self.memory = memory
        self._assignee = assignee
        self._answers = answers
        self._leads: StepId = "CB-MOVE"

    def collect(
        self, effect: type[Cited], step: StepId, *, at: datetime | None = None, **fields: Any
    ) -> None:
        """Add an effect, stamped with the instant of its cause, or of what it is about."""
        self._add(effect, step, at or self.memory.clock.cause, fields)

    def take_back(self, effect: type[Cited], step: StepId, **fields: Any) -> None:
        """Add an effect that takes something back: now, however long ago its cause was."""
        self._add(effect, step, self.memory.clock.latest, fields)

    def _add(self, effect: type[Cited], step: StepId, at: datetime, fields: dict[str, Any]) -> None:
        made = effect(step=step, at=at, stands_with=self.memory.stands_with, **fields)
        self.memory.carried.effects.append(cast("Effect", made))

    def open(
        self,
        kind: TaskKind,
        *,
        step: StepId | None = None,
        role: str | None = None,
        assignee: str | None = None,
        due: DeadlineRule | None = None,
        due_from: datetime | None = None,
        agreed: str | None = None,
        background: bool = False,
        unless_by_owner: str | None = None,
        **data: JsonValue,
    ) -> str:
        """Open a task and return its id. Background work belongs to no wait.

        It is not opened where the message ``unless_by_owner``, by its key, is found to come from
        whoever has the case.

        Where much background work of the kind is open, this joins the last: whoever does that
        does this with it, and its id is returned. Unless ``assignee`` is given, the lifecycle
        says who has the work of the role. ``step`` is what calls for it here, where the kind
        serves several steps.
        """
        task = self.memory.new_id("t")
        role = role or kind.roles[0]
        assignee = self._now(assignee or self._assignee(Role(role)))
        letter, customer = data.get("letter"), data.get("customer")
        alike = self.memory.background_work(kind) if background else []
        joins = alike[-1] if len(alike) >= c.MOST_ALIKE else None
        counted = self._answers.get(Role(role)) if not (joins or unless_by_owner) else None
        answer_by = f"{self.memory.ref}.{answer_name(task)}" if counted else None
        if joins is None:
            self.memory.carried.work[task] = OpenWork(
                kind=kind.name,
                step=step or kind.step,
                background=background,
                letter=letter if isinstance(letter, str) else None,
                customer=customer if isinstance(customer, str) else None,
                answer_by=answer_by,
                counted_by=counted.step if counted else "CB-TASK",
            )
        self.collect(
            OpenTask,
            step or kind.step,
            id=task,
            kind=kind.name,
            role=role,
            assignee=assignee,
            due=due.id if due else None,
            due_from=due_from,
            agreed=agreed,
            data=data,
            background=background,
            unless_by_owner=unless_by_owner,
            joins=joins,
        )
        if counted:
            label = f"Answer to: {kind.title}"
            self.arm(answer_name(task), counted, self.memory.clock.cause, label=label)
        return joins or task

    def have_read(
        self,
        message: Envelope,
        *,
        step: StepId | None = None,
        role: str | None = None,
        late: bool = False,
        **data: JsonValue,
    ) -> str:
        """Have somebody read a message and deal with it, beside whatever else goes on."""
        return self.open(
            READ_LATE_MESSAGE if late else READ_MESSAGE,
            step=step,
            role=role,
            background=True,
            message=message.key,
            message_type=message.type,
            **cast("dict[str, Any]", data),
        )

    def answered(self, work: OpenWork) -> None:
        """Say that whoever was asked has answered: nobody need be told of their silence."""
        if work.answer_by is None:
            return
        lapsed = self.memory.lapsed(work.answer_by)
        self.met(work.answer_by, work.counted_by)
        if lapsed:
            self._call_off(lapsed, "it was answered after all")

    def withdraw_task(self, task: str, reason: str) -> None:
        """Take back work that is needed no more, with the letter that it was to send."""
        work = self.memory.carried.work.pop(task, None)
        if work is None:
            return
        self.memory.undo(lambda: self.memory.carried.work.update({task: work}))
        step = work.step
        self.take_back(WithdrawTask, step, id=task, reason=reason)
        if work.answer_by:
            self.withdraw_deadline(work.answer_by, work.counted_by, reason)
        if work.letter and not work.background:
            self.take_back(MoveLetter, step, id=work.letter, act="withdraw", reason=reason)

    def arm(
        self,
        name: str,
        rule: DeadlineRule,
        start: datetime,
        *,
        label: str = "",
        agreed: str | None = None,
        numbered: bool = False,
    ) -> str:
        """Arm a deadline under a name of its own in this case; return its id.

        ``numbered`` gives the name a number: for what a case may arm, end and arm once more.
        """
        deadline = self.memory.new_id(f"{name}-") if numbered else f"{self.memory.ref}.{name}"
        self.collect(
            ArmDeadline,
            rule.step,
            id=deadline,
            rule=rule.id,
            start=start,
            label=label,
            agreed=agreed,
        )
        return deadline

    def reply(self, letter: str) -> str:
        """Return the id of the deadline of a letter's reply window."""
        return f"{self.memory.ref}.{reply_name(letter)}"

    def arm_reply(self, letter: str, window: StepId, start: datetime) -> str:
        """Arm the reply window of a letter, by the rule that its kind names; return its id."""
        deadline = self.reply(letter)
        label = "End of the reply window"
        self.collect(ArmDeadline, window, id=deadline, rule=window, start=start, label=label)
        return deadline

    def step_of(self, deadline: str) -> StepId | None:
        """Return the step by which a deadline was armed, passed or not; None of one that ended."""
        counted = self.memory.armed(deadline) or self.memory.lapsed(deadline)
        return counted.step if counted else None

    def met(self, deadline: str, step: StepId) -> bool:
        """Say that what a deadline asks for was done, by the act at hand; tell whether in time.

        It is in time where it was done before the deadline's last instant was over, whenever the
        case hears of it. Told late, what the passing has called for is taken back; done late, the
        deadline stays passed, and is owed no more.
        """
        lapsed, armed = self._take_lapsed(deadline), self.memory.armed(deadline)
        if not (lapsed or armed):
            return False  # it was met, or taken back
        self.collect(EndDeadline, step, id=deadline, state="met")
        self._disarm(deadline)
        if lapsed and self.memory.clock.cause < lapsed.due:
            self._call_off(lapsed, "it was done in time, and told late")
            return True
        return armed is not None

    @contextmanager
    def passing(self, deadline: c.Armed) -> Iterator[None]:
        """Let a deadline pass, and remember what work follows from that."""
        self.collect(EndDeadline, deadline.step, id=deadline.id, state="passed")
        self._disarm(deadline.id)
        carried = self.memory.carried
        before = set(carried.work)
        try:
            yield
        finally:  # what follows may end the phase
            opened = tuple(task for task in carried.work if task not in before)
            carried.lapsed.append(
                Lapsed(id=deadline.id, step=deadline.step, due=deadline.due, opened=opened)
            )

    def withdraw_deadline(self, deadline: str, step: StepId, reason: str) -> None:
        """Take back a deadline that has lost its purpose."""
        self.take_back(EndDeadline, step, id=deadline, state="withdrawn", reason=reason)
        self._disarm(deadline)
        if lapsed := self._take_lapsed(deadline):
            self._call_off(lapsed, reason)

    def hold_windows(self, step: StepId, reason: str) -> None:
        """Let the time of people outside stand still, from now on."""
        self.collect(HoldWindows, step, reason=reason)
        carried = self.memory.carried
        carried.armed = [
            armed.model_copy(update={"held": True}) if armed.theirs else armed
            for armed in carried.armed
        ]

    def restore_windows(self, step: StepId, reason: str) -> None:
        """Let what stood still count again from now on: only now it is known that it should.

        The settle moves each date on; until then it stands still.
        """
        self.collect(RestoreWindows, step, at=self.memory.clock.now(), reason=reason)

    def replace(self, step: StepId, officer: str, by: str) -> None:
        """Give what waits on an officer, and what ever would, to somebody else."""
        carried = self.memory.carried
        before = carried.replaced
        carried.replaced = {**before, officer: by}
        self.memory.undo(lambda: setattr(carried, "replaced", before))
        self.collect(HandOver, step, was=officer, to=by)

    def _now(self, officer: str | None) -> str | None:
        """Return who has what is an officer's."""
        seen: set[str] = set()
        while officer in self.memory.carried.replaced and officer not in seen:
            seen.add(officer)
            officer = self.memory.carried.replaced[officer]
        return officer

    def _take_lapsed(self, deadline: str) -> Lapsed | None:
        """Take out what is remembered of a deadline that has passed."""
        carried = self.memory.carried
        lapsed = self.memory.lapsed(deadline)
        if lapsed:
            carried.lapsed.remove(lapsed)
            self.memory.undo(lambda: carried.lapsed.append(lapsed))
        return lapsed

    def _call_off(self, lapsed: Lapsed, reason: str) -> None:
        """Take back what the passing of a deadline has called for."""
        for task in lapsed.opened:
            self.withdraw_task(task, reason)

    def _disarm(self, deadline: str) -> None:
        carried = self.memory.carried
        carried.armed = [armed for armed in carried.armed if armed.id != deadline]

    def record(
        self,
        step: StepId,
        system: str,
        name: str,
        *,
        actor: str | None = None,
        taken: Mapping[str, str] = MappingProxyType({}),
        messages: Sequence[str] = (),
        **data: JsonValue,
    ) -> None:
        """Leave a record for another system; it goes out by the outbox.

        ``taken`` says which fields hold which answers of ``messages``: so what people wrote gets
        there past the case. Fields are named as the step's entry in the matrix names them.
        """
        self.collect(
            Record,
            step,
            id=self.memory.new_id("r"),
            system=system,
            name=name,
            data=data,
            taken=dict(taken),
            messages=tuple(messages),
            actor=actor,
        )

    def decide(
        self,
        step: StepId,
        branch: str,
        words: str,
        *,
        reading: str | None = None,
        actor: str | None = None,
        **inputs: JsonValue,
    ) -> None:
        """Write down that a rule was applied, on what, and which branch it took."""
        self.collect(
            Decide,
            step,
            branch=branch,
            words=words,
            inputs=inputs,
            reading=reading,
            actor=actor,
        )

    def note(self, step: StepId, words: str, **data: JsonValue) -> None:
        """Write a line in the timeline."""
        self.collect(Note, step, words=words, data=data)

    def hand_to(
        self, step: StepId, procedure: str, *, actor: str | None = None, **data: JsonValue
    ) -> None:
        """Leave to a procedure that is not supplied, or not built: a record that names it."""
        self.collect(
            Record,
            step,
            id=self.memory.new_id("r"),
            system=procedure,
            name="handed_to",
            data={"procedure": procedure, **data},
            actor=actor,
        )

    def act(
        self,
        kind: type[Act],
        step: StepId,
        *,
        actor: str | None = None,
        message: str | None = None,
        **facts: JsonValue,
    ) -> None:
        """Write on the case file what the case itself does there.

        ``message`` is the key of one that it follows, whose words are kept with it.
        """
        self.collect(OwnAct, step, type=kind.name, facts=facts, actor=actor, message=message)

    def ask(self, key: str, question: Lookup, step: StepId, **arguments: JsonValue) -> None:
        """Ask the case database; from here on every settle answers anew under ``key``.

        So ``answer(key)`` after a wait is as fresh as the settle that admitted the message.
        """
        self.memory.carried.questions[key] = c.Ask(
            step=step, question=question, arguments=arguments
        )

    def set(self, step: StepId, **fields: str | None) -> None:
        """Change the owner, team or segment of the case."""
        if "owner" in fields:
            fields = fields | {"owner": self._now(fields["owner"])}
        self.collect(SetCase, step, fields=fields)

    def tell(
        self,
        case: str,
        message: type[Message],
        why: str,
        *,
        step: StepId,
        about: str | None = None,
        **facts: JsonValue,
    ) -> None:
        """Tell another case something, with the message that everyone else would use."""
        envelope = self._message(message, case, about, facts)
        self.collect(TellCase, step, case=case, message=envelope, why=why)

    def tell_open(
        self,
        type_: str,
        message: type[Message],
        why: str,
        *,
        step: StepId,
        of: str | None,
        **facts: JsonValue,
    ) -> None:
        """Tell the open case of a type that a customer has, as of the settle that writes it.

        Without ``of`` it is of each customer whom the case has locked.
        """
        envelope = self._message(message, None, None, facts)
        self.collect(TellOpen, step, type=type_, customer=of, message=envelope, why=why)

    def begin(
        self,
        type_: str,
        message: type[Message],
        why: str,
        *,
        step: StepId,
        of: str | None = None,
        **facts: JsonValue,
    ) -> None:
        """Start another lifecycle by its first message; it is ``of`` the case's own customer."""
        envelope = self._message(message, None, None, facts)
        self.collect(StartCase, step, type=type_, message=envelope, why=why, customer=of)

    def _message(
        self,
        message: type[Message],
        case: str | None,
        about: str | None,
        facts: dict[str, JsonValue],
    ) -> Envelope:
        return Envelope(
            id=self.memory.new_id("m"),
            type=message.name,
            source="casebound",
            case=case,
            occurred_at=self.memory.clock.cause,
            about=about,
            facts=facts,
        )

    def close(self, outcome: str, words: str, *, step: StepId = "CB-CLOSE") -> None:
        """End the case; whatever is open is withdrawn. The phase returns None after it."""
        self.collect(CloseCase, step, outcome=outcome, words=words)

    def to(self, phase: str, step: StepId) -> str:
        """Name the next phase and the step that leads there; a phase returns this."""
        self._leads = step
        return phase

    def move_on(self, phase: str, step: StepId = "CB-MOVE") -> NoReturn:
        """End the phase from inside a standing order."""
        raise Moved(self.to(phase, step))

    def take_lead(self) -> StepId:
        """Return, once, the step that leads to the next phase."""
        step, self._leads = self._leads, "CB-MOVE"
        return step


def answer_name(task: str) -> str:
    """Name the deadline that counts how long whoever has a task takes over it."""
    return f"answer-{task.rsplit('.', 1)[-1]}"
