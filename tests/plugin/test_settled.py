"""The plugin reads what real settles write: the tables may change, the evidence must not."""

from tests.plugin.conftest import PRODUCT
from tests.plugin.proof import Proof
from tests.plugin.reading import read_story
from tests.plugin.settles import Sessions


async def test_statements_hold_on_what_settles_write(settled: str, sessions: Sessions) -> None:
    proof = Proof(["WC-S2a", "WC-S2b", "WC-S3a", "WC-S3g", "WC-S3i", "WC-S3j", "WC-S3n", "WC-S1b"])
    proof.cases(settled)
    proof.record("WC-S2a", system="Cuba", name="View Correspondence", fields=["channel"])
    proof.signal("WC-S2b", "complaint.received")
    proof.task("WC-S3a", role="allocations_officer", completed=True, refused="psso")
    proof.branch("WC-S3g", "Yes")
    proof.branch("WC-S3i", "Level 1, staff behaviour")
    proof.guidance("WC-S3i", "Choose Level 1 or Level 2")
    proof.holds("WC-S3j", "behavioural")
    proof.due("WC-S3n", "2027-01-27", working="Australia Day")
    proof.met("WC-S3n")
    proof.moved("WC-S1b", phase="level_1")

    async with sessions() as db:
        story = await read_story(db, PRODUCT, proof.refs, proof.receipts)
    seen, faults = proof.check(story)

    assert faults == []
    assert len(seen) == 12
    assert all(one.place.sequence for one in seen)
