"""Messages that took effect, changes of phase, and other cases."""

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.plugin.faults import Faults
from tests.plugin.left import Left
from tests.plugin.proof import Proof
from tests.plugin.story import Key


async def test_messages_that_took_effect(left: Left, faults: Faults) -> None:
    key = left.receipt("m1", "complaint.received", "applied")
    left.settle(key, opening=True, phase="assessing").line(
        "WC-S2a", "received", message=key, type="complaint.received", status="applied"
    )

    def state(proof: Proof) -> None:
        proof.signal("WC-S2b", "complaint.received")
        proof.moved("WC-S2b", phase="assessing")
        proof.signal("WC-S4b", "complaint.received")
        proof.moved("WC-S2b", phase="closed")

    unserved, elsewhere = await faults(state)
    assert unserved.startswith("WC-S4b applied: not found")
    assert "the phase is closed" in elsewhere


async def test_a_message_that_was_not_taken(left: Left, faults: Faults) -> None:
    key: Key = ("cli", f"{left.ref}.m1")
    left.receipt("m1", "complaint.received", "refused", reason="unknown sender", case=None)

    def state(proof: Proof) -> None:
        proof.messages(key)
        proof.signal("WC-S2a", "complaint.received", refused="unknown sender")
        proof.signal("WC-S2a", "complaint.received", refused="too late")

    (fault,) = await faults(state)
    assert "is refused: unknown sender" in fault


async def test_a_phase_change_belongs_to_the_step_of_its_settle(left: Left, faults: Faults) -> None:
    left.settle("m1").line("CMA-T1-S2g", "decided", branch="Yes")
    left.line("CB-MOVE", "moved", "triage -> collaborative", phase="collaborative")
    left.settle("m2").line("CB-MOVE", "moved", phase="closing")

    def state(proof: Proof) -> None:
        proof.moved("CMA-T1-S2g", phase="collaborative")
        proof.moved("CMA-T1-S2g", phase="closing")

    (fault,) = await faults(state)
    assert "closing" in fault


async def test_another_case_follows_only_where_it_exists(
    left: Left, faults: Faults, sessions: async_sessionmaker[AsyncSession]
) -> None:
    other = await Left(f"{left.ref}-ps", sessions).save("PersonalisedServicesCase")
    left.linked_to(other)
    left.settle("m1").line("WC-S4b", "linked", "told", case=other)
    left.line("WC-S3h", "linked", "started", type="ColdTransfer")

    def state(proof: Proof) -> None:
        proof.moved("WC-S4b", case="PersonalisedServicesCase")
        proof.moved("WC-S3h", case="ColdTransfer")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3h moved: not found")
