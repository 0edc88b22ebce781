"""What is answered about Personalised Services, and where the fields of its letters come from."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, any_, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Text

from activities.gathering import Data, Gatherer, Gatherers, Gathering, ways
from activities.lookups import ITS_CUSTOMER, THIS_CASE, THIS_LETTER, Answers, Looked, OfFile
from activities.writing import day
from database.file import Decline, LetterWanted, Lock
from database.models import Case, Document, Letter, Office, Receipt, Task
from database.queries.known import SHORTEST
from domain.file.contacts import barred
from domain.file.declines import Ground, Next, put_to_the_ssm
from domain.file.plan_versions import whose_versions
from domain.letters import ENCLOSED
from domain.personalised_services import from_the_file, segment_3
from domain.personalised_services.declining import GROUNDS, next_step
from domain.personalised_services.finalisation import known
from domain.personalised_services.letters import (
    FINALISATION_CONTACT_LETTER,
    LETTERS,
    ActionsConfirmedFields,
    AfterContactFields,
    DeclineNoticeFields,
    FinalisationContactFields,
    IssuesAndOptionsFields,
    ReviewOfIssuesFields,
)
from domain.personalised_services.lookups import (
    AGREED_CONTACT,
    BARRED,
    DECLINE,
    FINALISATION,
    PS_OWNER,
    SEGMENT_3,
    SPECIALISED_ISSUES,
    TAKEN_ON,
    WHOSE_VERSIONS,
)
from domain.personalised_services.messages import ReferralReceived
from domain.personalised_services.specialists import with_areas
from domain.personalised_services.taking_on import taken_on
from domain.personalised_services.talks import agreed
from domain.restrictions.settings import BE_HEARD, REVIEW_WAYS
from domain.written import sentence

# A PS lock or an open PS plan counts (A48), whichever parent the case is of. The owner has it since
# the lock was taken.
_SINCE = func.coalesce(Lock.at, Case.opened_at)
_LOCKED_BY = func.array(
    select(Lock.case)
    .where(Lock.customer == ITS_CUSTOMER, Lock.released.is_(None), ~Lock.entered_in_error)
    .scalar_subquery(),
    type_=ARRAY(Text),
)
_OWNER = (
    select(
        func.jsonb_build_object(
            *("case", Case.ref, "owner", Case.owner),
            *("since", cast(func.timezone(Office.zone, _SINCE), Date)),
            type_=JSONB,
        )
    )
    .join(Office, Office.code == Case.office)
    .outerjoin(
        Lock,
        (Lock.case == Case.ref)
        & (Lock.customer == ITS_CUSTOMER)
        & Lock.released.is_(None)
        & ~Lock.entered_in_error,
    )
    .where(
        (Case.customer == ITS_CUSTOMER) | (Case.ref == any_(_LOCKED_BY)),
        Case.type.in_(("PersonalisedServicesCase", "ManagedServicePlan")),
        Case.state == "open",
    )
    .order_by(Case.opening)
    .limit(1)
)

ANSWERS: Answers = MappingProxyType(
    {
        PS_OWNER: Looked(_OWNER.scalar_subquery()),
        FINALISATION: OfFile(known),
        AGREED_CONTACT: OfFile(agreed),
        BARRED: OfFile(barred),
        SPECIALISED_ISSUES: OfFile(with_areas),
        SEGMENT_3: OfFile(segment_3.known),
        DECLINE: OfFile(put_to_the_ssm),
        WHOSE_VERSIONS: OfFile(whose_versions),
        TAKEN_ON: OfFile(lambda file: taken_on(file).model_dump(mode="json")),
    }
)


_SENT = (
    select(
        func.jsonb_object_agg(
            Letter.id,
            func.jsonb_build_array(Letter.kind, Letter.sent_at, Letter.signed_sha256),
            type_=JSONB,
        )
    )
    .where(Letter.case == THIS_CASE, Letter.state == "sent")
    .scalar_subquery()
)
# What came from the customer themself: of another parent, or in confidence, nothing goes along.
_CAME_FROM = func.coalesce(
    Receipt.facts["sender"].astext, Receipt.facts["customer"].astext, ITS_CUSTOMER
)
_CAME_OF = func.coalesce(Receipt.facts["side"].astext, ITS_CUSTOMER)
_CAME_IN_CONFIDENCE = func.coalesce(Receipt.facts["in_confidence"].as_boolean(), False)
_CAME = (
    select(
        func.jsonb_object_agg(
            Document.sha256,
            func.jsonb_build_array(Document.name, Document.media_type, Receipt.occurred_at),
            type_=JSONB,
        )
    )
    .join(Receipt, (Receipt.source == Document.source) & (Receipt.id == Document.message))
    .where(
        Receipt.case == THIS_CASE,
        _CAME_FROM == ITS_CUSTOMER,
        _CAME_OF == ITS_CUSTOMER,
        ~_CAME_IN_CONFIDENCE,
    )
    .scalar_subquery()
)
# What goes along as the letter was wanted, and as that was put right since.
_WANTED = (
    select(func.to_jsonb(LetterWanted.copies, type_=JSONB))
    .join(Task, LetterWanted.id == Task.case + "." + Task.data["wanted"].astext)
    .where(Task.case == THIS_CASE, Task.data["letter"].astext == THIS_LETTER)
    .limit(1)
    .scalar_subquery()
)
_SENT_CAME_AND_WANTED = select(func.jsonb_build_array(_SENT, _CAME, _WANTED, type_=JSONB))


def _after_contact(letter: Gathering) -> Data:
    sent, came, wanted = letter.found
    along = [_enclosed(id_, sent or {}, came or {}, letter.zone) for id_ in wanted or ()]
    return {
        "discussed_on": from_the_file.spoken_on(letter.sight, letter.zone),
        "message": sentence(letter.given.get("CSP-T4-S2e.message")),
        "enclosures": tuple({each["thing"]: each for each in along}.values()),  # each of them once
    }


def _enclosed(id_: str, sent: Mapping[str, Any], came: Mapping[str, Any], zone: ZoneInfo) -> Data:
    """Name what goes along as the customer knows it; without a name what cannot."""
    if id_ in sent:
        kind, at, sha256 = sent[id_]
        title = next((one.title for one in LETTERS if one.name == kind), "")
        name = f"Our letter of {day(_day(at, zone))}: {title}"
        return {"thing": id_, "name": name, "sha256": sha256}
    begin_so = [sha256 for sha256 in came if len(id_) >= SHORTEST and sha256.startswith(id_)]
    if len(begin_so) != 1:
        return {"thing": id_}
    (sha256,) = begin_so
    file, media_type, at = came[sha256]
    if media_type != ENCLOSED:
        return {"thing": sha256, "media_type": media_type}
    name = f"{file}, which reached us on {day(_day(at, zone))}"
    return {"thing": sha256, "name": name, "sha256": sha256}


def _day(at: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(at).astimezone(zone).date()


def _issues_and_options(letter: Gathering) -> Data:
    agreed = from_the_file.next_contact_on(letter.sight) or letter.given.get("CSP-T4-S5a")
    return {
        "discussed_on": from_the_file.spoken_on(letter.sight, letter.zone),
        "words": sentence(letter.given.get("CSP-T5-S4a.words")),
        "issues": from_the_file.issues(letter.sight),
        "options": from_the_file.options(letter.sight),
        **({"follow_up_on": agreed} if agreed else {}),
    }


def _review(letter: Gathering) -> Data:
    return {
        "words": sentence(letter.given.get("RES-T3-S3c.words")),
        "issues": from_the_file.reviewed(letter.sight),
        "options": from_the_file.options(letter.sight),
        "be_heard": ways(letter, BE_HEARD),
        "review_ways": ways(letter, REVIEW_WAYS),
    }


def _actions(letter: Gathering) -> Data:
    done, to_do = from_the_file.promises(letter.sight)
    review_on = from_the_file.review_on(letter.sight) or letter.given.get("RES-T4-S3f.review_on")
    return {
        "decisions": from_the_file.decisions(letter.sight),
        "done": done,
        "to_do": to_do,
        "reasons": sentence(letter.given.get("RES-T4-S3f.reasons")),
        "be_heard": ways(letter, BE_HEARD),
        "review_ways": ways(letter, REVIEW_WAYS),
        **({"review_on": review_on} if review_on else {}),
    }


# An earlier letter spoke of what lies before it.
_TOLD_AT = (
    select(func.max(Letter.signed_at))
    .where(
        Letter.case == THIS_CASE,
        Letter.kind == FINALISATION_CONTACT_LETTER.name,
        Letter.state == "sent",
    )
    .scalar_subquery()
)
_TOLD = select(func.to_jsonb(_TOLD_AT, type_=JSONB))


def _finalisation(letter: Gathering) -> Data:
    told_at = datetime.fromisoformat(letter.found) if letter.found else None
    rule = FINALISATION_CONTACT_LETTER.response_window or ""
    return {
        "tried_on": from_the_file.tried_on(letter.sight, letter.zone, told_at),
        "words": sentence(letter.given.get("CSP-T6-S1j.words")),
        "addressed": from_the_file.dealt_with(letter.sight),
        "be_heard": ways(letter, BE_HEARD),
        "review_ways": ways(letter, REVIEW_WAYS),
        "reply_by": letter.times.work_out(rule, letter.noon, None).due_on,
    }


# The last proposal is what the SSM has agreed to; the first referral is what opened the case.
_DECLINE = (
    select(
        func.jsonb_build_object(
            *("ground", Decline.ground, "next", Decline.next, "area", Decline.area),
            *("words", Decline.words["words"]),
            type_=JSONB,
        )
    )
    .where(Decline.case == THIS_CASE, ~Decline.entered_in_error)
    .order_by(Decline.number.desc())
    .limit(1)
)
_REFERRED_AT = (
    select(func.coalesce(Receipt.facts["received_at"].astext, cast(Receipt.occurred_at, Text)))
    .where(Receipt.case == THIS_CASE, Receipt.type == ReferralReceived.name)
    .order_by(Receipt.occurred_at)
    .limit(1)
)
_DECLINED = select(
    func.jsonb_build_array(_DECLINE.scalar_subquery(), _REFERRED_AT.scalar_subquery(), type_=JSONB)
)


def _decline(letter: Gathering) -> Data:
    found, referred_at = letter.found
    if not found:
        return {}
    return {
        "received_on": _day(referred_at, letter.zone),
        "reasons": GROUNDS[Ground(found["ground"])],
        "words": sentence(found["words"]),
        "next_step": next_step(Next(found["next"]), found["area"]),
    }


GATHERERS: Gatherers = MappingProxyType(
    {
        AfterContactFields: Gatherer(
            _after_contact, looks_up=_SENT_CAME_AND_WANTED.scalar_subquery(), of_the_file=True
        ),
        IssuesAndOptionsFields: Gatherer(_issues_and_options, of_the_file=True),
        ReviewOfIssuesFields: Gatherer(_review, of_the_file=True),
        ActionsConfirmedFields: Gatherer(_actions, of_the_file=True),
        DeclineNoticeFields: Gatherer(_decline, looks_up=_DECLINED.scalar_subquery()),
        FinalisationContactFields: Gatherer(
            _finalisation, looks_up=_TOLD.scalar_subquery(), of_the_file=True
        ),
    }
)
