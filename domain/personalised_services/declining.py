"""A referral that is not taken up: how the notice to whoever referred says it, and to whom it goes.

Source: CLK-T1-S1h, CLK-T5-S2b; A10.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.file.declines import Ground, Next
from domain.personalised_services.messages import ReferralKind
from domain.roles import Role

GROUNDS: Mapping[Ground, str] = MappingProxyType(
    {
        Ground.NOT_SUITED: (
            "This customer does not need one officer for everything: the areas that have the "
            "matters can deal with each."
        ),
        Ground.CRITERIA_NOT_MET: (
            "The referral does not meet the criteria for a referral to Personalised Services."
        ),
        Ground.PROCESS_NOT_FOLLOWED: (
            "The referral did not come by the way that is laid down for it, or without what that "
            "asks for."
        ),
    }
)

NEXT: Mapping[Next, str] = MappingProxyType(
    {
        Next.KEEP: "The customer stays with your area.",
        Next.OTHER_AREA: "Please refer the customer to another area: {area}.",
        Next.REFER_AGAIN: (
            "You may refer the customer again, with what was lacking, by email to the mailbox of "
            "Personalised Services."
        ),
    }
)

# Where each intray comes from, as `cb.directory` names it (CSP-T1-S1a).
REFERRERS: Mapping[ReferralKind, str] = MappingProxyType(
    {
        ReferralKind.PS_REFERRAL: Role.TEAM_LEADER.value,
        ReferralKind.COMPLAINTS_REFERRAL: Role.COMPLAINTS_OFFICER.value,
        ReferralKind.CUSTOMER_ASSIGNED: Role.SERVICE_OFFICER.value,
        ReferralKind.ACER_REFERRAL: "acer",
        ReferralKind.CENTRELINK_REFERRAL: "centrelink",
    }
)


def next_step(wanted: Next, area: str | None) -> str:
    """Say what the referrer may do next."""
    return NEXT[wanted].format(area=(area or "").replace("_", " "))
