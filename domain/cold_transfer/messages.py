"""What a cold transfer is told: calls of its customer, and what ends it before its review."""

from typing import Annotated

from domain.messages import Ident, Message, Trust
from domain.refers import CUSTOMER, ELSEWHERE
from domain.roles import Role


class CallAnswered(Message):
    """A customer rang and was answered; the first call opens the case, every other is its news.

    A call is one message, however often it is told: telephony gives the call's own id. ``urgent``
    says that it was about urgent business, which whoever answered has served (A16). ``incident``
    is the call itself where it broke a restriction, and was reported before (CSP-T3-S14c).
    Source: CSP-T3-S8a, CSP-T3-S9d, CSP-T3-S12b.
    """

    name = "call.answered"
    words = "a call of the customer was answered"
    trust = Trust.AUTHENTICATED
    senders = (Role.PSSO, Role.PS_SSM, Role.PS_SM, Role.SERVICE_OFFICER, "telephony")
    content = ("words",)

    customer: Annotated[Ident, CUSTOMER]
    urgent: bool = False
    incident: Annotated[Ident | None, ELSEWHERE] = None


class ColdTransferBegun(Message):
    """A customer's calls are put through from now on: those of one parent. Source: CSP-T3-S12a."""

    name = "cold_transfer.begun"
    words = "the customer's calls are put through without comment"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    transfer: Annotated[Ident, ELSEWHERE]
    customer: Annotated[Ident, CUSTOMER]


class ColdTransferLifted(Message):
    """A customer's calls are answered again; ``calls`` is how many there were.

    ``plan_changes`` says that its review found the plan, or the arrangements, in need of a change.
    Source: CSP-T3-S12d, reading A18.
    """

    name = "cold_transfer.lifted"
    words = "a cold transfer was lifted"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    transfer: Annotated[Ident, ELSEWHERE]
    customer: Annotated[Ident, CUSTOMER]
    calls: int
    plan_changes: bool = False


class ArrangementsChanged(Message):
    """What is arranged with a customer has changed, by a plan or a restriction: ``by`` names it.

    Source: CSP-T3-S12a, reading A18.
    """

    name = "arrangements.changed"
    words = "what is arranged with the customer has changed"
    trust = Trust.AUTHENTICATED
    senders = (Role.PSSO, Role.PS_SSM, "casebound")

    by: Annotated[Ident, ELSEWHERE]


class WarningWithdrawn(Message):
    """The warning of a cold transfer left the file: whoever was warned was the wrong customer.

    Source: CSP-T3-S9b.
    """

    name = "warning.withdrawn"
    words = "a warning was given to the wrong customer"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    warning: Annotated[Ident, ELSEWHERE]
