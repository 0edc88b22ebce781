"""A letter by mail leaves once; what the mail server refuses for good waits for a person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from temporalio.client import Client

from activities.deliveries import Deliveries
from database.models import Customer, Letter, Outbox, Task
from letters.delivery import Mailer, PrintSpool
from letters.render import text_of
from tests.mail_server import MailServer
from tests.sending import done
from tests.workflows.driving import Driven, Maker
from tests.workflows.kit.lifecycle import KINDS
from tests.workflows.kit.test_letters import (
    PSSO,
    SSM,
    TEAM_LEADER,
    approve,
    envelopes,
    letter,
    no_folder,
    nominate,
)
from tests.workflows.kit.test_two_parents import detail
from tests.workflows.looking import Sessions, pauses_end, push_again, until
from worker.bootstrap import Product
from worker.lanes import Lanes

CASEY = "casey@mail.example"
SSM_MAILBOX, SM_MAILBOX = "ps.ssm@example.test", "ps.sm@example.test"  # of cb.directory


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer().listening() as server:
        yield server


@pytest.fixture
async def case(kit_case: Maker, sessions: Sessions, customer: str) -> Driven:
    """A case whose customer is written to by mail."""
    async with sessions.begin() as db:
        row = await db.get_one(Customer, customer)
        row.channel, row.email = "email", CASEY
    return await kit_case().start("writing")


def lanes(case: Driven, server: MailServer, spool: Path, *, seconds_to_accept: float = 30) -> Lanes:
    """Return what pushes with this mail server; the workers of these tests have none."""
    host, _, port = server.address.partition(":")
    mailer = Mailer(host, int(port), "letters@agency.example", seconds_to_accept=seconds_to_accept)
    deliveries = Deliveries(PrintSpool(spool), mailer, KINDS)
    return Product(case.sessions, case.client, deliveries).lanes()


async def work(case: Driven) -> list[tuple[str, str]]:
    wanted = select(Task).where(Task.case == case.ref, Task.data.has_key("letter"))
    async with case.sessions() as db:
        return sorted((task.kind, task.state) for task in await db.scalars(wanted))


async def row_of(case: Driven, letter: Letter) -> Outbox:
    async with case.sessions() as db:
        return await db.get_one(Outbox, letter.id)


async def test_a_mail_that_is_refused_for_good_is_not_tried_again_before_a_person_says_so(
    kit_worker: Client, case: Driven, server: MailServer, spool: Path
) -> None:
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    server.refuses = {CASEY}

    for _ in range(3):
        await push_again(case.sessions, case.ref, lanes(case, server, spool))
    await case.rest.reached()

    stuck = await letter(case)
    assert (stuck.state, server.asked, server.received) == ("signed", 1, [])
    assert (await row_of(case, stuck)).given_up_at
    assert stuck.problem == (
        f"Letter {stuck.id} has not left: the mail server refuses it for good (550). "
        "Check the email address on record, or send the letter by post."
    )
    again = await case.task("send_finalisation_letter")
    assert (again.data["letter"], again.data["reason"]) == (stuck.id, stuck.problem)
    assert ("put_delivery_right", "open") not in await work(case)

    server.refuses = set()  # the mailbox is open again
    said = await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    assert said.status == "applied", said.reason
    await push_again(case.sessions, case.ref, lanes(case, server, spool))

    sent = await letter(case)
    assert (sent.state, sent.problem) == ("sent", None)
    assert server.received == [f"<{sent.id}@casebound>"]


async def test_a_mail_that_the_server_neither_takes_nor_refuses_is_never_mailed_again_by_itself(
    kit_worker: Client, case: Driven, server: MailServer, spool: Path
) -> None:
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    server.waits_at = {CASEY: "DATA"}

    await push_again(case.sessions, case.ref, lanes(case, server, spool, seconds_to_accept=2))
    server.waits_at = {}
    await push_again(case.sessions, case.ref, lanes(case, server, spool))

    held = await letter(case)
    assert (held.state, server.received) == ("signed", [f"<{held.id}@casebound>"])
    assert held.problem == (
        f"Letter {held.id} may have left: the mail server was given it, and did not say whether "
        f"it took it. Look for <{held.id}@casebound> in the server's log."
    )
    assert (await row_of(case, held)).leaving_at

    task = await case.task("see_to_letter")
    answers = {"CB-LETTER.shown_by": "mail-log-4711"}
    said = await case.door.send(done(task.id, officer=PSSO, outcome="left", answers=answers))
    await push_again(case.sessions, case.ref, lanes(case, server, spool))

    assert said.status == "applied", said.reason
    sent = await letter(case)
    assert (sent.state, sent.sent_at) == ("sent", sent.signed_at)  # the case has a clock of its own
    assert len(await case.timeline("sent")) == 1
    assert len(server.received) == 1


async def test_copies_that_find_no_room_do_not_mail_the_letter_again(
    kit_case: Maker, case: Driven, server: MailServer, spool: Path
) -> None:
    await nominate(case.sessions, case.customer, "Noor Haddad", ["PO Box 8", "DICKSON ACT 2602"], 1)
    case = await kit_case().start("agreeing")
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    await approve(case, TEAM_LEADER)
    await approve(case, SSM)
    await case.complete("sign_letter", by=PSSO, outcome="send")

    with no_folder(spool):
        for _ in range(2):
            await push_again(case.sessions, case.ref, lanes(case, server, spool))
    sent = await letter(case)
    (copy,) = await case.rows(Letter, copy_of=sent.id)
    assert (sent.state, sent.problem, copy.state) == ("sent", None, "signed")
    assert "the print spool is not there" in (copy.problem or "")
    await push_again(case.sessions, case.ref, lanes(case, server, spool))

    assert server.received == [f"<{sent.id}@casebound>"]
    assert envelopes(spool, sent.id) == ["Noor Haddad"]
    (copy,) = await case.rows(Letter, copy_of=sent.id)
    assert (copy.state, copy.problem) == ("sent", None)
    assert ("put_delivery_right", "open") not in await work(case)


async def test_copies_that_wait_are_searched_again_before_they_follow_the_letter(
    kit_case: Maker, case: Driven, server: MailServer, spool: Path
) -> None:
    """What the customer has meanwhile protected is shown to no nominee (CMA-T1-S1h)."""
    await nominate(case.sessions, case.customer, "Noor Haddad", ["PO Box 8", "DICKSON ACT 2602"], 1)
    case = await kit_case().start("agreeing")
    said = {"CSP-T6-S1j.words": "We rang you on 0498 555 222."}
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send", answers=said)
    await approve(case, TEAM_LEADER)
    await approve(case, SSM)
    await case.complete("sign_letter", by=PSSO, outcome="send")
    with no_folder(spool):
        await push_again(case.sessions, case.ref, lanes(case, server, spool))
    async with case.sessions.begin() as db:
        db.add(detail(case.ref, 1, case.customer, "0498 555 222"))

    await push_again(case.sessions, case.ref, lanes(case, server, spool))

    sent = await letter(case)
    (held,) = await case.rows(Letter, copy_of=sent.id)
    assert (sent.state, held.state, envelopes(spool, sent.id)) == ("sent", "stopped", [])
    assert "page 2 shows phone, detail-1" in (held.problem or "")
    assert "0498" not in (held.problem or "")
    release, again = await case.task("release_letter"), await case.task("see_to_push")
    freed = done(release.id, officer=SSM, outcome="release", reason="The nominee rings it too")
    assert (await case.door.send(freed)).status == "applied"
    looked = done(again.id, officer=SSM, outcome="again", answers={"CB-LINK.shown_by": held.id})
    assert (await case.door.send(looked)).status == "applied"
    await push_again(case.sessions, case.ref, lanes(case, server, spool))
    assert envelopes(spool, sent.id) == ["Noor Haddad"]
    assert server.received == [f"<{sent.id}@casebound>"]


async def test_a_decision_mails_each_of_staff_one_notice_that_names_nobody_outside_its_pages(
    kit_case: Maker, sessions: Sessions, server: MailServer, spool: Path
) -> None:
    """CSP-T3-S7a, CLK-T1-S1h: whoever mails the second ends before it can write that down.

    The server has that one: it is never mailed again by itself, and a person looks for it there.
    """
    case = await kit_case().start("telling")
    said = {"RES-T4-S3d.changes": "One officer answers.", "RES-T4-S3d.counts_from": "2027-01-05"}
    written = await case.complete("sign_notice", by=PSSO, outcome="send", answers=said)
    assert written.status == "applied", written.reason
    decided = await case.complete("agree_to_no_contact", by=SSM, outcome="agreed")
    assert decided.status == "applied", decided.reason

    server.waits_at = {SM_MAILBOX: "DATA"}
    mailing = asyncio.create_task(push_again(sessions, case.ref, lanes(case, server, spool)))
    await until(partial(_is_held, server), "the mail server has the second, and says nothing")
    mailing.cancel()
    with suppress(asyncio.CancelledError):
        await mailing
    server.waits_at = {}
    for _ in range(2):
        await push_again(sessions, case.ref, lanes(case, server, spool))

    to_ssm, to_sm = sorted(await case.rows(Letter), key=lambda one: one.id)
    assert (to_ssm.state, to_ssm.approved_by, to_ssm.signed_by) == ("sent", SSM, PSSO)
    assert (to_sm.state, (await row_of(case, to_sm)).attempts > 0) == ("signed", True)
    assert (to_sm.problem or "").startswith(f"Letter {to_sm.id} may have left: ")
    assert [kind for kind, state in await work(case) if state == "open"] == ["see_to_letter"]
    for mailbox, notice in ((SSM_MAILBOX, to_ssm), (SM_MAILBOX, to_sm)):
        (mail,) = server.mailboxes.pop(mailbox)
        (page,) = mail.iter_attachments()
        pdf = page.get_content()
        body = mail.get_body()
        assert body is not None
        words = " ".join((*(str(value) for value in mail.values()), body.as_string()))
        assert mail["To"] == mailbox
        assert mail["Subject"] == f"A letter from the Agency (our reference {case.ref})"
        assert mail["Message-ID"] == f"<{notice.id}@casebound>"
        assert (page.get_filename(), sha256(pdf).hexdigest()) == (f"{notice.id}.pdf", notice.sha256)
        assert "One officer answers." in text_of(pdf)
        assert not [
            said for said in ("Casey", case.customer, "One officer", PSSO, SSM) if said in words
        ]
    assert server.mailboxes == {}


async def _is_held(server: MailServer) -> bool:
    return SM_MAILBOX in server.waiting


async def test_pushers_side_by_side_mail_a_letter_once(
    kit_worker: Client, case: Driven, server: MailServer, spool: Path
) -> None:
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")

    several = [lanes(case, server, spool) for _ in range(4)]

    async def mailed() -> bool:  # not where the case's own worker, which has no server, was quicker
        await pauses_end(case.sessions, case.ref)
        await asyncio.gather(
            *(lane.pusher.push_case(case.ref) for each in several for lane in each.lanes)
        )
        return bool(server.received)

    await until(mailed, "one of them has mailed it")

    assert len(server.received) == 1
