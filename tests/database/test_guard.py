"""What a letter may not show, as the file has it: searched, stopped and released without a case.

Two parents of one file (CMA-T1-S1h): he is written to, and whatever is hers stops the letter.
"""

from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities import closed, looks
from activities.guarding import LetterStoppedError, Pages, guard
from activities.preparing import enclosures_of
from database.base import Base
from database.file import Contact, Detail, Issue
from database.models import (
    Case,
    Customer,
    CustomerAddress,
    Document,
    LetterRelease,
    Nominee,
    Officer,
    OfficerRole,
    Outbox,
)
from domain.addressees import OUTSIDE, Reader, To
from domain.personalised_services.letters import AFTER_CONTACT_LETTER
from letters.gallery import sample
from letters.render import render
from tests.database.rows import NOON, a_case, a_letter, a_message, new_ref, write

HIS, HERS = "0498 555 222", "0412 555 019"
TODAY = date(2026, 12, 1)


@pytest_asyncio.fixture
async def case(db: AsyncSession) -> str:
    """A case of his, with a letter that has not left; she is in its file, and has a case too."""
    ref, hers = new_ref(), new_ref()
    him, her, ssm = f"him-{ref}", f"her-{ref}", f"ssm.{ref}"
    child_support = {"programme": "child_support"}
    await write(
        db,
        Officer(id=ssm, name="S. Body", office="ACT"),
        *(
            OfficerRole(officer=ssm, role=role, from_date=date(2026, 1, 1))
            for role in ("psso", "ps_ssm")
        ),
        Customer(id=her, name="Priya Raman", reference="204 555 611", **child_support),
        Customer(id=him, name="Casey Lee", associates=[her], **child_support),
        CustomerAddress(
            customer=her,
            from_date=date(2020, 1, 1),
            lines=["PO Box 88", "DICKSON ACT 2602"],
            state="ACT",
        ),
        CustomerAddress(
            customer=her,
            from_date=date(2026, 6, 1),
            lines=["12 Wattle Street", "KALEEN ACT 2617"],
            state="ACT",
        ),
        Nominee(customer=her, from_date=date(2026, 1, 1), name="Noor Haddad", lines=[]),
        a_case(ref, customer=him, owner=ssm),
        a_case(hers, customer=her, owner=ssm),
        *(
            a_letter(each, state="submitted", sent_at=None, prepared={"officer": "psso.diaz"})
            for each in (ref, hers)
        ),
    )
    return ref


def row_of(case: str, kind: type[Base], name: str, side: str, **fields: Any) -> Base:
    fixed: dict[str, Any] = {
        "id": f"{case}.{name}",
        "case": case,
        "number": int(name.rpartition("-")[2]),
        "step": "CSP-T4-S1a",
        "by": f"ssm.{case}",
        "at": NOON,
        "told_at": NOON,
        "side": side,
        "origin": "customer",
        "customers": [side],
        "version": 1,
        "words": {},
    }
    return kind(**(fixed | fields))


def detail(case: str, side: str, value: str = HERS, **fields: Any) -> Base:
    """Return a phone number that nobody marked, unless ``fields`` say otherwise."""
    fixed = {"customer": side, "sort": "phone", "mark": "protected", "words": {"value": value}}
    return row_of(case, Detail, "detail-1", side, **(fixed | fields))


def contact(case: str, side: str, words: str, **fields: Any) -> Base:
    fixed = {
        "customer": side,
        "direction": "in",
        "channel": "phone",
        "result": "reached",
        "identity": "confirmed",
        "purpose": "service",
        "process": "standard",
        "issues": [],
        "parties": [],
        "given": [],
        "words": {"summary": words},
    }
    return row_of(case, Contact, "contact-1", side, **(fixed | fields))


def pages(words: str) -> Pages:
    """Return a letter to him that says something."""
    data = sample(AFTER_CONTACT_LETTER.name).model_dump()
    fields = AFTER_CONTACT_LETTER.fill(data | {"message": words, "enclosures": ()})
    return Pages(render(AFTER_CONTACT_LETTER, fields).pdf, fields.said())


def him(case: str, reader: Reader = Reader.CUSTOMER, **more: Any) -> To:
    """Return him, or whoever speaks for him, as the addressee of a letter."""
    return To(reader, "Casey Lee", f"him-{case}", **({"known_as": f"him-{case}"} | more))


