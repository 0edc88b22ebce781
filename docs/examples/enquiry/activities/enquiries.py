"""What is answered about enquiries, and where the fields of their letters come from."""

from types import MappingProxyType

from domain.enquiries.case_type import ENQUIRY
from domain.enquiries.letters import EnquiryAnswerFields
from domain.enquiries.lookups import OPEN_ENQUIRIES
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from activities.gathering import Data, Gatherers, Gathering
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


async def _answer(letter: Gathering) -> Data:
    opening = select(Receipt.facts, Receipt.occurred_at).where(
        Receipt.case == letter.writing.case.ref, Receipt.type == ENQUIRY.opened_by.name
    )
    row = (await letter.writing.db.execute(opening.limit(1))).one()
    received = row.facts.get("received_on") or row.occurred_at.astimezone(letter.zone).date()
    return {"received_on": received, "answer": letter.given.get("CB-MESSAGE.answer")}


GATHERERS: Gatherers = MappingProxyType({EnquiryAnswerFields: _answer})
