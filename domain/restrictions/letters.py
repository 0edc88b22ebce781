"""The letters of a service restriction: warning, service arrangements, its end, notices to staff.

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
    """Step CSP-T3-S6b: what is restricted and why, what stays open, until when, how to be heard.

    ``reviewed`` says that it is what a review came to: it goes on, as it was or changed.
    """

    reviewed: bool = False
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


class EndedFields(LetterFields):
    """Step CSP-T3-S7j: what the review came to where the restriction ends, and why.

    Nothing is restricted any more, so no day is named on which it is looked at again.
    """

    reasons: Prose
    open_again: tuple[Line, ...] = Field(min_length=1, description="no channel was restricted")
    be_heard: tuple[Prose, ...] = Field(
        min_length=1, description="how the customer is heard is not set (restriction.be_heard)"
    )
    review_ways: tuple[Prose, ...] = Field(
        min_length=1, description="who can review it is not set (restriction.review_ways)"
    )


class ApprovalNoticeFields(LetterFields):
    """Step CSP-T3-S7a: what is restricted until when, by which submission, told in which letter.

    No word of the customer's: staff find the matter under its reference.
    """

    restricted: tuple[Arrangement, ...] = Field(
        min_length=1, description="the case has no restriction in force"
    )
    review_on: Day
    submission: Line
    told_in: Line

    ahead = ("review_on",)


class RefusalNoticeFields(LetterFields):
    """Step CSP-T3-S7b: which submission was refused."""

    submission: Line


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

RESTRICTION_ENDED_LETTER = LetterKind(
    name="restriction_ended_letter",
    step="CSP-T3-S7j",
    title="The limits on how you contact us have ended",
    template="restriction_ended_letter.typ",
    approval_source="CSP-T3-S7j",  # who ends it tells of it
    signatories=(Role.PS_SSM, Role.APPROVER),
    signatory_source="CSP-T3-S7j",
    released_by=Role.PS_SM,
    fields=EndedFields,
)

APPROVAL_NOTICE = LetterKind(
    name="restriction_approval_notice",
    step="CSP-T3-S7a",
    title="A restriction was approved",
    template="restriction_approval_notice.typ",
    approval_source="CSP-T3-S7a",  # who approved it tells of it
    signatories=(Role.APPROVER,),
    signatory_source="CSP-T3-S7a",
    released_by=Role.PS_SSM,
    fields=ApprovalNoticeFields,
)

REFUSAL_NOTICE = LetterKind(
    name="restriction_refusal_notice",
    step="CSP-T3-S7b",
    title="A restriction was refused",
    template="restriction_refusal_notice.typ",
    approval_source="CSP-T3-S7b",  # who refused it tells of it
    signatories=(Role.APPROVER,),
    signatory_source="CSP-T3-S7b",
    released_by=Role.PS_SSM,
    fields=RefusalNoticeFields,
)

LETTERS = (
    WARNING_LETTER,
    SERVICE_ARRANGEMENTS_LETTER,
    RESTRICTION_ENDED_LETTER,
    APPROVAL_NOTICE,
    REFUSAL_NOTICE,
)
