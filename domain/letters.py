"""How letters are declared: what a kind needs, who approves it, who signs it.

A kind says its template, copies, approver chain, signatory and reply window, as data.
Its fields are a model of their own, so a letter that lacks one cannot be drafted. The kinds stand
with the lifecycles that send them.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain.addresses import AddressLines, Name
from domain.days import Day
from domain.letter_channels import Channel
from domain.roles import Role
from domain.step_ids import StepId
from domain.written import Line


class LetterError(Exception):
    """Something about a letter that a retry alone does not mend. Root of this part's errors."""


class LetterFieldsError(LetterError):
    """Fields of a letter are missing or unusable; the words hold names of fields, no content."""

    def __init__(self, kind: str, step: str, problems: tuple[str, ...]) -> None:
        self.kind = kind
        self.step = step
        self.problems = problems
        super().__init__(
            f"Letter {kind} ({step}) cannot be drafted: {'; '.join(problems)}. "
            "Complete the case's data and draft it again."
        )


class Part(BaseModel):
    """Some fields of a letter, as one."""

    # What a later release cannot read of a stored letter must not repeat it in its error.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Addressee(Part):
    """Somebody that an envelope goes to; without lines only email can reach them."""

    name: Name
    lines: AddressLines = ()


class Contact(Part):
    """How the reader can answer. Only what may be offered to this customer is filled in."""

    phone: Line | None = None
    hours: Line | None = None
    phone_only: Line | None = None  # in which part of it the reader may ring, in place of hours
    email: Line | None = None
    website: Line | None = None
    post: tuple[Line, ...] = Field(default=(), max_length=5)
    assistance: Line | None = None  # interpreters, other formats

    @property
    def offers(self) -> tuple[Channel, ...]:
        """The channels that these lines offer."""
        offered = {
            Channel.PHONE: self.phone,
            Channel.EMAIL: self.email,
            Channel.ONLINE: self.website,
            Channel.POST: self.post,
        }
        return tuple(channel for channel, lines in offered.items() if lines)

    @model_validator(mode="after")
    def _some_way(self) -> "Contact":
        if not self.offers:
            raise ValueError("offers no way to answer")
        return self


_LINES = MappingProxyType(
    {
        "phone": Channel.PHONE,
        "hours": Channel.PHONE,
        "email": Channel.EMAIL,
        "website": Channel.ONLINE,
        "post": Channel.POST,
    }
)


def offered(
    lines: Mapping[str, object], barred: Collection[Channel], *, hours: str | None = None
) -> dict[str, object]:
    """Return the contact lines of a team, without the ways that are barred to a customer.

    ``hours`` are those in which a customer may ring who may ring in part alone.
    """
    left = {name: line for name, line in lines.items() if _LINES.get(name) not in barred}
    return left | {"phone_only": hours} if hours and "phone" in left else left


def offered_whole(contact: Contact, only: str | None) -> str | None:
    """Say that a letter offers the phone to whom it is open in part alone, and not in which."""
    if only is None or contact.phone is None or contact.phone_only is not None:
        return None
    return (
        f"its contact lines offer phone, which a restriction leaves open {only}: prepare it again"
    )


class Agency(Part):
    """Who writes; from the settings."""

    name: Line = "the Agency"
    service: Line | None = None  # the part of the Agency, under its name


class Signatory(Part):
    """The officer who signs, as the signature block shows them; a team only where they have one."""

    name: Line
    role: Role
    team: Line | None = None


ENCLOSED = "application/pdf"  # the one type of document that goes along


class Enclosed(Part):
    """A copy that goes along: of an earlier letter, by its id, or of a document, by its hash.

    ``name`` is what the letter calls it. ``sha256`` is of the file, as it was when it was named.
    """

    thing: Line
    name: Line
    sha256: Line

    @model_validator(mode="before")
    @classmethod
    def _can_go_along(cls, given: object) -> object:
        if isinstance(given, dict) and "name" not in given:
            if "media_type" in given:
                raise ValueError("is no PDF: nothing else goes along with a letter")
            raise ValueError(
                "is no letter of this case that was sent, and no document of its customer's that "
                "came with it; name it by its id, or by its hash"
            )
        return given


