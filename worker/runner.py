"""Run cases in the sandbox without entering it for what only codecs and storage would ask."""

from collections.abc import Sequence
from typing import Any

from temporalio.converter import DataConverter, StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.workflow import Info

NOWHERE = StorageDriverStoreContext(target=None)


class LeanRunner(WorkflowRunner):
    """Another runner's cases, each of which is entered to be activated and for nothing else.

    For every payload, each time that one is visited, the SDK asks in which context it stands.
    Only a codec or external storage makes use of the answer, and to give it the sandbox would be
    set up anew: a quarter of the processor time of a replayed case.
    """

    def __init__(self, runner: WorkflowRunner) -> None:
        self._runner = runner

    def prepare_workflow(self, defn: Any) -> None:
        """Let the runner check a lifecycle before it is run."""
        self._runner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """Return a case of the runner's."""
        return _LeanInstance(self._runner.create_instance(det))

    def set_worker_level_failure_exception_types(
        self, types: Sequence[type[BaseException]]
    ) -> None:
        """Tell the runner which errors fail a case."""
        self._runner.set_worker_level_failure_exception_types(types)


class _LeanInstance(WorkflowInstance):
    def __init__(self, instance: WorkflowInstance) -> None:
        self._instance = instance

    def activate(self, act: Any) -> Any:
        return self._instance.activate(act)

    def get_serialization_context(
        self,
        command_info: object,  # noqa: ARG002 - the SDK passes it
    ) -> None:
        return None

    def get_external_store_context(
        self,
        command_info: object,  # noqa: ARG002 - the SDK passes it
    ) -> StorageDriverStoreContext:
        return NOWHERE

    def get_info(self) -> Info:
        return self._instance.get_info()

    def get_thread_id(self) -> int | None:
        return self._instance.get_thread_id()


def fits(converter: DataConverter) -> bool:
    """Tell whether nothing asks for the context of a payload."""
    return converter.payload_codec is None and converter.external_storage is None
