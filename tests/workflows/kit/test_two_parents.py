"""Two parents who share no value: nothing of one reaches the other, whichever way it tries to.

A letter is looked at before it is submitted, approved, signed and sent, by what its pages show
(CMA-T1-S1h).
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import Client

from activities.deliveries import Deliveries
from activities.guarding import LetterStoppedError
from activities.preview import preview
from activities.questions import told
from database.file import Contact, Detail, FileVersion
from database.models import Customer, CustomerAddress, Letter, Nominee, Task
from database.queries.cases import case_json, file_of, row_of
from database.queries.following import next_of
from database.queries.protected import persons_of
from database.queries.tasks import task_json
from domain.errors import MalformedMessageError
from domain.file.protecting import protected_from
from domain.file.seeing import leaks
from letters.delivery import PrintSpool
from letters.render import text_of
from tests.sending import done, sent
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
)
from tests.workflows.looking import Sessions, push_again
from worker.bootstrap import Product
from worker.lanes import Lanes

MORNING = datetime(2027, 1, 4, tzinfo=UTC)
PHONE, HIS_PHONE = "0412 555 019", "0498 555 222"
NOW_AT = ["Unit 4", "12 Wattle Street", "KALEEN ACT 2617"]
BEFORE = ["PO Box 88", "DICKSON ACT 2602"]
SECRET = "He drinks and the neighbours call the police"
TOLD = "He sold the car in secret last winter"
HERS = (
    *(PHONE, "Priya Raman", "12 Wattle Street", "PO Box 88", "priya@example.test"),
    *("0477 555 333", "204 555 611", SECRET, TOLD),
)
# Of these the walk plants one each, at the least.
EVERY_SORT = {"name", "email", "address", "earlier address", "phone", "words", "customer reference"}
PREPARE, SAID = "send_finalisation_letter", "CSP-T6-S1j.words"


def detail(case: str, number: int, customer: str, value: str) -> Detail:
    """Return a phone number that a customer gave, which nobody marked."""
    return Detail(
        id=f"{case}.detail-{number}",
        case=case,
        number=number,
        step="CSP-T4-S1a",
        by=PSSO,
        at=MORNING,
        told_at=MORNING,
        side=customer,
        origin="customer",
        customers=[customer],
        version=1,
        words={"value": value},
        customer=customer,
        sort="phone",
        mark="protected",
    )


def spoken(case: str, number: int, customer: str, words: str, *, secret: bool = False) -> Contact:
    """Return a talk with a customer, in confidence or not."""
    return Contact(
        id=f"{case}.contact-{number}",
        case=case,
        number=number,
        step="CSP-T4-S1a",
        by=PSSO,
        at=MORNING,
        told_at=MORNING,
        side=customer,
        origin="customer",
        in_confidence=secret,
        customers=[customer],
        version=1,
        words={"summary": words},
        customer=customer,
        direction="in",
        channel="phone",
        result="reached",
        identity="confirmed",
        purpose="service",
        process="standard",
        issues=[],
        parties=[],
        given=[],
    )


@pytest.fixture
def lanes(kit_worker: Client, sessions: Sessions, spool: Path) -> Lanes:
    """What pushes the outbox, and knows the letter of the small case."""
    return Product(sessions, kit_worker, Deliveries(PrintSpool(spool), None, KINDS)).lanes()


@pytest.fixture
async def her(sessions: Sessions, customer: str) -> str:
    """The other parent, of whom nothing is shared with the customer."""
    her = f"{customer}-payee"
    async with sessions.begin() as db:
        db.add(
            Customer(
                id=her,
                name="Priya Raman",
                reference="204 555 611",
                programme="child_support",
                email="priya@example.test",
            )
        )
        await db.flush()
        for day, lines in ((date(2026, 6, 1), NOW_AT), (date(2020, 1, 1), BEFORE)):
            db.add(CustomerAddress(customer=her, from_date=day, lines=lines, state="ACT"))
        (await db.get_one(Customer, customer)).associates = [her]
        lives = ["PO Box 7", "HALL ACT 2618"]
        nominee = Nominee(customer=customer, from_date=date(2026, 1, 1), name="Robin Ames")
        nominee.lines = lives
        db.add(nominee)
    return her


@pytest.fixture
async def case(kit_case: Maker, sessions: Sessions, customer: str, her: str) -> Driven:
    """A case whose letter two people approve, and whose customer's nominee has a copy."""
    case = await kit_case().start("agreeing")
    async with sessions.begin() as db:
        db.add_all([detail(case.ref, 1, her, PHONE), detail(case.ref, 2, customer, HIS_PHONE)])
        db.add_all(
            [spoken(case.ref, 91, her, TOLD), spoken(case.ref, 92, her, SECRET, secret=True)]
        )
    return case


