"""A letter that two people must approve: it is approved as it is, and leaves as it was approved."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from temporalio.client import Client

from activities.deliveries import Deliveries
from database.models import (
    Approval,
    Customer,
    Deadline,
    Letter,
    Nominee,
    PastSettle,
    Receipt,
    Restriction,
    Task,
)
from domain.errors import MalformedMessageError
from letters.delivery import DeliveryError, Mailer, PrintSpool
from starter.doors.notes import Notes
from starter.player import seed
from starter.player.scenario_parts import OfficerPart
from tests.restricting import bar
from tests.sending import caller
from tests.workflows.driving import Driven, Maker
from tests.workflows.kit.lifecycle import KINDS
from tests.workflows.looking import Sessions, push_again, until
from worker.bootstrap import Product, letters_of

PSSO = "psso.diaz"
TEAM_LEADER = "team_leader.brown"
SSM = "ps_ssm.ito"


@pytest.fixture
async def case(kit_case: Maker) -> Driven:
    """A case whose letter has been prepared and lies before the first approver."""
    case = await kit_case().start("agreeing")
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    return case


async def letter(case: Driven) -> Letter:
    (found,) = await case.rows(Letter, copy_of=None)
    return found


def spooled(spool: Path, ident: str) -> str:
    """Return the hash of what lies in the print spool."""
    (left,) = spool.rglob(f"{ident}*.pdf")
    return hashlib.sha256(left.read_bytes()).hexdigest()


@contextmanager
def no_folder(spool: Path) -> Iterator[None]:
    """Let the spool be away for a time, as a drive that is not mounted."""
    away = spool.rename(spool.with_name(f"{spool.name}-away"))
    try:
        yield
    finally:
        away.rename(spool)


async def approve(case: Driven, by: str) -> str | None:
    return (await case.complete("approve_letter", by=by, outcome="approve")).reason


async def test_each_approver_is_asked_in_order_about_the_very_pdf(case: Driven) -> None:
    first = await case.task("approve_letter")
    assert (first.step, first.role) == ("CSP-T3-S3b", "team_leader")
    assert first.data["version"] == (await letter(case)).sha256

    assert await approve(case, TEAM_LEADER) is None
    assert (await letter(case)).state == "submitted"
    assert (await case.task("approve_letter")).role == "ps_ssm"
    assert await approve(case, SSM) is None

    agreed = await letter(case)
    assert (agreed.state, agreed.approved_by) == ("approved", SSM)
    assert agreed.approved_sha256 == agreed.sha256
    given = sorted((a.asked_of, a.state, a.by) for a in await case.rows(Approval))
    assert given == [("ps_ssm", "given", SSM), ("team_leader", "given", TEAM_LEADER)]


async def test_it_is_signed_by_who_stands_in_it_and_leaves_as_it_was_approved(
    case: Driven, spool: Path
) -> None:
    await approve(case, TEAM_LEADER)
    await approve(case, SSM)
    await case.advance(days=2)

    receipt = await case.complete("sign_letter", by=PSSO, outcome="send")

    sent = await letter(case)
    assert (receipt.status, sent.state, sent.signed_by) == ("applied", "sent", PSSO)
    assert sent.sha256 == sent.approved_sha256 == sent.signed_sha256
    assert spooled(spool, sent.id) == sent.approved_sha256
    signed_on = next(e for e in await case.timeline("sent")).occurred_at
    assert (await case.deadline("reply-l1")).start == signed_on == case.now


async def test_the_wrong_people_do_not_approve_it(case: Driven) -> None:
    by_the_ssm = await approve(case, SSM)
    by_whoever_drafted_it = await approve(case, PSSO)

    assert by_the_ssm is not None
    assert by_the_ssm.startswith("this is work for the Team Leader; ps_ssm.ito holds no such role")
    assert by_whoever_drafted_it is not None
    assert (await letter(case)).state == "submitted"


async def test_a_returned_letter_is_prepared_again_and_every_approver_is_asked_again(
    case: Driven,
) -> None:
    await approve(case, TEAM_LEADER)
    with pytest.raises(MalformedMessageError, match="return must be given with a reason"):
        await case.complete("approve_letter", by=SSM, outcome="return")
    await case.complete("approve_letter", by=SSM, outcome="return", reason="Too long")

    assert ((await letter(case)).state, (await letter(case)).approvals) == ("returned", 0)
    again = await case.task("send_finalisation_letter")
    assert again.data["returned"] == f"{case.ref}.t3"
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    assert (await case.task("approve_letter")).role == "team_leader"


async def test_an_edit_after_approval_voids_it(case: Driven) -> None:
    await approve(case, TEAM_LEADER)
    await approve(case, SSM)
    approved = (await letter(case)).approved_sha256

    await case.complete("sign_letter", by=PSSO, outcome="edit")

    edited = await letter(case)
    assert (edited.state, edited.approvals, edited.approved_sha256) == ("drafted", 0, None)
    await case.complete(
        "send_finalisation_letter",
        by=PSSO,
        outcome="send",
        answers={"CSP-T6-S1j.words": "The assessment of 2026"},
    )
    assert (await letter(case)).sha256 != approved
    assert (await case.task("approve_letter")).role == "team_leader"


@pytest.mark.parametrize("when", ["before approval", "before signature"])
async def test_a_pdf_that_somebody_changed_is_neither_approved_nor_signed(
    case: Driven, when: str
) -> None:
    """Changed in the database, behind everybody's back."""
    kind, by, outcome = "approve_letter", TEAM_LEADER, "approve"
    if when == "before signature":
        await approve(case, TEAM_LEADER)
        await approve(case, SSM)
        kind, by, outcome = "sign_letter", PSSO, "send"
    async with case.sessions.begin() as db:
        await db.execute(update(Letter).where(Letter.case == case.ref).values(pdf=b"%PDF other"))

    receipt = await case.complete(kind, by=by, outcome=outcome)

    assert receipt.status == "refused"
    assert receipt.reason is not None
    assert "its PDF has changed since it was looked at" in receipt.reason


