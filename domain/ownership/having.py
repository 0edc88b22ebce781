"""How somebody comes to have a customer, in words for whoever was refused."""

from domain.ownership.priority import PERSONALISED_SERVICES, gives_up_by_agreement_only
from domain.ownership.state import Owned

FREE = (
    "another area has them at once, by ownership.requested",
    "Personalised Services locks them in its case of them, by parties.locked",
)


def ways(lock: Owned | None) -> tuple[str, ...]:
    """Say what who needs a customer may do, by who has them; None where nobody has.

    Source: CMA-T1-S6a to CMA-T1-S6e, CMA-T2-S10e, CMA-T2-S10f, CMA-T3-S4b; A40.
    """
    if lock is None:
        return FREE
    if lock.promised_to:
        to = f"{lock.promised_to} of {lock.promised_area}"
        return (f"they were promised to {to}, who alone may take them",)
    holder = lock.officer or f"whoever works the queue of {lock.area}"
    asks = (
        f"another area asks for them by ownership.requested: {holder} agrees or not, and "
        "a Team Leader settles it"
    )
    if lock.area == PERSONALISED_SERVICES:
        return (
            f"who refers them joins {lock.case}, by referral.received",
            f"another PSSO gets them by case.handed_over in {lock.case}",
            asks,
        )
    number = f"by ownership.released, number {lock.fence}"
    if lock.officer is None:
        takes = f"an officer of {lock.area} takes them out of its queue by ownership.requested"
        return (takes, asks)
    goes = f"{lock.holder}, or who stands in, lets them go {number}"
    if gives_up_by_agreement_only(lock.area):
        return (f"{lock.area} gives a customer up by agreement only", asks, goes)
    takes = f"Personalised Services takes them by parties.locked, taken_from {lock.case}"
    return (takes, asks, goes)
