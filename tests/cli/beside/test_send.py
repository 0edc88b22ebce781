"""What people and systems send: taken with a receipt, refused, kept, or work for somebody."""

import asyncio
import time

import pytest
from temporalio.client import Client

from tests.cli.beside.conftest import PATIENT
from tests.cli.commands import Run, Up


def test_what_records_say_of_a_customer_is_taken_with_a_receipt(staffed: Up, beside: Run) -> None:
    ran = beside(
        *("send", "customer.updated", "--source", "cuba", "--customer", "cu-1"),
        *("--facts", '{"channel": "post"}', "--content", '{"email": "casey@example.org"}'),
    )

    assert ran.status == 0
    assert "Customer  cu-1" in ran.out
    assert "Status    applied" in ran.out


def test_what_happens_in_the_future_is_refused(staffed: Up, beside: Run) -> None:
    ran = beside(
        *("send", "complaint.received", "--source", "online_form", "--office", "ACT"),
        *("--facts", '{"channel": "online_form"}', "--occurred-at", "2090-01-01T09:00+11:00"),
    )

    assert ran.status == 1
    assert "Reason    it says that it occurred in the future" in ran.out


def test_a_message_to_no_case_becomes_work_for_somebody_who_opens_what_nobody_searched(
    staffed: Up, beside: Run
) -> None:
    (staffed.folder / "photo.png").write_bytes(b"\x89PNG")
    ran = beside(
        *("send", "customer.replied", "--source", "mail_room", "--id", "lost"),
        *("--case", "co-aaaaaaaaaa", "--attach", "photo.png"),
    )

    assert ran.status == 1
    assert "Status     unmatched" in ran.out
    unsearched = "The attachment could not be searched for words of danger: open it yourself"
    assert f"{unsearched}: photo.png" in " ".join(ran.out.split())
    assert "standalone.mail_room.lost" in beside("tasks").out
    work = beside("task", "standalone.mail_room.lost.unsearched", "--as", "mail_team.lee").out
    assert unsearched in work
    assert "--out photo.png" in work
    assert "Not searched for words of danger: it is a picture, or holds one." in work


async def test_an_unreadable_message_stops_nothing_and_is_shown(
    staffed: Up, late: str, beside: Run
) -> None:
    client = await Client.connect(staffed.where["temporal"])
    await client.get_workflow_handle(late).signal("customer.repleid", "no envelope at all")

    found = await asyncio.to_thread(await_message, beside, late, "quarantined")

    shown = (await asyncio.to_thread(beside, "case", late)).out
    assert found["reason"]
    assert found["id"] in shown[shown.index("Messages that were not applied") :]


def await_message(beside: Run, case: str, status: str) -> dict[str, str]:
    """Return the message of a case that has come to have a status."""
    until = time.monotonic() + 90
    while True:
        found: list[dict[str, str]] = beside("case", case, "--json").json["messages"]
        if of_status := [message for message in found if message["status"] == status]:
            return of_status[0]
        assert time.monotonic() < until, f"no message of {case} was ever {status}"


def test_the_same_id_with_another_body_is_an_error(staffed: Up, beside: Run) -> None:
    words = ("send", "customer.updated", "--source", "cuba", "--id", "cu-1-a", "--customer", "cu-1")
    beside(*words, "--facts", '{"channel": "post"}')

    ran = beside(*words, "--facts", '{"channel": "email"}')

    assert ran.status == 1
    assert "cuba has used the id cu-1-a before, for another message. Nothing was" in ran.err


def test_no_receipt_without_the_database_and_the_id_to_send_it_again(
    staffed: Up, beside: Run
) -> None:
    ran = beside(
        *("send", "complaint.received", "--source", "online_form", "--office", "ACT"),
        *("--facts", '{"channel": "online_form"}', "--id", "form-3"),
        CASEBOUND_DATABASE_URL="postgresql://me:secret@127.0.0.1:9/nothing",
        CASEBOUND_TEMPORAL_ADDRESS=staffed.where["temporal"],
    )

    assert (ran.status, ran.out) == (3, "")
    assert "Send it again with --id form-3, which counts once" in ran.err
    assert "secret" not in ran.err