async def test_a_channel_barred_meanwhile_stops_it_until_the_bar_is_lifted(case: Driven) -> None:
    await approve(case, TEAM_LEADER)
    async with case.sessions.begin() as db:
        bar(db, case.ref, case.customer, "writing", "online")

    barred = await approve(case, SSM)

    stopped = await letter(case)
    assert barred is not None
    assert "may not go" in barred
    assert (stopped.state, stopped.stopped_from) == ("stopped", "submitted")
    async with case.sessions.begin() as db:
        mine = Restriction.case == case.ref
        await db.execute(update(Restriction).where(mine).values(state="ended"))
    assert await approve(case, SSM) is None
    assert (await letter(case)).state == "approved"


async def test_a_letter_that_was_stuck_counts_its_reply_window_from_the_day_it_left(
    kit_case: Maker, kit_worker: Client, sessions: Sessions, spool: Path
) -> None:
    """Until then it has reached nobody: there is no silence, however many days go by."""
    case = await kit_case().start("writing")
    with no_folder(spool):
        signed = await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
        stuck = await letter(case)
    assert (signed.status, stuck.state) == ("applied", "signed")
    assert stuck.attempts
    assert stuck.problem is not None
    await case.advance(days=10)
    assert await case.rows(Deadline) == []
    assert await case.phase() == "writing"

    await leave(case, kit_worker, spool, at=case.now)

    sent = await letter(case)
    assert (sent.state, sent.sent_at) == ("sent", case.now)
    assert sent.attempts > stuck.attempts
    assert spooled(spool, sent.id) == sent.signed_sha256
    told = await until(lambda: delivered(case), "the case was told")
    assert (told.status, told.about, told.occurred_at) == ("applied", sent.id, case.now)
    window = await case.deadline("reply-l1")
    assert (window.start, window.due_on.isoformat()) == (case.now, "2027-01-28")
    assert [e.data["deadline"] for e in await case.timeline("armed")] == [window.id]


