"""What a service restriction is told, and what it tells the customer's other cases."""

from typing import Annotated

from domain.days import AHEAD, Day
from domain.messages import Code, Ident, Message, Trust
from domain.refers import CUSTOMER, ELSEWHERE, ROW, Refers, To
from domain.restrictions.channels import Barred
from domain.roles import Role

_RESTRICTION = Refers(To.CASE, type="ServiceRestriction", same_customer=True)


class RestrictionConsidered(Message):
    """Contact with a customer may have to be limited; the message opens the case.

    ``violence`` says that somebody was hurt, or threatened; ``immediate`` that it threatens now.
    Source: CSP-T3-S1a, CSP-T3-S2d, CSP-T3-S2e.
    """

    name = "restriction.considered"
    words = "a restriction of service is considered"
    trust = Trust.AUTHENTICATED
    senders = (Role.PSSO, Role.PS_SSM)
    content = ("reason",)

    customer: Annotated[Ident, CUSTOMER]
    violence: bool = False
    immediate: bool = False


class BehaviourContinued(Message):
    """The customer behaved so again: ``incident`` is the row of the file that says how.

    Source: CSP-T3-S3d, CSP-T3-S14b.
    """

    name = "behaviour.continued"
    words = "the behaviour goes on"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    incident: Annotated[Ident, ROW]
    channel: Barred
    violence: bool = False


class ContactCame(Message):
    """The customer came to us over a channel; ``contact`` is the row of the file that says so.

    Source: CSP-T3-S14b.
    """

    name = "contact.came"
    words = "the customer made contact"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    contact: Annotated[Ident, ROW]
    channel: Barred


class VariationRequested(Message):
    """For one occasion a channel should be open all the same: ``on`` that day.

    Source: CSP-T3-S13a.
    """

    name = "variation.requested"
    words = "a variation for one occasion was asked for"
    trust = Trust.AUTHENTICATED
    senders = (Role.PSSO, Role.PS_SSM)
    content = ("reason",)

    channel: Barred
    on: Annotated[Day, AHEAD]


class RestrictionWarned(Message):
    """A customer was warned in writing. Source: CSP-T3-S3b."""

    name = "restriction.warned"
    words = "the customer was warned about their behaviour"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    restriction: Annotated[Ident, _RESTRICTION]
    letter: Annotated[Ident, ELSEWHERE]


class RestrictionImposed(Message):
    """A restriction of a customer is in force, until it is reviewed.

    Source: CSP-T3-S7e, CSP-T3-S7i.
    """

    name = "restriction.imposed"
    words = "a restriction of service is in force"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    restriction: Annotated[Ident, _RESTRICTION]
    customer: Annotated[Ident, CUSTOMER]  # who may be the other parent of the case that is told
    channels: tuple[Code, ...]
    review_by: Annotated[Day, AHEAD]
    submission: Annotated[Ident, ELSEWHERE]  # the task in which it was written
    letter: Annotated[Ident, ELSEWHERE]


class RestrictionEnded(Message):
    """A restriction of a customer has ended. Source: CSP-T3-S7j."""

    name = "restriction.ended"
    words = "a restriction of service has ended"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    restriction: Annotated[Ident, _RESTRICTION]
    customer: Annotated[Ident, CUSTOMER]


class RestrictionRefused(Message):
    """A restriction that was proposed was refused. Source: CSP-T3-S7b."""

    name = "restriction.refused"
    words = "a restriction of service was refused"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    restriction: Annotated[Ident, _RESTRICTION]
