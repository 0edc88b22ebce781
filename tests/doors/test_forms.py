"""What is no message of its type is an error that helps, and writes nothing."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import MalformedMessageError, UnknownNameError
from starter.doors import form
from starter.doors.door import Door
from starter.doors.sent import MOST_DOCUMENT, Attachment
from tests.doors.seeing import NOW, PLANTED, Seen
from tests.sending import sent

Message = dict[str, Any]

REFERRED = {"kind": "ps_referral", "customer": "casey"}
YEAR_1, YEAR_1999 = "0001-01-01T00:00:00+11:00", "1999-12-03T09:00:00+11:00"
DEEP: list[Any] = []
for _ in range(5_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"type_": "weather.changed"}, "there is no such type of message"),
        (
            {"facts": {"chanel": "post", "received_on": "2026-12-03"}},
            "facts: 'chanel' is not known to complaint.received",
        ),
        (
            {"facts": {"channel": "post", "received_on": "0001-01-01"}},
            "facts: received_on: cannot be meant: the year is not from 1900 to 2100",
        ),
        (
            {"facts": {"channel": "post", "received_on": "1788-01-26"}},
            "facts: received_on: cannot be meant: the year is not from 1900 to 2100",
        ),
        (
            {"facts": {"channel": "post", "received_on": "20261203"}},
            "facts: received_on: is no date; write YYYY-MM-DD",
        ),
        (
            {"facts": {"channel": "post", "received_on": "1999-12-03"}},
            "received_on: 3 December 1999 cannot be meant; give a date from",
        ),
        (
            {
                "type_": "referral.received",
                "content": {},
                "facts": REFERRED | {"received_at": YEAR_1},
            },
            "facts: received_at: cannot be meant: the year is not from 1900 to 2100",
        ),
        (
            {
                "type_": "referral.received",
                "content": {},
                "facts": REFERRED | {"received_at": YEAR_1999},
            },
            "received_at: 3 December 1999 cannot be meant; give a date from",
        ),
        ({"facts": {"received_on": "2026-12-03"}}, "facts: channel: is missing"),
        (
            {"facts": {"channel": "pigeon", "received_on": "2026-12-03"}},
            "facts: channel: give 'online_form'",
        ),
        (
            {"facts": {"channel": "post", "category": PLANTED}},
            "facts: category: give a code or an id, without blanks; sentences are content",
        ),
        ({"content": {"xyz": "..."}}, r"\(it takes: subject, text\)"),
        ({"occurred_at": datetime(2026, 12, 3, 9)}, "occurred_at: give the offset too"),  # noqa: DTZ001 - planted
        (
            {"occurred_at": datetime.min.replace(tzinfo=NOW.tzinfo)},
            "occurred_at: the year is before 1900",
        ),
        ({"source": "mail room"}, "source: letters, digits, dots and dashes only"),
        ({"source": "casebound"}, "source: 'casebound' is the product's own"),
        ({"source": "delivery"}, "source: 'delivery' is the product's own"),
        ({"source": "temporal"}, "source: 'temporal' is the product's own"),
        ({"actor": PLANTED}, r"actor: 1 to 120 characters, no blanks, no '\|'"),
        ({"id": "a|b"}, r"id: 1 to 120 characters, no blanks, no '\|'"),
        ({"id": "x" * 121}, "id: 1 to 120 characters"),
        ({"about": "the letter"}, "about: the id of a task or a letter, no blanks"),
        ({"customer": "nobody"}, "customer: not known here"),
        ({"office": "MARS"}, "office: there is no office MARS"),
        ({"office": None}, "office: say whose calendar and clock the case follows"),
        (
            {"facts": {"channel": "post", "received_on": "2026-12-03", "customer": "other"}},
            "customer: the facts name another one",
        ),
        ({"content": {"text": "a\x00b"}}, "content: holds a NUL character"),
        ({"content": {"text": "\ud800"}}, "content: this is not JSON that can be stored"),
        ({"content": {"text": float("nan")}}, "content: this is not JSON that can be stored"),
        ({"content": {"text": 10**5000}}, "content: this is not JSON that can be stored"),
        ({"content": {"text": DEEP}}, "content: this is not JSON that can be stored"),
        ({"content": {"text": object()}}, "content: this is not JSON that can be stored"),
        ({"content": {"text": "x" * form.MOST_CONTENT}}, "bytes are too many; 2097152 at most"),
        (
            {"attachments": (Attachment("big.pdf", "x/y", b"x" * (MOST_DOCUMENT + 1)),)},
            "'big.pdf': is bigger than 20 MB; send it in parts",
        ),
        ({"attachments": (Attachment("../up", "x/y", b""),)}, "no slash and no control character"),
    ],
)
async def test_fault_of_form_names_the_place_and_the_remedy(
    door: Door, complaint: Message, changed: Message, words: str
) -> None:
    with pytest.raises(MalformedMessageError, match=words) as raised:
        await door.send(sent(**complaint | {"id": "malformed"} | changed))

    assert PLANTED not in str(raised.value)


async def test_every_fault_is_named_at_once(door: Door, complaint: Message) -> None:
    with pytest.raises(MalformedMessageError) as raised:
        await door.send(sent(**complaint | {"facts": {"chanel": "post"}, "content": {"txt": ""}}))

    assert len(raised.value.faults) == 3


@pytest.mark.parametrize(
    ("changed", "unknown", "known"),
    [
        ({"type_": "complaint.recieved"}, "complaint.recieved", "complaint.received"),
        ({"facts": {"channel": "post", "vai": "mp"}}, "vai", "via"),
        ({"content": {"txt": "..."}}, "txt", "text"),
    ],
    ids=["type", "fact", "content"],
)
async def test_an_unknown_word_comes_with_those_that_are_known_for_fronts_to_offer(
    *, door: Door, complaint: Message, changed: Message, unknown: str, known: str
) -> None:
    with pytest.raises(MalformedMessageError) as raised:
        await door.send(sent(**complaint | changed))

    (fault,) = raised.value.faults
    assert fault.unknown == unknown
    assert known in fault.known


async def test_malformed_message_leaves_its_id_free(
    door: Door, seen: Seen, complaint: Message
) -> None:
    with pytest.raises(MalformedMessageError):
        await door.send(sent(**complaint | {"facts": {}}, id="mended"))
    assert await seen.count("mail_room", "mended") == 0

    assert not (await door.send(sent(**complaint, id="mended"))).repeated


async def test_words_that_look_like_an_escape_are_words(door: Door, complaint: Message) -> None:
    complaint["content"] = {"text": "the form shows \\u0000, \\\\u0000 and 🦘"}

    assert (await door.send(sent(**complaint, id="escapes"))).delivered_at


def test_document_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MalformedMessageError, match=r"gone.pdf .*cannot be read: No such file"):
        Attachment.of(tmp_path / "gone.pdf")


async def test_unknown_officer_is_answered_with_the_nearest(door: Door, complaint: Message) -> None:
    with pytest.raises(UnknownNameError, match="There is no officer psso") as raised:
        await door.send(sent(**complaint, officer="psso.dias"))

    assert raised.value.nearest == "psso.diaz"


# ---------------------------------------------------------------------------- refused: a receipt


@pytest.mark.parametrize(
    ("later", "status"),
    [
        (timedelta(minutes=5), None),
        (timedelta(minutes=5, seconds=1), "refused"),
        (timedelta(days=365), "refused"),
    ],
    ids=["within the grace", "just beyond it", "next year"],
)
async def test_future_is_refused_after_five_minutes_of_grace(
    door: Door, complaint: Message, later: timedelta, status: str | None
) -> None:
    complaint["occurred_at"] = NOW + later

    receipt = await door.send(sent(**complaint, id=f"future-{later.total_seconds()}"))

    assert receipt.status == status
    assert (receipt.case is None) == (status == "refused")


async def test_system_that_may_not_send_a_message_is_refused(
    door: Door, complaint: Message
) -> None:
    receipt = await door.send(sent(**complaint | {"source": "telephony"}, id="wrong-system"))

    assert receipt.status == "refused"
    assert receipt.reason == (
        "complaint.received is not for telephony to send: it comes from mail_room or online_form "
        "or cuba or the Mail team, Service Officer or Allocations Officer"
    )


async def test_officer_whose_role_may_not_send_a_message_is_refused(
    door: Door, complaint: Message
) -> None:
    receipt = await door.send(sent(**complaint, id="wrong-role", officer="psso.diaz"))

    assert receipt.status == "refused"
    assert "not for psso.diaz to send" in (receipt.reason or "")


async def test_officer_who_holds_no_role_yet_is_refused(door: Door, complaint: Message) -> None:
    receipt = await door.send(sent(**complaint, id="no-role", officer="nobody.yet"))

    assert receipt.status == "refused"


async def test_officer_may_send_what_no_system_of_that_name_may(
    door: Door, complaint: Message
) -> None:
    complaint |= {"source": "officer", "officer": "mail_team.lee", "office": None}

    receipt = await door.send(sent(**complaint, id="by-mail-team"))

    assert receipt.delivered_at


async def test_message_that_only_cases_send_is_refused_from_outside(door: Door, seen: Seen) -> None:
    case = await seen.add_case("co-onlycases1", type="Complaint")

    receipt = await door.send(
        sent("customer.left", source="cuba", id="inside", case=case, facts={"how": "finalised"})
    )

    assert receipt.reason == ("customer.left is not for cuba to send: cases send it to each other")
    (entry,) = await seen.timeline(case)
    assert (entry.kind, entry.actor) == ("refused", "cuba")


async def test_message_for_the_wrong_kind_of_case_is_refused(door: Door, seen: Seen) -> None:
    case = await seen.add_case("cc-wrongkind1", type="CustomerContact")

    receipt = await door.send(
        sent("customer.replied", source="telephony", id="wrong-kind", case=case)
    )

    assert receipt.reason == "customer.replied is nothing that a CustomerContact takes"


async def test_refused_message_stays_refused_when_it_is_sent_again(
    door: Door, complaint: Message
) -> None:
    first = await door.send(sent(**complaint, id="still-refused", officer="psso.diaz"))

    again = await door.send(sent(**complaint, id="still-refused", officer="psso.diaz"))

    assert again.repeated
    assert again.reason == first.reason
