"""What is answered about complaints, and where the fields of their letters come from."""

from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import exists, func, select, union_all
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from activities.gathering import Data, Gatherer, Gatherers, Gathering
from activities.lookups import ITS_CUSTOMER, THIS_CASE, Answers, Looked
from database.file import FileRow, Incident, Indicator, Item, Lock
from database.models import Case, Deadline, Document, Office, Receipt, Task
from domain.complaints.deadlines import HEARS, TIME_TO_ACKNOWLEDGE
from domain.complaints.escalations import OpenComplaint, escalations
from domain.complaints.letters import ComplaintAcknowledgementFields
from domain.complaints.lookups import (
    ACKNOWLEDGED_LATE,
    COMPLEX,
    LOOK_ALIKES,
    OPEN_COMPLAINTS,
    OPEN_ESCALATIONS,
    OPEN_ITEMS,
    OWNERS,
    SAME_LETTER,
)
from domain.complaints.messages import ComplaintCorrected, ComplaintReceived
from domain.complaints.settings import REVIEW_WAYS
from domain.file.indicators import IndicatorKind
from domain.written import sentence

_OTHER_COMPLAINTS = (
    Case.customer == ITS_CUSTOMER,
    Case.type == "Complaint",
    Case.state == "open",
    Case.ref != THIS_CASE,
)

_THEY = select(func.jsonb_agg(aggregate_order_by(Case.ref, Case.opening), type_=JSONB)).where(
    *_OTHER_COMPLAINTS
)

_WORKED_BY = (
    select(func.jsonb_agg(Task.role.distinct())).where(Task.case == Case.ref).scalar_subquery()
)
_LEVEL = Case.carried["state"]["level"].as_string()
_WHO_HAS_THEM = select(
    func.jsonb_agg(
        aggregate_order_by(
            func.jsonb_build_array(Case.ref, _LEVEL, Case.segment, _WORKED_BY), Case.opening
        ),
        type_=JSONB,
    )
).where(*_OTHER_COMPLAINTS)


def _escalations(found: list[Any] | None) -> list[str]:
    complaints = (
        OpenComplaint(ref, level, segment, frozenset(roles or ()))
        for ref, level, segment, roles in found or ()
    )
    return escalations(complaints)


_WHOSE_THEY_ARE = select(func.jsonb_object_agg(Case.ref, Case.owner, type_=JSONB)).where(
    *_OTHER_COMPLAINTS
)

# A letter is the same where a file that came with it has the same hash, or where both name the
# same document.
_mine, _theirs = aliased(Receipt), aliased(Receipt)
_its_file, _their_file = aliased(Document), aliased(Document)
_ITS_STATE = Case.carried["state"]
_RECEIVED_ON = func.least(
    _ITS_STATE["first_received"].astext,  # where it was the second itself
    func.coalesce(
        _ITS_STATE["received_on"].astext,  # where the day was put right
        _theirs.facts["received_on"].astext,
        func.to_char(func.timezone(Office.zone, _theirs.occurred_at), "YYYY-MM-DD"),
    ),
)
_LOGGED_TWICE = (
    select(Case.ref, _RECEIVED_ON.label("day"))
    .join(Office, Office.code == Case.office)
    .join(_theirs, (_theirs.case == Case.ref) & (_theirs.type == ComplaintReceived.name))
    .join(_mine, (_mine.case == THIS_CASE) & (_mine.type == ComplaintReceived.name))
    .where(
        Case.customer == ITS_CUSTOMER,
        Case.ref != THIS_CASE,
        (_mine.facts["document"].astext == _theirs.facts["document"].astext)
        | exists().where(
            _its_file.source == _mine.source,
            _its_file.message == _mine.id,
            _their_file.source == _theirs.source,
            _their_file.message == _theirs.id,
            _its_file.sha256 == _their_file.sha256,
        ),
    )
    .distinct()
    .subquery()
)
_SAME_LETTER = select(func.jsonb_object_agg(_LOGGED_TWICE.c.ref, _LOGGED_TWICE.c.day, type_=JSONB))

