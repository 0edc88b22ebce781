"""What is answered about Personalised Services, and where the fields of its letters come from."""

from datetime import datetime
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import JSONB

from activities.gathering import Data, Gatherers, Gathering
from activities.lookups import ITS_CUSTOMER, Answers, Looked
from database.models import Case, Letter, Task
from domain.personalised_services.letters import (
    FINALISATION_CONTACT_LETTER,
    AfterContactFields,
    FinalisationContactFields,
    IssuesAndOptionsFields,
)
from domain.personalised_services.lookups import PS_OWNER

# A PS lock or an open PS plan counts (A48).
_OWNER = (
    select(func.jsonb_build_object("case", Case.ref, "owner", Case.owner, type_=JSONB))
    .where(
        Case.customer == ITS_CUSTOMER,
        Case.type.in_(("PersonalisedServicesCase", "ManagedServicePlan")),
        Case.state == "open",
    )
    .order_by(Case.opening)
    .limit(1)
)

ANSWERS: Answers = MappingProxyType({PS_OWNER: Looked(_OWNER.scalar_subquery())})


async def _after_contact(letter: Gathering) -> Data:
    spoken = select(Task.ended_at).where(
        Task.case == letter.writing.case.ref, Task.state == "completed", Task.outcome == "made"
    )
    latest = await letter.writing.db.scalar(spoken.order_by(Task.ended_at.desc()).limit(1))
    copies = str(letter.given.get("CSP-T4-S2e.copies") or "")
    return {
        "discussed_on": latest.astimezone(letter.zone).date() if latest else None,
        "message": letter.given.get("CSP-T4-S2e.message"),
        "enclosed": tuple(line.strip() for line in copies.splitlines() if line.strip()),
    }


async def _issues_and_options(letter: Gathering) -> Data:
    data: Data = {}
    if issues := letter.given.get("CSP-T5-S4a.issues"):
        data["issues"] = tuple(_titled(issues, "found"))
    if options := letter.given.get("CSP-T5-S4a.options"):
        data["options"] = tuple(_titled(options, "detail"))
    if follow_up := letter.given.get("CSP-T4-S5a"):
        data["follow_up_on"] = follow_up
    return data


def _titled(text: str, second: str) -> list[Data]:
    """Read lines of the form "title: more" as officers write them, one thing a line."""
    found = []
    for line in text.splitlines():
        title, _, more = line.partition(":")
        if title.strip():
            found.append({"title": title.strip(), second: more.strip() or None})
    return found


async def _finalisation(letter: Gathering) -> Data:
    db, case = letter.writing.db, letter.writing.case.ref
    rule = FINALISATION_CONTACT_LETTER.response_window or ""
    noon = datetime.combine(letter.day, datetime.min.time(), letter.zone).replace(hour=12)
    reply = letter.writing.times.work_out(rule, noon, None)
    before = select(func.max(Letter.signed_at)).where(
        Letter.case == case, Letter.kind == FINALISATION_CONTACT_LETTER.name
    )
    tried = select(Task.ended_at).where(
        Task.case == case, Task.state == "completed", Task.outcome == "unreachable"
    )
    if told := await db.scalar(before):  # an earlier letter spoke of what lies before it
        tried = tried.where(Task.ended_at > told)
    attempts = [at.astimezone(letter.zone).date() for at in await db.scalars(tried) if at]
    written = str(letter.given.get("CSP-T6-S1j.addressed") or "")
    addressed = [line for line in written.splitlines() if line.strip()]
    return {
        "reply_by": reply.due_on,
        "tried_on": tuple(sorted(set(attempts))),
        "addressed": tuple(addressed),
    }


GATHERERS: Gatherers = MappingProxyType(
    {
        AfterContactFields: _after_contact,
        IssuesAndOptionsFields: _issues_and_options,
        FinalisationContactFields: _finalisation,
    }
)