async def test_a_letter_that_was_stuck_past_its_own_date_comes_back_to_be_dated_anew(
    kit_case: Maker, kit_worker: Client, spool: Path
) -> None:
    """It would ask for an answer by a day that is over."""
    case = await kit_case().start("writing")
    with no_folder(spool):
        await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    await case.advance(days=16)

    await leave(case, kit_worker, spool, at=case.now)
    await case.becomes(lambda: back(case), "the letter comes back")

    again = await case.task("send_finalisation_letter")
    assert again.data["reason"] == "reply_by has passed meanwhile: prepare it again"
    assert envelopes(spool, (await letter(case)).id) == []


async def leave(case: Driven, client: Client, spool: Path, *, at: datetime) -> None:
    """Let a letter that is stuck leave at an instant of the case, which has a clock of its own."""
    async with case.sessions.begin() as db:
        (await db.get_one(Letter, (await letter(case)).id)).signed_at = at
    await push_again(
        case.sessions, case.ref, Product(case.sessions, client, letters_of(spool)).lanes()
    )


async def delivered(case: Driven) -> Receipt | None:
    found = await case.rows(Receipt, type="letter.delivered")
    return found[0] if found and found[0].status else None


async def test_an_answer_in_time_counts_from_the_day_that_the_letter_left(
    kit_case: Maker, kit_worker: Client, spool: Path
) -> None:
    case = await kit_case().start("writing")
    with no_folder(spool):
        await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    await case.advance(days=10)
    await leave(case, kit_worker, spool, at=case.now)
    await until(lambda: delivered(case), "the case was told")
    await case.advance(days=13)

    await case.send("customer.replied", about=f"{case.ref}.l1")

    assert await case.phase() == "answered"


async def test_an_answer_that_is_here_before_the_case_knows_that_its_letter_left_is_no_silence(
    kit_case: Maker, kit_worker: Client, spool: Path
) -> None:
    """A mail is with the customer in seconds; the case may hear of it after a night without it."""
    case = await kit_case().start("writing")
    with no_folder(spool):
        await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    early = await case.hand_in("customer.replied", about=f"{case.ref}.l1")
    await case.becomes(lambda: waiting(case), "the answer is held")

    await leave(case, kit_worker, spool, at=case.now)

    assert (await case.outcome(early)).status == "applied"
    assert await case.phase() == "answered"


async def waiting(case: Driven) -> bool:
    """Tell whether the customer's answer is held for a later wait."""
    return bool(await case.rows(Receipt, type="customer.replied", status="waiting"))


class Refusing(Mailer):
    """A mail server that knows no such address."""

    def __init__(self) -> None:
        self.asked = 0

    async def send(self, letter_id: str, *_: Any, **__: Any) -> None:
        self.asked += 1
        raise DeliveryError(f"Letter {letter_id} has not left: it was refused", retryable=False)


async def test_a_mail_that_is_refused_comes_back_and_leaves_another_way_as_the_same_letter(
    kit_case: Maker, kit_worker: Client, sessions: Sessions, spool: Path, customer: str
) -> None:
    """A refusal meets nothing and starts nothing; its window counts from the day it left."""
    async with sessions.begin() as db:
        row = await db.get_one(Customer, customer)
        row.channel, row.email = "email", "casey@example.test"
    case = await kit_case().start("writing")
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    mailer = Refusing()
    lanes = Product(sessions, kit_worker, Deliveries(PrintSpool(spool), mailer)).lanes()
    await push_again(sessions, case.ref, lanes)
    await case.becomes(lambda: back(case), "the letter comes back")

    again = await case.task("send_finalisation_letter")
    assert (again.data["letter"], again.data["refused"]) == (f"{case.ref}.l1", True)
    assert again.data["reason"] == f"Letter {case.ref}.l1 has not left: it was refused"
    assert str(again.due_on) == "2027-01-05"
    assert await case.rows(Deadline) == []
    await case.advance(days=2)
    await case.complete(
        "send_finalisation_letter",
        by=PSSO,
        outcome="send",
        answers={"CB-LETTER.channel": "post"},
    )
    await push_again(sessions, case.ref, lanes)
    await until(lambda: delivered(case), "the case was told")

    sent = await letter(case)
    assert (sent.state, sent.channel, sent.problem, mailer.asked) == ("sent", "post", None, 1)
    assert len(envelopes(spool, sent.id)) == 1
    window = await case.deadline("reply-l1")
    assert (window.start, window.due_on.isoformat()) == (case.now, "2027-01-20")