def test_the_same_message_sent_again_is_one_case(staffed: Up, beside: Run) -> None:
    words = (
        *("send", "complaint.received", "--source", "online_form", "--id", "form-1"),
        *("--facts", '{"channel": "online_form", "customer": "cu-1"}', "--office", "ACT"),
        *(*PATIENT, "--json"),
    )

    first, again = beside(*words), beside(*words)

    assert first.status == again.status == 0
    assert first.json["case"] == again.json["case"]
    assert again.json["status"] == "applied"
    assert (first.json["repeated"], again.json["repeated"]) == (False, True)


@pytest.mark.parametrize(
    ("type_", "facts"),
    [
        ("complaint.received", '{"channel": "post", "received_on": "0001-01-01"}'),
        ("complaint.received", '{"channel": "post", "received_on": "1788-01-26"}'),
        (
            "referral.received",
            (
                '{"kind": "ps_referral", "customer": "casey",'
                ' "received_at": "0001-01-01T00:00:00+11:00"}'
            ),
        ),
    ],
)
def test_a_date_that_cannot_be_meant_is_not_sent_and_cases_are_listed_as_before(
    staffed: Up, beside: Run, type_: str, facts: str
) -> None:
    """One such message kept the list of cases from everybody."""
    ran = beside("send", type_, "--source", "cuba", "--office", "ACT", "--facts", facts)

    assert (ran.status, ran.out) == (2, "")
    assert "cannot be meant: the year is not from 1900 to 2100" in ran.err
    assert beside("cases").status == 0


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("send", "complaint.received"), 2, "say who sends it"),
        (("send", "complaint.recieved", "--source", "x"), 2, "did you mean 'complaint.received'?"),
        (
            ("send", "complaint.received", "--source", "x", "--facts", '{"chanel": "post"}'),
            2,
            "facts: 'chanel' is not known to complaint.received; did you mean 'channel'?",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--content", '{"txt": "..."}'),
            2,
            "content: 'txt' is not known to complaint.received; did you mean 'text'?",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--content", '{"xyz": "..."}'),
            2,
            "'xyz' is not known to complaint.received (it takes: subject, text)",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--facts", "{"),
            2,
            "--facts is not JSON",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--facts", '{"channel": 7}'),
            2,
            "facts: channel: give 'online_form'",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--facts", "[]"),
            2,
            "--facts must be a JSON object",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--content", "@nowhere.json"),
            2,
            "nowhere.json cannot be read",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--occurred-at", "yesterday"),
            2,
            "--occurred-at yesterday is no instant",
        ),
        (
            ("complete", "co-aaaaaaaaaa.t1", "--as", "complaints_officer.wu"),
            1,
            "There is no task co-aaaaaaaaaa.t1",
        ),
        (("claim", "t1", "--as", "psso.nobody"), 1, "There is no officer psso.nobody"),
        (("claim", "t1", "--as", "psso.dias"), 1, "no officer psso.dias; did you mean psso.diaz?"),
    ],
    ids=[
        "nobody sends it",
        "a type that is not known",
        "a fact that is not known",
        "content by another name",
        "content by no such name",
        "no JSON",
        "a fact of the wrong type",
        "JSON that is no object",
        "no such file",
        "no instant",
        "no such task",
        "no such officer",
        "an officer who is like one",
    ],
)
def test_what_cannot_be_sent_is_said_in_one_line(
    staffed: Up, beside: Run, words: tuple[str, ...], status: int, told: str
) -> None:
    ran = beside(*words)

    assert ran.status == status
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_temporal_may_be_away_when_a_message_is_sent(staffed: Up, beside: Run) -> None:
    with staffed.asleep():  # else its forwarder may bring the message while it is looked at
        ran = beside(
            *("send", "complaint.received", "--source", "online_form", "--id", "form-2"),
            *("--facts", '{"channel": "online_form", "customer": "cu-1"}', "--office", "ACT"),
            CASEBOUND_DATABASE_URL=staffed.where["database"],
            CASEBOUND_TEMPORAL_ADDRESS="127.0.0.1:9",
        )

    assert ran.status == 3
    assert "Status    received" in ran.out
    assert ran.err == (
        "casebound: the Temporal server at 127.0.0.1:9 does not answer. The message is kept and "
        "will be brought to its case; ask later: casebound receipt 'online_form|form-2'\n"
    )
    assert await_status(beside, "online_form|form-2") == "applied"


def await_status(beside: Run, message: str) -> str:
    """Return what became of a message, once the forwarder has brought it to its case."""
    until = time.monotonic() + 90
    while (status := str(beside("receipt", message, "--json").json["status"])) == "received":
        assert time.monotonic() < until, f"{message} was never brought to its case"
    return status
