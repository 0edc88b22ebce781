"""Records with what their entry names, and what was read."""

from functools import partial

from tests.plugin.faults import Faults
from tests.plugin.left import Left
from tests.plugin.proof import Proof


async def test_records_have_the_fields_that_the_entry_names(left: Left, faults: Faults) -> None:
    item = {"date_received": "2026-12-01", "channel": "post", "category": "complaint"}
    short = left.record("WC-S2a", "Cuba", "View Correspondence", **item, document="")
    left.settle("m1").line("WC-S2a", "recorded", record=short)
    whole = left.record("WC-S2a", "Cuba", "View Correspondence", **item, document="scan-1")
    left.line("WC-S2a", "recorded", record=whole)

    def state(proof: Proof) -> None:
        window = partial(proof.record, "WC-S2a", system="Cuba", name="View Correspondence")
        window(values={"channel": "post"})
        window(values={"channel": "fax"})
        window(fields=["location"])

    other, lacking = await faults(state)
    assert other.startswith("WC-S2a recorded:View Correspondence: not found")
    assert f"record {short} lacks ['document']" in other
    assert f"record {whole} lacks [], and has {{'channel': 'post'}}" in other
    assert f"record {whole} lacks ['location']" in lacking


async def test_a_record_that_holds_nothing_is_no_proof(left: Left, faults: Faults) -> None:
    record = left.record("CSP-T1-S2f", "Cuba", "special_recovery_condition")
    left.settle("m1").line("CSP-T1-S2f", "recorded", record=record)

    (fault,) = await faults(
        lambda p: p.record("CSP-T1-S2f", system="Cuba", name="special_recovery_condition")
    )

    assert f"record {record} lacks [], and has {{}}" in fault


async def test_a_record_stands_where_the_entry_says(left: Left, faults: Faults) -> None:
    options = left.record("CSP-T5-S3a", "Cuba", "ps_stacking_document", options="Two")
    left.settle("m1").line("CSP-T5-S3a", "recorded", record=options)

    stacked = partial(Proof.record, system="Cuba", name="ps_stacking_document")
    assert await faults(lambda p: stacked(p, "CSP-T2-S1d", values={"options": "Two"})) == []


async def test_a_name_with_the_year_stands_for_every_year(left: Left, faults: Faults) -> None:
    row = left.record("WC-S5b", "Allocation register", "Allocation 2027", share_drive="S")
    left.settle("m1").line("WC-S5b", "recorded", record=row)

    assert (
        await faults(
            lambda p: p.record("WC-S5b", system="Allocation register", name="Allocation 2027")
        )
        == []
    )


async def test_what_was_read_is_a_typed_answer_or_an_input(left: Left, faults: Faults) -> None:
    left.completed(answers={"WC-S3b": False, "WC-S3b.number": "two"})
    left.line("WC-S4a", "decided", branch="Yes", inputs={"lock": "ps"})

    def state(proof: Proof) -> None:
        proof.answered("WC-S3b", False)
        proof.answered("WC-S3b", "two")
        proof.answered("WC-S4a", "ps")
        proof.answered("WC-S3b", True)

    (fault,) = await faults(state)
    assert "'WC-S3b': False" in fault