# What looks alike came from the same sender, in the same category, and holds another document.
_MOST_SHOWN = 10
_its_item, _other_item = aliased(Item), aliased(Item)
_ALIKE = (
    select(_other_item.id, _other_item.received_on)
    .join(_its_item, _its_item.case == THIS_CASE)
    .where(
        _other_item.case != THIS_CASE,
        _other_item.sender == _its_item.sender,
        _other_item.category == _its_item.category,
        _other_item.about.overlap(_its_item.about),
        ~_other_item.documents.overlap(_its_item.documents),
        ~_other_item.entered_in_error,
        ~_its_item.entered_in_error,
    )
    .distinct()
    .order_by(_other_item.received_on.desc(), _other_item.id)
    .limit(_MOST_SHOWN)
    .subquery()
)
_LOOK_ALIKES = select(func.jsonb_object_agg(_ALIKE.c.id, _ALIKE.c.received_on, type_=JSONB))

_ITS_CLOCK = select(func.to_jsonb(Deadline.state, type_=JSONB)).where(
    Deadline.case == THIS_CASE, Deadline.rule == TIME_TO_ACKNOWLEDGE.id
)


def _id(model: type[FileRow], kind: str) -> Any:
    """Return the id of a row in the case where it arose."""
    return func.concat(f"{kind}-", model.number)


_ITEMS = select(
    func.jsonb_agg(aggregate_order_by(_id(Item, "correspondence"), Item.number), type_=JSONB)
).where(Item.case == THIS_CASE, ~Item.entered_in_error, Item.closed.is_(None))


_SAYS_SO = union_all(
    select(Incident.id).where(Incident.customer == ITS_CUSTOMER, ~Incident.entered_in_error),
    select(Indicator.id).where(
        Indicator.customer == ITS_CUSTOMER,
        Indicator.sort == IndicatorKind.SENSITIVE_ISSUE.value,
        Indicator.removed.is_(None),
        ~Indicator.entered_in_error,
    ),
).subquery()
_SOMEBODY_HAS_THEM = exists().where(
    Lock.customer == ITS_CUSTOMER, Lock.released.is_(None), ~Lock.entered_in_error
)
_COMPLEX = select(
    func.jsonb_agg(aggregate_order_by(_SAYS_SO.c.id, _SAYS_SO.c.id), type_=JSONB)
).where(~_SOMEBODY_HAS_THEM)


ANSWERS: Answers = MappingProxyType(
    {
        COMPLEX: Looked(_COMPLEX.scalar_subquery(), lambda found: found or []),
        OPEN_COMPLAINTS: Looked(_THEY.scalar_subquery(), lambda found: found or []),
        OPEN_ITEMS: Looked(_ITEMS.scalar_subquery(), lambda found: found or []),
        ACKNOWLEDGED_LATE: Looked(_ITS_CLOCK.scalar_subquery(), lambda found: found == "passed"),
        OWNERS: Looked(_WHOSE_THEY_ARE.scalar_subquery(), lambda found: found or {}),
        SAME_LETTER: Looked(_SAME_LETTER.scalar_subquery(), lambda found: found or {}),
        LOOK_ALIKES: Looked(_LOOK_ALIKES.scalar_subquery(), lambda found: found or {}),
        OPEN_ESCALATIONS: Looked(_WHO_HAS_THEM.scalar_subquery(), _escalations),
    }
)


_PUT_RIGHT = (
    select(Receipt.facts["received_on"])
    .where(
        Receipt.case == THIS_CASE,
        Receipt.type == ComplaintCorrected.name,
        Receipt.status == "applied",
        Receipt.facts["received_on"].astext.is_not(None),
    )
    .order_by(Receipt.occurred_at.desc())
    .limit(1)
    .scalar_subquery()
)
_OPENED_BY = (
    select(func.jsonb_build_array(Receipt.facts, Receipt.occurred_at, _PUT_RIGHT, type_=JSONB))
    .where(Receipt.case == THIS_CASE, Receipt.type == ComplaintReceived.name)
    .limit(1)
)


def _acknowledgement(letter: Gathering) -> Data:
    if letter.found is None:
        return {}
    facts, occurred_at, put_right = letter.found
    ways: Any = letter.times.settings.at(letter.day).get(REVIEW_WAYS)
    logged = datetime.fromisoformat(occurred_at).astimezone(letter.zone).date()
    return {
        "received_on": put_right or facts.get("received_on") or logged,
        "about": sentence(letter.given.get("WC-S3m.about"), "Your complaint is about"),
        "hears_by": letter.times.work_out(HEARS.id, letter.noon, None).due_on,
        "review": tuple(ways.values()),
    }


GATHERERS: Gatherers = MappingProxyType(
    {
        ComplaintAcknowledgementFields: Gatherer(
            _acknowledgement, looks_up=_OPENED_BY.scalar_subquery()
        )
    }
)
