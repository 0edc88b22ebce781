"""Which area keeps a customer when several have an issue: Table 1, Step 5 (procedure 277-01100010).

An area of this list gives a customer up by agreement only; who has one outside it may be relieved
of the customer, and hears of it (A40).

Source: CMA-T1-S5a to CMA-T1-S5h, CMA-T2-S10e.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from domain.issues import AREAS
from domain.step_ids import StepId

DECEASED = "deceased_customer_management"
PERSONALISED_SERVICES = "personalised_services"
SERVICE_OFFICERS = "service_officers"  # who have a customer for no specialist area


class Ranked(NamedTuple):
    """One area of the list: what the matrix calls it, and its step."""

    words: str
    step: StepId


PRIORITY: Mapping[str, Ranked] = MappingProxyType(
    {
        DECEASED: Ranked("Deceased Customer Management", "CMA-T1-S5b"),
        PERSONALISED_SERVICES: Ranked("Personalised Services", "CMA-T1-S5c"),
        "litigation": Ranked("Litigation", "CMA-T1-S5d"),
        "departure_prohibition_orders": Ranked("Departure Prohibition Order Team", "CMA-T1-S5e"),
        "intensive_collection_services": Ranked("Intensive Collection Services", "CMA-T1-S5f"),
        "new_customers": Ranked("New Customers", "CMA-T1-S5g"),
    }
)
OWNING = AREAS | PRIORITY.keys() | {SERVICE_OFFICERS}


def first(areas: Collection[str]) -> str | None:
    """Return the area that is first in the list; None where none of them is in it.

    Source: CMA-T1-S5a.
    """
    return next((area for area in PRIORITY if area in areas), None)


def keeps(areas: Sequence[str]) -> tuple[str, StepId]:
    """Return the area that the order gives a customer, and the step that says so.

    ``areas`` are those with an issue, in the order in which their issues came: where none is in
    the list, the earliest decides.

    Source: CMA-T1-S5a to CMA-T1-S5h.
    """
    area = first(areas)
    return (area, PRIORITY[area].step) if area else (areas[0], "CMA-T1-S5h")


def with_whom(holder: str, area: str) -> str:
    """Say who has a customer, in words; what lies in an area's queue has the area for its holder.

    Source: CMA-T1-S5b.
    """
    return f"the queue of {area}" if holder == area else f"{holder} of {area}"


def gives_up_by_agreement_only(area: str) -> bool:
    """Tell whether nobody takes a customer from an area that has not agreed.

    Source: CMA-T2-S10e; A40.
    """
    return area in PRIORITY