async def back(case: Driven) -> bool:
    """Tell whether the letter lies with whoever prepares it, for the second time."""
    return len(await case.rows(Task, kind="send_finalisation_letter")) == 2


async def test_no_way_is_taken_that_an_officer_did_not_choose(kit_case: Maker) -> None:
    case = await kit_case().start("writing")

    receipt = await case.complete(
        "send_finalisation_letter",
        by=PSSO,
        outcome="send",
        answers={"CB-LETTER.channel": "email"},
    )

    assert receipt.status == "refused"
    assert "it cannot go by email, which is barred or has no address" in (receipt.reason or "")


class Noting(Mailer):
    """A mail server that takes its time: meanwhile somebody writes into the case."""

    def __init__(self, case: Driven) -> None:
        self.case = case
        self.sent = 0

    async def send(self, *_: Any, **__: Any) -> None:
        self.sent += 1
        await Notes(self.case.sessions).add(self.case.ref, caller(PSSO), "The customer moved")


async def test_what_is_written_while_a_letter_is_mailed_does_not_mail_it_again(
    kit_case: Maker, kit_worker: Client, sessions: Sessions, spool: Path, customer: str
) -> None:
    async with sessions.begin() as db:
        row = await db.get_one(Customer, customer)
        row.channel, row.email = "email", "casey@example.test"
    case = await kit_case().start("writing")
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    mailer = Noting(case)

    product = Product(sessions, kit_worker, Deliveries(PrintSpool(spool), mailer))
    await push_again(sessions, case.ref, product.lanes())

    assert ((await letter(case)).state, mailer.sent) == ("sent", 1)
    kinds = [line.kind for line in await case.timeline()]
    assert kinds.index("recorded") < kinds.index("sent")


async def test_letters_that_were_sent_weigh_on_no_later_settle(kit_case: Maker) -> None:
    """A case that writes every few weeks for years settles as lightly as on its first day."""
    case = await kit_case().start("writing")
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    sent = (await letter(case)).id
    await case.send("customer.called_back")

    (*_, newest) = sorted(await case.rows(PastSettle), key=lambda row: row.sequence)
    assert sent not in newest.answer["letters"]


async def test_a_letter_says_nothing_that_was_said_in_the_one_before(kit_case: Maker) -> None:
    """A case may come to the same letter again, years later and about other issues."""
    case = await kit_case().start("writing")
    said = {"CSP-T6-S1j.words": "The payment of June"}
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send", answers=said)
    await case.advance(days=16)
    untried = await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    await case.tried()
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")

    first, second = sorted(await case.rows(Letter), key=lambda row: row.id)
    assert "tried_on" in (untried.reason or "")
    assert (first.fields["words"], first.fields["tried_on"]) == (
        "The payment of June.",
        ["2027-01-04"],
    )
    assert (second.fields["words"], second.fields["tried_on"]) == (None, ["2027-01-20"])


async def test_whoever_drafted_it_first_does_not_approve_what_another_made_of_it(
    kit_case: Maker, sessions: Sessions
) -> None:
    async with sessions.begin() as db:
        part = OfficerPart.model_validate({"roles": ["psso", "team_leader"]})
        await seed.officer(db, "both.moreau", part, "ACT")
    case = await kit_case().start("agreeing")
    await case.complete("send_finalisation_letter", by="both.moreau", outcome="send")
    await case.complete("approve_letter", by=TEAM_LEADER, outcome="return", reason="Shorter")
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")

    refused = await approve(case, "both.moreau")

    assert refused == ("both.moreau drafted the letter and may not decide it; another person must")
    assert await approve(case, TEAM_LEADER) is None


def envelopes(spool: Path, ident: str) -> list[str]:
    """Return whose names stand on the envelopes of a letter, copies first."""
    manifests = sorted(spool.glob(f"{ident}*.json"))
    return [json.loads(manifest.read_bytes())["to"]["name"] for manifest in manifests]


async def nominate(
    sessions: Sessions, customer: str, name: str, lines: list[str], day: int
) -> None:
    async with sessions.begin() as db:
        first = date(2026, 1, day)
        db.add(Nominee(customer=customer, from_date=first, name=name, lines=lines))


