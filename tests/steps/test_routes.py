"""Every type of message by every route: a door, a direct signal, and the product itself.

A signal proves nobody's identity. So what is not a plain fact from outside counts only with the
receipt that a door, or the product, has written; and nobody speaks in the product's own name.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from activities.writers.links import receipt
from database.models import Receipt
from domain.catalogue import CASE_TYPES, MESSAGES, takers
from domain.file.catalogue import ACTS
from domain.messages import OWN_SOURCES, Envelope, Trust
from tests.steps.driving import Json, Office, Worked

Sessions = async_sessionmaker[AsyncSession]
Facts = dict[str, Any]
Open = Callable[[str], Awaitable[Worked]]

MONDAY = "2027-01-04T11:00+11:00"
NOW = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)  # that Monday
INCIDENT = "report_security_incident"

COMPLAINT, REFERRED = "Complaint", "PersonalisedServicesCase"
RESTRICTION, TRANSFER = "ServiceRestriction", "ColdTransfer"
OWNERSHIP = "CustomerOwnership"
FACTS: dict[str, Facts] = {
    "task.completed": {"outcome": "no_msp", "answers": {}},
    "case.withdrawn": {},
    "danger.noticed": {"sort": "threat"},
    "danger.judged": {"sort": "threat", "so": True, "task": "standalone.x"},
    "death.reported": {"customer": "cu-other"},
    "death.retracted": {"customer": "cu-other"},
    "customer.changed": {"customer": "cu-other", "what": ["name"]},
    "customer.mistaken": {},
    "officer.left": {"officer": "psso.diaz", "to": "psso.kim"},
    "calendar.changed": {},
    "letter.delivered": {},
    "letter.failed": {},
    "customer.replied": {"channel": "post"},
    "customer.called_back": {},
    "complaint.received": {"channel": "post"},
    "customer.identified": {"customer": "cu-other"},
    "supplementary.received": {"channel": "post"},
    "psso.changed": {"to": "psso.kim"},
    "customer.left": {"how": "finalised"},
    "referral.received": {"kind": "ps_referral", "customer": "cu-other"},
    "case.handed_over": {"to": "psso.kim"},
    "complaint.noticed": {"complaint": "co-x"},
    "complaint.withdrawn": {"complaint": "co-x"},
    "letter.logged_again": {"complaint": "co-x", "received_on": "2026-12-30"},
    "complaint.corrected": {"why": "entered_wrongly", "channel": "phone"},
    "segment.questioned": {},
    "restriction.considered": {"customer": "cu-other", "violence": True},
    "behaviour.continued": {"incident": "incident-1", "channel": "phone"},
    "contact.came": {"contact": "contact-1", "channel": "phone"},
    "variation.requested": {"channel": "phone", "on": "2027-01-20"},
    "restriction.warned": {"restriction": "sr-x", "letter": "sr-x.l1"},
    "restriction.imposed": {
        "restriction": "sr-x",
        "customer": "cu-other",
        "channels": ["phone"],
        "review_by": "2027-03-31",
        "submission": "sr-x.t1",
        "letter": "sr-x.l1",
    },
    "restriction.ended": {"restriction": "sr-x", "customer": "cu-other"},
    "restriction.refused": {"restriction": "sr-x"},
    "review.brought_forward": {},
    "assessment.wanted": {},
    "call.answered": {"customer": "cu-other"},
    "arrangements.changed": {"by": "ps-x"},
    "warning.withdrawn": {"warning": "ct-x.warning-1"},
    "cold_transfer.begun": {"transfer": "ct-x", "customer": "cu-other"},
    "cold_transfer.lifted": {
        "transfer": "ct-x",
        "customer": "cu-other",
        "calls": 2,
        "plan_changes": True,
    },
    "ownership.requested": {
        "customer": "cu-other",
        "area": "privacy",
        "to": "specialist_officer.petrov",
    },
    "ownership.released": {"fence": 1, "why": "over"},
    "ownership.taken": {"by": "psso.diaz"},
    "ownership.passed": {"area": "litigation", "to": "specialist_officer.petrov"},
}


class Row(NamedTuple):
    """What becomes of a type of message in a case that has just been opened.

    ``signal``, ``door`` and ``product`` are its statuses by these routes, the first from a
    stranger; ``officer`` is who sends it through the door. None where the route does not have it.
    """

    signal: str
    officer: str | None
    door: str | None
    product: str | None = None


NOBODY = "refused"  # and a security incident
TABLE: dict[tuple[str, str], Row] = {
    (COMPLAINT, "task.completed"): Row(NOBODY, "psso.diaz", "refused"),  # another's work
    (COMPLAINT, "case.withdrawn"): Row(NOBODY, "mail_team.lee", "applied"),
    (COMPLAINT, "calendar.changed"): Row(NOBODY, None, None, "applied"),
    (COMPLAINT, "letter.delivered"): Row(NOBODY, None, None, "applied"),
    (COMPLAINT, "letter.failed"): Row(NOBODY, None, None, "applied"),
    (COMPLAINT, "customer.replied"): Row("applied", "mail_team.lee", "applied"),
    (COMPLAINT, "customer.called_back"): Row("applied", "psso.diaz", "applied"),
    (COMPLAINT, "complaint.received"): Row(NOBODY, "mail_team.lee", "applied"),
    (COMPLAINT, "customer.identified"): Row(NOBODY, "mail_team.lee", "refused"),
    (COMPLAINT, "supplementary.received"): Row(
        NOBODY, "allocations_officer.okafor", "applied", "applied"
    ),
    (COMPLAINT, "complaint.corrected"): Row(NOBODY, "allocations_officer.okafor", "applied"),
    (COMPLAINT, "letter.logged_again"): Row(NOBODY, None, None, "applied"),
    (COMPLAINT, "psso.changed"): Row(NOBODY, None, None, "applied"),
    (COMPLAINT, "customer.left"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "task.completed"): Row(NOBODY, "mail_team.lee", "refused"),  # another's work
    (REFERRED, "case.withdrawn"): Row(NOBODY, "psso.diaz", "applied"),
    (REFERRED, "calendar.changed"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "letter.delivered"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "letter.failed"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "customer.replied"): Row("applied", "mail_team.lee", "applied"),
    (REFERRED, "customer.called_back"): Row("applied", "psso.diaz", "applied"),
    (REFERRED, "referral.received"): Row(NOBODY, "team_leader.brown", "applied", "applied"),
    (REFERRED, "case.handed_over"): Row(NOBODY, "ps_ssm.ito", "refused"),  # nobody has it yet
    (REFERRED, "segment.questioned"): Row(NOBODY, "psso.diaz", "refused"),  # nobody has it yet
    (REFERRED, "review.brought_forward"): Row(
        NOBODY, "ps_sm.adeyemi", "refused", "applied"
    ),  # there is no segment 3
    (REFERRED, "assessment.wanted"): Row(NOBODY, "ps_ssm.ito", "refused"),  # nobody has it yet
    (REFERRED, "complaint.withdrawn"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "complaint.noticed"): Row(
        NOBODY, "allocations_officer.okafor", "refused", "applied"
    ),  # there is no such complaint
    (REFERRED, "restriction.warned"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "restriction.imposed"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "restriction.ended"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "restriction.refused"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "cold_transfer.begun"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "cold_transfer.lifted"): Row(NOBODY, None, None, "applied"),
    (REFERRED, "ownership.passed"): Row(NOBODY, None, None, "applied"),
    (RESTRICTION, "task.completed"): Row(NOBODY, "mail_team.lee", "refused"),  # another's work
    (RESTRICTION, "review.brought_forward"): Row(
        NOBODY, "ps_sm.adeyemi", "refused", "applied"
    ),  # nothing is in force
    (RESTRICTION, "case.withdrawn"): Row(NOBODY, "psso.diaz", "applied"),
    (RESTRICTION, "psso.changed"): Row(NOBODY, None, None, "applied"),
    (RESTRICTION, "calendar.changed"): Row(NOBODY, None, None, "applied"),
    (RESTRICTION, "letter.delivered"): Row(NOBODY, None, None, "applied"),
    (RESTRICTION, "letter.failed"): Row(NOBODY, None, None, "applied"),
    (RESTRICTION, "customer.replied"): Row("applied", "mail_team.lee", "applied"),
    (RESTRICTION, "customer.called_back"): Row("applied", "psso.diaz", "applied"),
    (RESTRICTION, "restriction.considered"): Row(NOBODY, "psso.diaz", "applied"),
    (RESTRICTION, "behaviour.continued"): Row(NOBODY, None, None, "applied"),
    (RESTRICTION, "contact.came"): Row(NOBODY, None, None, "applied"),
    (RESTRICTION, "variation.requested"): Row(NOBODY, "psso.diaz", "refused"),  # none in force
    (TRANSFER, "task.completed"): Row(NOBODY, "mail_team.lee", "refused"),  # another's work
    (TRANSFER, "case.withdrawn"): Row(NOBODY, "psso.diaz", "applied"),
    (TRANSFER, "psso.changed"): Row(NOBODY, None, None, "applied"),
    (TRANSFER, "calendar.changed"): Row(NOBODY, None, None, "applied"),
    (TRANSFER, "letter.delivered"): Row(NOBODY, None, None, "applied"),
    (TRANSFER, "letter.failed"): Row(NOBODY, None, None, "applied"),
    (TRANSFER, "customer.called_back"): Row("applied", "psso.diaz", "applied"),
    (TRANSFER, "call.answered"): Row(NOBODY, "psso.diaz", "applied"),
    (TRANSFER, "warning.withdrawn"): Row(NOBODY, None, None, "refused"),  # nobody is warned
    (TRANSFER, "arrangements.changed"): Row(
        NOBODY, "psso.diaz", "refused", "refused"
    ),  # none in force
    (OWNERSHIP, "task.completed"): Row(NOBODY, "mail_team.lee", "refused"),  # another's work
    (OWNERSHIP, "case.withdrawn"): Row(NOBODY, "psso.diaz", "applied"),
    (OWNERSHIP, "calendar.changed"): Row(NOBODY, None, None, "applied"),
    (OWNERSHIP, "letter.delivered"): Row(NOBODY, None, None, "applied"),
    (OWNERSHIP, "letter.failed"): Row(NOBODY, None, None, "applied"),
    (OWNERSHIP, "customer.called_back"): Row("applied", "psso.diaz", "applied"),
    (OWNERSHIP, "ownership.requested"): Row(NOBODY, "psso.diaz", "refused"),  # one is being settled
    (OWNERSHIP, "ownership.released"): Row(NOBODY, "psso.diaz", "refused"),  # another has them
    (OWNERSHIP, "ownership.taken"): Row(NOBODY, None, None, "refused"),  # the lock is here still
}
# What every kind of case takes alike, so that it is let in by one of them for all.
ALIKE = {
    "danger.noticed": Row(NOBODY, "psso.diaz", "applied", "applied"),
    "danger.judged": Row(NOBODY, None, None, "applied"),
    "death.reported": Row(NOBODY, None, None, "applied"),
    "death.retracted": Row(NOBODY, None, None, "applied"),
    "customer.changed": Row(NOBODY, None, None, "applied"),
    "customer.mistaken": Row(NOBODY, "psso.diaz", "applied"),
    "officer.left": Row(NOBODY, None, None, "applied"),
}
TABLE |= {(case, type_): row for case in CASE_TYPES for type_, row in ALIKE.items()}


def with_route(route: str) -> pytest.MarkDecorator:
    """Choose the rows of the types that come by a route."""
    by_it = [key for key, row in TABLE.items() if getattr(row, route) is not None]
    chosen = [(case, type_) for case, type_ in by_it if case == COMPLAINT or type_ not in ALIKE]
    return pytest.mark.parametrize(("lifecycle", "type_"), chosen, ids=map(" ".join, chosen))


@pytest.fixture
def opened(office: Office, customer: str) -> Open:
    """Open a case of a kind."""

    async def opened(lifecycle: str) -> Worked:
        if lifecycle == COMPLAINT:
            return await office.open(
                "complaint.received",
                on=MONDAY,
                officer="mail_team.lee",
                customer=customer,
                facts={"channel": "post"},
            )
        if lifecycle == RESTRICTION:
            return await office.open(
                "restriction.considered",
                on=MONDAY,
                officer="psso.diaz",
                customer=customer,
                facts={"violence": True},
                content={"reason": "A threat at the front desk"},
            )
        if lifecycle == TRANSFER:
            return await office.open(
                "call.answered", on=MONDAY, officer="psso.diaz", customer=customer, facts={}
            )
        if lifecycle == OWNERSHIP:
            return await asked_for(office, customer)
        return await office.open(
            "referral.received",
            on=MONDAY,
            officer="team_leader.brown",
            customer=customer,
            facts={"kind": "ps_referral"},
        )

    return opened


async def asked_for(office: Office, customer: str) -> Worked:
    """Let an officer have a customer, and a specialist area ask for them."""
    holder, specialist = "service_officer.singh", "specialist_officer.petrov"
    held = {"area": "service_officers", "to": holder}
    asked, send = {"area": "litigation", "to": specialist}, "ownership.requested"
    case = await office.open(send, on=MONDAY, officer=holder, customer=customer, facts=held)
    await office.send(send, officer=specialist, customer=customer, facts=asked)
    return case


def test_every_type_that_a_case_takes_is_in_the_table() -> None:
    """Acts on the file are alike in this: each counts with a receipt alone."""
    others = {name: kind for name, kind in MESSAGES.items() if name not in ACTS}
    assert set(TABLE) == {(case, name) for name, kind in others.items() for case in takers(kind)}
    assert {act.of.trust for act in ACTS.values()} == {Trust.AUTHENTICATED}
    assert set(FACTS) == {type_ for _case, type_ in TABLE}


async def told(case: Worked, type_: str, source: str) -> Envelope:
    """Return a message of a type to a case, as a stranger would make it up."""
    about = None
    if type_ == "task.completed":
        about = (await case.json())["tasks"][0]["id"]
    return Envelope(
        id=f"{case.ref}.{type_}.{source}",
        type=type_,
        source=source,
        actor="psso.diaz",
        case=case.ref,
        occurred_at=NOW,
        about=about,
        facts=FACTS[type_],
    )


def stands(case: Json) -> Json:
    """Return what nobody may change who is not let in."""
    parts = ("phase", "state", "owner", "team", "segment", "customer", "deadlines", "letters")
    work = [task for task in case["tasks"] if task["kind"] not in (INCIDENT, "read_message")]
    return {part: case.get(part) for part in parts} | {"tasks": work}


@pytest.mark.parametrize("lifecycle", CASE_TYPES)
async def test_what_needs_a_receipt_moves_nothing_without_one(
    lifecycle: str, opened: Open, client: Client, sessions: Sessions
) -> None:
    case = await opened(lifecycle)
    before = await case.json()
    handle = client.get_workflow_handle(case.ref)
    shut = [type_ for (of, type_), row in TABLE.items() if (of, row.signal) == (lifecycle, NOBODY)]

    for type_ in shut:
        for source in ("cims", *OWN_SOURCES[:2]):
            message = await told(case, type_, source)
            await handle.signal(type_, message.model_dump(mode="json"))
    # What is open came after it, so all that was told before it has been judged.
    await case.send("customer.called_back", officer="psso.diaz")

    async with sessions() as db:
        mine = select(Receipt).where(Receipt.case == case.ref, Receipt.source == "temporal")
        away = list(await db.scalars(mine))
    assert sorted(row.type for row in away) == sorted(shut * 3)
    assert {row.status for row in away} == {"refused"}
    now = await case.json()
    assert stands(now) == stands(before)
    incidents = [task for task in now["tasks"] if task["kind"] == INCIDENT]
    assert [task["role"] for task in incidents] == ["team_leader"]


@pytest.mark.parametrize(
    ("lifecycle", "type_"), [key for key, row in TABLE.items() if row.signal != NOBODY]
)
async def test_a_fact_from_outside_counts_by_a_signal(
    lifecycle: str, type_: str, opened: Open, client: Client, sessions: Sessions
) -> None:
    case = await opened(lifecycle)
    message = await told(case, type_, "telephony")

    await client.get_workflow_handle(case.ref).signal(type_, message.model_dump(mode="json"))
    await case.send("customer.called_back", officer="psso.diaz")

    async with sessions() as db:
        row = await db.get_one(Receipt, (message.source, message.id))
    assert (row.status, row.actor, row.officer) == (TABLE[lifecycle, type_].signal, None, None)


@with_route("door")
async def test_a_door_lets_in_whoever_may_send_it(
    lifecycle: str, type_: str, opened: Open, office: Office, customer: str
) -> None:
    case, row = await opened(lifecycle), TABLE[lifecycle, type_]
    message = await told(case, type_, "tests")

    receipt = await office.send(
        type_,
        officer=row.officer,
        case=case.ref,
        about=message.about,
        facts=dict(message.facts) | ({"customer": customer} if "customer" in message.facts else {}),
    )

    assert receipt.status == row.door, receipt.reason
    assert INCIDENT not in [t["kind"] for t in (await case.json())["tasks"]]


@pytest.mark.parametrize("lifecycle", CASE_TYPES)
async def test_a_door_refuses_everybody_else(lifecycle: str, opened: Open, office: Office) -> None:
    """One case is told everything: what is refused leaves it as it was, type by type."""
    case = await opened(lifecycle)
    before = stands(await case.json())

    became = {}
    for type_ in (type_ for of, type_ in TABLE if of == lifecycle):
        message = await told(case, type_, "payroll")
        receipt = await office.send(
            type_,
            source="payroll",
            case=case.ref,
            about=message.about,
            facts=dict(message.facts),
        )
        became[type_] = (receipt.status, receipt.reason, stands(await case.json()) == before)

    turned_away = {
        type_: (status, unchanged)
        for type_, (status, reason, unchanged) in became.items()
        if "not for payroll to send" in str(reason) or "by an officer" in str(reason)
    }
    assert turned_away == dict.fromkeys(became, ("refused", True)), became


@with_route("product")
async def test_what_the_product_says_counts_with_the_receipt_that_it_wrote(
    lifecycle: str, type_: str, opened: Open, client: Client, sessions: Sessions
) -> None:
    case = await opened(lifecycle)
    source = "delivery" if type_.startswith("letter.") else "casebound"
    message = (await told(case, type_, source)).model_copy(update={"actor": None})
    instants = dict.fromkeys(("occurred_at", "received_at", "delivered_at"), NOW)
    async with sessions.begin() as db:
        db.add(Receipt(**receipt(message) | instants))

    await client.get_workflow_handle(case.ref).signal(type_, message.model_dump(mode="json"))
    await case.send("customer.called_back", officer="psso.diaz")

    async with sessions() as db:
        row = await db.get_one(Receipt, (message.source, message.id))
    assert row.status == TABLE[lifecycle, type_].product, row.reason
