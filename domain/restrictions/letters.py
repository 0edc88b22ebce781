"""The letters of a service restriction: a warning, and the service arrangements.

A fair letter gives its reasons, says what stays open, when it is looked at again, how to be heard
and by whom it can be reviewed: one that lacks any of it cannot be made.
"""

from pydantic import Field

from domain.days import Day
from domain.letters import LetterFields, LetterKind, Part
from domain.roles import Role
from domain.written import Line, Prose


class Happened(Part):
    """What happened on a day, as the customer reads it."""

    on: Day
    words: Line


class WarningFields(LetterFields):
    """Step CSP-T3-S3a: what happened, what must change, and what follows if it does not."""

    happened: tuple[Happened, ...] = Field(
        min_length=1, description="the file has no incident of the customer's (behaviour.reported)"
    )
    change: Prose
    be_heard: tuple[Prose, ...] = Field(
        min_length=1, description="how the customer is heard is not set (restriction.be_heard)"
    )


class Arrangement(Part):
    """One channel, and how far it is restricted."""

    channel: Line
    extent: Line


class ArrangementsFields(LetterFields):
    """Step CSP-T3-S6b: what is restricted and why, what stays open, until when, how to be heard."""

    reasons: Prose
    happened: tuple[Happened, ...] = Field(
        min_length=1, description="the file has no incident of the customer's (behaviour.reported)"
    )
    restricted: tuple[Arrangement, ...] = Field(
        min_length=1, description="no channel is restricted"
    )
    still_open: tuple[Line, ...] = Field(min_length=1, description="no channel is left open")
    arrangements: Prose
    review_on: Day
    be_heard: tuple[Prose, ...] = Field(
        min_length=1, description="how the customer is heard is not set (restriction.be_heard)"
    )
    review_ways: tuple[Prose, ...] = Field(
        min_length=1, description="who can review it is not set (restriction.review_ways)"
    )

    ahead = ("review_on",)


WARNING_LETTER = LetterKind(
    name="warning_letter",
    step="CSP-T3-S3a",
    title="A warning about how you contact us",
    template="warning_letter.typ",
    approvers=(Role.PS_SSM,),
    approval_source="CSP-T3-S3c",
    signatories=(Role.PS_SSM,),
    signatory_source="CSP-T3-S3c",
    released_by=Role.PS_SM,
    fields=WarningFields,
)

SERVICE_ARRANGEMENTS_LETTER = LetterKind(
    name="service_arrangements_letter",
    step="CSP-T3-S6b",
    title="How you can contact us from now on",
    template="service_arrangements_letter.typ",
    approvers=(Role.PS_SSM, Role.PS_SM, Role.APPROVER),
    approval_source="CSP-T3-S6f",
    signatories=(Role.APPROVER,),
    signatory_source="CSP-T3-S7e",
    released_by=Role.PS_SSM,
    fields=ArrangementsFields,
)

LETTERS = (WARNING_LETTER, SERVICE_ARRANGEMENTS_LETTER)
