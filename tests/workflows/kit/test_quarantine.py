"""Nothing that reaches a case fails, blocks or wedges it: what cannot be read is shown."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from database.models import Receipt, Task
from tests.sending import done
from tests.workflows.driving import Driven, Maker

PLANTED = "Erika Planted"  # a name that neither reason, task nor timeline may show

CALLED = "customer.called_back"
Signal = tuple[str, list[Any]]


def told(case: Driven, /, **changed: Any) -> dict[str, Any]:
    """Return a message that would be taken, but for what is changed."""
    return case.envelope(CALLED).model_dump(mode="json") | changed


def called(**changed: Any) -> Callable[[Driven], Signal]:
    """Signal a message that would be taken, but for what is changed."""
    return lambda case: (CALLED, [told(case, **changed)])


def written(text: str, encoding: bytes = b"json/plain") -> Callable[[Driven], Signal]:
    """Signal facts that no client of ours would write, as another one might."""

    def signal(case: Driven) -> Signal:
        whole = json.dumps(told(case, facts="FACTS")).replace('"FACTS"', text)
        payload = Payload(metadata={"encoding": encoding}, data=whole.encode())
        return CALLED, [RawValue(payload)]

    return signal


def as_it_is(name: str, *args: Any) -> Callable[[Driven], Signal]:
    """Signal just this."""
    return lambda _: (name, list(args))


DEEP = 600
SIGNALS: dict[str, tuple[Callable[[Driven], Signal], str]] = {
    "nothing": (as_it_is(CALLED), "exactly one message"),
    "null": (as_it_is(CALLED, None), "exactly one message"),
    "bytes": (as_it_is(CALLED, b"\x00\xff"), "exactly one message"),
    "a word": (as_it_is(CALLED, PLANTED), "exactly one message"),
    "a list": (as_it_is(CALLED, [1, 2]), "exactly one message"),
    "two messages": (lambda c: (CALLED, [told(c), told(c)]), "exactly one message"),
    "an empty object": (as_it_is(CALLED, {}), "id: missing; type: missing; source: missing; 1"),
    "an encoding that nobody knows": (written("{}", b"binary/other"), "cannot be decoded"),
    "no JSON": (written('{"issue": '), "cannot be decoded"),
    "an unknown type": (
        lambda c: ("noise.made", [told(c, type="noise.made")]),
        "noise.made is not a message that this kind of case takes",
    ),
    "a type of another kind of case": (
        lambda c: ("complaint.received", [told(c, type="complaint.received")]),
        "complaint.received is not a message that this kind of case takes",
    ),
    "another name than its type": (
        lambda c: ("customer.replied", [told(c)]),
        "the signal has another name than the message, which is a customer.called_back",
    ),
    "a name without an end": (lambda c: ("x" * 900, [told(c)]), "another name"),
    "a name that is no word": (lambda c: (f"{PLANTED}\x00\ud7ff", [told(c)]), "another name"),
    "a name of the SDK's": (lambda c: ("__temporal_x", [told(c)]), "another name"),
    "a type that is no word": (called(type=PLANTED), "type: too long, or no such word"),
    "no id": (called(id=""), "id: string_too_short"),
    "an id without an end": (called(id="x" * 5000), "id: string_too_long"),
    "an id with a bar": (called(id="a|b"), "id: too long, or no such word"),
    "an id with a NUL": (called(id="a\x00b"), "what no database keeps"),
    "an actor with a NUL": (called(actor="a\x00b"), "what no database keeps"),
    "a source that is ours": (called(source="temporal"), "the product's own"),
    "a word that no one asks for": (called(**{PLANTED: 1}), "a word that is not known: extra"),
    "many words that no one asks for": (
        called(**{f"{PLANTED}{n}": n for n in range(2000)}),
        "; 1997 more",
    ),
    "a fact with a NUL": (called(facts={"issue": "a\x00b"}), "what no database keeps"),
    "a word with a NUL": (called(facts={"a\x00b": 1}), "what no database keeps"),
    "half a letter": (written('{"extra": "\\ud800"}'), "cannot be decoded"),
    "a number that is none": (written('{"extra": NaN}'), "what no database keeps"),
    "a number without an end": (written(f'{{"extra": 1{"0" * 5000}}}'), ""),
    "facts without a floor": (written('{"x":' * DEEP + "1" + "}" * DEEP), ""),
    "facts that are a list": (called(facts=[1]), "facts: dict_type"),
    "a fact of a wrong type": (
        called(facts={"issue": 3}),
        "the facts do not fit customer.called_back: issue: string_type",
    ),
    "an instant without a zone": (
        called(occurred_at="2027-01-04T00:00:00"),
        "occurred_at: timezone_aware",
    ),
    "an instant before time": (called(occurred_at="0001-01-01T00:00:00+10:00"), "the year"),
    "an instant after time": (called(occurred_at="9999-12-31T23:59:59-10:00"), "the year"),
    "the name of another case": (called(case="ps-other"), "it names another case"),
    "more than a case can carry": (called(facts={"extra": "x" * 400_000}), "it is too big"),
}


TOGETHER = 12  # to one case; a person has work about each of them, alone
GROUPS = [list(SIGNALS)[first : first + TOGETHER] for first in range(0, len(SIGNALS), TOGETHER)]


@pytest.mark.parametrize("several", GROUPS, ids=lambda several: f"{several[0]} and others")
async def test_what_cannot_be_read_is_quarantined_and_the_case_goes_on(
    kit_case: Maker, several: list[str]
) -> None:
    """Each is told to a case that goes on to the next; what is not shown is named."""
    case = await kit_case().start("closing")
    known: set[tuple[str, str]] = set()
    for number, what in enumerate(several, start=1):
        make, reason = SIGNALS[what]
        name, arguments = make(case)

        await case.signal(name, *arguments)

        await case.quarantined(number)
        (found,) = [
            row
            for row in await case.rows(Receipt, status="quarantined")
            if (row.source, row.id) not in known
        ]
        known.add((found.source, found.id))
        assert reason in (found.reason or ""), what
        assert len(await case.timeline("quarantined")) == number, what
        await shown_to_a_person(case, found)
    assert (await case.send("customer.replied")).status == "applied"
    assert await case.count("WORKFLOW_TASK_FAILED") == 0


async def shown_to_a_person(case: Driven, found: Receipt) -> None:
    """Check that there is work about a quarantined message, and that nothing says whose it was."""
    about = f"{found.source}|{found.id}"
    (task,) = [
        task
        for task in await case.rows(Task, kind="read_quarantined", state="open")
        if task.data["message"] == about
    ]
    *_, line = await case.timeline("quarantined")
    told = [found.type, found.reason, task.data, task.title, line.words, line.data]
    assert PLANTED not in json.dumps(told), about


async def test_content_in_a_signal_is_a_privacy_incident(kit_case: Maker) -> None:
    """Temporal holds it already: what is left to do is to report it."""
    case = await kit_case().start("closing")

    await case.signal(CALLED, told(case, content={"text": PLANTED}))

    (found,) = await case.quarantined()
    assert "a privacy incident to report" in (found.reason or "")
    assert (await case.task("read_quarantined")).data["privacy_incident"] is True
    assert found.content == {}
    await shown_to_a_person(case, found)


async def test_the_same_fault_again_is_more_work_and_nothing_else(kit_case: Maker) -> None:
    case = await kit_case().start("closing")

    for _ in range(3):
        await case.signal(CALLED, "hello")

    assert len(await case.quarantined(3)) == 3
    assert len(await case.rows(Task, kind="read_quarantined")) == 3


async def test_a_message_that_does_not_fit_is_quarantined_once_under_its_own_id(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("closing")

    message = await case.tell(CALLED, issue=3)
    await case.repeat(message)
    await case.tell(CALLED)

    (found,) = await case.quarantined()
    assert (found.source, found.id) == (message.source, message.id)
    assert found.facts == {}  # they may be anything at all, and stay where they came in
    assert (await case.task("read_quarantined")).data["message"] == message.key


async def test_many_that_cannot_be_read_at_once_hold_nothing_up(kit_case: Maker) -> None:
    case = await kit_case().start("closing")
    async with case.held():
        await case.tell(CALLED)
        for _ in range(30):
            await case.signal(CALLED, "hello")
        reply = await case.tell("customer.replied")

    assert (await case.outcome(reply)).status == "applied"
    assert len(await case.quarantined(30)) == 30


async def test_what_two_cases_cannot_read_under_one_id_is_work_about_each(kit_case: Maker) -> None:
    one, other = await kit_case().start("closing"), await kit_case().start("closing")
    ident = f"{one.ref}-both"

    for case in (one, other):
        await case.tell(CALLED, id=ident, issue=3)
        await case.quarantined()
        assert (await case.task("read_quarantined")).data["message"] == f"telephony|{ident}"


async def test_what_nobody_has_looked_at_outlives_the_case(kit_case: Maker) -> None:
    case = await kit_case().start("closing")
    await case.signal(CALLED, told(case, content={"text": PLANTED}))
    await case.quarantined()

    await case.outcome(await case.tell("customer.replied"))
    await case.handle.result()

    assert (await case.case()).state == "closed"
    task = await case.task("read_quarantined")
    receipt = await case.door.send(
        done(task.id, officer="team_leader.brown", answers={"CB-MESSAGE": "Reported"})
    )
    assert receipt.status == "applied"


async def test_what_a_door_let_in_and_the_case_cannot_read_keeps_its_receipt(
    kit_case: Maker,
) -> None:
    """As when the worker is of an older release than the door."""
    case = await kit_case().start("closing")

    receipt = await case.send(
        "case.handed_over", officer="ps_ssm.ito", facts={"to": "psso.diaz"}, id="handed"
    )

    assert receipt.status == "quarantined"
    assert receipt.reason == "case.handed_over is not a message that this kind of case takes"
    (found,) = await case.quarantined()
    assert (found.id, found.officer, found.facts) == ("handed", "ps_ssm.ito", {"to": "psso.diaz"})
    assert (await case.task("read_quarantined")).data["message"] == "telephony|handed"


async def test_id_that_a_person_has_work_about_already_is_work_once_more(kit_case: Maker) -> None:
    """The first was for a case that is not there; the second cannot be read by this one."""
    lost, case = kit_case(), await kit_case().start("closing")
    await lost.hand_in("customer.replied", id="twice")

    await case.tell(CALLED, id="twice", issue=3)

    (found,) = await case.quarantined()
    assert found.about == "telephony|twice"
    assert (await case.task("read_quarantined")).data["message"] == "telephony|twice"
    assert (await case.send("customer.replied")).status == "applied"