async def stopped(db: AsyncSession, case: str, shown: Pages, to: To | None = None) -> str:
    """Have the guard search a letter; return its words, empty where it lets it go."""
    try:
        await guard(db, f"{case}.l1", to or him(case), shown, TODAY)
    except LetterStoppedError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("You may write to Priya Raman.", "page 1 shows name"),
        ("She is customer 204555611.", "page 1 shows customer reference"),
        ("She lives at 12 Wattle St now.", "page 1 shows address"),
        ("She had P.O. Box 88 before.", "page 1 shows earlier address"),
        ("Noor Haddad speaks for her.", "page 1 shows name of a nominee"),
        ("Your payment is on your account.", ""),
    ],
    ids=["name", "reference", "address", "history", "nominee", "nothing"],
)
async def test_what_is_known_of_the_other_stops_a_letter(
    db: AsyncSession, case: str, words: str, where: str
) -> None:
    found = await stopped(db, case, pages(words))
    assert found.startswith(where)
    assert bool(found) == bool(where)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "phone, detail-1"),
        ({"mark": "not_to_be_used"}, "phone, detail-1"),
        ({"mark": "open"}, ""),
        ({"entered_in_error": True}, "phone, detail-1"),
        ({"in_confidence": True}, "phone, detail-1"),
    ],
    ids=["unmarked", "not to be used", "open", "entered in error", "in confidence"],
)
async def test_a_number_of_hers_stops_a_letter_unless_it_is_open(
    db: AsyncSession, case: str, fields: dict[str, Any], shown: str
) -> None:
    await write(db, detail(case, f"her-{case}", **fields))
    assert shown in await stopped(db, case, pages("Ring 0412555019."))
    assert bool(await stopped(db, case, pages("Ring 0412555019."))) == bool(shown)


async def test_his_own_number_that_is_not_to_be_used_is_shown_to_nobody(
    db: AsyncSession, case: str
) -> None:
    await write(db, detail(case, f"him-{case}", HIS, mark="not_to_be_used"))
    assert "phone, detail-1" in await stopped(db, case, pages(f"We rang {HIS}."))


@pytest.mark.parametrize("reader", OUTSIDE)
async def test_who_is_not_the_customer_reads_neither_the_customers_number_nor_the_other_parents(
    db: AsyncSession, case: str, reader: Reader
) -> None:
    """CMA-T1-S1h: a letter has one addressee, and is searched for what that one may not see."""
    await write(
        db,
        detail(case, f"him-{case}", HIS),
        detail(case, f"her-{case}", id=f"{case}.detail-2", number=2),
    )
    to = him(case, reader, known_as=None)
    assert "phone, detail-2" in await stopped(db, case, pages(f"We rang {HERS}."), to)
    assert "phone, detail-1" in await stopped(db, case, pages(f"We rang {HIS}."), to)
    assert await stopped(db, case, pages("Your payment is on your account."), to) == ""


async def test_what_was_told_in_confidence_is_shown_to_nobody_not_to_whom_it_is_about(
    db: AsyncSession, case: str
) -> None:
    words = "He drinks. Neighbours call the police"
    await write(db, contact(case, f"him-{case}", words, in_confidence=True))
    shown = pages("We know that neighbours call the police.")
    assert "page 1 shows words, contact-1" in await stopped(db, case, shown)


async def test_a_sentence_of_hers_stops_a_letter_and_one_of_his_does_not(
    db: AsyncSession, case: str
) -> None:
    issue: dict[str, Any] = {"about": "payment", "raised_in": "contact-1", "owner": "psso.diaz"}
    issue |= {"parties": [], "real_time": False}
    for name, whose, said in (
        ("issue-1", f"him-{case}", "The school fees were never paid"),
        ("issue-2", f"her-{case}", "The car was sold in secret"),
    ):
        await write(db, row_of(case, Issue, name, whose, **issue, words={"words": said}))

    assert await stopped(db, case, pages("You said: the school fees were never paid.")) == ""
    assert "page 1 shows words, issue-2" in await stopped(
        db, case, pages("We hear: the car was sold in secret.")
    )


async def test_a_leak_in_the_name_or_on_a_page_of_what_is_enclosed_stops_the_letter(
    db: AsyncSession, case: str
) -> None:
    await write(db, detail(case, f"her-{case}"))
    held = pages(f"She rings from {HERS}.").pdf or b""
    sha256 = pages(f"She rings from {HERS}.").sha256
    await write(
        db,
        a_message(case, f"{case}-m1"),
        Document(
            sha256=sha256,
            source="telephony",
            message=f"{case}-m1",
            name="statement.pdf",
            media_type="application/pdf",
            bytes=held,
        ),
    )
    named = {"thing": sha256, "name": "Priya Raman's statement", "sha256": sha256}
    fields = AFTER_CONTACT_LETTER.fill(
        sample(AFTER_CONTACT_LETTER.name).model_dump() | {"enclosures": (named,)}
    )
    enclosed = await enclosures_of(db, fields)

    found = await stopped(db, case, pages("Yours.")._replace(enclosures=enclosed))

    assert "the name of enclosure 1 shows name" in found
    assert "enclosure 1, page 1 shows phone, detail-1" in found
    assert not [value for value in (HERS, "Priya") if value in found]


