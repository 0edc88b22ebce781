"""Dates: their working, and what their passing led to."""

from datetime import date

from tests.plugin.faults import Faults
from tests.plugin.left import Left
from tests.plugin.proof import Proof


async def test_the_working_of_a_date_is_read(left: Left, faults: Faults) -> None:
    deadline = left.deadline("WC-S3n", date(2027, 1, 27), "Tue 26 Jan 2027, Australia Day")
    left.settle("m1").line("WC-S3n", "armed", deadline=deadline, due_on="2027-01-27")

    def state(proof: Proof) -> None:
        proof.due("WC-S3n", "2027-01-27", working="Australia Day")
        proof.due("WC-S3n", "2027-01-27", working="Closedown")

    (fault,) = await faults(state)
    assert "not found: due on 2027-01-27 (Closedown)" in fault
    assert "Tue 26 Jan 2027, Australia Day" in fault


async def test_a_deadline_passes_with_its_consequence(left: Left, faults: Faults) -> None:
    left.settle(deadlines=("WC-S3n",)).line("WC-S3n", "passed", deadline="d")
    left.line("WC-S3n", "opened", "Overdue: acknowledge now", task="t")
    left.settle("m2").line("WC-S3n", "recorded", "much later")

    def state(proof: Proof) -> None:
        proof.passed("WC-S3n", then="Overdue")
        proof.passed("WC-S3n", then="much later")

    (fault,) = await faults(state)
    assert "then 'much later'" in fault
    assert "with it came" in fault
