"""What happens to workflows and databases, outside the product."""

import uuid
from collections.abc import Awaitable, Callable

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    ResetWorkflowExecutionRequest,
)

from tests.workflows.looking import Looked

FIRST_TASK = 4  # the event with which the first workflow task of a run ends
Harm = Callable[[Looked], Awaitable[None]]


async def terminate(case: Looked) -> None:
    """End the workflow, as an operator may in the Temporal UI."""
    await case.handle.terminate()


async def delete(case: Looked) -> None:
    """Take the workflow and its history away."""
    await case.handle.terminate()
    await case.client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=case.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case.ref),
        )
    )


async def reset(case: Looked) -> None:
    """Put the workflow back to its beginning."""
    await case.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=case.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case.ref),
            workflow_task_finish_event_id=FIRST_TASK,
            request_id=str(uuid.uuid4()),
            reason="a test",
        )
    )