async def prepare(case: Driven, said: str) -> str | None:
    receipt = await case.complete(PREPARE, by=PSSO, outcome="send", answers={SAID: said})
    return receipt.reason


async def released(case: Driven, by: str, outcome: str, reason: str | None = None) -> str | None:
    task = await case.task("release_letter")
    receipt = await case.door.send(done(task.id, officer=by, outcome=outcome, reason=reason))
    return receipt.reason


async def shows_nothing_of_hers(case: Driven, *, but: str = "") -> None:
    """Search what an officer who has his work is shown for everything that is hers.

    That is ``casebound case``, ``file``, ``task``, ``next``, ``letter`` and each thing's history,
    as they print it; what is looked for is the guard's own list, and the literals of this test.
    ``but`` is what the officer had written themself before it became hers.
    """
    async with case.sessions() as db:
        persons = await persons_of(db, case.customer, case.now.date())
        whole = await case_json(db, case.ref)
        kept, _ = await file_of(db, case.ref)
        pages: dict[str, Any] = {"case": whole, "file": kept, "next": await next_of(db, case.ref)}
        pages["known"] = await told(db, case.ref, case.now)
        pages |= {t["id"]: await task_json(db, t["id"], now=case.now) for t in whole["tasks"]}
        acted = select(FileVersion.row).where(FileVersion.row.startswith(f"{case.ref}.")).distinct()
        rows = [row.partition(".")[2] for row in await db.scalars(acted)]
        pages |= {row: await row_of(db, case.ref, row) for row in rows}
    hers = protected_from(persons.reader, persons.others, persons.in_confidence)
    assert {each.what.partition(",")[0] for each in hers} >= EVERY_SORT
    texts = {place: json.dumps(page, default=str) for place, page in pages.items()}
    others = [each for each in hers if each.value != but]
    assert leaks(texts, others) == ()
    values = [value for value in HERS if value != but]
    assert not [value for value in values for text in texts.values() if value in text]


@pytest.mark.parametrize(
    ("said", "where"),
    [
        (f"She rang from {PHONE}.", "page 1 shows phone, detail-1"),
        ("You moved away from 12  WATTLE ST.", "page 1 shows address"),
        ("Her mail still goes to P.O. Box 88.", "page 1 shows earlier address"),
        ("Raman, Priya agreed.", "page 1 shows name"),
        (f"We rang you on {HIS_PHONE}.", "copy 1, page 2 shows phone, detail-2"),
    ],
    ids=["a detail", "an address", "the history", "a name", "a copy"],
)
async def test_a_leak_in_what_an_officer_writes_stops_the_letter_with_its_place(
    case: Driven, said: str, where: str
) -> None:
    reason = await prepare(case, said)

    stopped = await letter(case)
    assert where in (reason or "")
    assert (stopped.state, stopped.sha256) == ("stopped", None)
    assert where in str((await case.task(PREPARE)).data["stopped"])
    asked = await case.task("release_letter")
    assert (asked.role, where in asked.data["reason"]) == ("ps_ssm", True)
    await shows_nothing_of_hers(case)


