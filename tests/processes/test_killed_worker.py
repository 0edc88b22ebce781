"""A worker that is killed in the middle of its work leaves each effect once, wherever it stood.

One process works on six complaints at once. Each is held at another point between the check of
the officer's act and what is written up once the letter has left; then the process is killed, and
another one is started, with a forwarder. A seventh complaint goes its way undisturbed.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial

import pytest

from starter.doors.sent import Sent
from tests.processes.office import Office
from tests.processes.process import Process
from tests.processes.proxy import Proxy
from tests.sending import sent
from tests.workflows.looking import until

# What stands when the process is killed: settles that are missing to the case's end, state of its
# letter, envelopes.
SPOOLED = ["case.l1.json", "case.l1.pdf"]
POINTS = {
    "while the act is checked": (2, "drafted", []),
    "between its statements": (2, "drafted", []),
    "in its commit": (2, "drafted", []),
    "before Temporal has the answer": (1, "sent", SPOOLED),
    "before the letter is leased": (1, "signed", []),
    "after the letter is in the spool": (1, "signed", SPOOLED),
}
HELD_AT = {
    "while the act is checked": "checking",
    "between its statements": "written",
    "in its commit": "committing",
    "before Temporal has the answer": "committing",
    "before the letter is leased": "leasing",
    "after the letter is in the spool": "left",
}
# The settle itself was killed there; elsewhere it was done, and only its push was not.
IN_THE_SETTLE = tuple(POINTS)[:4]


PSSO, SERVICE = "psso.diaz", "service_officer.singh"
SPECIALIST = "specialist_officer.petrov"


@dataclass
class Crash:
    """What stood when the worker was killed, and what there is after another one has worked."""

    cases: dict[str, str]
    stood: dict[str, tuple[int, str, list[str]]] = field(default_factory=dict)
    undisturbed: list[str] = field(default_factory=list)
    worker: Process | None = None  # the one that works since


@pytest.fixture(scope="module")
async def crash(office: Office) -> AsyncIterator[Crash]:
    """Hold a worker at every point, kill it, and let another one finish."""
    proxy = Proxy(office.settings["CASEBOUND_TEMPORAL_ADDRESS"])
    async with proxy.listening(), AsyncExitStack() as held:
        worker = await office.worker(CASEBOUND_TEMPORAL_ADDRESS=proxy.address)
        held.callback(worker.kill)
        made = await asyncio.gather(*(office.complaint("cu-1") for _ in range(len(POINTS) + 1)))
        undisturbed, *cases = made
        crash = Crash(dict(zip(POINTS, cases, strict=True)))
        await office.send_letter(undisturbed)
        await office.handed_over(undisturbed)
        await office.sent(undisturbed)
        crash.undisturbed = await office.effects(undisturbed)
        await _hold_everywhere(office, crash.cases, held, proxy)
        for point, case in crash.cases.items():
            crash.stood[point] = await _standing(office, case, undisturbed)
        worker.kill()
        await held.aclose()
    await office.gone("casebound worker")
    await office.time_passes()
    worker, forwarder = await office.worker(), await office.forwarder()
    crash.worker = worker
    try:
        await asyncio.gather(*(office.handed_over(case) for case in crash.cases.values()))
        for case in crash.cases.values():
            await office.sent(case)
        yield crash
    finally:
        worker.kill()
        forwarder.kill()


async def _hold_everywhere(
    office: Office, cases: dict[str, str], held: AsyncExitStack, proxy: Proxy
) -> None:
    holds = {
        point: await held.enter_async_context(office.holds.at(name, cases[point]))
        for point, name in HELD_AT.items()
    }
    for case in cases.values():
        await office.send_letter(case)
    await asyncio.gather(*(hold.reached() for hold in holds.values()))
    proxy.cut()
    await holds["before Temporal has the answer"].let_go()
    answered = cases["before Temporal has the answer"]

    await office.sent(answered)
    await asyncio.wait_for(proxy.kept_something(), 60)


async def _standing(office: Office, case: str, whole: str) -> tuple[int, str, list[str]]:
    missing = await office.settles(whole) - await office.settles(case)
    return missing, (await office.letter(case)).state, office.envelopes(case)


@pytest.mark.parametrize("point", POINTS)
async def test_the_worker_was_killed_where_it_should_be(crash: Crash, point: str) -> None:
    assert crash.stood[point] == POINTS[point]


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_settle_is_done_again_and_leaves_each_effect_once(
    office: Office, crash: Crash, point: str
) -> None:
    case = crash.cases[point]

    assert await office.effects(case) == crash.undisturbed
    again = max(await office.attempts(case)) > 1
    assert again is (point in IN_THE_SETTLE), "the settle that was killed was tried again"
    assert office.envelopes(case) == SPOOLED


def test_the_undisturbed_complaint_is_whole(crash: Crash) -> None:
    """What the others are compared with: one letter that was sent once, and a hand-over."""
    left = crash.undisturbed

    assert [line for line in left if line.startswith("outbox letter")] == ["outbox letter done"]
    assert [line for line in left if line.startswith("letters")] == [
        "letters WC-S3m complaint_acknowledgement sent"
    ]
    assert len([line for line in left if line.startswith("timeline") and " sent " in line]) == 1
    assert [line for line in left if line.startswith("tasks")] == [
        "tasks WC-S3a assess_complaint completed",
        "tasks WC-S3m acknowledge_complaint completed",
    ]
    assert any(line.startswith("cases handed_over open") for line in left)


async def test_a_customer_who_changes_hands_as_the_worker_is_killed_has_one_owner_all_along(
    office: Office, crash: Crash
) -> None:
    """CMA-T1-S5a, CMA-T2-S10e, CSP-T7-S4a: one lock ends, the next begins, in one transaction."""
    taken, given = await office.somebody("cu-1"), await office.somebody("cu-1")
    ownership = await _asked_for(office, taken, "service_officers", SERVICE)
    await office.in_phase(ownership, "held")
    takes = await _taken_on(office, taken, taken_from=ownership)
    await office.applied(await office.door.send(await _taken_on(office, given)))
    passes = await _asked_for(office, given, "litigation", SPECIALIST)
    await until(partial(_is_asked, office, passes), "the PSSO is asked", 60)

    async with (
        office.holds.at("locking", str(takes.case)) as taking,
        office.holds.at("locking", passes) as passing,
    ):
        message = await office.door.send(takes)
        answers = {"CMA-T1-S6b": True, "CMA-T1-S6c": True}
        await office.complete(passes, "CMA-T1-S6d", officer=PSSO, outcome="agreed", answers=answers)
        await taking.reached()
        await passing.reached()
        assert crash.worker
        crash.worker.kill()
    await office.gone("casebound worker")
    assert await office.owners(taken) == [(SERVICE, 1)]
    assert await office.owners(given) == [(PSSO, 1)]

    await office.time_passes()
    worker = await office.worker()
    try:
        await office.applied(message)
        await office.in_phase(passes, "held")
        assert await office.owners(taken) == [(PSSO, 2)]
        assert await office.owners(given) == [(SPECIALIST, 2)]
        assert await office.outcome(ownership) == "taken"
    finally:
        worker.kill()


async def _is_asked(office: Office, ownership: str) -> bool:
    return "CMA-T1-S6d" in await office.open_steps(ownership)


async def _asked_for(office: Office, customer: str, area: str, to: str) -> str:
    facts = {"area": area, "to": to}
    return await office.send("ownership.requested", to, customer=customer, facts=facts)


async def _taken_on(office: Office, customer: str, **party: str) -> Sent:
    """Have a customer referred; return the message by which the PSSO takes them."""
    referral = {"customer": customer, "facts": {"kind": "ps_referral"}}
    case = await office.send("referral.received", "team_leader.brown", **referral)
    await office.in_phase(case, "setup")
    facts = {"psso": PSSO, "parties": [{"customer": customer} | party]}
    return sent("parties.locked", case=case, officer=PSSO, facts=facts)
