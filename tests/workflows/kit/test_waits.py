"""What a wait promises: it settles once, it waits for an answer or its deadline, it moves on."""

from tests.workflows.driving import Maker


async def test_an_answer_ends_the_wait(kit_case: Maker) -> None:
    case = await kit_case().start("asking")

    reply = await case.send("customer.replied")

    assert reply.status == "applied"
    assert await case.phase() == "answered"
