"""A letter and all that it takes: prepared, approved, signed, sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol, cast

from pydantic import JsonValue

from activities import contracts as c
from activities.effects.letters import DraftLetter, MoveLetter, SendNotice
from domain.deadline_rules import DeadlineRule
from domain.kit_deadlines import SEND_AGAIN
from domain.kit_tasks import APPROVE_LETTER, SIGN_LETTER
from domain.letters import LetterKind
from domain.roles import Role
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.handed import Done, Letter
from workflows.tasks import Tasks
from workflows.verbs import Verbs


class Left(Protocol):
    """Waits until a letter has left; ``answered`` says that its answer is asked for later."""

    def __call__(self, letter: str, cites: StepId, *, answered: bool) -> Awaitable[datetime | None]:
        """Return when it left; None where it was refused."""


@dataclass(frozen=True)
class _Signed:
    """A letter that somebody signed, or did not: the act, the draft, and who approved it."""

    by: Done
    prepared: Done
    approved: tuple[Done, ...]
    step: StepId  # by which it is signed
    goes: bool


class Letters:
    """The verb that sends; whoever prepares, approves and signs is given work.

    ``left`` waits until a letter has left the house, and returns when it did; None where it was
    refused for good.
    """

    def __init__(self, verbs: Verbs, tasks: Tasks, left: Left) -> None:
        self._verbs = verbs
        self._tasks = tasks
        self._left = left

    async def send(
        self,
        kind: LetterKind,
        task: TaskKind,
        *,
        role: str | None = None,
        assignee: str | None = None,
        due: DeadlineRule | None = None,
        due_from: datetime | None = None,
        to: str | None = None,
        approvals: Mapping[Role, TaskKind] = MappingProxyType({}),
        **data: JsonValue,
    ) -> Letter:
        """Draft a letter and see it sent: prepared, approved where it must be, signed, sent.

        ``to`` is its addressee, the case's customer where it names nobody else: another customer
        of the case, ``nominee``, a role of staff, or a code of the agency's directory.

        Returns once it has left, by the print room or by mail: a letter that is stuck has reached
        nobody, so its reply window, and whatever it meets, count from then. ``task`` is for
        whoever prepares it: it shows the draft, and is refused while the letter may not go. Where
        nobody approves the kind, preparing it signs it. With an outcome of another kind the letter
        is left: the draft is withdrawn, and nothing was sent. What is refused for good comes back
        to be prepared again, by another way or to another address: the same letter, made anew.

        ``approvals`` are sittings of the procedure in which a role approves it, in place of the
        kit's own: an outcome besides ``approve`` and ``return`` ends the letter. Where the last
        approver is who signs it, approving it is signing it. They are shown what was answered where
        it was prepared, as ``submitted``.
        """
        letter = self._verbs.memory.new_id("l")
        self._verbs.collect(DraftLetter, kind.step, id=letter, kind=kind.name, to=to)

        async def prepare(**returned: JsonValue) -> Done:
            more = cast("dict[str, Any]", data | returned)
            again = SEND_AGAIN if returned.get("refused") else None
            return await self._tasks.work(
                task,
                role=role,
                assignee=assignee,
                due=again or due,
                due_from=None if again else due_from,
                letter=letter,
                **more,
            )

        signed = await self._signed(kind, letter, prepare, approvals)
        while signed.goes:
            if sent := await self._sent(kind, letter, signed):
                return sent
            refused = partial(prepare, refused=True)
            signed = await self._signed(kind, letter, refused, approvals)
        words = f"not sent, {signed.by.outcome}".replace("_", " ")
        self._verbs.collect(MoveLetter, kind.step, id=letter, act="withdraw", reason=words)
        return Letter(letter, None, signed.by, prepared=signed.prepared, approved=signed.approved)

    def begin(
        self, kind: LetterKind, task: TaskKind, *, to: str | None = None, **data: JsonValue
    ) -> str:
        """Draft a letter beside whatever else goes on, with work to prepare it; return its id.

        Nothing waits for it: ``prepared`` takes it on when that work is done, ``again`` where it
        was refused for good. It is of a kind that nobody approves and that asks for no reply.
        """
        letter = self._verbs.memory.new_id("l")
        self._verbs.collect(DraftLetter, kind.step, id=letter, kind=kind.name, to=to)
        more = cast("dict[str, Any]", data if to is None else data | {"to": to})
        self._verbs.open(task, background=True, letter=letter, **more)
        return letter

    def prepared(self, kind: LetterKind, done: Done) -> bool:
        """Let a letter go that was begun beside, as its work says; tell whether it is signed."""
        letter = done.letter or ""
        if done.outcome in c.SENDING:
            self._verbs.collect(MoveLetter, kind.step, id=letter, act="sign", actor=done.by)
            return True
        words = f"not sent, {done.outcome}".replace("_", " ")
        self._verbs.collect(MoveLetter, kind.step, id=letter, act="withdraw", reason=words)
        return False

    def notify(
        self, kind: LetterKind, to: str | None, by: Done, *, proposed_by: str | None = None
    ) -> str:
        """Send a letter that a decision gives rise to; return its id.

        It goes to the case's customer where ``to`` names nobody else. Whoever decided signs it; one
        of a kind that is approved is signed by whoever proposed the decision, and the decision
        approves it. No work prepares it: all that it says is in the file. Nothing waits for it;
        where it may not go, or is refused for good, the case hears ``LetterFailed``, and has it
        prepared ``again``.
        """
        letter = self._verbs.memory.new_id("l")
        self._verbs.collect(
            SendNotice,
            kind.step,
            id=letter,
            kind=kind.name,
            to=to,
            actor=by.by,
            signed_by=proposed_by,
        )
        return letter

    def again(self, task: TaskKind, letter: str) -> None:
        """Have a letter prepared again that was begun beside, and refused for good."""
        self._verbs.open(task, background=True, letter=letter, due=SEND_AGAIN, refused=True)

    async def _signed(
        self,
        kind: LetterKind,
        letter: str,
        prepare: Callable[..., Awaitable[Done]],
        approvals: Mapping[Role, TaskKind],
    ) -> _Signed:
        """See a letter prepared, approved and signed; a change asks every approver again."""
        done = await prepare()
        while kind.approvers and done.outcome in c.SENDING:
            self._verbs.collect(MoveLetter, kind.step, id=letter, act="submit", actor=done.by)
            approved = await self._approved(kind, letter, done, approvals)
            last = approved[-1]
            if last.outcome == "approve":
                named = kind.signatory_named(done.answers)
                if named == last.by and last.kind != APPROVE_LETTER.name:
                    return _Signed(last, done, approved, kind.signatory_source, goes=True)
                signed = await self._tasks.work(
                    SIGN_LETTER,
                    step=kind.signatory_source,
                    role=kind.signatories[0],
                    assignee=named or done.by,
                    letter=letter,
                )
                if signed.outcome in c.SENDING:
                    return _Signed(signed, done, approved, kind.step, goes=True)
                self._verbs.collect(
                    MoveLetter, kind.signatory_source, id=letter, act="edit", actor=signed.by
                )
                done = await prepare(returned=None)
            elif last.outcome == "return":
                done = await prepare(returned=last.task)
            else:
                return _Signed(last, done, approved, kind.step, goes=False)
        return _Signed(done, done, (), kind.step, goes=done.outcome in c.SENDING)

    async def _approved(
        self, kind: LetterKind, letter: str, drafted: Done, approvals: Mapping[Role, TaskKind]
    ) -> tuple[Done, ...]:
        """Ask each approver in order, until one does not approve; return what each decided."""
        decisions: list[Done] = []
        for role in kind.approvers:
            sitting, its_own = approvals.get(role, APPROVE_LETTER), role in approvals
            step = sitting.step if its_own else kind.approval_source
            shown: dict[str, Any] = {"submitted": {**drafted.answers}} if its_own else {}
            named = kind.signatory_named(drafted.answers) if role in kind.signatories else None
            decided = await self._tasks.approval(
                sitting,
                step=step,
                role=role,
                assignee=named if its_own else None,
                about=drafted.task if its_own else letter,
                requested_by=drafted.by,
                given=("approve",),
                letter=letter,
                **shown,
            )
            decisions.append(decided)
            act = decided.outcome
            if act in ("approve", "return"):
                self._verbs.collect(
                    MoveLetter, step, id=letter, act=act, role=role, actor=decided.by
                )
            if act != "approve":
                break
        return tuple(decisions)

    async def _sent(self, kind: LetterKind, letter: str, signed: _Signed) -> Letter | None:
        """Let a signed letter go, and count its reply window from the day that it has left.

        None where it was refused for good.
        """
        window = kind.response_window
        reply = self._verbs.reply(letter) if window else None
        self._verbs.collect(
            MoveLetter, signed.step, id=letter, act="sign", reply=reply, actor=signed.by.by
        )
        left_at = await self._left(letter, kind.step, answered=window is not None)
        if left_at is None:
            return None
        if window:
            self._verbs.arm_reply(letter, window, left_at)
        return Letter(letter, reply, signed.by, left_at, signed.prepared, signed.approved)
