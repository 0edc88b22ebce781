"""Everything that a settle needs to know of its case, in one statement.

Rows of different tables stand one below the other, each in columns of its own, the others null: a
full join on nothing. A statement for each table would cost the settle a round trip each.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, Select, any_, bindparam, false, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, join
from sqlalchemy.types import Text

from database.base import Base
from database.models import (
    Approval,
    Case,
    Customer,
    Deadline,
    Document,
    Letter,
    Link,
    Receipt,
    ReferenceVersion,
    Task,
    TimelineEntry,
)

Row = TypeVar("Row", bound=Base)

# Those that were sent are done with: a case may write for years.
OPEN_LETTERS = ("drafted", "stopped", "submitted", "approved", "returned", "signed")
LAST_EVENTS = 3

CASE = bindparam("case", type_=Text)
_TASKS = bindparam("tasks", type_=ARRAY(Text))
_DEADLINES = bindparam("deadlines", type_=ARRAY(Text))
_MESSAGES = bindparam("messages", type_=ARRAY(Text))  # keys
_MESSAGE_IDS = bindparam("message_ids", type_=ARRAY(Text))
_SOURCES = bindparam("sources", type_=ARRAY(Text))
_OTHERS = bindparam("others", type_=ARRAY(Text))
_CUSTOMERS = bindparam("customers", type_=ARRAY(Text))


@dataclass
class Named:
    """What a settlement names beside what its case has open, by id."""

    tasks: Collection[str] = ()  # that a decision is about
    deadlines: Collection[str] = ()  # to be armed, perhaps again
    messages: Collection[tuple[str, str]] = ()  # source and id
    others: Collection[str] = ()  # cases to be linked
    customers: Collection[str] = ()


@dataclass
class CaseAtWork:
    """A case with what it has open, and what a settlement names; all else is left alone.

    ``version`` is that of the reference data (``database.queries.times``).
    """

    version: int
    case: Case | None
    tasks: dict[str, Task]
    named_tasks: dict[str, Task]  # whether open or not, and whosever
    deadlines: dict[str, Deadline]
    letters: dict[str, Letter]
    approvals: dict[str, Approval]
    receipts: dict[str, Receipt]  # by key: source|id
    customers: dict[str, Customer]
    linked: set[str]  # references of cases
    last: list[TimelineEntry]  # the newest first
    attached: dict[str, list[str]]  # by key of the message: the documents that came with it


async def case_at_work(db: AsyncSession, ref: str, named: Named) -> CaseAtWork:
    """Return a case and what it has open. Lock it before: what is read here is then newest."""
    given = {
        "case": ref,
        "tasks": list(named.tasks),
        "deadlines": list(named.deadlines),
        "messages": [f"{source}|{id_}" for source, id_ in named.messages],
        "message_ids": [id_ for _, id_ in named.messages],
        "sources": sorted({source for source, _ in named.messages}),
        "others": list(named.others),
        "customers": list(named.customers),
    }
    rows: defaultdict[type[Any], list[Any]] = defaultdict(list)
    for row in await db.execute(_STATEMENT, given):
        for part in row:
            if part is not None:
                rows[type(part)].append(part)
    return CaseAtWork(
        version=rows[ReferenceVersion][0].version,
        case=next(iter(rows[Case]), None),
        tasks={task.id: task for task in rows[Task] if (task.case, task.state) == (ref, "open")},
        named_tasks={task.id: task for task in rows[Task] if task.id in named.tasks},
        deadlines={deadline.id: deadline for deadline in rows[Deadline]},
        letters={letter.id: letter for letter in rows[Letter]},
        approvals={approval.id: approval for approval in rows[Approval]},
        receipts={f"{receipt.source}|{receipt.id}": receipt for receipt in rows[Receipt]},
        customers={customer.id: customer for customer in rows[Customer]},
        linked={link.other for link in rows[Link]},
        last=sorted(rows[TimelineEntry], key=lambda entry: -entry.sequence),
        attached=next(iter(rows[dict]), {}),
    )


def _rows(model: type[Row], *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(model).where(*conditions)


_NEWEST = (
    select(TimelineEntry)
    .where(TimelineEntry.case == CASE)
    .order_by(TimelineEntry.sequence.desc())
    .limit(LAST_EVENTS)
)
_ITS_CUSTOMER = select(Case.customer).where(Case.ref == CASE).scalar_subquery()
_MESSAGE = Receipt.source + "|" + Receipt.id

_PARTS: Mapping[type[Base], Select[Any]] = {
    ReferenceVersion: select(ReferenceVersion),
    Case: _rows(Case, Case.ref == CASE),
    Task: _rows(Task, ((Task.case == CASE) & (Task.state == "open")) | (Task.id == any_(_TASKS))),
    Deadline: _rows(
        Deadline,
        Deadline.case == CASE,
        Deadline.state.in_(("armed", "held")) | Deadline.owed | (Deadline.id == any_(_DEADLINES)),
    ),
    Letter: _rows(
        Letter, Letter.case == CASE, Letter.copy_of.is_(None), Letter.state.in_(OPEN_LETTERS)
    ),
    Approval: _rows(Approval, Approval.case == CASE, Approval.state == "asked"),
    Receipt: _rows(Receipt, Receipt.id == any_(_MESSAGE_IDS), any_(_MESSAGES) == _MESSAGE),
    Customer: _rows(Customer, Customer.id == any_(func.array_append(_CUSTOMERS, _ITS_CUSTOMER))),
    Link: _rows(Link, Link.case == CASE, Link.other == any_(_OTHERS)),
    TimelineEntry: _NEWEST,
}


_BY_MESSAGE = (
    select(
        (Document.source + "|" + Document.message).label("message"),
        func.jsonb_agg(aggregate_order_by(Document.sha256, Document.name)).label("documents"),
    )
    .where(Document.source == any_(_SOURCES), Document.message == any_(_MESSAGE_IDS))
    .group_by(Document.source, Document.message)
    .subquery("by_message")
)
_ATTACHED = select(
    func.jsonb_object_agg(_BY_MESSAGE.c.message, _BY_MESSAGE.c.documents, type_=JSONB)
).scalar_subquery()


def _beside_each_other(parts: Mapping[type[Base], Select[Any]]) -> Executable:
    """Select the rows of every part, each in columns of its own."""
    first, *others = (aliased(model, part.subquery()) for model, part in parts.items())
    rows: Any = first
    for other in others:
        rows = join(rows, other, false(), full=True)
    return select(first, *others, _ATTACHED).select_from(rows)


_STATEMENT = _beside_each_other(_PARTS)
