"""What is answered about enquiries, and where the fields of their letters come from."""

from datetime import datetime
from types import MappingProxyType

from domain.enquiries.case_type import ENQUIRY
from domain.enquiries.letters import EnquiryAnswerFields
from domain.enquiries.lookups import OPEN_ENQUIRIES
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from activities.gathering import Data, Gatherer, Gatherers, Gathering
from activities.lookups import ITS_CUSTOMER, THIS_CASE, Answers, Looked
from database.models import Case, Receipt

_OPEN = select(func.jsonb_agg(aggregate_order_by(Case.ref, Case.opening), type_=JSONB)).where(
    Case.customer == ITS_CUSTOMER,
    Case.type == ENQUIRY.name,
    Case.state == "open",
    Case.ref != THIS_CASE,
)

ANSWERS: Answers = MappingProxyType(
    {OPEN_ENQUIRIES: Looked(_OPEN.scalar_subquery(), lambda found: found or [])}
)


_OPENED_BY = (
    select(func.jsonb_build_array(Receipt.facts, Receipt.occurred_at, type_=JSONB))
    .where(Receipt.case == THIS_CASE, Receipt.type == ENQUIRY.opened_by.name)
    .limit(1)
)


def _answer(letter: Gathering) -> Data:
    facts, occurred_at = letter.found
    asked_on = datetime.fromisoformat(occurred_at).astimezone(letter.zone).date()
    return {
        "received_on": facts.get("received_on") or asked_on,
        "answer": letter.given.get("CB-MESSAGE.answer"),
    }


GATHERERS: Gatherers = MappingProxyType(
    {EnquiryAnswerFields: Gatherer(_answer, looks_up=_OPENED_BY.scalar_subquery())}
)
