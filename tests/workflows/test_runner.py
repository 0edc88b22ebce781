"""A case is entered to be activated, and for nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import PayloadCodec
from temporalio.worker import (
    Replayer,
    UnsandboxedWorkflowRunner,
    WorkflowInstance,
    WorkflowInstanceDetails,
)

from tests.replay.recorded import everything
from worker.registration import LIFECYCLES
from worker.runner import LeanRunner, fits


class Asked(UnsandboxedWorkflowRunner):
    """Notes what each of its cases is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        instance = super().create_instance(det)
        for name in ("activate", "get_serialization_context", "get_external_store_context"):
            self._note(instance, name)
        return instance

    def _note(self, instance: WorkflowInstance, name: str) -> None:
        answer = getattr(instance, name)

        def noted(*given: Any) -> Any:
            self.asked.append(name)
            return answer(*given)

        setattr(instance, name, noted)


@pytest.mark.parametrize("lean", [True, False], ids=["lean", "as the SDK does it"])
async def test_a_case_is_entered_to_be_activated_only(*, lean: bool) -> None:
    kept = everything("behaviour_at_level_1")[0]
    asked = Asked()
    replayer = Replayer(
        workflows=LIFECYCLES,
        workflow_runner=LeanRunner(asked) if lean else asked,
        data_converter=pydantic_data_converter,
        build_id="replayed",
    )

    result = await replayer.replay_workflow(kept.history, raise_on_replay_failure=False)

    assert result.replay_failure is None
    assert ("get_serialization_context" in asked.asked) is not lean
    assert ("get_external_store_context" in asked.asked) is not lean
    assert "activate" in asked.asked


class Codec(PayloadCodec):
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)


def test_a_client_with_a_codec_is_not_served() -> None:
    """A codec may ask in which context a payload stands, and would be told nothing."""
    assert fits(pydantic_data_converter)
    assert not fits(replace(pydantic_data_converter, payload_codec=Codec()))
