"""What the ownership of a customer is told, and what it tells others."""

from typing import Annotated

from pydantic import ValidationInfo, field_validator

from domain.messages import Code, Ident, Message, Trust
from domain.ownership.priority import DECEASED, OWNING
from domain.refers import CUSTOMER, OFFICER
from domain.roles import Role

_OFFICERS = (
    Role.PSSO,
    Role.SPECIALIST_OFFICER,
    Role.SERVICE_OFFICER,
    Role.TEAM_LEADER,
    Role.PS_SSM,
)


class OwnershipRequested(Message):
    """An area wants to have a customer; the message opens the case, or is put to whoever has them.

    ``to`` is the officer who would have the customer. Whom nobody has they get at once. Deceased
    Customer Management may have a customer in its queue, with no officer named.

    Source: CMA-T1-S5b, CMA-T1-S6a, CMA-T1-S6d, CMA-T2-S10f.
    """

    name = "ownership.requested"
    words = "an area wants to have the customer"
    trust = Trust.AUTHENTICATED
    senders = (*_OFFICERS, "cuba")
    content = ("reason",)

    customer: Annotated[Ident, CUSTOMER]
    area: Code
    to: Annotated[Ident | None, OFFICER]

    @field_validator("area")
    @classmethod
    def _owns(cls, area: str) -> str:
        if area not in OWNING:
            raise ValueError(
                f"there is no area {area!r}; the areas are {', '.join(sorted(OWNING))}"
            )
        return area

    @field_validator("to")
    @classmethod
    def _for_somebody(cls, to: str | None, told: ValidationInfo) -> str | None:
        if to is None and told.data.get("area") != DECEASED:
            raise ValueError(f"say to which officer: only {DECEASED} has a queue")
        return to


class OwnershipReleased(Message):
    """Whoever has a customer lets them go; ``fence`` is the number of the lock that is meant.

    Who stands in for them while they are away lets go in their place.

    Source: CMA-T3-S4b.
    """

    name = "ownership.released"
    words = "whoever has the customer lets them go"
    trust = Trust.AUTHENTICATED
    senders = (*_OFFICERS, "cuba")
    content = ("reason",)
    by_owner = True

    fence: int
    why: Code


class OwnershipTaken(Message):
    """Personalised Services has locked the customer: agreed, or from no area of the priority list.

    Source: CSP-T1-S2c, CMA-T2-S10e.
    """

    name = "ownership.taken"
    words = "Personalised Services has locked the customer"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    by: Annotated[Ident, OFFICER]


class OwnershipPassed(Message):
    """A customer of Personalised Services is with another area, as was agreed or settled.

    Source: CMA-T1-S6d, CMA-T1-S6e.
    """

    name = "ownership.passed"
    words = "another area has the customer"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    area: Code
    to: Annotated[Ident | None, OFFICER] = None  # nobody by name: the area's queue
