"""What messages and files say alike of customers: addresses and nominees, each from a day on."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from domain.addresses import AddressLines, AddressState, Email, Name, place_fault
from domain.days import Day
from domain.issues import AREAS
from domain.written import one_line, printable

BEGINNING = date(2000, 1, 1)  # what has no day of its own is old

CustomerReference = Annotated[
    str, Field(max_length=60), AfterValidator(printable), AfterValidator(one_line)
]


def _known_area(area: str) -> str:
    if area not in AREAS:
        raise ValueError(f"there is no area {area!r}; the areas are {', '.join(sorted(AREAS))}")
    return area


Area = Annotated[str, AfterValidator(_known_area)]


class Part(BaseModel):
    """A part of what somebody wrote; an unknown word in it is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class AddressPart(Part):
    """Where a customer lives, from a day on."""

    first: Day = Field(BEGINNING, alias="from")
    lines: AddressLines
    state: AddressState | None = None  # none abroad

    @model_validator(mode="after")
    def _placed(self) -> "AddressPart":
        if fault := place_fault(self.lines, self.state):
            raise ValueError(fault)
        return self


class NomineePart(Part):
    """Somebody who gets copies."""

    name: Name
    lines: AddressLines = ()
    first: Day = Field(BEGINNING, alias="from")
    last: Day | None = Field(None, alias="until")


def _begin_apart(parts: "tuple[AddressPart | NomineePart, ...]") -> Any:
    if len({part.first for part in parts}) < len(parts):
        raise ValueError("two begin on the same day; give each a 'from' of its own")
    return parts


Addresses = Annotated[tuple[AddressPart, ...], AfterValidator(_begin_apart)]
Nominees = Annotated[tuple[NomineePart, ...], AfterValidator(_begin_apart)]


class CustomerSaid(Part):
    """The content of ``customer.updated``: what must not enter a history."""

    name: Name | None = None
    reference: CustomerReference | None = None
    email: Email | None = None
    addresses: Addresses | None = None
    nominees: Nominees | None = None
