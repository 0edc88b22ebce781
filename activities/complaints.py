"""What is answered about complaints, and where the fields of their letters come from."""

from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from activities.gathering import Data, Gatherer, Gatherers, Gathering
from activities.lookups import ITS_CUSTOMER, THIS_CASE, Answers, Looked
from database.models import Case, Receipt, Task
from domain.complaints.escalations import OpenComplaint, escalations
from domain.complaints.letters import ComplaintAcknowledgementFields
from domain.complaints.lookups import OPEN_COMPLAINTS, OPEN_ESCALATIONS
from domain.complaints.messages import ComplaintReceived

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
_WHO_HAS_THEM = select(
    func.jsonb_agg(
        aggregate_order_by(
            func.jsonb_build_array(Case.ref, Case.phase, Case.segment, _WORKED_BY), Case.opening
        ),
        type_=JSONB,
    )
).where(*_OTHER_COMPLAINTS)


def _escalations(found: list[Any] | None) -> list[str]:
    complaints = (
        OpenComplaint(ref, phase, segment, frozenset(roles or ()))
        for ref, phase, segment, roles in found or ()
    )
    return escalations(complaints)


ANSWERS: Answers = MappingProxyType(
    {
        OPEN_COMPLAINTS: Looked(_THEY.scalar_subquery(), lambda found: found or []),
        OPEN_ESCALATIONS: Looked(_WHO_HAS_THEM.scalar_subquery(), _escalations),
    }
)


_OPENED_BY = (
    select(func.jsonb_build_array(Receipt.facts, Receipt.occurred_at, type_=JSONB))
    .where(Receipt.case == THIS_CASE, Receipt.type == ComplaintReceived.name)
    .limit(1)
)


def _acknowledgement(letter: Gathering) -> Data:
    if letter.found is None:
        return {}
    facts, occurred_at = letter.found
    logged = datetime.fromisoformat(occurred_at).astimezone(letter.zone).date()
    return {
        "received_on": facts.get("received_on") or logged,
        "about": letter.given.get("WC-S3m.about"),
    }


GATHERERS: Gatherers = MappingProxyType(
    {
        ComplaintAcknowledgementFields: Gatherer(
            _acknowledgement, looks_up=_OPENED_BY.scalar_subquery()
        )
    }
)
