"""Walk one road through a lifecycle, so that other tests may begin at any phase of it.

A road is walked once in a run of the tests, through the door, no further than a test needs it.
Each phase of it is a run of its own; as the first settle of a run is about to be written, the case
is kept.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from temporalio import activity
from temporalio.client import Client, OutboundInterceptor, StartWorkflowInput, WorkflowHandle
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.contracts import Settlement
from domain.references import case_reference
from domain.step_ids import StepId
from tests.steps.driving import Office, Worked
from tests.steps.kept import Json, Kept, Sessions, rows_of

Answers = dict[str, Any]

QUEUE = "roads"


class Keeper(Interceptor, ClientInterceptor):
    """Keeps the cases of a client at the beginning of each phase: between a worker and its settles.

    ``client`` starts them so that each phase is a run of its own, and is the one for their worker.
    """

    def __init__(self, client: Client, sessions: Sessions) -> None:
        self.client = Client(**client.config() | {"interceptors": [self]})
        self._sessions = sessions
        self._kept: dict[str, dict[str, Kept | None]] = {}  # by case and run

    def last(self, ref: str) -> Kept | None:
        """Return the case as its present run began; None where nothing was settled before."""
        return list(self._kept[ref].values())[-1]

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002
        """See to the starts."""
        return _Starts(next)

    def intercept_activity(
        self,
        next: ActivityInboundInterceptor,  # noqa: A002
    ) -> ActivityInboundInterceptor:
        """See to the settles."""
        return _Settles(next, self)

    async def look(self, settlement: Settlement) -> None:
        """Keep the case of a settle that is about to be written, where it is the first of a run."""
        runs = self._kept.setdefault(settlement.case, {})
        run = activity.info().workflow_run_id
        if run is None or run in runs:
            return
        handle = self.client.get_workflow_handle(settlement.case, run_id=run)
        start = await self._input(handle)
        async with self._sessions() as db:
            rows = await rows_of(db, settlement.case)
        runs[run] = Kept(start, rows) if rows["cases"] else None

    async def _input(self, handle: WorkflowHandle[Any, Any]) -> Json:
        first = await anext(aiter(handle.fetch_history_events(page_size=1)))
        payloads = first.workflow_execution_started_event_attributes.input.payloads
        (start,) = await self.client.data_converter.decode(payloads)
        return cast("Json", start)


class _Starts(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002
        input.args = [start.model_copy(update={"continue_always": True}) for start in input.args]
        input.task_queue = QUEUE
        return await super().start_workflow(input)


class _Settles(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, keeper: Keeper) -> None:  # noqa: A002
        super().__init__(next)
        self._keeper = keeper

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        await self._keeper.look(input.args[0])
        return await super().execute_activity(input)


Acts = Sequence[dict[str, Any]]


class Act(NamedTuple):
    """One piece of work on a road: the step that leads its task, and how it is done.

    ``acts`` are those on the file that it carries, with "{customer}" and "{case}" in their facts;
    or a function of the case as it is then, which returns them.
    """

    step: StepId
    officer: str
    outcome: str | None
    answers: Answers
    acts: Acts | Callable[[Json], Acts] = ()

    async def of(self, case: Worked) -> None:
        """Do it."""
        await case.complete(
            self.step,
            self.officer,
            outcome=self.outcome,
            answers=self.answers,
            acts=await self._acts(case) if self.acts else (),
        )

    async def _acts(self, case: Worked) -> Acts:
        found = await case.json()
        if callable(self.acts):
            return self.acts(found)
        named = json.dumps(list(self.acts)).replace("{customer}", found["customer"])
        return cast("Acts", json.loads(named.replace("{case}", case.ref)))


class Stop(NamedTuple):
    """Where a road pauses: how the present phase began, and the number of its first act."""

    kept: Kept | None
    act: int


@dataclass
class Road:
    """One way through a lifecycle. ``opens`` opens the case that walks it."""

    keeper: Keeper
    opens: Callable[[], Awaitable[Worked]]
    way: Sequence[Act]
    _case: Worked | None = None
    _stops: list[Stop] = field(default_factory=list)  # before each act

    async def to(
        self, step: str, office: Office, customer: str, *, phase_by_phase: bool = False
    ) -> Worked:
        """Have a case of ``office`` at which the task of ``step`` is open, begun in its phase."""
        begins, acts = await self.stop(step)
        if begins is None:
            raise AssertionError(f"{step} is open from the beginning: open the case")
        number = len(office.rest.refs)
        ref = case_reference(begins.start["type"], "tests", f"{customer}-{number}")
        case = await office.begin(begins, ref, customer, phase_by_phase=phase_by_phase)
        for act in acts:
            await act.of(case)
        return case

    async def stop(self, step: str) -> tuple[Kept | None, Sequence[Act]]:
        """Return how the phase began in which the task of ``step`` opens, and the acts since.

        None stands for a phase that begins with the case itself.
        """
        steps: list[str] = [act.step for act in self.way]
        number = steps.index(step)
        while len(self._stops) <= number:
            self._stops.append(await self._walk())
        stop = self._stops[number]
        return stop.kept, self.way[stop.act : number]

    async def _walk(self) -> Stop:
        """Come to the next act."""
        number = len(self._stops)
        if self._case is None:
            self._case = await self.opens()
        else:
            await self.way[number - 1].of(self._case)
        kept = self.keeper.last(self._case.ref)
        still = self._stops and self._stops[-1].kept is kept
        return self._stops[-1] if still else Stop(kept, number)
