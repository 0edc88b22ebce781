"""Whoever was refused a customer is told what they may do, by who has them."""

from typing import Any

import pytest

from domain.ownership.having import FREE, ways
from domain.ownership.priority import DECEASED
from domain.ownership.state import Owned


def lock(area: str, **more: Any) -> Owned:
    """Return a lock of an area."""
    return Owned(case="ow-a", holder="a.one", area=area, fence=3, **more)


ASKS = (
    "another area asks for them by ownership.requested: a.one agrees or not, and a Team Leader "
    "settles it"
)
GOES = "a.one, or who stands in, lets them go by ownership.released, number 3"


@pytest.mark.parametrize(
    ("has", "told"),
    [
        (None, FREE),
        (
            lock("litigation", promised_to="psso.kim", promised_area="personalised_services"),
            ("they were promised to psso.kim of personalised_services, who alone may take them",),
        ),
        (
            lock("personalised_services"),
            (
                "who refers them joins ow-a, by referral.received",
                "another PSSO gets them by case.handed_over in ow-a",
                ASKS,
            ),
        ),
        (lock("litigation"), ("litigation gives a customer up by agreement only", ASKS, GOES)),
        (
            lock("service_officers"),
            ("Personalised Services takes them by parties.locked, taken_from ow-a", ASKS, GOES),
        ),
        (
            lock(DECEASED).model_copy(update={"holder": DECEASED}),
            (
                f"an officer of {DECEASED} takes them out of its queue by ownership.requested",
                ASKS.replace("a.one", f"whoever works the queue of {DECEASED}"),
            ),
        ),
    ],
    ids=["nobody", "promised", "Personalised Services", "on the list", "another area", "a queue"],
)
def test_who_was_refused_hears_how_one_has_a_customer(
    has: Owned | None, told: tuple[str, ...]
) -> None:
    """CMA-T1-S5b, CMA-T1-S6d, CMA-T2-S10e, CMA-T2-S10f; A40."""
    assert ways(has) == told