async def test_a_release_is_for_one_text_and_what_it_named_whichever_day_the_letter_is_of(
    db: AsyncSession, case: str
) -> None:
    shown = pages("Priya Raman has agreed.")
    with pytest.raises(LetterStoppedError) as held:
        await guard(db, f"{case}.l1", him(case), shown, TODAY)
    (leak, *_) = held.value.leaks
    release = LetterRelease(letter=f"{case}.l1", text=held.value.text, of=leak.of, what=leak.what)
    release.by, release.reason, release.at = f"ssm.{case}", "Both have said so", NOON
    db.add(release)
    later = AFTER_CONTACT_LETTER.fill(
        sample(AFTER_CONTACT_LETTER.name).model_dump()
        | {"message": "Priya Raman has agreed.", "enclosures": (), "dated": date(2026, 12, 9)}
    )
    next_day = Pages(render(AFTER_CONTACT_LETTER, later).pdf, later.said())

    assert await stopped(db, case, shown) == ""
    assert await stopped(db, case, next_day) == ""
    assert "shows name" in await stopped(db, case, pages("Priya Raman has agreed, we hear."))
    await write(db, detail(case, f"her-{case}", "agreed 0412 555 019"))
    assert await stopped(db, case, shown) == ""


async def test_a_letter_to_a_party_who_died_is_held_whatever_case_it_is_in(
    db: AsyncSession, case: str
) -> None:
    """CB-DEATH: also in the case of the other parent, whose own letters go."""
    (await db.get_one(Customer, f"her-{case}")).died = True
    await db.flush()
    to_her = To(Reader.CUSTOMER, "Priya Raman", f"her-{case}", known_as=f"her-{case}")
    shown = pages("Your payment is on your account.")

    assert "reported to have died" in await stopped(db, case, shown, to_her)
    assert await stopped(db, case, shown) == ""


ACTS: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("detail.given", {"customer": "him", "sort": "phone"}, {"value": HIS}),
    ("detail.marked", {"detail": "detail-1", "mark": "open", "seen": 1}, {}),
    ("detail.corrected", {"row": "detail-1", "right": {"sort": "email"}, "why": "typed"}, {}),
    ("detail.entered_in_error", {"row": "detail-1", "why": "not_theirs", "seen": 1}, {}),
    ("detail.moved", {"row": "detail-1", "to": "her", "why": "not_theirs", "seen": 1}, {}),
)


@pytest.mark.parametrize(("act", "facts", "words"), ACTS, ids=[name for name, _, _ in ACTS])
async def test_whatever_is_said_of_a_number_has_the_letters_of_both_looked_at(
    db: AsyncSession, case: str, act: str, facts: dict[str, Any], words: dict[str, Any]
) -> None:
    """Added, protected, corrected, ended, moved, on a closed case too: a letter may show it."""
    of_both = [f"him-{case}", f"her-{case}"]
    await write(
        db, detail(case, f"him-{case}", HIS, at=NOON - timedelta(hours=1), customers=of_both)
    )
    receipt = a_message(
        case,
        f"{case}-m1",
        source="tests",
        officer=f"ssm.{case}",
        type=act,
        facts={name: named(case, value) for name, value in facts.items()} | {"seen": 1},
        content=words | {"reason": "As the customer says"},
        status=None,
    )
    db.add(receipt)
    of_the_case = await db.get_one(Case, case)
    of_the_case.state = "closed"

    before = await db.scalars(select(Outbox.id).where(Outbox.kind == looks.LOOK))
    later = Outbox.id.not_in(before.all())  # what other tests have left

    assert await closed.put_right(db, of_the_case, receipt, NOON) is None

    asked = await db.scalars(select(Outbox.payload).where(Outbox.kind == looks.LOOK, later))
    theirs = await db.scalars(select(Case.ref).where(Case.customer.in_(of_both)))
    assert {each["letter"] for each in asked} == {f"{ref}.l1" for ref in theirs}


def named(case: str, value: Any) -> Any:
    return f"{value}-{case}" if value in ("him", "her") else value
