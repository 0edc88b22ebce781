"""What a customer can raise: common activities, specialised ones with their areas, and the rest.

As far as the procedures name them; an agency adds its own by the setting ``issues``.

Source: CMA-T1-S2a, CMA-T1-S2c to CMA-T1-S2h, CMA-T1-S5a, BG-ROLE-PSSO-a, CSP-T5-S3a.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Activity(StrEnum):
    """Who deals with an issue. Source: CMA-T1-S2a."""

    COMMON = "common"  # whoever the customer reaches first
    SPECIALISED = "specialised"  # a specialist area, which has the delegation
    OUTSIDE = "outside"  # nothing that Child Support can settle


class IssueType(NamedTuple):
    """One entry of the catalogue; ``area`` is the specialist area, where there is one."""

    words: str
    activity: Activity
    area: str | None = None
    in_letters: str | None = None  # to the customer, where that is other than ``words``

    @property
    def to_the_customer(self) -> str:
        """What a letter calls it."""
        return self.in_letters or self.words


def _common(words: str, in_letters: str | None = None) -> IssueType:
    return IssueType(words, Activity.COMMON, in_letters=in_letters)


def _specialised(words: str, area: str) -> IssueType:
    return IssueType(words, Activity.SPECIALISED, area)


# Whose case officers are specialists; a list that stays open. Source: BG-ROLE-SPEC-a.
SPECIALIST_AREAS = frozenset(
    {
        "compensation",
        "privacy",
        "litigation",
        "foi_and_complaints",
        "change_of_assessment",
        "non_compliance",
        "care_and_agreements",
        "objections_and_appeals",
        "business_integrity",
        "participation_solutions_team",
        "assessment_services",
    }
)

ISSUE_TYPES: Mapping[str, IssueType] = MappingProxyType(
    {
        "care_levels": _common("Levels of care"),
        "income": _common("Income in the assessment", "The income used in your assessment"),
        "payment": _common("Payments and arrears"),
        "collection": _common(
            "Collection, minimum collection activity among it",
            "How your child support is collected",
        ),
        "contact_details": _common("Contact details", "Your contact details"),
        "service": _common("How the customer was served", "How we served you"),
        "change_of_assessment": _specialised("Change of Assessment", "change_of_assessment"),
        "objection": _specialised("Objection", "objections"),
        "compensation": _specialised("Claim for compensation", "compensation"),
        "privacy": _specialised("Privacy breach", "privacy"),
        "foi": _specialised("Freedom of Information request", "foi"),
        "litigation": _specialised("Court proceedings", "litigation"),
        "departure_prohibition": _specialised(
            "Departure Prohibition Order", "departure_prohibition_orders"
        ),
        "intensive_collection": _specialised(
            "Intensive collection", "intensive_collection_services"
        ),
        "deceased_customer": _specialised("A customer died", "deceased_customer_management"),
        "complaint": _specialised("Complaint", "complaints"),
        "escalation": _specialised("Escalation to an MP or the Ombudsman", "external_complaints"),
        "outside_agency": IssueType(
            "Nothing that the agency can settle",
            Activity.OUTSIDE,
            in_letters="Something that others can help you with",
        ),
    }
)

# To which an issue or a customer can be referred.
AREAS = SPECIALIST_AREAS | {type_.area for type_ in ISSUE_TYPES.values() if type_.area}
