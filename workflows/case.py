"""One case, as its phases hold it: the verbs in which every lifecycle is written.

Verbs that collect are plain functions (verbs.py). What may take days is awaited, so every
``await`` in a phase is a place where time passes. Every wait settles once before it waits: one
activity, one transaction with all effects since the last wait (settler.py). What reaches the
case is judged at rest (judge.py), and most of what follows needs no waiting (consequences.py,
orders.py).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar, overload

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError, FailureError

from activities import contracts as c
from activities.carried import Past
from activities.effects.approvals import DecideApproval
from activities.effects.cases import Move
from domain.errors import FlowError
from domain.messages import (
    Envelope,
    LetterDelivered,
    LetterFailed,
    Message,
    Status,
    TaskCompleted,
)
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows import inbox, judge, standing
from workflows.alarm import Alarm
from workflows.consequences import follow
from workflows.declaration import Lifecycle
from workflows.handed import Moved, Received
from workflows.letters import Letters
from workflows.memory import remember
from workflows.orders import Orders
from workflows.path import Path, PathError
from workflows.presuming import Presumption, Rebutted, presumable, rows_to_come
from workflows.runs import Runs
from workflows.settler import Settler
from workflows.tasks import Tasks
from workflows.verbs import Verbs

ANSWERS = "answers"  # what a settle that only asks is called, where others have a step

BREATH = timedelta(milliseconds=1)  # ends a workflow task, which has two seconds


S = TypeVar("S", bound=BaseModel)
F = TypeVar("F", bound=Message)  # the facts that open a case
M = TypeVar("M", bound=Message)


def _admitted(message: Envelope, settled: c.Settled) -> Envelope | None:
    """Return a message that was checked; None where it was refused.

    It names whoever is known to have acted, which a signal cannot prove.
    """
    if message.digest in settled.refused:
        return None
    return message.model_copy(update={"actor": settled.by.get(message.digest)})


class NotArmedError(FlowError):
    """A wait counts on a deadline that is not armed; without this it would wait for ever."""


class Case(Generic[S, F]):
    """One case. Its verbs are those of its parts, and ``wait``, on which all waiting is built."""

    def __init__(self, lifecycle: Lifecycle[S, F, "Case[S, F]"], start: c.Start) -> None:
        self.lifecycle: Final = lifecycle
        self.start: Final = start
        memory = remember(start, lifecycle.first, lifecycle.state, workflow.now)
        verbs = Verbs(
            memory, lambda role: lifecycle.assignee(memory.state, role), lifecycle.answers
        )
        tasks = Tasks(verbs, self._completed)
        self._memory, self._verbs, self._tasks = memory, verbs, tasks
        self._settler = Settler(memory)
        self._alarm = Alarm(memory.clock)
        self._orders = Orders(self, lifecycle.standing, memory)
        self._resumption = start.resumption  # until the case is back where it stood
        self._until: str | None = None  # the deadline of the wait that the case is in
        self._intake = inbox.Intake(memory.carried.inbox, lifecycle.known)
        self._path = Path(memory)
        self._runs = Runs(start, memory, self._intake, self._alarm)
        if start.carried is None:
            inbox.see(memory.carried.inbox, start.message)
            memory.conclude(start.message, Status.APPLIED)

        # What a phase may read.
        self.ref: Final = start.case
        self.opened_by: Final = Received.read(lifecycle.of.opened_by, start.message)
        self.state: Final = memory.state
        self.clock: Final = memory.clock
        self.answer: Final = memory.answer
        self.armed: Final = memory.armed
        self.background_work: Final = memory.background_work

        # What it may collect.
        self.open: Final = verbs.open
        self.have_read: Final = verbs.have_read
        self.withdraw_task: Final = verbs.withdraw_task
        self.arm: Final = verbs.arm
        self.met: Final = verbs.met
        self.withdraw_deadline: Final = verbs.withdraw_deadline
        self.verbs: Final = verbs
        self.record: Final = verbs.record
        self.hand_to: Final = verbs.hand_to
        self.act: Final = verbs.act
        self.decide: Final = verbs.decide
        self.note: Final = verbs.note
        self.set: Final = verbs.set
        self.ask: Final = verbs.ask
        self.begin: Final = verbs.begin
        self.tell: Final = verbs.tell
        self.collect: Final = verbs.collect
        self.close: Final = verbs.close
        self.to: Final = verbs.to
        self.move_on: Final = verbs.move_on

        # What it may wait for, beside messages.
        self.work: Final = tasks.work
        self.done: Final = tasks.done
        self.approval: Final = tasks.approval
        self.completion: Final = tasks.completion
        self.letters: Final = Letters(verbs, tasks, self._left)
        self.send: Final = self.letters.send

    @property
    def phase(self) -> str:
        """The phase that the case is in."""
        return self._memory.carried.phase

    def take_answer(self) -> Received[Message] | None:
        """Return, once, the message that moved the case into this phase."""
        carried = self._memory.carried
        answered, carried.answered = carried.answered, None
        return Received.read(self.lifecycle.known[answered.type], answered) if answered else None

    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in one signal. Nothing is read here: thousands may come at once."""
        latest = None if self.start.begins_at else workflow.now()
        self._intake.append(inbox.Signal(name, args, latest))

    # ---------------------------------------------------------------- waiting

    @overload
    async def wait(
        self, *types: type[M], about: Sequence[str] = (), cites: StepId
    ) -> Received[M]: ...

    @overload
    async def wait(
        self,
        *types: type[M],
        about: Sequence[str] = (),
        until: str | None,
        cites: StepId,
        late: str | None = None,
    ) -> Received[M] | None: ...

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
        answer = await self._wait(asked, late=late)
        kinds = {kind.name: kind for kind in types}
        return Received.read(kinds[answer.type], answer) if answer else None

    async def finished(self, *kinds: TaskKind, cites: StepId) -> None:
        """Wait until no background work is open, or none of ``kinds``; what follows on it follows.

        One wait, however much is done and comes in meanwhile.
        """
        if self.background_work(*kinds):
            await self.until(lambda: not self.background_work(*kinds), cites=cites)

    async def until(self, so: Callable[[], bool], *, cites: StepId) -> None:
        """Settle what was collected, then wait until something is so.

        It may be so by what the settle answers, or by what follows on what comes in.
        """
        await self._wait(c.Waiting(step=cites, types=()), over=so)

    async def _wait(
        self,
        asked: c.Waiting,
        *,
        late: str | None = None,
        over: Callable[[], bool] = lambda: False,
        holds: str | None = None,
    ) -> Envelope | None:
        """Settle, then return what answers; a wait that is over returns what it returned before."""
        wait, self._until = judge.Wait(asked, self.clock.latest, holds), asked.until
        if past := self._path.walked(asked.step):
            return self._as_before(past)
        if not self._path.arrived() or self._is_back(asked):
            await self._settler.settle(asked)
        if asked.until and asked.until not in [armed.id for armed in self._memory.carried.armed]:
            words = f"{self.ref} waits for {asked.step} until {asked.until}, which is not armed"
            raise NotArmedError(words)
        answer = await self._answer(wait, late, over)
        self._path.note(asked.step, answer)
        return answer

    async def _answer(
        self, wait: judge.Wait, late: str | None, over: Callable[[], bool]
    ) -> Envelope | None:
        """Return the message that answers a wait; None once its deadline has passed.

        None too where the wait is ``over`` by what follows on something else.
        """
        while self._memory.checked or not over():
            while self._takes_more() and (event := await self._sifted_event(wait)):
                if isinstance(event, Envelope):
                    if answer := await self._take(event, wait):
                        return answer
                elif self._pass(event, wait, late):
                    return None
                if over():
                    return None
            await self._rest(wait.asked, over)
        return None

    def _takes_more(self) -> bool:
        """Tell whether one settle can carry what follows from another message too."""
        return not (self._memory.full() or self._settler.presumption)

    async def _rest(self, asked: c.Waiting, over: Callable[[], bool]) -> None:
        """Settle what has followed, then sleep until there is news. A new run may go on here."""
        if self._memory.unsettled():
            await self._settler.settle(asked)
        elif self._intake.unread:  # what was read last had all come before
            await workflow.sleep(BREATH, summary="so much has come: it is read in parts")
        if self._runs.ends_here():
            self._runs.go_on()
        if not (self._memory.unsettled() or self._intake.news or over()):
            await self._alarm.sleep(self._memory.carried.armed, lambda: self._intake.news)

    async def find_answers(self) -> None:
        """Settle what was collected, so that what was asked is answered before work is opened.

        A message handled before it gets its status with the wait that follows: a final status
        says that the case is at rest, and here it goes on at once.
        """
        if past := self._path.walked(ANSWERS):
            self._path.take(past)
            return
        if self._path.arrived():
            self._is_back(None)
        await self._settler.settle(None, wait=ANSWERS, outcomes=False)
        self._path.note(ANSWERS)

    def _is_back(self, asked: c.Waiting | None) -> bool:
        """Tell whether the case was brought back to this wait, and not just continued.

        Raises:
            PathError: it stands at another one.
        """
        resumption, self._resumption = self._resumption, None
        if resumption and resumption.waiting != asked:
            raise PathError(f"{self.ref}: comes to {asked}, and stands at {resumption.waiting}")
        return resumption is not None

    def patched(self, change: str) -> bool:
        """Tell whether this phase goes the new way of a change to its code.

        A phase that began without the change stays without it, in whatever run it goes on.
        """
        ways = self._memory.carried.patched
        if change not in ways:
            ways[change] = not self._path.walking and workflow.patched(change)
        return ways[change]

    def _as_before(self, past: Past) -> Envelope | None:
        """Return what a wait was answered with that is over, and know what was known then."""
        answer = past.answer
        if answer and answer.type == TaskCompleted.name:
            self._tasks.complete(str(answer.about), answer)
        self._path.take(past)
        return answer

    async def _completed(self, tasks: Sequence[str], cites: StepId) -> str:
        received = await self.wait(TaskCompleted, about=tasks, cites=cites)
        return str(received.envelope.about)

    async def _left(self, letter: str, cites: StepId, *, answered: bool) -> datetime | None:
        """Wait until a letter has left; return when, None where it was refused.

        Where its answer will be asked for (``answered``) one that is here first is held: the
        customer may have the letter before the case is told that it left.
        """
        kinds: tuple[type[Message], ...] = (LetterDelivered, LetterFailed)
        asked = c.Waiting(step=cites, types=tuple(kind.name for kind in kinds), about=(letter,))
        told = await self._wait(asked, holds=letter if answered else None)
        return told.occurred_at if told and told.type == LetterDelivered.name else None

    # ---------------------------------------------------------------- what happens in a wait

    async def _sifted_event(self, wait: judge.Wait) -> Envelope | c.Armed | None:
        """Return what happened first, of what is not made up, where much has come."""
        if checked := self._memory.checked:
            self.clock.act(checked[0].occurred_at)
            return checked[0]
        self._intake.read()
        if crowd := self._intake.crowd():
            settled = await self._settler.settle(wait.asked, crowd=crowd)
            self._intake.sift(crowd, settled.refused)
        return self._next_event(wait)

    def _next_event(self, wait: judge.Wait) -> Envelope | c.Armed | None:
        memory, carried = self._memory, self._memory.carried
        if memory.recounting:
            return None  # dates are about to move: nothing passes by the old ones
        event = judge.first_event(wait, carried.inbox, carried.armed, self.clock.now())
        match event:
            case Envelope():
                self.clock.act(event.occurred_at)
            case c.Armed():
                self.clock.come(event.due)
        return event

    async def _take(self, message: Envelope, wait: judge.Wait) -> Envelope | None:
        """Do what the verdict on a message asks for; return it where it answers the wait."""
        carried = self._memory.carried
        held = carried.inbox.take(message)
        orders = self._orders.by_type
        later = [kind.name for kind in self.lifecycle.held]
        situation = judge.Situation(wait, carried.work, carried.windows, orders, later)
        match judge.verdict(message, situation, held=held):
            case judge.ToCheck() as work:
                check = c.Check(envelope=message, task=work.task)
                admitted, rows = await self._admitted(check, wait.asked, held=held)
                return self._done(admitted, work, rows) if admitted else None
            case judge.Standing():
                if self._orders.takes_act(message):
                    self._orders.act(message)
                    return None
                check = c.Check(envelope=message)
                admitted, _ = await self._admitted(check, wait.asked, held=held)
                if admitted:
                    self._orders.take(admitted)
                return None
            case judge.Answers() | judge.InTimeAfterAll() as moves:
                check = c.Check(envelope=message)
                admitted, _ = await self._admitted(check, wait.asked, held=held)
                if admitted:
                    follow(admitted, moves, self._verbs, self.lifecycle.owner)
                return admitted
            case stays:
                with self._memory.standing_with(message):
                    follow(message, stays, self._verbs, self.lifecycle.owner)
                return None

    async def _admitted(
        self, check: c.Check, asked: c.Waiting, *, held: bool
    ) -> tuple[Envelope | None, Sequence[Sequence[str]]]:
        """Return a message that is admitted, or presumed to be, and what its acts added.

        None where it was checked and refused. ``held`` tells whether it was, for this wait.
        """
        message = check.envelope
        if self._memory.checked:
            (_, settled), self._memory.checked = self._memory.checked, None
        elif presumable(message, self._memory) and not self._runs.ends_soon():
            self._settler.presumption = Presumption(self._memory, check, held=held)
            return message, rows_to_come(message)
        else:
            settled = await self._settler.settle(asked, check)
        return _admitted(message, settled), settled.rows.get(message.digest, ())

    def _done(
        self, message: Envelope, work: judge.ToCheck, rows: Sequence[Sequence[str]]
    ) -> Envelope | None:
        self._memory.conclude(message, Status.APPLIED)
        done = self._tasks.complete(work.task, message)
        if rows:
            self._orders.follow_acts(message, rows)
        if work.answers:
            return message
        if then := self.lifecycle.done.get(done.kind) or standing.DONE.get(done.kind):
            then(self, done)
        return None

    def _pass(self, deadline: c.Armed, wait: judge.Wait, late: str | None) -> bool:
        """Let a deadline pass; True where the wait ends with it."""
        ends = deadline.id == wait.asked.until
        with self._verbs.passing(deadline):
            if not ends and (then := self._follows(deadline)):
                then(self, deadline)
        if ends and late:
            self._memory.carried.windows.append(wait.missed(deadline, late))
        return ends

    def _follows(self, deadline: c.Armed) -> Callable[["Case[S, F]", c.Armed], None] | None:
        name = deadline.id.removeprefix(f"{self.ref}.")
        own = self.lifecycle.passed
        return own.get(name) or standing.PASSED.get(name) or own.get(deadline.step)

    # ---------------------------------------------------------------- phase after phase

    async def run(self) -> str:
        """Run phase after phase until the case closes; return its outcome's phase name."""
        self._runs.begin()
        self._settler.show()
        try:
            return await self._run()
        except FailureError:
            raise
        except Exception as error:
            # In a replay of what went well before, code that fails now does not agree with it.
            if not workflow.patched("the case stands still"):
                raise
            await self._settler.stand_still(error)

    async def _run(self) -> str:
        if (own := workflow.info().workflow_id) != self.ref:
            words = f"the workflow {own} is not that of {self.ref}: somebody started it by hand"
            raise ApplicationError(words, type="OtherCaseError", non_retryable=True)
        if (resumption := self.start.resumption) and resumption.anew:
            self._until = resumption.waiting.until if resumption.waiting else None
            self._resumption = None
            self._leave_early("the phase begins anew")
        while True:
            try:
                following = await self._phase()
                if following is None:
                    await self._end()
                    return self.phase
            except Rebutted:
                continue
            except Exception:  # unchecked, a message may say anything at all
                presumption, self._settler.presumption = self._settler.presumption, None
                if not presumption:
                    raise
                presumption.rebut()
                continue
            self._enter(following)
            if self._runs.ends_with_phase():
                self._runs.go_on()

    async def _phase(self) -> str | None:
        if self.start.resumption is None:
            return await self._walk()
        try:
            return await self._walk()
        except PathError as error:
            # It ends, with nothing written: a person decides how the case goes on.
            raise ApplicationError(str(error), type="PathError", non_retryable=True) from None

    async def _walk(self) -> str | None:
        self._path.enter()
        try:
            following = await self.lifecycle.phases[self.phase](self)
        except Moved as moved:
            self._leave_early("the case moved on")
            following = moved.phase
        self._path.leave()
        return following

    def _enter(self, phase: str) -> None:
        step, carried = self._verbs.take_lead(), self._memory.carried
        if phase != carried.phase:
            self.collect(Move, step, phase=phase, words=f"{carried.phase} -> {phase}")
        carried.phase, carried.patched = phase, {}
        # The case is where these answers would have led: from now on they are work like any other.
        over = {window.deadline for window in carried.windows if window.phase == phase}
        carried.windows = [window for window in carried.windows if window.phase != phase]
        carried.lapsed = [lapsed for lapsed in carried.lapsed if lapsed.id not in over]

    def _leave_early(self, reason: str) -> None:
        carried = self._memory.carried
        for task, work in list(carried.work.items()):
            if not work.background:
                self.withdraw_task(task, reason)
        for approval in carried.approvals:
            self._verbs.take_back(DecideApproval, "CB-MOVE", id=approval, state="withdrawn")
        carried.approvals.clear()
        until = self.armed(self._until) if self._until else None
        if until and not self._follows(until):
            self.withdraw_deadline(until.id, until.step, reason)

    async def _end(self) -> None:
        """Settle until nothing is left: what still arrives has come to nothing."""
        memory, inbox = self._memory, self._memory.carried.inbox
        while True:
            self._intake.read()
            if self._settler.presumption:
                await self._settler.settle(None)
            while (left := inbox.held or inbox.arrived) and not memory.full():
                memory.conclude(left.pop(0), Status.UNMATCHED, "the case is closed")
            if memory.unsettled():
                await self._settler.settle(None)
            elif self._intake.unread:
                await workflow.sleep(BREATH)
            else:
                return
