"""The verbs in which every lifecycle is written.

Collecting verbs are plain functions. What may take days is awaited, so every ``await`` in a
phase is a place where time passes. Every wait settles once before it waits: one activity, one
transaction with all effects since the last wait. The answer replaces what the case knew.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, NoReturn, TypeVar, cast

from pydantic import BaseModel, JsonValue
from temporalio import workflow
from temporalio.common import (
    RawValue,
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributeUpdate,
)
from temporalio.exceptions import ActivityError

from activities import contracts as c
from domain.kit_tasks import READ_LATE_MESSAGE, READ_MESSAGE
from domain.letters import LetterKind
from domain.messages import Envelope, LetterDelivered, Message, Status, TaskCompleted
from domain.roles import Role
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.carried import Carried, Done, Letter, Lifecycle, OpenWork, Received, Window
from workflows.clock import Alarm, Clock

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Message)

RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    non_retryable_error_types=["SettleMismatchError"],
)


class Moved(BaseException):
    """A standing order ends the phase: the case goes on in another one."""

    def __init__(self, phase: str) -> None:
        self.phase = phase


class NotArmedError(Exception):
    """A wait counts on a deadline that is not armed; without this it would wait for ever."""


class SettleStoppedError(Exception):
    """The settle refuses for good; the case stops visibly and an operator decides."""


class Case(Generic[S]):
    """One case: its verbs, its inbox, its clock."""

    def __init__(self, lifecycle: Lifecycle[S], start: c.Start) -> None:
        self.lifecycle = lifecycle
        self.start = start
        self._known = lifecycle.known
        if start.carried:
            self._c = Carried.model_validate(start.carried)
            self.clock = Clock(self._c.offset, self._c.cause)
        else:
            self.clock = Clock.begin(start.begins_at)
            self._c = self._opened()
        self.state: S = lifecycle.state.model_validate(self._c.state)
        self._alarm = Alarm(self.clock)
        self._answered: Received[Message] | None = None
        self._finished: dict[str, str] = {}  # task: its kind, for whoever waits
        self._leads: StepId = "CB-MOVE"  # the step that leads to the next phase

    def _opened(self) -> Carried:
        start = self.start
        self.clock.handle(start.message.occurred_at)
        carried = Carried(
            phase=self.lifecycle.first,
            state=self.lifecycle.state().model_dump(mode="json"),
            offset=self.clock.offset,
            cause=self.clock.cause,
            opening=c.Opening(
                type=start.type,
                customer=start.customer,
                office=start.office,
                message=start.message,
            ),
        )
        carried.inbox.seen.append(start.message.key)
        carried.outcomes.append(_outcome(start.message, Status.APPLIED))
        return carried

    # ------------------------------------------------------------------ what a phase may read

    @property
    def ref(self) -> str:
        """The case reference, which is the workflow id."""
        return self.start.case

    @property
    def phase(self) -> str:
        """The phase that the case is in."""
        return self._c.phase

    @property
    def opened_by(self) -> Envelope:
        """The message that started the case."""
        return self.start.message

    def answer(self, key: str) -> JsonValue:
        """Return what the last settle answered to ``ask(key, ...)``."""
        return self._c.answers.get(key)

    def letter_problem(self, letter: str) -> str | None:
        """Return why a letter was stopped, if it was."""
        state = self._c.letters.get(letter)
        return state.problem if state else None

    def armed(self, name: str) -> c.Armed | None:
        """Return the deadline that was armed under ``name``, while it is armed."""
        deadline = f"{self.ref}.{name}"
        return next((armed for armed in self._c.armed if armed.id == deadline), None)

    def background_work(self) -> list[str]:
        """Return the open tasks that no wait is about: a case with some is not yet done."""
        return [task for task, work in self._c.work.items() if work.background]

    def take_answer(self) -> Received[Message] | None:
        """Return, once, the message that moved the case into this phase."""
        answered, self._answered = self._answered, None
        return answered

    # ------------------------------------------------------------------ verbs that collect

    def collect(self, effect: type[c._Effect], step: StepId, **fields: Any) -> None:
        """Add an effect, stamped with the instant and the actor of its cause."""
        made = effect(step=step, at=self.clock.cause, **fields)
        self._c.effects.append(cast("c.Effect", made))

    def new_id(self, letter: str) -> str:
        """Return the next id of a kind: ``t`` tasks, ``l`` letters, ``a`` approvals, and so on."""
        self._c.counters[letter] = self._c.counters.get(letter, 0) + 1
        return f"{self.ref}.{letter}{self._c.counters[letter]}"

    def open(
        self,
        kind: TaskKind,
        *,
        role: str | None = None,
        assignee: str | None = None,
        due: str | None = None,
        due_from: datetime | None = None,
        agreed: str | None = None,
        background: bool = False,
        **data: JsonValue,
    ) -> str:
        """Open a task and return its id. Background work belongs to no wait.

        Unless ``assignee`` is given, the lifecycle says who has the work of the role.
        """
        task = self.new_id("t")
        role = role or kind.roles[0]
        assignee = assignee or self.lifecycle.assignee(self.state, Role(role))
        letter = data.get("letter")
        self._c.work[task] = OpenWork(
            kind=kind,
            background=background,
            letter=letter if isinstance(letter, str) else None,
        )
        self.collect(
            c.OpenTask,
            kind.step,
            id=task,
            kind=kind.name,
            role=role,
            assignee=assignee,
            due=due,
            due_from=due_from,
            agreed=agreed,
            data=data,
            background=background,
        )
        return task

    def withdraw_task(self, task: str, reason: str) -> None:
        """Take back work that is needed no more, with the letter that it was to send."""
        work = self._c.work.pop(task, None)
        if work is None:
            return
        step = work.kind.step
        self.collect(c.WithdrawTask, step, id=task, reason=reason)
        if work.letter and not work.background:
            self.collect(c.MoveLetter, step, id=work.letter, state="withdrawn", reason=reason)

    def arm(
        self,
        name: str,
        rule: StepId | str,
        start: datetime,
        *,
        step: StepId,
        label: str = "",
        agreed: str | None = None,
        numbered: bool = False,
    ) -> str:
        """Arm a deadline under a name of its own in this case; return its id.

        ``numbered`` gives the name a number: for what a case may arm, end and arm once more.
        """
        deadline = self.new_id(f"{name}-") if numbered else f"{self.ref}.{name}"
        self.collect(
            c.ArmDeadline, step, id=deadline, rule=rule, start=start, label=label, agreed=agreed
        )
        return deadline

    def met(self, deadline: str, step: StepId) -> None:
        """The act that a deadline asked for was done in time, or after all."""
        self._end(deadline, step, "met", "")

    def withdraw_deadline(self, deadline: str, step: StepId, reason: str) -> None:
        """Take back a deadline that has lost its purpose."""
        self._end(deadline, step, "withdrawn", reason)

    def _end(
        self, deadline: str, step: StepId, state: Literal["met", "passed", "withdrawn"], reason: str
    ) -> None:
        self.collect(c.EndDeadline, step, id=deadline, state=state, reason=reason)
        self._c.armed = [armed for armed in self._c.armed if armed.id != deadline]

    def record(
        self,
        step: StepId,
        system: str,
        name: str,
        *,
        actor: str | None = None,
        answers: Sequence[str] = (),
        message: str | None = None,
        **data: JsonValue,
    ) -> None:
        """Leave a record for another system; it goes out by the outbox."""
        self.collect(
            c.Record,
            step,
            id=self.new_id("r"),
            system=system,
            name=name,
            data=data,
            answers=tuple(answers),
            message=message,
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
            c.Decide,
            step,
            branch=branch,
            words=words,
            inputs=inputs,
            reading=reading,
            actor=actor,
        )

    def note(self, step: StepId, words: str, **data: JsonValue) -> None:
        """Write a line in the timeline."""
        self.collect(c.Note, step, words=words, data=data)

    def hand_to(
        self, step: StepId, procedure: str, *, actor: str | None = None, **data: JsonValue
    ) -> None:
        """Leave to a procedure that is not supplied, or not built: a record that names it."""
        self.collect(
            c.Record,
            step,
            id=self.new_id("r"),
            system=procedure,
            name="handed_to",
            data={"procedure": procedure, **data},
            actor=actor,
        )

    def ask(self, key: str, question: str, step: StepId, **arguments: JsonValue) -> None:
        """Ask the case database; from here on every settle answers anew under ``key``.

        So ``answer(key)`` after a wait is as fresh as the settle that admitted the message.
        """
        self._c.questions[key] = c.Ask.model_validate(
            {
                "step": step,
                "at": self.clock.cause,
                "key": key,
                "question": question,
                "arguments": arguments,
            }
        )

    async def find_answers(self) -> None:
        """Settle what was collected, so that what was asked is answered before work is opened.

        A message handled before it gets its status with the wait that follows: a final status
        says that the case is at rest, and here it goes on at once.
        """
        outcomes, self._c.outcomes = self._c.outcomes, []
        await self._settle(None, wait="answers")
        self._c.outcomes = outcomes + self._c.outcomes

    def set(self, step: StepId, **fields: str | None) -> None:
        """Change the owner, team or segment of the case."""
        self.collect(c.SetCase, step, fields=fields)

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
        self.collect(c.TellCase, step, case=case, message=envelope, why=why)

    def begin(
        self, type_: str, message: type[Message], why: str, *, step: StepId, **facts: JsonValue
    ) -> None:
        """Start another lifecycle by its first message."""
        envelope = self._message(message, None, None, facts)
        self.collect(c.StartCase, step, type=type_, message=envelope, why=why)

    def _message(
        self,
        message: type[Message],
        case: str | None,
        about: str | None,
        facts: dict[str, JsonValue],
    ) -> Envelope:
        return Envelope(
            id=self.new_id("m"),
            type=message.name,
            source="casebound",
            case=case,
            occurred_at=self.clock.cause,
            about=about,
            facts=facts,
        )

    def close(self, outcome: str, words: str, *, step: StepId = "CB-CLOSE") -> None:
        """End the case; whatever is open is withdrawn. The phase returns None after it."""
        self.collect(c.CloseCase, step, outcome=outcome, words=words)

    def to(self, phase: str, step: StepId) -> str:
        """Name the next phase and the step that leads there; a phase returns this."""
        self._leads = step
        return phase

    def move_on(self, phase: str, step: StepId = "CB-MOVE") -> NoReturn:
        """End the phase from inside a standing order."""
        raise Moved(self.to(phase, step))

    # ------------------------------------------------------------------ verbs that wait

    async def wait(
        self,
        *types: type[M],
        about: Sequence[str] = (),
        until: str | None = None,
        cites: StepId,
        late: str | None = None,
    ) -> Received[M] | None:
        """Settle what was collected, then return the first message of ``types`` that fits.

        ``about`` are the tasks or letters that the wait asks about. Returns None once the
        deadline ``until`` has passed; ``late`` is the phase that an answer in time, recorded
        after it, leads to. Standing orders run meanwhile.

        Raises:
            NotArmedError: ``until`` is not armed.
        """
        asked = c.Waiting(
            step=cites, types=tuple(kind.name for kind in types), about=tuple(about), until=until
        )
        asked_at = self.clock.cause
        self._c.inbox.take_back(cast("tuple[type[Message], ...]", types))
        await self._settle(asked)
        if until and until not in [armed.id for armed in self._c.armed]:
            raise NotArmedError(f"{self.ref} waits for {cites} until {until}, which is not armed")
        while True:
            while event := self._next_event():
                if isinstance(event, c.Armed):
                    self._pass(event)
                    if event.id == until:
                        self._remember_window(asked, asked_at, event, late)
                        return None
                    self._background(event)
                elif await self._judge(event, asked, asked_at):
                    return cast("Received[M]", self._received(event))
            if self._unsettled():
                await self._settle(asked)
            else:
                await self._alarm.sleep(self._c.armed, self._c.inbox.news)

    async def work(
        self,
        kind: TaskKind,
        *,
        role: str | None = None,
        assignee: str | None = None,
        due: str | None = None,
        due_from: datetime | None = None,
        **data: JsonValue,
    ) -> Done:
        """Open a task, wait until the right officer has completed it, return what came of it."""
        task = self.open(
            kind,
            role=role,
            assignee=assignee,
            due=due,
            due_from=due_from,
            background=False,
            **cast("dict[str, Any]", data),
        )
        return await self.done(task, cites=kind.step)

    async def approval(
        self,
        kind: TaskKind,
        *,
        requested_by: str | None,
        given: Sequence[str],
        stands: Callable[[Done], bool] = lambda _: True,
        role: str | None = None,
        **data: JsonValue,
    ) -> Done:
        """Ask a role for a decision and wait for it; the outcomes ``given`` mean yes.

        Whoever requested it may not decide it, whichever account is used. ``stands`` says
        whether the procedure permits a yes with these answers; else it counts as refused.
        """
        approval = self.new_id("a")
        self.collect(
            c.AskApproval,
            kind.step,
            id=approval,
            asked_of=role or kind.roles[0].value,
            requested_by=requested_by,
        )
        self._c.approvals.append(approval)
        done = await self.work(
            kind,
            role=role,
            approval=approval,
            recommended_by=requested_by,
            **cast("dict[str, Any]", data),
        )
        self._c.approvals.remove(approval)
        self.collect(
            c.DecideApproval,
            kind.step,
            id=approval,
            state="given" if done.outcome in given and stands(done) else "refused",
            message=done.message,
            actor=done.by,
        )
        return done

    async def done(self, *tasks: str, cites: StepId) -> Done:
        """Wait until one of the open ``tasks`` is completed."""
        received = await self.wait(TaskCompleted, about=tasks, cites=cites)
        if received is None:  # no deadline was given
            raise NotArmedError(f"{self.ref} waits for {cites} without an end")
        return self.completion(received)

    def completion(self, received: Received[TaskCompleted]) -> Done:
        """Read a completed task out of the message that reported it."""
        about = received.envelope.about or ""
        return Done(
            task=about,
            kind=self._finished[about],
            outcome=received.facts.outcome,
            answers=received.facts.answers,
            by=received.envelope.actor,
            message=received.envelope.key,
        )

    async def send(
        self,
        kind: LetterKind,
        task: TaskKind,
        *,
        role: str | None = None,
        assignee: str | None = None,
        due: str | None = None,
        due_from: datetime | None = None,
        **data: JsonValue,
    ) -> Letter:
        """Draft a letter and see it sent: prepared, approved where it must be, signed, sent.

        The reply window starts with the officer's act of sending. ``task`` is the signatory's:
        it shows the draft, and is refused while the letter may not go.
        """
        letter = self.new_id("l")
        self.collect(c.DraftLetter, kind.step, id=letter, kind=kind.name)
        done = await self.work(
            task,
            role=role,
            assignee=assignee,
            due=due,
            due_from=due_from,
            letter=letter,
            **data,
        )
        reply = None
        if kind.response_window:
            reply = self.arm(
                reply_name(letter),
                kind.response_window,
                self.clock.cause,
                step=cast("StepId", kind.response_window),
                label="the reply window ends",
            )
        self.collect(c.MoveLetter, kind.step, id=letter, state="signed", reply=reply, actor=done.by)
        return Letter(letter, reply, done)

    # ------------------------------------------------------------------ the run

    async def run(self) -> str:
        """Run phase after phase until the case closes; return its outcome's phase name."""
        workflow.set_current_details(self._c.details)
        while True:
            following = await self._phase()
            if following is None:
                await self._close()
                return self._c.phase
            self._enter(following)
            if self._should_continue():
                self._continue()

    async def _phase(self) -> str | None:
        try:
            return await self.lifecycle.phases[self._c.phase](self)
        except Moved as moved:
            self._leave_early()
            return moved.phase

    def _enter(self, phase: str) -> None:
        step, self._leads = self._leads, "CB-MOVE"
        if phase != self._c.phase:
            self.collect(c.Move, step, phase=phase, words=f"{self._c.phase} -> {phase}")
        self._c.phase = phase

    def _leave_early(self) -> None:
        for task, work in list(self._c.work.items()):
            if not work.background:
                self.withdraw_task(task, "the case moved on")
        for approval in self._c.approvals:
            self.collect(c.DecideApproval, "CB-MOVE", id=approval, state="withdrawn")
        self._c.approvals.clear()

    def _should_continue(self) -> bool:
        return self.start.continue_always or workflow.info().is_continue_as_new_suggested()

    def _continue(self) -> NoReturn:
        self._alarm.stop()
        carried = self._snapshot().model_dump(mode="json")
        workflow.continue_as_new(self.start.model_copy(update={"carried": carried}))

    async def _close(self) -> None:
        while True:
            inbox = self._c.inbox
            for message in (*inbox.held, *inbox.arrived):
                self._c.outcomes.append(_outcome(message, Status.UNMATCHED, "the case is closed"))
            inbox.held, inbox.arrived = [], []
            if not self._unsettled():
                return
            await self._settle(None)

    # ------------------------------------------------------------------ messages, judged at rest

    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in one signal. Nothing is judged here."""
        latest = None if self.start.begins_at else workflow.now()
        self._c.inbox.receive(name, args, self._known, latest)

    def _next_event(self) -> Envelope | c.Armed | None:
        """Return what happened first: a message wins where it occurred before the due instant."""
        arrived = self._c.inbox.arrived
        message = min(arrived, key=lambda m: m.occurred_at, default=None)
        now = max(self.clock.now(), message.occurred_at) if message else self.clock.now()
        due = [armed for armed in self._c.armed if armed.due <= now]
        deadline = min(due, key=lambda armed: (armed.due, armed.id), default=None)
        if message and (deadline is None or message.occurred_at < deadline.due):
            arrived.remove(message)
            self.clock.handle(message.occurred_at)
            return message
        return deadline

    async def _judge(self, message: Envelope, asked: c.Waiting, asked_at: datetime) -> bool:
        """Give a message its place; True where it answers the wait."""
        answers = _answers(message, asked, asked_at)
        if message.type == TaskCompleted.name:
            return await self._judge_completion(message, asked, answers=answers)
        if answers:
            self._apply(message)
            return True
        self._elsewhere(message)
        return False

    async def _judge_completion(
        self, message: Envelope, asked: c.Waiting, *, answers: bool
    ) -> bool:
        task = message.about or ""
        work = self._c.work.get(task)
        if work is None or not (answers or work.background):
            reason = "nothing asks for it now" if work else "the task is not open in this case"
            self._c.outcomes.append(_outcome(message, Status.REFUSED, reason))
            return False
        refused = await self._settle(asked, c.Check(envelope=message, task=task))
        if message.key in refused:
            return False
        self._apply(message)
        self._complete(task, message)
        if not answers and (then := self.lifecycle.done.get(work.kind.name)):
            then(self, self.completion(cast("Received[TaskCompleted]", self._received(message))))
        return answers

    def _complete(self, task: str, message: Envelope) -> None:
        work = self._c.work.pop(task)
        self._finished[task] = work.kind.name
        facts = TaskCompleted.model_validate(message.facts)
        self.collect(
            c.CompleteTask,
            work.kind.step,
            id=task,
            outcome=facts.outcome,
            message=message.key,
            actor=message.actor,
        )

    def _elsewhere(self, message: Envelope) -> None:
        kind = self._known[message.type]
        if window := next((w for w in self._c.windows if w.admits(message)), None):
            self._in_time_after_all(message, window)
        elif standing := self.lifecycle.standing.get(kind):
            self._apply(message)
            standing(self, self._received(message))
        elif message.type == LetterDelivered.name:
            self._apply(message)
            self._left_late(message)
        elif kind in self.lifecycle.held:
            self._c.inbox.held.append(message)
            self._c.outcomes.append(_outcome(message, Status.WAITING))
        else:
            self._to_owner(message)

    def _in_time_after_all(self, message: Envelope, window: Window) -> None:
        self._apply(message)
        self._answered = self._received(message)
        self._c.windows.remove(window)
        self.decide(
            "CB-LATE",
            window.phase,
            f"the answer came in time for {window.step} and was recorded after it",
            message=message.key,
        )
        raise Moved(window.phase)

    def _left_late(self, message: Envelope) -> None:
        """Count the reply window of a letter that was stuck from the day that it left."""
        name = reply_name(message.about or "")
        for armed in self._c.armed:
            if armed.id == f"{self.ref}.{name}":
                self.arm(name, armed.step, message.occurred_at, step=armed.step, label=armed.label)

    def _to_owner(self, message: Envelope) -> None:
        late = any(
            message.type in w.types and message.occurred_at >= w.due for w in self._c.windows
        )
        self._apply(message)
        self.open(
            READ_LATE_MESSAGE if late else READ_MESSAGE,
            role=self.lifecycle.owner,
            background=True,
            message=message.key,
            message_type=message.type,
        )

    def _apply(self, message: Envelope) -> None:
        self._c.outcomes.append(_outcome(message, Status.APPLIED))

    def _received(self, message: Envelope) -> Received[Message]:
        return Received(message, self._known[message.type].model_validate(message.facts))

    # ------------------------------------------------------------------ deadlines

    def _pass(self, deadline: c.Armed) -> None:
        self.clock.handle(deadline.due)
        self._end(deadline.id, deadline.step, "passed", "")

    def _background(self, deadline: c.Armed) -> None:
        name = deadline.id.removeprefix(f"{self.ref}.")
        passed = self.lifecycle.passed
        if then := passed.get(name) or passed.get(deadline.step):
            then(self, deadline)

    def _remember_window(
        self, asked: c.Waiting, asked_at: datetime, deadline: c.Armed, late: str | None
    ) -> None:
        if late:
            self._c.windows.append(
                Window(
                    step=asked.step,
                    types=asked.types,
                    about=asked.about,
                    asked_at=asked_at,
                    due=deadline.due,
                    phase=late,
                )
            )

    # ------------------------------------------------------------------ settling

    def _unsettled(self) -> bool:
        return bool(self._c.effects or self._c.outcomes or self._c.inbox.set_aside)

    async def _settle(
        self, asked: c.Waiting | None, check: c.Check | None = None, *, wait: str = "closing"
    ) -> dict[str, str]:
        self._c.sequence += 1
        segment = self._segment(asked, check)
        self._c.effects, self._c.outcomes, self._c.inbox.set_aside = [], [], []
        self._c.opening = None
        wait = asked.step if asked else wait
        try:
            settled: c.Settled = await workflow.execute_activity(
                c.SETTLE,
                segment,
                result_type=c.Settled,
                activity_id=f"{self._c.sequence}.{self._c.phase}.{wait}",
                start_to_close_timeout=timedelta(seconds=10),
                retry_policy=RETRY,
                summary=f"{'check for ' if check else ''}{wait} in {self._c.phase}",
            )
        except ActivityError as error:
            raise SettleStoppedError(
                f"settle {segment.key} refuses for good: {error.cause}. Do not reset the case; "
                "see the operator's page, stuck cases."
            ) from error
        self._replace(settled)
        return settled.refused

    def _segment(self, asked: c.Waiting | None, check: c.Check | None) -> c.Segment:
        snapshot = self._snapshot()
        return c.Segment(
            case=self.ref,
            sequence=self._c.sequence,
            phase=self._c.phase,
            clock=self.clock.cause,
            clock_offset=self.clock.offset,
            waiting=asked,
            effects=(*self._c.effects, *self._c.questions.values()),
            outcomes=(*self._c.outcomes, *self._c.inbox.set_aside),
            opening=self._c.opening,
            check=check,
            carried=snapshot.model_dump(
                mode="json", include={"phase", "state", "counters", "work", "windows", "sequence"}
            ),
        )

    def _snapshot(self) -> Carried:
        self._c.state = self.state.model_dump(mode="json")
        self._c.offset, self._c.cause = self.clock.offset, self.clock.cause
        return self._c

    def _replace(self, settled: c.Settled) -> None:
        self._c.armed = list(settled.deadlines)
        self._c.letters = settled.letters
        self._c.answers = self._c.answers | settled.answers
        if settled.details != self._c.details:
            self._c.details = settled.details
            workflow.set_current_details(settled.details)
        if settled.attributes != self._c.attributes:
            changed = {
                name: value
                for name, value in settled.attributes.items()
                if self._c.attributes.get(name) != value
            }
            self._c.attributes = settled.attributes
            workflow.upsert_search_attributes([_attribute(n, v) for n, v in changed.items()])


def _answers(message: Envelope, asked: c.Waiting, asked_at: datetime) -> bool:
    """Tell whether a message answers what a wait asks: by reference, else by type and time."""
    if message.type not in asked.types:
        return False
    if message.about or message.type == TaskCompleted.name:
        return message.about in asked.about
    return message.occurred_at >= asked_at


def reply_name(letter: str) -> str:
    """Name the deadline of a letter's reply window."""
    return f"reply-{letter.rsplit('.', 1)[-1]}"


def _outcome(message: Envelope, status: Status, reason: str | None = None) -> c.Outcome:
    return c.Outcome(
        source=message.source,
        id=message.id,
        type=message.type,
        status=status,
        reason=reason,
        envelope=message,
    )


def _attribute(
    name: str,
    value: str | int | bool | list[str] | None,
) -> SearchAttributeUpdate[Any]:
    makers: dict[type, Any] = {
        bool: SearchAttributeKey.for_bool,
        int: SearchAttributeKey.for_int,
        list: SearchAttributeKey.for_keyword_list,
    }
    maker = makers.get(type(value), SearchAttributeKey.for_keyword)
    key = maker(name)
    return cast(
        "SearchAttributeUpdate[Any]",
        key.value_unset() if value is None else key.value_set(value),
    )
