"""What a message refers to is looked up when it is given, before anything follows from it."""

import asyncio
from typing import Any

import pytest

from database.models import Customer
from database.queries.messages import Slip
from domain.errors import MalformedMessageError
from starter.doors.door import Door
from tests.doors.seeing import PLANTED, Seen, Sessions
from tests.sending import done, sent

OWNER = "external_complaints_officer.haddad"
AGREED = {
    "WC-S3c": "It belongs to the one in hand",
    "WC-S3c.consulted": "allocations_officer.okafor",
    "WC-S3c.on": "2026-12-03",
}


@pytest.fixture(scope="session")
async def robin(stored: Sessions) -> str:
    """Another customer."""
    async with stored.begin() as db:
        db.add(Customer(id="robin", name=PLANTED, programme="child_support"))
    return "robin"


@pytest.fixture
async def complaint(seen: Seen, request: pytest.FixtureRequest) -> str:
    """A complaint of Casey's, about which the owner of an escalation is asked."""
    return await asked(seen, f"co-{abs(hash(request.node.nodeid)) % 10**10:010}")


async def asked(seen: Seen, ref: str, **fields: Any) -> str:
    await seen.client.start_workflow("Complaint", id=ref, task_queue="nobody")
    await seen.add_case(ref, type="Complaint", **fields)
    await seen.add_task(f"{ref}.t1", "agree_handling", ref)
    return ref


async def join(door: Door, case: str, to: str, **changed: Any) -> Slip:
    answers = AGREED | {"WC-S3d": to} | changed
    return await door.send(done(f"{case}.t1", OWNER, outcome="supplementary", answers=answers))


async def test_a_complaint_is_joined_to_another_one_of_its_customer(
    door: Door, seen: Seen, complaint: str
) -> None:
    other = await seen.add_case(f"{complaint}x", type="Complaint")

    assert (await join(door, complaint, other)).status is None


async def test_a_complaint_is_not_joined_to_what_is_not_there_or_not_its_customers(
    door: Door, seen: Seen, complaint: str, robin: str
) -> None:
    robins = await seen.add_case(f"{complaint}r", type="Complaint", customer=robin)
    another_kind = await seen.add_case(f"ps{complaint[2:]}")

    refused = {
        to: await join(door, complaint, to)
        for to in ("co-aaaaaaaaaa", robins, another_kind, complaint)
    }

    question = "WC-S3d (To which complaint or enquiry does it belong?):"
    assert [slip.reason for slip in refused.values()] == [
        f"{question} there is no case co-aaaaaaaaaa",
        f"{question} {robins} is of another customer",
        f"{question} {another_kind} is a PersonalisedServicesCase; give a Complaint",
        f"{question} {complaint} is this case itself; name another one",
    ]
    assert await seen.signals(complaint) == []


async def test_two_complaints_are_not_joined_to_each_other_though_it_be_at_once(
    door: Door, seen: Seen, complaint: str
) -> None:
    """Each was closed as supplementary to the other, and nobody worked on either."""
    other = await asked(seen, f"{complaint}x")

    both = await asyncio.gather(join(door, complaint, other), join(door, other, complaint))

    assert sorted(str(slip.status) for slip in both) == ["None", "refused"]
    (reason,) = [slip.reason for slip in both if slip.reason]
    assert "nobody would work on either" in reason


async def test_complaints_are_not_joined_in_a_circle(
    door: Door, seen: Seen, complaint: str
) -> None:
    second, third = [await asked(seen, f"{complaint}{n}") for n in "23"]
    assert (await join(door, second, third)).status is None
    assert (await join(door, third, complaint)).status is None

    refused = await join(door, complaint, second)

    assert f"{second} was given over to {complaint}" in (refused.reason or "")


async def test_what_was_refused_has_joined_nothing(door: Door, seen: Seen, complaint: str) -> None:
    other = await asked(seen, f"{complaint}x")
    unknown = {"WC-S3c.consulted": "nobody.here"}
    assert (await join(door, other, complaint, **unknown)).status == "refused"

    assert (await join(door, complaint, other)).status is None


