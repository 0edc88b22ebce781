"""Who speaks with a customer on segment 3: whoever has them, and others as was agreed with that.

What several officers say to one customer, each for themselves, contradicts itself. So while
segment 3 stands the messages to the customer have one owner: the officer who has the customer, or
stands in. Anybody else agrees each message with the owner, before they give it or, at the latest,
before it stands in the file.

Source: RES-T4-S3e.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, JsonValue

from domain.days import AHEAD, Day
from domain.file.acts import (
    Act,
    ActKind,
    Add,
    Change,
    Changes,
    Given,
    Relation,
    amended,
    facts_of,
)
from domain.file.indicators import IndicatorFacts, IndicatorKind, live
from domain.file.locks import OfficerId, lock_of
from domain.file.rows import CustomerId, Facts, File, Row, RowId
from domain.messages import Code
from domain.roles import Role


class _Communication(BaseModel):
    """What ``speaker`` says or writes to a customer: about what, how, and until which day."""

    customer: CustomerId
    speaker: OfficerId
    channel: Literal["phone", "face_to_face", "writing", "online"]
    about: Code
    until: Annotated[Day, AHEAD]


class CommunicationFacts(_Communication, Facts):
    """A message that was agreed; ``kept_by`` is the contact or letter in which it was given."""

    kind = "communication"

    kept_by: RowId | None = None


class CommunicationAgreed(_Communication, Act):
    """Whoever owns the messages to a customer agreed what somebody else says to them, once."""

    name = "communication.agreed"
    words = "it was agreed what somebody else says to the customer"
    senders = (Role.PSSO, Role.PS_SSM)
    content = ("words",)


# ---------------------------------------------------------------------- reading


def segment_3_of(file: File, customer: str) -> Row[IndicatorFacts] | None:
    """Return the indicator by which segment 3 stands; None where it does not."""
    sort = IndicatorKind.SEGMENT_3_REVIEW
    return next((row for row in live(file, customer) if row.facts.sort is sort), None)


def owner_of_messages(file: File, customer: str) -> str | None:
    """Return the officer who owns the messages to a customer on segment 3, if anybody does."""
    lock = lock_of(file, customer) if segment_3_of(file, customer) else None
    return lock.facts.holder if lock else None


def owns_messages(given: Given[Any], customer: str) -> bool:
    """Tell whether the messages to a customer are for whoever acts to give.

    In the case that has the customer on segment 3 whoever stands in owns them too; whoever has some
    other case about the customer does not.
    """
    stands = segment_3_of(given.file, customer)
    if stands is None or given.relation in (Relation.SYSTEM, Relation.PRODUCT):
        return True
    here = stands.told.case == given.file.case and given.relation is Relation.OWNER
    return here or owner_of_messages(given.file, customer) == given.by


def agreed_with(given: Given[Any], customer: str, channel: str) -> Row[CommunicationFacts] | None:
    """Return what was agreed with whoever acts, and is still to be said."""
    day, wanted = given.office.day_of(given.at), (customer, given.by, channel)
    for row in given.file.live(CommunicationFacts):
        facts = row.facts
        to_be_said = not facts.kept_by and day <= facts.until
        if to_be_said and (facts.customer, facts.speaker, facts.channel) == wanted:
            return row
    return None


def not_agreed(given: Given[Any], customer: str, channel: str) -> str | None:
    """Say who owns the messages to a customer, where this one was not agreed with them."""
    if owns_messages(given, customer) or agreed_with(given, customer, channel):
        return None
    stands = segment_3_of(given.file, customer)
    where = f"while segment 3 stands ({stands.id})" if stands else ""
    owner = owner_of_messages(given.file, customer) or "whoever has the customer"
    return (
        f"{owner} owns the messages to {customer} {where}: let them give it, or agree on it with "
        f"you first (communication.agreed, speaker {given.by}, channel {channel})"
    )


def kept(given: Given[Any], customer: str, channel: str, by: str) -> tuple[Change, ...]:
    """Say of what was agreed, if that was needed, by which contact or letter it was given."""
    if owns_messages(given, customer):
        return ()
    row = agreed_with(given, customer, channel)
    return (amended(row, kept_by=by),) if row else ()


def log(given: Given[Any], customer: str, channel: str) -> Mapping[str, JsonValue]:
    """Return what the log of messages holds of one beside what was said: whose it is."""
    row = None if owns_messages(given, customer) else agreed_with(given, customer, channel)
    owner = owner_of_messages(given.file, customer)
    return {"owner": owner, "given_by": given.by, "agreed": row.id if row else None}


# ---------------------------------------------------------------------- rules


def segment_3_stands(given: Given[CommunicationAgreed]) -> str | None:
    """Where segment 3 does not stand nobody needs the agreement of anybody."""
    if segment_3_of(given.file, given.act.customer):
        return None
    return f"{given.act.customer} is not on segment 3: nothing need be agreed before it is said"


def by_whoever_owns_them(given: Given[CommunicationAgreed]) -> str | None:
    """Whoever has some other case about the customer agrees nothing with themselves."""
    if owns_messages(given, given.act.customer):
        return None
    owner = owner_of_messages(given.file, given.act.customer) or "whoever has the customer"
    return f"{owner} owns the messages to {given.act.customer}: they agree to it"


def with_somebody_else(given: Given[CommunicationAgreed]) -> str | None:
    """Who owns the messages says them, and asks nobody."""
    speaker, customer = given.act.speaker, given.act.customer
    if speaker not in (given.by, owner_of_messages(given.file, customer)):
        return None
    return f"{speaker} owns the messages to {customer}: name who else is to give one"


def agree(given: Given[CommunicationAgreed]) -> Changes:
    """Keep it, on the side of the customer."""
    return (Add(facts_of(CommunicationFacts, given.act), side=given.act.customer),)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        CommunicationAgreed,
        steps=("RES-T4-S3e",),
        by=(Relation.OWNER,),
        changes=agree,
        rules=(segment_3_stands, by_whoever_owns_them, with_somebody_else),
    ),
)
