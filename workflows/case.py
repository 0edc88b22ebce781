"""The verbs in which every lifecycle is written.

Collecting verbs are plain functions (verbs.py). What may take days is awaited, so every
``await`` in a phase is a place where time passes. Every wait settles once before it waits: one
activity, one transaction with all effects since the last wait (settler.py). Messages and
deadlines are judged at rest (judge.py).
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, NoReturn, TypeVar, cast

from pydantic import BaseModel, JsonValue
from temporalio import workflow

from activities import contracts as c
from domain.kit_tasks import APPROVE_LETTER, SIGN_LETTER
from domain.letters import LetterKind
from domain.messages import Message, Status, TaskCompleted
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.handed import Done, Letter, Moved, Received
from workflows.judge import Judging
from workflows.verbs import reply_name

MOST_CARRIED = 1024 * 1024  # bytes; Temporal takes twice as many

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Message)


class NotArmedError(Exception):
    """A wait counts on a deadline that is not armed; without this it would wait for ever."""


class Case(Judging[S]):
    """One case: its verbs, its inbox, its clock."""

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
        asked_at, self._until = self.clock.cause, until
        await self._settle(asked)
        if until and until not in [armed.id for armed in self._c.armed]:
            raise NotArmedError(f"{self.ref} waits for {cites} until {until}, which is not armed")
        while True:
            while not self._full() and (event := self._next_event(asked)):
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

    async def find_answers(self) -> None:
        """Settle what was collected, so that what was asked is answered before work is opened.

        A message handled before it gets its status with the wait that follows: a final status
        says that the case is at rest, and here it goes on at once.
        """
        outcomes, weight, self._c.outcomes = self._c.outcomes, self._weight, []
        await self._settle(None, wait="answers")
        self._c.outcomes, self._weight = outcomes + self._c.outcomes, weight

    async def work(
        self,
        kind: TaskKind,
        *,
        step: StepId | None = None,
        role: str | None = None,
        assignee: str | None = None,
        due: str | None = None,
        due_from: datetime | None = None,
        **data: JsonValue,
    ) -> Done:
        """Open a task, wait until the right officer has completed it, return what came of it."""
        task = self.open(
            kind,
            step=step,
            role=role,
            assignee=assignee,
            due=due,
            due_from=due_from,
            background=False,
            **cast("dict[str, Any]", data),
        )
        return await self.done(task, cites=step or kind.step)

    async def approval(
        self,
        kind: TaskKind,
        *,
        requested_by: str | None,
        given: Sequence[str],
        stands: Callable[[Done], bool] = lambda _: True,
        step: StepId | None = None,
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
            step or kind.step,
            id=approval,
            asked_of=role or kind.roles[0].value,
            requested_by=requested_by,
        )
        self._c.approvals.append(approval)
        done = await self.work(
            kind,
            step=step,
            role=role,
            approval=approval,
            recommended_by=requested_by,
            **cast("dict[str, Any]", data),
        )
        self._c.approvals.remove(approval)
        self.collect(
            c.DecideApproval,
            step or kind.step,
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

        The reply window starts with the act of sending. ``task`` is for whoever prepares it: it
        shows the draft, and is refused while the letter may not go. Where nobody approves the
        kind, preparing it signs it. With an outcome of another kind the letter is left: the
        draft is withdrawn, and nothing was sent.
        """
        letter = self.new_id("l")
        self.collect(c.DraftLetter, kind.step, id=letter, kind=kind.name)

        async def prepare(**returned: JsonValue) -> Done:
            more = cast("dict[str, Any]", data | returned)
            return await self.work(
                task,
                role=role,
                assignee=assignee,
                due=due,
                due_from=due_from,
                letter=letter,
                **more,
            )

        done = await self._signed(kind, letter, prepare)
        if done.outcome not in c.SENDING:
            words = f"not sent, {done.outcome}".replace("_", " ")
            self.collect(c.MoveLetter, kind.step, id=letter, act="withdraw", reason=words)
            return Letter(letter, None, done, went=False)
        reply = None
        if kind.response_window:
            reply = self.arm(
                reply_name(letter),
                kind.response_window,
                self.clock.cause,
                step=cast("StepId", kind.response_window),
                label="End of the reply window",
            )
        self.collect(c.MoveLetter, kind.step, id=letter, act="sign", reply=reply, actor=done.by)
        return Letter(letter, reply, done)

    async def _signed(
        self, kind: LetterKind, letter: str, prepare: Callable[..., Awaitable[Done]]
    ) -> Done:
        """See a letter prepared, approved and signed; a change asks every approver again."""
        done = await prepare()
        while kind.approvers and done.outcome in c.SENDING:
            self.collect(c.MoveLetter, kind.step, id=letter, act="submit", actor=done.by)
            returned = await self._approved(kind, letter, done.by)
            if returned is None:
                signed = await self.work(
                    SIGN_LETTER,
                    step=kind.signatory_source,
                    role=kind.signatories[0],
                    assignee=kind.signatory_named(done.answers) or done.by,
                    letter=letter,
                )
                if signed.outcome in c.SENDING:
                    return signed
                self.collect(
                    c.MoveLetter, kind.signatory_source, id=letter, act="edit", actor=signed.by
                )
            done = await prepare(returned=returned)
        return done

    async def _approved(self, kind: LetterKind, letter: str, drafted_by: str | None) -> str | None:
        """Ask each approver in order; return the task in which one returned it, or None."""
        for role in kind.approvers:
            decided = await self.approval(
                APPROVE_LETTER,
                step=kind.approval_source,
                role=role,
                requested_by=drafted_by,
                given=("approve",),
                letter=letter,
            )
            self.collect(
                c.MoveLetter,
                kind.approval_source,
                id=letter,
                act=decided.outcome or "return",
                role=role,
                actor=decided.by,
            )
            if decided.outcome != "approve":
                return decided.task
        return None

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
        # The case is where these answers would have led: from now on they are work like any other.
        self._c.windows = [window for window in self._c.windows if window.phase != phase]

    def _leave_early(self) -> None:
        for task, work in list(self._c.work.items()):
            if not work.background:
                self.withdraw_task(task, "the case moved on")
        for approval in self._c.approvals:
            self.collect(c.DecideApproval, "CB-MOVE", id=approval, state="withdrawn")
        self._c.approvals.clear()
        until = self.armed(self._until) if self._until else None
        if until and not self._passes_to(until):
            self.withdraw_deadline(until.id, until.step, "the case moved on")

    def _should_continue(self) -> bool:
        """Tell whether a new run should begin here, and could carry what this one holds."""
        wanted = self.start.continue_always or workflow.info().is_continue_as_new_suggested()
        return wanted and len(self._snapshot().model_dump_json()) < MOST_CARRIED

    def _continue(self) -> NoReturn:
        self._alarm.stop()
        carried = self._snapshot().model_dump(mode="json")
        workflow.continue_as_new(self.start.model_copy(update={"carried": carried}))

    async def _close(self) -> None:
        inbox = self._c.inbox
        while True:
            while (left := inbox.held or inbox.arrived) and not self._full():
                self._outcome(left.pop(0), Status.UNMATCHED, "the case is closed")
            if not self._unsettled():
                return
            await self._settle(None)
