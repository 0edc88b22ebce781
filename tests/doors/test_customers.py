"""What record systems say of customers: the door writes it, with a receipt like any other."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from database.models import Customer, CustomerAddress, Nominee, TimelineEntry
from domain.errors import MalformedMessageError, OtherBodyError
from starter.doors.door import Door
from tests.doors.seeing import NOW, PLANTED, Seen, Sessions
from tests.sending import sent

YESTERDAY = NOW - timedelta(days=1)
PERTH = {"lines": ["2 Example Street", "PERTH WA 6000"], "state": "WA"}
NORA = {"name": "Nora Nominee", "lines": ["3 Example Street", "PERTH WA 6000"]}

FACTS = ("channel", "programme")

# NOW is still 3 December 2026 in Canberra and in Perth.
TODAY = date(2026, 12, 3)


@pytest.fixture
async def known(stored: Sessions, request: pytest.FixtureRequest) -> str:
    """A customer of one test, of whom the agency knows something."""
    ident = f"told-{sha256(request.node.nodeid.encode()).hexdigest()[:12]}"
    async with stored.begin() as db:
        db.add(
            Customer(
                id=ident,
                name=PLANTED,
                programme="child_support",
                reference="203 456 789",
                channel="post",
            )
        )
        await db.flush()
        db.add(Nominee(customer=ident, from_date=date(2026, 1, 1), name="Old Nominee", lines=[]))
    return ident


@pytest.fixture
def tell(door: Door) -> Any:
    """Tell the door what is new of a customer."""

    async def say(known: str, id_: str, content: Any = None, **changed: Any) -> Any:
        usual = {"source": "cuba", "customer": known, "occurred_at": YESTERDAY}
        facts = {name: changed.pop(name) for name in FACTS if name in changed}
        message: dict[str, Any] = usual | changed | {"facts": facts, "content": content or {}}
        return await door.send(sent("customer.updated", id=f"{known}-{id_}", **message))

    return say


async def row(stored: Sessions, customer: str) -> Customer:
    async with stored() as db:
        return await db.get_one(Customer, customer)


async def test_what_is_said_changes_and_the_rest_stays(
    stored: Sessions, known: str, tell: Any
) -> None:
    receipt = await tell(known, "1", {"email": "planted@example.org"}, channel="email")

    assert (receipt.status, receipt.reason, receipt.case) == ("applied", None, None)
    now = await row(stored, known)
    assert (now.channel, now.email) == ("email", "planted@example.org")
    assert (now.name, now.reference) == (PLANTED, "203 456 789")


async def test_an_address_holds_from_the_day_on_which_it_became_known(
    stored: Sessions, known: str, tell: Any
) -> None:
    at = NOW - timedelta(hours=16, minutes=30)  # 2 December 16:30 UTC: the 3rd in Perth already

    await tell(known, "1", {"addresses": [PERTH]}, occurred_at=at)
    await tell(known, "2", {"addresses": [PERTH | {"from": "2027-02-01"}]})

    wanted = select(CustomerAddress.from_date).where(CustomerAddress.customer == known)
    async with stored() as db:
        assert sorted(await db.scalars(wanted)) == [TODAY, date(2027, 2, 1)]


async def test_a_nominee_who_is_named_no_more_gets_no_more_copies(
    stored: Sessions, known: str, tell: Any
) -> None:
    await tell(known, "1", {"nominees": [NORA]}, occurred_at=NOW)

    wanted = select(Nominee).where(Nominee.customer == known).order_by(Nominee.from_date)
    async with stored() as db:
        old, new = await db.scalars(wanted)
    assert (old.until_date, new.name) == (date(2026, 12, 2), "Nora Nominee")
    assert (new.from_date, new.until_date) == (TODAY, None)


async def test_somebody_new_needs_a_name_and_a_programme(
    stored: Sessions, known: str, tell: Any
) -> None:
    newcomer = f"{known}-new"
    with pytest.raises(MalformedMessageError, match="name: is missing, and this customer is not"):
        await tell(newcomer, "1", {"email": "x@example.org"}, programme="centrelink")

    receipt = await tell(newcomer, "1", {"name": PLANTED}, programme="centrelink")

    assert receipt.status == "applied"
    assert (await row(stored, newcomer)).programme == "centrelink"


async def test_what_happened_later_is_not_undone_by_what_comes_later(
    stored: Sessions, known: str, tell: Any
) -> None:
    await tell(known, "1", {"email": "new@example.org"}, channel="email", occurred_at=NOW)

    late = {"email": "old@example.org", "reference": "999", "addresses": [PERTH]}
    receipt = await tell(known, "2", late, channel="post")

    now = await row(stored, known)
    assert receipt.status == "applied"
    assert (now.email, now.channel, now.reference) == ("new@example.org", "email", "999")


async def test_the_same_message_again_changes_nothing_and_another_body_is_an_error(
    stored: Sessions, known: str, tell: Any
) -> None:
    await tell(known, "1", {"email": "a@example.org"})
    await tell(known, "2", {"email": "b@example.org"})

    again = await tell(known, "1", {"email": "a@example.org"})

    assert again.repeated
    assert (await row(stored, known)).email == "b@example.org"
    with pytest.raises(OtherBodyError):
        await tell(known, "1", {"email": "c@example.org"})


@pytest.mark.parametrize(
    ("content", "changed", "words"),
    [
        ({"adresses": []}, {}, "'adresses' is not known to customer.updated"),
        ({"addresses": [{"lines": [PLANTED]}]}, {}, "addresses.0.lines: one line is no address"),
        ({"addresses": [{"lines": [PLANTED, "PERTH 6000"]}]}, {}, "addresses.0: say its state"),
        ({"addresses": [PERTH | {"lines": ["12 Street"] * 6}]}, {}, "shows 5 lines under the name"),
        ({"addresses": [PERTH | {"lines": ["1" * 51] * 2}]}, {}, "at most 50 characters"),
        ({"name": f"{PLANTED}\x1b[2J"}, {}, "content: name: holds a control character"),
        ({"name": f"{PLANTED}\x85Lee"}, {}, "content: name: holds a control character"),
        ({"name": f"{PLANTED}\u2028Lee"}, {}, "content: name: must be one line"),
        ({"name": PLANTED * 20}, {}, "content: name: String should have at most 80 characters"),
        ({"email": PLANTED}, {}, "content: email: is no email address"),
        ({"nominees": [{"name": "Robin\nAmes"}]}, {}, "nominees.0.name: must be one line"),
        ({"nominees": [{"name": "R", "lines": ["x"]}]}, {}, "nominees.0.lines.0: has at least 2"),
        ({"addresses": [PERTH | {"stat": "WA"}]}, {}, "content: 'addresses.stat' is not known"),
        ({"addresses": [PERTH, PERTH]}, {}, "addresses: two begin on the same day"),
        ({"name": ""}, {}, "content: name: is empty"),
        ({}, {"channel": "pigeon"}, "facts: channel: give 'post'"),
        ({}, {"programme": "dole"}, "facts: programme: give 'child_support'"),
        ({}, {"case": "co-aaaaaaaaaa"}, "case: what is known of a customer belongs to no case"),
        ({}, {"customer": None}, "facts: customer: is missing"),
    ],
)
async def test_what_cannot_be_known_of_a_customer_is_named_without_a_word_of_it(
    *, known: str, tell: Any, content: Any, changed: Any, words: str
) -> None:
    with pytest.raises(MalformedMessageError) as raised:
        await tell(known, "bad", content, **changed)

    assert words in str(raised.value)
    assert PLANTED not in str(raised.value)


async def test_who_may_not_say_it_is_refused_with_a_receipt(
    stored: Sessions, seen: Seen, known: str, tell: Any
) -> None:
    stranger = await tell(known, "1", {"email": "x@example.org"}, source="weather")
    future = await tell(known, "2", {"email": "x@example.org"}, occurred_at=NOW + timedelta(days=1))

    assert (stranger.status, future.status) == ("refused", "refused")
    assert "customer.updated is not for weather to send" in stranger.reason
    assert "in the future" in future.reason
    assert (await row(stored, known)).email is None
    assert (await seen.message("cuba", f"{known}-2")).content == {"email": "x@example.org"}


async def test_an_officer_may_say_it_and_no_case_has_a_line_of_it(
    stored: Sessions, known: str, tell: Any
) -> None:
    receipt = await tell(known, "1", {"name": "New Name"}, officer="psso.diaz", source="cli")

    assert receipt.status == "applied"
    assert (await row(stored, known)).name == "New Name"
    async with stored() as db:
        lines = select(TimelineEntry).where(TimelineEntry.step == "CB-CUSTOMER")
        assert list(await db.scalars(lines)) == []