async def test_whoever_was_consulted_is_known_and_named_by_their_own_account(
    door: Door, seen: Seen, complaint: str
) -> None:
    other = await seen.add_case(f"{complaint}x", type="Complaint")
    refused = await join(door, complaint, other, **{"WC-S3c.consulted": "nobody.here"})
    await join(door, complaint, other, **{"WC-S3c.consulted": "psso.diaz.second"})

    assert (
        refused.reason
    ) == "WC-S3c.consulted (Who was consulted?): no officer is known as 'nobody.here'"
    ((_, message),) = await seen.signals(complaint)
    assert message["facts"]["answers"]["WC-S3c.consulted"] == "psso.diaz"


@pytest.mark.parametrize(
    ("type_", "officer", "facts", "said"),
    [
        ("customer.identified", "mail_team.lee", {"customer": "nobody"}, "customer: not known"),
        (
            "supplementary.received",
            "allocations_officer.okafor",
            {"complaint": "co-aaaaaaaaaa"},
            "complaint: there is no case co-aaaaaaaaaa",
        ),
        (
            "supplementary.received",
            "allocations_officer.okafor",
            {"complaint": "ITSELF"},
            "is this case itself",
        ),
    ],
)
async def test_a_message_that_refers_to_nothing_is_refused(
    *, door: Door, complaint: str, type_: str, officer: str, facts: dict[str, str], said: str
) -> None:
    facts = {name: complaint if given == "ITSELF" else given for name, given in facts.items()}

    receipt = await door.send(
        sent(type_, source="officer", officer=officer, case=complaint, facts=facts)
    )

    assert receipt.status == "refused"
    assert said in (receipt.reason or "")


async def test_a_case_is_told_of_the_complaints_of_its_customer_alone(
    door: Door, seen: Seen, complaint: str, robin: str
) -> None:
    case = await seen.add_case(f"ps{complaint[2:]}", customer=robin)

    receipt = await door.send(
        sent(
            "complaint.noticed",
            source="officer",
            officer="complaints_officer.wu",
            case=case,
            facts={"complaint": complaint},
        )
    )

    assert receipt.reason == f"complaint: {complaint} is of another customer"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"complaint": "co-aaaaaaaaaa"}, "complaint: there is no case co-aaaaaaaaaa"),
        ({"complaint": "OTHERS"}, "is of another customer"),
        ({"reallocated_from": "psso.gone"}, "reallocated_from: no officer is known as 'psso.gone'"),
        ({"customer": "nobody"}, "customer: not known here"),
    ],
)
async def test_no_case_is_opened_on_what_is_not_there(
    *, door: Door, seen: Seen, complaint: str, robin: str, facts: dict[str, str], said: str
) -> None:
    others = await seen.add_case(f"{complaint}r", type="Complaint", customer=robin)
    given = {name: others if one == "OTHERS" else one for name, one in facts.items()}
    referred = {"kind": "ps_referral", "customer": "casey"} | given

    with pytest.raises(MalformedMessageError, match=said):
        await door.send(
            sent(
                "referral.received",
                source="officer",
                officer="team_leader.brown",
                office="ACT",
                facts=referred,
            )
        )


async def test_a_complaint_that_has_yet_to_settle_is_there(
    door: Door, seen: Seen, complaint: str
) -> None:
    """Who refers a customer a second after the complaint came in refers to it all the same."""
    new = await door.send(
        sent(
            "complaint.received",
            source="mail_room",
            office="ACT",
            customer="casey",
            facts={"channel": "post"},
        )
    )
    facts = {"kind": "ps_referral", "customer": "casey", "complaint": new.case}

    referred = await door.send(sent("referral.received", source="cuba", office="ACT", facts=facts))

    assert (referred.status, await seen.count("cuba", referred.id)) == (None, 1)


async def test_associates_of_a_customer_are_known_and_are_others(door: Door, robin: str) -> None:
    async def update(*associates: str) -> Slip:
        facts = {"customer": "casey", "associates": associates}
        return await door.send(sent("customer.updated", source="cuba", facts=facts))

    with pytest.raises(MalformedMessageError) as raised:
        await update("casey", "nobody")

    assert [str(fault.words) for fault in raised.value.faults] == [
        "associates: casey is this customer itself; name another one",
        "associates: not known here; `casebound customers import` adds customers",
    ]
    assert (await update(robin)).status == "applied"
