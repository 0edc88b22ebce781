"""What a scenario declares: who is there, and what the agency keeps of them, as typed parts."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from domain.addresses import AddressState, Email, Name
from domain.days import Day
from domain.messages import Ident
from domain.written import Line as OneLine
from starter.doors.parts import AddressPart, Area, CustomerReference


class Part(BaseModel):
    """A part of a scenario; an unknown word is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Address(Part):
    """A postal address: its lines, or its parts; abroad it has a country and no state."""

    lines: tuple[str, ...] = ()
    street: str | None = None
    suburb: str | None = None
    postcode: str | None = None
    state: AddressState | None = None
    country: str | None = None

    def written(self) -> AddressPart:
        """Return the address as it stands on an envelope."""
        parts = (self.suburb, self.state, self.postcode) if self.suburb else (self.postcode,)
        place = " ".join(part for part in parts if part)
        lines = (*self.lines, self.street, place, self.country)
        return AddressPart(lines=tuple(line for line in lines if line), state=self.state)

    @model_validator(mode="after")
    def _deliverable(self) -> "Address":
        try:
            self.written()
        except ValidationError as error:
            raise ValueError(_faults(error)) from None
        return self


def _faults(error: ValidationError) -> str:
    """Say what is wrong with an address, each thing once."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(dict.fromkeys(fault["msg"].removeprefix("Value error, ") for fault in found))


class Nominee(Part):
    """Somebody who gets a copy of the customer's letters; without an address it is held back."""

    name: Name
    address: Address | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it stands on an envelope; empty where none is known."""
        return self.address.written().lines if self.address else ()


class CustomerPart(Part):
    """A customer of the scenario."""

    programme: Literal["child_support", "centrelink"]
    name: Name
    reference: CustomerReference | None = None
    address: Address | None = None
    email: Email | None = None
    channel: Literal["post", "email"] | None = None
    nominee: Nominee | None = None
    associates: tuple[Ident, ...] = ()


class OfficerPart(Part):
    """An officer beside the default cast."""

    roles: tuple[str, ...]
    team: OneLine | None = None
    name: OneLine | None = None
    office: Ident | None = None
    accounts: tuple[Ident, ...] = ()
    areas: tuple[Area, ...] = ()


class HolidayPart(Part):
    """A day on which an office does not work."""

    date: Day
    name: str
    office: str | None = None


class AbsencePart(Part):
    """An officer who is away, both days included; ``delegate`` stands in."""

    officer: Ident
    first: Day = Field(alias="from")
    until: Day
    delegate: Ident | None = None


class SettingPart(Part):
    """A setting that has a value from a day on; from the day of the story where none is named."""

    name: str
    value: JsonValue
    first: Day | None = Field(default=None, alias="from")


class ActPart(Part):
    """An act on the file that a completion carries."""

    type: str
    facts: dict[str, JsonValue] = Field(default_factory=dict)
    content: dict[str, JsonValue] = Field(default_factory=dict)
