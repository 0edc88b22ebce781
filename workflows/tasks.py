"""Work that a phase opens and waits for."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, cast

from pydantic import JsonValue

from activities.effects.approvals import AskApproval, DecideApproval
from activities.effects.tasks import CompleteTask
from domain.deadline_rules import DeadlineRule
from domain.messages import Envelope, TaskCompleted
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.handed import Done
from workflows.verbs import Verbs

Completed = Callable[[Sequence[str], StepId], Awaitable[str]]


class Tasks:
    """The verbs that wait for people.

    ``completed`` waits until one of some tasks is completed, and returns which.
    """

    def __init__(self, verbs: Verbs, completed: Completed) -> None:
        self._verbs = verbs
        self._completed = completed
        self._ended: dict[str, Done] = {}  # for whoever waits

    async def work(
        self,
        kind: TaskKind,
        *,
        step: StepId | None = None,
        role: str | None = None,
        assignee: str | None = None,
        due: DeadlineRule | None = None,
        due_from: datetime | None = None,
        **data: JsonValue,
    ) -> Done:
        """Open a task, wait until the right officer has completed it, return what came of it."""
        task = self._verbs.open(
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

    async def done(self, *tasks: str, cites: StepId) -> Done:
        """Wait until one of the open ``tasks`` is completed."""
        return self.completion(await self._completed(tasks, cites))

    async def approval(
        self,
        kind: TaskKind,
        *,
        about: str | None,
        requested_by: str | None,
        given: Sequence[str],
        stands: Callable[[Done], bool] = lambda _: True,
        step: StepId | None = None,
        role: str | None = None,
        assignee: str | None = None,
        due: DeadlineRule | None = None,
        due_from: datetime | None = None,
        **data: JsonValue,
    ) -> Done:
        """Ask a role for a decision and wait for it; the outcomes ``given`` mean yes.

        ``about`` is what is decided: the task that made it, the message that asks for it (by its
        key), or a letter. Whoever requested it may not decide it, nor who made any version of it,
        whichever account is used. ``stands`` says whether the procedure permits a yes with these
        answers; else it counts as refused.
        """
        verbs, memory = self._verbs, self._verbs.memory
        approval = memory.new_id("a")
        verbs.collect(
            AskApproval,
            step or kind.step,
            id=approval,
            asked_of=role or kind.roles[0].value,
            requested_by=requested_by,
            about=about or "",
        )
        memory.carried.approvals.append(approval)
        done = await self.work(
            kind,
            step=step,
            role=role,
            assignee=assignee,
            due=due,
            due_from=due_from,
            approval=approval,
            about=about,
            **cast("dict[str, Any]", data),
        )
        memory.carried.approvals.remove(approval)
        verbs.collect(
            DecideApproval,
            step or kind.step,
            id=approval,
            state="given" if done.outcome in given and stands(done) else "refused",
            message=done.message,
            actor=done.by,
        )
        return done

    def complete(self, task: str, message: Envelope) -> Done:
        """End a task whose completion was admitted; return what came of it."""
        work = self._verbs.memory.carried.work.pop(task)
        facts = TaskCompleted.model_validate(message.facts)
        self._verbs.answered(work)
        self._verbs.collect(
            CompleteTask,
            work.step,
            id=task,
            outcome=facts.outcome,
            message=message.key,
            actor=message.actor,
        )
        done = self._ended[task] = Done(
            task=task,
            kind=work.kind,
            outcome=facts.outcome,
            answers=facts.answers,
            by=message.actor,
            message=message.key,
            at=message.occurred_at,
            letter=work.letter,
        )
        return done

    def completion(self, task: str) -> Done:
        """Return what came of a task whose completion a wait has brought."""
        return self._ended[task]
