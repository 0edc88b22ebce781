"""Making a letter as it would leave, or saying why it may not go; it writes nothing.

A settle keeps what is made here, a preview shows it, and a letter that was stopped is tried again
with it once what it lacked is there.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from activities.addressees import addressee_of
from activities.guarding import Copy, LetterStoppedError, Pages, guard
from activities.letter_fields import Desk, copied_to, facts_of, fields_of, lines_of, sight_for
from database.models import Document, Letter
from database.queries.letter_facts import LetterFacts
from domain.addressees import To
from domain.file.carried import Sitting
from domain.kit_tasks import CHANNEL
from domain.letter_channels import Channel, barred_offer, channel_for
from domain.letter_states import LetterState
from domain.letters import (
    Addressee,
    LetterFields,
    LetterFieldsError,
    LetterKind,
    offered_whole,
)
from letters.enclosures import Enclosure, EnclosureError, enclosure
from letters.fairness import FAIR, unfair
from letters.render import Rendered, RenderError, pages_of, render_in_thread


@dataclass(frozen=True)
class Asked:
    """Who prepares a letter, in which role, when, and what they answer for it.

    ``officer`` is the signatory where the kind lets another one sign.
    """

    officer: str
    role: str
    at: datetime
    answers: Mapping[str, Any]

    def kept(self) -> dict[str, Any]:
        """Return it as the letter keeps it."""
        return {
            "officer": self.officer,
            "role": self.role,
            "at": self.at.isoformat(),
            "answers": dict(self.answers),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Asked":
        """Read it as the letter keeps it."""
        return cls(
            kept["officer"], kept["role"], datetime.fromisoformat(kept["at"]), kept["answers"]
        )


@dataclass(frozen=True)
class Copied:
    """A copy as it would leave, to an addressee of its own."""

    addressee: str
    to: Addressee
    made: Rendered


@dataclass(frozen=True)
class Prepared:
    """A letter as it would leave; ``copies`` are those that have an address, by their number."""

    to: To
    fields: LetterFields
    made: Rendered
    copies: Mapping[int, Copied]
    channel: Channel


def asked_by(kind: LetterKind, officer: str, role: str, at: datetime, answers: Any) -> Asked:
    """Say who signs a letter that is prepared: the officer, or whom the kind lets them name."""
    named = kind.signatory_named(answers) if kind.approvers else None
    signs = named or officer
    return Asked(signs, kind.signatories[0] if named else role, at, answers)


async def prepare(
    desk: Desk, kind: LetterKind, letter: Letter, asked: Asked, sitting: Sitting | None = None
) -> Prepared:
    """Make the exact PDF that would leave, and each copy; search them.

    ``sitting`` has the acts that come with the completion that prepares it.

    Raises:
        LetterStoppedError: it may not go, and why.
    """
    prepared = await make(desk, kind, asked, letter, sitting)
    await search(desk, letter.id, prepared)
    return prepared


async def search(desk: Desk, letter: str, prepared: Prepared) -> None:
    """See that a letter shows nothing that its reader may not see, and whoever has a copy.

    Raises:
        LetterStoppedError: it does, and where.
    """
    fields = prepared.fields
    shown = Pages(
        prepared.made.pdf,
        fields.said(),
        [Copy(copy.to, copy.made.pdf) for copy in prepared.copies.values()],
        await enclosures_of(desk.db, fields),
    )
    await guard(desk.db, letter, prepared.to, shown, fields.dated)


async def make(
    desk: Desk, kind: LetterKind, asked: Asked, letter: Letter, sitting: Sitting | None = None
) -> Prepared:
    """Make a letter and its copies, which nobody has searched.

    Raises:
        LetterStoppedError: it cannot be made, or has nowhere to go.
    """
    day = desk.times.day(asked.at)
    to = await addressee_of(desk, letter.addressee, day)
    facts = await facts_of(kind, desk, letter.id, to, officer=asked.officer, day=day)
    sight = await sight_for(kind, desk, to, asked.at, sitting)
    data = fields_of(kind, desk, to, facts, sight, role=asked.role, answers=dict(asked.answers))
    try:
        fields = kind.fill(data)
        chosen = asked.answers.get(CHANNEL)
        channel = leaves_by(fields, facts, to, str(chosen) if chosen else None)
        made = await render_in_thread(kind, fields)
        readers = zip(copied_to(facts), fields.copies, strict=False)
        if kind.template in FAIR and (lacks := unfair(kind.template, fields, pages_of(made.pdf))):
            raise LetterStoppedError(f"it tells a decision, and is not fair: {'; '.join(lacks)}")
        copies = {
            number: Copied(who, each, await render_in_thread(kind, fields, copy_to=each))
            for number, (who, each) in enumerate(readers, start=1)
            if each.lines
        }
    except (LetterFieldsError, RenderError) as error:
        raise LetterStoppedError(str(error)) from None
    return Prepared(to, fields, made, copies, channel)


def leaves_by(fields: LetterFields, facts: LetterFacts, to: To, chosen: str | None) -> Channel:
    """Choose how a letter leaves, and see that it offers no way to answer that is barred.

    ``chosen`` is how the officer wants it to go, in place of what the addressee prefers.

    Raises:
        LetterStoppedError: they may not be written to this way, or a way is offered that is
            barred, or open in part alone without that the letter says so.
    """
    choice = channel_for(
        chosen or to.prefers,
        has_address=bool(lines_of(to, facts)),
        has_email=bool(to.email),
        barred=facts.barred,
    )
    if choice.channel is None:
        raise LetterStoppedError(choice.why)
    if chosen and choice.channel != chosen:
        raise LetterStoppedError(
            f"it cannot go by {chosen}, which is barred or has no address: choose another way"
        )
    if problem := barred_offer(fields.contact.offers, dict(fields.free_texts()), facts.barred):
        raise LetterStoppedError(problem)
    if problem := offered_whole(fields.contact, facts.hours):
        raise LetterStoppedError(problem)
    return choice.channel


async def look_again(desk: Desk, kind: LetterKind, letter: Letter, day: date) -> Pages:
    """See that a letter may go as it lies there now; return everything that goes.

    Pages that somebody has changed since they were made are not read: their hash stops them.

    Raises:
        LetterStoppedError: it may not: a channel is barred, its customer has moved, or it shows
            what has become somebody else's.
    """
    fields = kind.fields.model_validate(letter.fields)
    to = await addressee_of(desk, letter.addressee, day)
    facts = await facts_of(kind, desk, letter.id, to, officer="", day=day)
    leaves_by(fields, facts, to, letter.channel)
    if changed := _changed(to, facts, letter):
        whose = "its customer's" if to.known_as == desk.case.customer else "its addressee's"
        raise LetterStoppedError(
            f"{whose} {changed} changed since it was prepared: prepare it again"
        )
    passed = [name for name in fields.ahead if getattr(fields, name) <= day]
    if passed and not letter.copy_of:  # a copy has the days of a letter that left in time
        raise LetterStoppedError(f"{', '.join(passed)} has passed meanwhile: prepare it again")
    shown = await pages_of_letter(desk.db, letter, fields)
    if shown.sha256 == letter.sha256:
        await guard(desk.db, letter.id, to, shown, day)
    return shown


def _changed(to: To, facts: LetterFacts, letter: Letter) -> str | None:
    """Say what a letter shows of its addressee that is so no more."""
    if tuple(lines_of(to, facts)) != tuple(letter.to["lines"]):
        return "address has"
    return "name has" if to.name != letter.to["name"] else None


async def pages_of_letter(db: AsyncSession, letter: Letter, fields: LetterFields) -> Pages:
    """Return everything that leaves in the envelopes of a letter that is made."""
    if "pdf" in inspect(letter).unloaded:
        await db.refresh(letter, ["pdf"])
    pdf = letter.pdf or b""
    if letter.copy_of:  # what is enclosed goes with the letter alone
        return Pages(pdf, fields.said())
    copies = [
        Copy(Addressee.model_validate(row.to), row.pdf or b"")
        for row in await copies_of(db, letter)
    ]
    return Pages(pdf, fields.said(), copies, await enclosures_of(db, fields))


async def copies_of(db: AsyncSession, letter: Letter) -> list[Letter]:
    """Return the copies of a letter that are to leave: letters of their own."""
    if not any(copy["lines"] for copy in letter.copies):
        return []
    rows = await db.scalars(
        select(Letter)
        .options(undefer(Letter.pdf))
        .where(Letter.copy_of == letter.id, Letter.state == LetterState.DRAFTED)
        .order_by(Letter.id)
    )
    return list(rows)


async def enclosures_of(db: AsyncSession, fields: LetterFields) -> tuple[Enclosure, ...]:
    """Return what goes along with a letter: earlier letters, and documents that came in.

    Raises:
        LetterStoppedError: one of them cannot go, and why.
    """
    if not fields.enclosures:
        return ()
    things = [each.thing for each in fields.enclosures]
    letters = select(Letter.id, Letter.pdf).where(Letter.id.in_(things))
    documents = select(Document.sha256, Document.bytes).where(Document.sha256.in_(things))
    rows = await db.execute(letters.union_all(documents))
    held: dict[str, bytes | None] = {row.id: row.pdf for row in rows}
    named = enumerate(fields.enclosures, start=1)
    try:
        return tuple(
            [
                await asyncio.to_thread(enclosure, n, each.name, each.sha256, held.get(each.thing))
                for n, each in named
            ]
        )
    except EnclosureError as error:
        raise LetterStoppedError(str(error)) from None