async def test_a_copy_without_an_address_is_held_back_with_work_and_the_letter_leaves(
    kit_case: Maker, sessions: Sessions, customer: str, spool: Path
) -> None:
    """In an envelope with a name only it would come back, or reach somebody else."""
    await nominate(sessions, customer, "Robin Ames", [], 1)
    await nominate(sessions, customer, "Noor Haddad", ["PO Box 88", "DICKSON ACT 2602"], 2)
    case = await kit_case().start("agreeing")
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    await approve(case, TEAM_LEADER)
    await approve(case, SSM)
    await case.complete("sign_letter", by=PSSO, outcome="send")

    sent = await letter(case)
    assert sent.state == "sent"
    assert envelopes(spool, sent.id) == ["Noor Haddad", "Casey Example"]
    held = await case.task("post_copy")
    assert (held.state, held.role) == ("open", "psso")
    assert held.data["reason"] == "the nominee has no postal address"
    lines = [entry.words for entry in await case.timeline("refused")]
    assert [words.partition(": ")[2] for words in lines] == [
        "copy 2 is held back, the nominee has no postal address"
    ]


async def test_a_letter_that_was_refused_and_is_signed_again_asks_once_for_its_held_copies(
    kit_case: Maker, kit_worker: Client, sessions: Sessions, spool: Path, customer: str
) -> None:
    """The same work written twice would stop the case."""
    await nominate(sessions, customer, "Robin Ames", [], 1)
    async with sessions.begin() as db:
        row = await db.get_one(Customer, customer)
        row.channel, row.email = "email", "casey@example.test"
    case = await kit_case().start("agreeing")
    lanes = Product(sessions, kit_worker, Deliveries(PrintSpool(spool), Refusing(), KINDS)).lanes()

    for _ in range(2):
        await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
        await approve(case, TEAM_LEADER)
        await approve(case, SSM)
        await case.complete("sign_letter", by=PSSO, outcome="send")
        await push_again(sessions, case.ref, lanes)
        await case.becomes(lambda: prepared_again(case), "the letter comes back")

    assert len(await case.rows(Task, kind="post_copy")) == 1
    assert (await case.case()).stopped is None


async def prepared_again(case: Driven) -> bool:
    """Tell whether the letter lies with whoever prepares it once more."""
    return bool(await case.rows(Task, kind="send_finalisation_letter", state="open"))


async def test_a_copy_is_not_of_an_earlier_draft_whose_nominee_had_an_address(
    kit_case: Maker, sessions: Sessions, customer: str, spool: Path
) -> None:
    await nominate(sessions, customer, "Noor Haddad", ["PO Box 88", "DICKSON ACT 2602"], 1)
    case = await kit_case().start("agreeing")
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    await case.complete("approve_letter", by=TEAM_LEADER, outcome="return", reason="She moved")
    async with sessions.begin() as db:
        await db.execute(update(Nominee).where(Nominee.customer == customer).values(lines=[]))
    await case.complete("send_finalisation_letter", by=PSSO, outcome="send")
    await approve(case, TEAM_LEADER)
    await approve(case, SSM)
    await case.complete("sign_letter", by=PSSO, outcome="send")

    sent = await letter(case)
    assert envelopes(spool, sent.id) == ["Casey Example"]


async def test_a_character_that_no_page_can_show_stops_the_letter_and_is_named_for_the_officer(
    kit_case: Maker, sessions: Sessions, customer: str
) -> None:
    async with sessions.begin() as db:
        (await db.get_one(Customer, customer)).name = "王小明"
    case = await kit_case().start("writing")

    receipt = await case.complete("send_finalisation_letter", by=PSSO, outcome="send")

    assert receipt.status == "refused"
    assert "to.name holds U+738B (CJK UNIFIED IDEOGRAPH-738B)" in (receipt.reason or "")
    assert "a person's name or address in what is known of them" in (receipt.reason or "")
    assert (await letter(case)).state == "stopped"
    said = [receipt.reason, *(line.words for line in await case.timeline())]
    assert not any(letter in str(words) for words in said for letter in "王小明")
