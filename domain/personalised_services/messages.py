"""What a Child Support Personalised Services case is told, and what it tells others.

What it hears of a complaint is declared with the complaints: ``ComplaintNoticed``.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from domain.days import PAST_YEARS, Instant
from domain.messages import Code, Ident, Message, Trust
from domain.personalised_services.phases import Leaving
from domain.refers import COMPLAINT, CUSTOMER, OFFICER
from domain.roles import Role


class ReferralKind(StrEnum):
    """The five intrays by which a referral arrives. Source: CSP-T1-S1a."""

    PS_REFERRAL = "ps_referral"
    COMPLAINTS_REFERRAL = "complaints_referral"
    CUSTOMER_ASSIGNED = "customer_assigned"
    ACER_REFERRAL = "acer_referral"
    CENTRELINK_REFERRAL = "centrelink_referral"


class Avenue(StrEnum):
    """Outside bodies to which a customer may have gone. Source: CSP-T4-S1e."""

    MP = "mp"
    OMBUDSMAN = "ombudsman"


class ReferralReceived(Message):
    """A customer is referred to Personalised Services; the message opens the case.

    ``received_at`` is when the intray arrived, where that was before the message was written.
    ``reallocated_from`` is the PSSO who had the customer until now.
    """

    name = "referral.received"
    words = "a customer was referred to Personalised Services"
    trust = Trust.AUTHENTICATED
    senders = (
        Role.TEAM_LEADER,
        Role.COMPLAINTS_OFFICER,
        Role.ALLOCATIONS_OFFICER,
        Role.PSSO,
        Role.PS_SSM,
        "cuba",
        "casebound",
    )
    content = ("reason",)

    kind: ReferralKind
    customer: Annotated[Ident, CUSTOMER]
    received_at: Annotated[Instant | None, PAST_YEARS] = None
    urgent: bool = False
    complaint: Annotated[Ident | None, COMPLAINT] = None
    reallocated_from: Annotated[Ident | None, OFFICER] = None
    avenue: Avenue | None = None

    def may_send(self) -> tuple[Role | str, ...]:
        """Leave a PS Referral, and whatever is thought urgent, to a Team Leader.

        Cuba lets nobody else raise these intrays, so what it passes on stands.

        Source: CSP-T1-S1a, CSP-T1-S1b.
        """
        if self.urgent or self.kind is ReferralKind.PS_REFERRAL:
            return (Role.TEAM_LEADER, "cuba")
        return self.senders


class SegmentQuestioned(Message):
    """Facts changed during management: the factors are weighed anew, whatever else goes on.

    Source: CSP-T5-S1c, CSP-T5-S1f.
    """

    name = "segment.questioned"
    words = "facts changed, and another segment may fit"
    trust = Trust.AUTHENTICATED
    senders = (Role.PSSO, Role.PS_SSM)
    content = ("reason",)


class ReviewBroughtForward(Message):
    """Segment 3, or a restriction, is reviewed before its day.

    Of the two the earlier review brings the other one forward.

    Source: CSP-T8-S5a, CSP-T3-S7j; A34.
    """

    name = "review.brought_forward"
    words = "a review was brought forward"
    trust = Trust.AUTHENTICATED
    senders = (Role.PS_SM, Role.PS_SSM, "casebound")
    content = ("reason",)


class AssessmentWanted(Message):
    """Assessment Services are to look at the case, at any time. Source: CSP-T8-S2b."""

    name = "assessment.wanted"
    words = "a review by Assessment Services is wanted"
    trust = Trust.AUTHENTICATED
    senders = (Role.PSSO, Role.PS_SSM, Role.PS_SM)
    content = ("reason",)


class CaseHandedOver(Message):
    """The customer of an open case is given to another PSSO."""

    name = "case.handed_over"
    words = "the customer was given to another PSSO"
    trust = Trust.AUTHENTICATED
    senders = (Role.PS_SSM, Role.PS_SM)
    content = ("reason",)
    names = MappingProxyType({"to": Role.PSSO})

    to: Annotated[Ident, OFFICER]


class PssoChanged(Message):
    """The customer has another PSSO, who has what was the former one's beside their own case."""

    name = "psso.changed"
    words = "the customer has another PSSO"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    to: Annotated[Ident, OFFICER]


class CustomerLeft(Message):
    """The customer of a complaint is no longer managed by Personalised Services."""

    name = "customer.left"
    words = "the customer left Personalised Services"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    how: Leaving
    business_line: Code | None = None
