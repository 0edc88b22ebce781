"""What is answered about cold transfers."""

from types import MappingProxyType

from sqlalchemy import exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from activities.gathering import Gatherers
from activities.lookups import ITS_CUSTOMER, THIS_CASE, TODAY, Answers, Looked, OfFile
from database.file import Lock
from database.models import Officer, OfficerAbsence, OfficerRole, WhiteboardEntry
from domain.cold_transfer import callers
from domain.cold_transfer.lookups import (
    ARRANGED,
    CALLER,
    MANAGERS_THERE,
    ON_THE_BOARD,
    RESTRICTED,
)
from domain.roles import Role

_OF_ROLE = (
    select(
        OfficerRole.role,
        func.jsonb_agg(
            aggregate_order_by(OfficerRole.officer, OfficerRole.officer), type_=JSONB
        ).label("officers"),
    )
    .join(Officer, Officer.id == OfficerRole.officer)
    .where(
        OfficerRole.role.in_((Role.PS_SSM, Role.PS_SM)),
        OfficerRole.from_date <= TODAY,
        or_(OfficerRole.until_date.is_(None), OfficerRole.until_date >= TODAY),
        ~exists().where(
            OfficerAbsence.officer == OfficerRole.officer,
            OfficerAbsence.from_date <= TODAY,
            OfficerAbsence.until_date >= TODAY,
        ),
    )
    .group_by(OfficerRole.role)
    .subquery()
)
_LOCKED = select(Lock.customer).where(
    Lock.case == THIS_CASE, Lock.released.is_(None), ~Lock.entered_in_error
)
_ON_THE_BOARD = select(
    func.jsonb_object_agg(WhiteboardEntry.customer, WhiteboardEntry.case, type_=JSONB)
).where(
    (WhiteboardEntry.customer == ITS_CUSTOMER) | WhiteboardEntry.customer.in_(_LOCKED),
    WhiteboardEntry.until.is_(None),
)
_THERE = select(func.jsonb_object_agg(_OF_ROLE.c.role, _OF_ROLE.c.officers, type_=JSONB))

ANSWERS: Answers = MappingProxyType(
    {
        ARRANGED: OfFile(callers.arranged),
        RESTRICTED: OfFile(callers.restricted),
        CALLER: OfFile(callers.caller),
        ON_THE_BOARD: Looked(_ON_THE_BOARD.scalar_subquery()),
        MANAGERS_THERE: Looked(_THERE.scalar_subquery()),
    }
)
GATHERERS: Gatherers = MappingProxyType({})
