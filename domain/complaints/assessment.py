"""Assessing a written complaint: procedure 277-09020010, steps 3 and 4.

The officer reads and judges; these rules say what follows from the answers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.complaints.receipt import Channel, accepted


class About(StrEnum):
    """What a complaint is about in the main. Source: WC-S3j."""

    STAFF_MANNER = "staff_manner"
    TECHNICAL_DECISION = "technical_decision"
    PROCESS = "process"
    OTHER = "other"


class Level(StrEnum):
    """Who manages a complaint. Source: WC-S3i."""

    LEVEL_1 = "level_1"
    LEVEL_2 = "level_2"


CORRESPONDENCE_PROCEDURE = "Customer contact: correspondence (CMA-T1-S1i)"


class Item(StrEnum):
    """What an item of correspondence turned out to be. Source: WC-S3a, WC-S3d."""

    COMPLAINT = "complaint"
    SUPPLEMENTARY = "supplementary"
    CORRESPONDENCE = "correspondence"


@dataclass(frozen=True)
class Consequences:
    """What the procedure asks for an item."""

    checked_for_privacy_and_language: bool
    checked_for_personalised_services: bool
    levelled: bool
    acknowledged: bool
    registered: bool


CONSEQUENCES = {
    Item.COMPLAINT: Consequences(
        checked_for_privacy_and_language=True,
        checked_for_personalised_services=True,
        levelled=True,
        acknowledged=True,
        registered=True,
    ),
    Item.SUPPLEMENTARY: Consequences(
        checked_for_privacy_and_language=True,
        checked_for_personalised_services=True,
        levelled=False,
        acknowledged=False,
        registered=True,
    ),
    # Its owner is checked where it goes on as correspondence (CMA-T1-S5a).
    Item.CORRESPONDENCE: Consequences(
        checked_for_privacy_and_language=True,
        checked_for_personalised_services=False,
        levelled=False,
        acknowledged=False,
        registered=True,
    ),
}


def consequences(item: Item) -> Consequences:
    """Return which of the later steps apply to an item.

    Source: WC-S3a with reading A03, WC-S3d with reading A47. Every item is registered; one
    clock and one level belong to one complaint.
    """
    return CONSEQUENCES[item]


def behavioural(about: About) -> bool:
    """Tell whether a complaint is about how one staff member dealt with the customer.

    Source: WC-S3j. Never where it is about a technical decision or a process.
    """
    return about is About.STAFF_MANNER


def first_contact_resolution(*, is_behavioural: bool, channel: Channel) -> bool:
    """Tell whether resolution at the first contact is to be tried, at either level.

    Source: WC-S3k.
    """
    return is_behavioural and accepted(channel)


def exempt(code: str | None, configured: Collection[str]) -> bool:
    """Tell whether an exemption spares the acknowledgement.

    Source: WC-S3o. The list is the agency's, and starts empty (A01): a code outside it exempts
    nothing.
    """
    return code is not None and code in configured


def in_personalised_services(*, locked: bool, open_plan: bool) -> bool:
    """Tell whether Personalised Services owns the customer: a lock or an open plan counts.

    Source: WC-S4a, reading A48.
    """
    return locked or open_plan


def attached_to_open_case(reference: str, open_cases: Collection[str]) -> bool:
    """Tell whether a supplementary item belongs to a case that can be told of it.

    Source: WC-S3d. An enquiry may be kept elsewhere; its reference is then written down only.
    """
    return reference in open_cases
