"""The letters that a Personalised Services case sends."""

from typing import Self

from pydantic import Field, model_validator

from domain.days import Day
from domain.letters import LetterFields, LetterKind, Part
from domain.roles import Role
from domain.written import Line, Prose


class Issue(Part):
    """Something the customer raised, in the customer's own words."""

    title: Line
    said: Prose | None = None


class Option(Part):
    """A way open to the customer, and what follows if they take it."""

    title: Line
    detail: Prose | None = None
    consequence: Prose | None = None


class IssuesAndOptionsFields(LetterFields):
    """Step CSP-T5-S4a: issues and options in writing, before the contact that is arranged."""

    discussed_on: Day | None = None
    words: Prose | None = None  # the officer's own, where the letter needs them
    issues: tuple[Issue, ...] = Field(
        min_length=1, description="the file has no open issue of the customer's (issue.raised)"
    )
    options: tuple[Option, ...] = Field(
        min_length=1, description="the file has no option to answer (option.given)"
    )
    follow_up_on: Day = Field(  # CSP-T4-S5a
        description="no day was agreed with the customer for the next contact (commitment.made)"
    )

    ahead = ("follow_up_on",)
    behind = ("discussed_on",)


class AfterContactFields(LetterFields):
    """Step CSP-T4-S2e: what was spoken of, in writing, or copies of earlier letters."""

    discussed_on: Day | None = None
    message: Prose | None = None

    behind = ("discussed_on",)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.message or self.enclosures):
            raise ValueError("message is missing: what does it say? Only copies need no words")
        return self


class FinalisationContactFields(LetterFields):
    """Step CSP-T6-S1j: the customer could not be reached by phone before finalisation."""

    tried_on: tuple[Day, ...] = Field(  # CSP-T6-S1i
        min_length=1,
        description="the file has no attempt since the last talk or letter (contact.made)",
    )
    words: Prose | None = None  # the officer's own, where the letter needs them
    addressed: tuple[Prose, ...] = ()
    reply_by: Day  # the last day in time, CSP-T6-S1k

    ahead = ("reply_by",)
    behind = ("tried_on",)


AFTER_CONTACT_LETTER = LetterKind(
    name="after_contact_letter",
    step="CSP-T4-S2e",
    title="After our contact with you",
    template="after_contact_letter.typ",
    approval_source="CSP-T4-S2e",  # names no approver
    signatories=(Role.PSSO,),
    signatory_source="CSP-T4-S6b",
    released_by=Role.PS_SSM,
    fields=AfterContactFields,
)

ISSUES_AND_OPTIONS_LETTER = LetterKind(
    name="issues_and_options_letter",
    step="CSP-T5-S4a",
    title="Your child support issues and your options",
    template="issues_and_options_letter.typ",
    approval_source="CSP-T5-S4a",  # names no approver
    signatories=(Role.PSSO,),
    signatory_source="CSP-T4-S6b",
    released_by=Role.PS_SSM,
    fields=IssuesAndOptionsFields,
)

FINALISATION_CONTACT_LETTER = LetterKind(
    name="finalisation_contact_letter",
    step="CSP-T6-S1j",
    title="Please contact us before we close your Personalised Services case",
    template="finalisation_contact_letter.typ",
    approval_source="CSP-T6-S1j",  # names no approver
    signatories=(Role.PSSO,),
    signatory_source="CSP-T4-S6b",
    released_by=Role.PS_SSM,
    response_window="CSP-T6-S1k",
    fields=FinalisationContactFields,
)

LETTERS = (AFTER_CONTACT_LETTER, ISSUES_AND_OPTIONS_LETTER, FINALISATION_CONTACT_LETTER)
