"""What a case of two parents tells of one of them is told of no other, tried without a server."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from activities.effects.links import TellCase
from domain.cold_transfer.lookups import ON_THE_BOARD
from domain.personalised_services.lookups import WHOSE_VERSIONS
from domain.personalised_services.tasks.planning import REVISE_PLAN
from tests.workflows.memories import begun, nobody, start
from workflows.memory import Memory
from workflows.personalised_services.cold_transferred import lift, whose
from workflows.personalised_services.told.plans import have_the_plan_revised
from workflows.verbs import Verbs


def case_of_two(memory: Memory[Any]) -> Any:
    """Return what a phase holds of a case, of whose parents both are on cold transfer."""
    verbs = Verbs(memory, nobody)
    memory.carried.answers = {
        ON_THE_BOARD: {"cu-one": "ct-one", "cu-other": "ct-other"},
        WHOSE_VERSIONS: {"ps-1.plan-1.v1": "cu-other"},
    }
    return SimpleNamespace(
        phase="active",
        answer=memory.answer,
        background_work=memory.background_work,
        open=verbs.open,
        tell=verbs.tell,
    )


@pytest.mark.parametrize(
    ("of", "told"),
    [("cu-one", ["ct-one"]), ("cu-third", []), (None, ["ct-one", "ct-other"])],
)
def test_what_is_arranged_with_one_parent_lifts_no_transfer_of_the_other(
    of: str | None, told: list[str]
) -> None:
    """CSP-T3-S12a, A18: without a name it is arranged with both."""
    memory = begun(start())

    lift(case_of_two(memory), by="ps-1.plan-1.v1", of=of)

    assert [cast("TellCase", effect).case for effect in memory.carried.effects] == told


def test_a_version_is_of_the_parent_whose_plan_it_is() -> None:
    case = case_of_two(begun(start()))

    assert whose(case, "ps-1.plan-1.v1") == "cu-other"
    assert whose(case, "ps-1.plan-9.v1") is None


def test_the_plan_of_each_parent_is_written_anew_once() -> None:
    """CSP-T2-S3: what is written of the one covers nothing of the other's, of both covers each."""
    memory = begun(start())
    case = case_of_two(memory)

    for of in ("cu-one", "cu-other", "cu-one"):
        have_the_plan_revised(case, of=of)

    opened = [work.customer for work in memory.carried.work.values()]
    assert opened == ["cu-one", "cu-other"]
    memory.carried.work.clear()
    have_the_plan_revised(case, of=None)
    have_the_plan_revised(case, of="cu-one")
    assert memory.background_work(REVISE_PLAN) == [*memory.carried.work]
    assert len(memory.carried.work) == 1