async def test_a_preview_shows_the_letter_as_it_will_be_leaves_no_trace_and_leaks_nothing(
    case: Driven,
) -> None:
    before = [line.words for line in await case.timeline()]
    async with case.sessions() as db:
        said = {SAID: "Your payment is on your account"}
        leak = {SAID: f"She rang from {PHONE}."}
        seen = await preview(db, f"{case.ref}.l1", PSSO, said, kinds=KINDS)
        with pytest.raises(LetterStoppedError, match="page 1 shows phone, detail-1") as stopped:
            await preview(db, f"{case.ref}.l1", PSSO, leak, kinds=KINDS)

    shown = text_of(seen.letter.made.pdf)
    assert "Your payment is on your account." in shown
    assert not [value for value in HERS if value in shown + str(stopped.value)]
    assert ((await letter(case)).state, (await letter(case)).sha256) == ("drafted", None)
    assert [line.words for line in await case.timeline()] == before


async def test_what_was_stopped_is_written_otherwise_and_nobody_need_release_it(
    case: Driven,
) -> None:
    await prepare(case, f"She rang from {PHONE}.")
    assert await prepare(case, "Your payment is on your account.") is None

    (asked,) = await case.rows(Task, kind="release_letter")
    assert ((await letter(case)).problem, asked.state) == (None, "withdrawn")


async def test_only_the_ssm_releases_it_with_a_reason_and_it_is_tried_again_at_once(
    case: Driven, lanes: Lanes
) -> None:
    await prepare(case, "Priya Raman has agreed.")

    async with case.sessions() as db:
        id_, roles = f"{case.ref}.l1", {"ps_ssm"}
        to_judge = await preview(db, id_, SSM, {}, roles=roles, kinds=KINDS)
    assert "Priya Raman has agreed." in text_of(to_judge.letter.made.pdf)
    assert "page 1 shows name" in (to_judge.stopped or "")
    by_the_drafter = await released(case, PSSO, "release", "Both have said it may stand there")
    assert (by_the_drafter or "").startswith("this is work for the")
    with pytest.raises(MalformedMessageError, match="release must be given with a reason"):
        await released(case, SSM, "release")
    assert await released(case, SSM, "release", "Both have said it may stand there") is None
    await push_again(case.sessions, case.ref, lanes)

    tried = await letter(case)
    assert (tried.state, tried.problem) == ("drafted", None)
    assert "stopped" not in (await case.task(PREPARE)).data
    await case.advance(days=1)
    assert await prepare(case, "Priya Raman has agreed.") is None  # the same text, a day later


async def test_a_release_is_for_the_text_that_it_was_given_for_and_for_no_later_one(
    case: Driven, lanes: Lanes
) -> None:
    await prepare(case, "Priya Raman has agreed.")
    await released(case, SSM, "release", "Both have said it may stand there")
    await push_again(case.sessions, case.ref, lanes)
    assert await prepare(case, "Priya Raman has agreed.") is None
    await case.complete("approve_letter", by=TEAM_LEADER, outcome="return", reason="Say when")

    again = await prepare(case, "Priya Raman has agreed, on Monday.")

    assert "page 1 shows name" in (again or "")
    asked = await case.rows(Task, kind="release_letter")
    first, second = sorted(asked, key=lambda task: task.state)
    assert (first.state, second.state) == ("completed", "open")
    assert first.data["leaks"] == second.data["leaks"]
    assert first.data["text"] != second.data["text"]


async def moves(case: Driven, lanes: Lanes, customer: str, street: str) -> None:
    """Tell the product where a customer lives now; letters are looked at."""
    address = {"lines": [street, "HALL ACT 2618"], "state": "ACT"}
    message = sent(
        "customer.updated",
        source="cuba",
        occurred_at=case.now,
        facts={"customer": customer},
        content={"addresses": [address]},
    )
    receipt = await case.door.send(message)
    assert receipt.status == "applied", receipt.reason
    await push_again(case.sessions, case.ref, lanes)