class LetterFields(Part):
    """What every letter shows. Dates are the office's local days."""

    agency: Agency = Agency()
    reference: Line
    dated: Day
    to: Addressee
    signatory: Signatory
    contact: Contact
    copies: tuple[Addressee, ...] = ()
    enclosures: tuple[Enclosed, ...] = ()

    # Days that a letter states as to come, and days that it states as past.
    ahead: ClassVar[tuple[str, ...]] = ()
    behind: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _no_day_out_of_its_time(self) -> Self:
        for name in self.ahead:
            if (day := getattr(self, name)) and day <= self.dated:
                raise ValueError(f"{name} is not after the day of the letter: agree on another")
        for name in self.behind:
            given = getattr(self, name)
            days = given if isinstance(given, tuple) else (given,)
            if any(day and day > self.dated for day in days):
                raise ValueError(f"{name} lies after the day of the letter")
        return self

    def said(self) -> str:
        """Return the hash of what the letter says, on whichever day it is made.

        Its own day, and those that it states as to come, move with that.
        """
        whole = self.model_dump_json(exclude={"dated", *self.ahead})
        return hashlib.sha256(whole.encode()).hexdigest()

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every text that the letter shows: the name of its field, and the text."""
        for name, value in self.model_dump(mode="json").items():
            yield from _texts(name, value)

    def free_texts(self) -> Iterator[tuple[str, str]]:
        """Yield what people wrote for this letter: the name of the field, and the text."""
        own = self.model_dump(exclude=set(LetterFields.model_fields))
        if self.contact.assistance:
            yield "contact.assistance", self.contact.assistance
        for name, value in own.items():
            yield from _texts(name, value)


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield name, value
        case dict():
            for key, part in value.items():
                yield from _texts(f"{name}.{key}", part)
        case list() | tuple():
            for number, part in enumerate(value, start=1):
                yield from _texts(f"{name} {number}", part)


class LetterKind(BaseModel):
    """One kind of letter.

    ``released_by`` may let a letter go that the guard has stopped, and nobody else may.

    ``copies`` go to nominees where the procedure says so, which is for Centrelink (CLK-T2-S3h).
    ``approvers`` are asked in order; none needs ``approval_source``, the step that says so.
    ``response_window`` is the id of the deadline rule that starts when the letter is sent.
    Whoever prepares a kind with approvers may name the officer who signs it.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    step: StepId
    title: str
    template: str
    copies: tuple[Literal["nominee"], ...] = ()
    approvers: tuple[Role, ...] = ()
    approval_source: StepId
    signatories: tuple[Role, ...] = Field(min_length=1)
    signatory_source: StepId
    released_by: Role
    response_window: StepId | None = None
    fields: type[LetterFields]

    def fill(self, data: Mapping[str, object]) -> LetterFields:
        """Make the fields of one letter from the case's data.

        Raises:
            LetterFieldsError: naming this kind, each field and the step. Nothing of the data
                is repeated in it.
        """
        try:
            fields = self.fields.model_validate(data)
        except ValidationError as error:
            problems = _problems(error, self.fields)
            raise LetterFieldsError(self.name, self.step, problems) from None
        if problem := self.signing_problem(fields.signatory.role):
            raise LetterFieldsError(self.name, self.step, (problem,))
        return fields

    def signatory_named(self, answers: Mapping[str, object]) -> str | None:
        """Return the officer whom the answers name as signatory, if they do."""
        named = answers.get(f"{self.step}.signatory")
        return str(named) if named else None

    def signing_problem(self, role: str) -> str | None:
        """Say why a role may not sign this kind; None where it may."""
        if role in self.signatories:
            return None
        allowed = " or ".join(self.signatories)
        return f"it is signed by {allowed}, not by {role} ({self.signatory_source})"


def _problems(error: ValidationError, of: type[LetterFields]) -> tuple[str, ...]:
    """Say each problem in words; what a field holds is said where its kind describes it."""
    found = []
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        field = ".".join(str(part) for part in detail["loc"])
        words = detail["msg"].removeprefix("Value error, ")
        if detail["type"] in ("missing", "too_short"):
            declared = of.model_fields.get(field)
            what = f": {declared.description}" if declared and declared.description else ""
            found.append(f"{field} is missing{what}")
        else:
            found.append(f"{field}: {words}" if field else words)
    return tuple(found)
