"""What may happen to a complaint in any phase: the customer writes, rings, or takes it back."""

from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import ALLOCATIONS, BEHAVIOUR, COMPLAINTS, MAIL, PSSO


async def test_whoever_has_the_complaint_hears_from_its_customer(levelled: Receive) -> None:
    complaint = await levelled("level_2")
    words = {"text": "One more page"}
    await complaint.send("customer.replied", officer=MAIL, content=words)
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")
    case = await complaint.json()
    reading = next(t for t in case["tasks"] if t["kind"] == "read_message")

    assert (case["phase"], reading["role"]) == ("acknowledged", "complaints_officer")
    await complaint.complete(
        reading["id"], COMPLAINTS, outcome="nothing_to_do", reason="A page more"
    )
    assert await complaint.phase() == "handed_over"


async def test_before_the_level_is_chosen_the_allocations_officer_hears(receive: Receive) -> None:
    complaint = await receive()

    await complaint.send("customer.called_back", source="telephony")

    roles = {t["kind"]: t["role"] for t in (await complaint.json())["tasks"]}
    assert roles["read_message"] == "allocations_officer"


async def test_a_complaint_that_is_taken_back_stays_in_the_register(levelled: Receive) -> None:
    complaint = await levelled("level_2")

    await complaint.send("case.withdrawn", officer=ALLOCATIONS)

    case = await complaint.json()
    rows = {r["data"]["status"] for r in case["records"] if r["step"] == "WC-S5a"}
    assert (case["outcome"], rows) == ("withdrawn", {"received", "assessed", "withdrawn"})
    assert [letter["state"] for letter in case["letters"]] == ["withdrawn"]
    assert "armed" not in {d["state"] for d in case["deadlines"]}


async def test_work_that_only_the_complaint_needed_is_taken_back_with_it(
    levelled: Receive,
) -> None:
    answers = BEHAVIOUR | {
        "WC-S4a.plan": True
    }  # no PS case is kept here, so a person tells the PSSO
    complaint = await levelled("level_1_behaviour", answers)
    await complaint.send("customer.called_back", source="telephony")

    await complaint.send("case.withdrawn", officer=ALLOCATIONS)
    between = await complaint.json()
    reading = next(t["id"] for t in between["tasks"] if t["kind"] == "read_message")
    await complaint.complete(reading, PSSO, outcome="nothing_to_do", reason="They take it back")

    states = {t["kind"]: t["state"] for t in between["tasks"]}
    assert between["state"] == "open"
    assert states == {
        "assess_complaint": "completed",
        "handle_level_1": "withdrawn",
        "bring_in_psso": "withdrawn",
        "resolve_at_first_contact": "withdrawn",
        "acknowledge_complaint": "withdrawn",
        "read_message": "open",
    }
    assert (await complaint.json())["outcome"] == "withdrawn"


async def test_a_referral_of_nobody_known_is_said_to_be_left_undone(levelled: Receive) -> None:
    complaint = await levelled("level_2", {"WC-S3i.refer": True}, of=None)

    words = [line["words"] for line in (await complaint.json())["timeline"]]
    assert "No customer is known here, so nobody is referred: refer the customer by hand" in words