async def test_an_address_that_becomes_the_others_voids_what_shows_it_until_it_is_gone(
    case: Driven, lanes: Lanes, her: str
) -> None:
    """An address changed after drafting: nobody sees it before the letter is held."""
    await prepare(case, "The centre at 9 Fern Street has your papers.")
    assert await approve(case, TEAM_LEADER) is None
    await moves(case, lanes, her, "9 Fern Street")

    voided = await letter(case)
    assert (voided.state, voided.stopped_from) == ("stopped", "submitted")
    assert "page 1 shows address" in str((await case.task("approve_letter")).data["stopped"])
    assert "page 1 shows address" in (await approve(case, SSM) or "")
    await released(case, SSM, "release", "It is a public place")
    await push_again(case.sessions, case.ref, lanes)
    assert ((await letter(case)).state, await approve(case, SSM)) == ("submitted", None)


async def test_a_letter_to_where_its_customer_has_left_is_signed_by_nobody(
    case: Driven, lanes: Lanes, customer: str
) -> None:
    await prepare(case, "Your payment is on your account.")
    await approve(case, TEAM_LEADER)
    await approve(case, SSM)
    await moves(case, lanes, customer, "5 New Road")

    stopped = await letter(case)
    assert (stopped.state, stopped.stopped_from) == ("stopped", "approved")
    assert "address has changed" in str((await case.task("sign_letter")).data["stopped"])
    signed = await case.complete("sign_letter", by=PSSO, outcome="send")
    assert "prepare it again" in (signed.reason or "")
    await case.complete("sign_letter", by=PSSO, outcome="edit")
    assert await prepare(case, "Your payment is on your account.") is None
    async with case.sessions() as db:
        pdf = await db.scalar(select(Letter.pdf).where(Letter.id == stopped.id))
        copy = await db.scalar(select(Letter.pdf).where(Letter.copy_of == stopped.id))
    assert "5 New Road" in text_of(pdf or b"")
    assert not [value for value in HERS if value in text_of(pdf or b"") + text_of(copy or b"")]
    assert "5 New Road" not in text_of(copy or b"")


async def test_what_becomes_the_others_after_it_was_signed_does_not_leave(
    case: Driven, lanes: Lanes, sessions: Sessions, spool: Path, her: str
) -> None:
    """The print room was away over night; meanwhile she has given another number."""
    await prepare(case, "Ring the centre on 0477 555 333.")
    await approve(case, TEAM_LEADER)
    await approve(case, SSM)
    with no_folder(spool):
        await case.complete("sign_letter", by=PSSO, outcome="send")
    async with sessions.begin() as db:
        db.add(detail(case.ref, 3, her, "0477 555 333"))

    await push_again(sessions, case.ref, lanes)
    await case.becomes(lambda: prepared_again(case), "the letter comes back")

    held = await letter(case)
    assert (held.state, envelopes(spool, held.id)) == ("stopped", [])
    assert "page 1 shows phone, detail-3" in (await case.task(PREPARE)).data["reason"]
    await shows_nothing_of_hers(case, but="0477 555 333")


async def prepared_again(case: Driven) -> bool:
    return bool(await case.rows(Task, kind=PREPARE, state="open"))


async def test_a_letter_that_lacks_an_address_is_tried_again_when_there_is_one(
    case: Driven, lanes: Lanes, customer: str, sessions: Sessions
) -> None:
    async with sessions.begin() as db:
        await db.execute(
            update(CustomerAddress).where(CustomerAddress.customer == customer).values(lines=[])
        )
    assert "no postal address" in (await prepare(case, "Your payment is there.") or "")
    assert "no postal address" in (await case.task(PREPARE)).data["stopped"]

    await moves(case, lanes, customer, "5 New Road")

    tried = await letter(case)
    assert (tried.state, tried.problem) == ("drafted", None)
    assert "stopped" not in (await case.task(PREPARE)).data
    said = [line.words for line in await case.timeline("recorded")]
    assert any("what stopped it is put right; it may go now" in words for words in said)
