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


class Reviewed(Part):
    """An issue that was gone over, and where it stands."""

    title: Line
    said: Prose | None = None
    stands: Line


class ReviewOfIssuesFields(LetterFields):
    """Step RES-T3-S3c: every issue was gone over: which are outside the Agency, which options."""

    words: Prose | None = None  # the officer's own, where the letter needs them
    issues: tuple[Reviewed, ...] = Field(
        min_length=1, description="the file has no issue of the customer's (issue.raised)"
    )
    options: tuple[Option, ...] = ()
    be_heard: tuple[Prose, ...] = Field(
        min_length=1, description="how the customer is heard is not set (restriction.be_heard)"
    )
    review_ways: tuple[Prose, ...] = Field(
        min_length=1, description="who can review it is not set (restriction.review_ways)"
    )


class Decided(Part):
    """What was decided, from when it holds, and until when it can be reviewed."""

    words: Line
    in_force_from: Day


class ActionsConfirmedFields(LetterFields):
    """Step RES-T4-S3f: what was done and decided, why, and what follows for the customer.

    It tells decisions, so it is a fair letter: reasons, the day of the review, how to be heard and
    by whom it can be reviewed.
    """

    decisions: tuple[Decided, ...] = Field(
        min_length=1, description="the file has no decision for this customer (issue.decided)"
    )
    done: tuple[Line, ...] = ()
    to_do: tuple[Line, ...] = ()
    reasons: Prose = Field(description="why it was decided so is not said (RES-T4-S3f.reasons)")
    review_on: Day = Field(
        description="no decision has a day of review, and none is named (RES-T4-S3f.review_on)"
    )
    be_heard: tuple[Prose, ...] = Field(
        min_length=1, description="how the customer is heard is not set (restriction.be_heard)"
    )
    review_ways: tuple[Prose, ...] = Field(
        min_length=1, description="who can review it is not set (restriction.review_ways)"
    )

    ahead = ("review_on",)


class StakeholderNoticeFields(LetterFields):
    """Step RES-T4-S3d: a change that could affect whoever is told of it."""

    changes: Prose = Field(description="what changes is not said (RES-T4-S3d.changes)")
    counts_from: Day = Field(description="from when is not said (RES-T4-S3d.counts_from)")


class AssessmentRequestFields(LetterFields):
    """Step CSP-T8-S2d: what Assessment Services need to look for further ways of management."""

    summary: Prose = Field(description="the case in summary (CSP-T8-S2d.summary)")
    examples: Prose = Field(description="examples of the behaviour (CSP-T8-S2d.examples)")
    managed: Prose = Field(description="how it was managed so far (CSP-T8-S2d.managed)")


class DeclineNoticeFields(LetterFields):
    """Steps CLK-T1-S1h and CLK-T5-S2b: why a referral is not taken up, and what can be done next.

    No word of the customer's: staff find the matter under its reference.
    """

    received_on: Day
    reasons: Prose = Field(
        description="why the referral is not taken up is not in the file (decline.proposed)"
    )
    words: Prose | None = None  # of whoever proposed it
    next_step: Prose

    behind = ("received_on",)


class FinalisationContactFields(LetterFields):
    """Step CSP-T6-S1j: the customer could not be reached by phone before finalisation."""

    tried_on: tuple[Day, ...] = Field(  # CSP-T6-S1i
        min_length=1,
        description="the file has no attempt since the last talk or letter (contact.made)",
    )
    words: Prose | None = None  # the officer's own, where the letter needs them
    addressed: tuple[Prose, ...] = ()
    be_heard: tuple[Prose, ...] = Field(
        min_length=1, description="how the customer is heard is not set (restriction.be_heard)"
    )
    review_ways: tuple[Prose, ...] = Field(
        min_length=1, description="who can review it is not set (restriction.review_ways)"
    )
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

REVIEW_OF_ISSUES_LETTER = LetterKind(
    name="review_of_issues_letter",
    step="RES-T3-S3c",
    title="What we found when we went over your issues",
    template="review_of_issues_letter.typ",
    approval_source="RES-T3-S3c",  # names no approver
    signatories=(Role.PSSO,),
    signatory_source="CSP-T4-S6b",
    released_by=Role.PS_SSM,
    fields=ReviewOfIssuesFields,
)

ACTIONS_CONFIRMED_LETTER = LetterKind(
    name="actions_confirmed_letter",
    step="RES-T4-S3f",
    title="What we decided and what we have done",
    template="actions_confirmed_letter.typ",
    approval_source="RES-T4-S3f",  # names no approver
    signatories=(Role.PSSO,),
    signatory_source="CSP-T4-S6b",
    released_by=Role.PS_SSM,
    fields=ActionsConfirmedFields,
)

STAKEHOLDER_NOTICE = LetterKind(
    name="stakeholder_notice",
    step="RES-T4-S3d",
    title="A change that may concern you",
    template="stakeholder_notice.typ",
    approval_source="RES-T4-S3d",  # names no approver
    signatories=(Role.PSSO,),
    signatory_source="CSP-T4-S6b",
    released_by=Role.PS_SSM,
    fields=StakeholderNoticeFields,
)

ASSESSMENT_REQUEST = LetterKind(
    name="assessment_services_request",
    step="CSP-T8-S2d",
    title="Assessment Services Consultation Request",
    template="assessment_services_request.typ",
    approval_source="CSP-T8-S2e",  # the SSM approves by sending it on
    signatories=(Role.PS_SSM,),
    signatory_source="CSP-T8-S2e",
    released_by=Role.PS_SM,
    fields=AssessmentRequestFields,
)

REFERRAL_DECLINED = LetterKind(
    name="referral_declined_notice",
    step="CLK-T1-S1h",
    title="A referral to Personalised Services was not accepted",
    template="referral_declined_notice.typ",
    approvers=(Role.PS_SSM,),
    approval_source="CLK-T5-S2c",  # for every refusal (A10)
    signatories=(Role.PSSO, Role.PS_PSM),
    signatory_source="CLK-T1-S1h",
    released_by=Role.PS_SSM,
    fields=DeclineNoticeFields,
)

REFERRAL_RETURNED = LetterKind(
    name="referral_returned_notice",
    step="CLK-T5-S2b",
    title="A referral to Personalised Services comes back to you",
    template="referral_returned_notice.typ",
    approvers=(Role.PS_SSM,),
    approval_source="CLK-T5-S2c",
    signatories=(Role.PSSO, Role.PS_PSM),
    signatory_source="CLK-T5-S2b",
    released_by=Role.PS_SSM,
    fields=DeclineNoticeFields,
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

LETTERS = (
    AFTER_CONTACT_LETTER,
    ISSUES_AND_OPTIONS_LETTER,
    REVIEW_OF_ISSUES_LETTER,
    ACTIONS_CONFIRMED_LETTER,
    STAKEHOLDER_NOTICE,
    ASSESSMENT_REQUEST,
    REFERRAL_DECLINED,
    REFERRAL_RETURNED,
    FINALISATION_CONTACT_LETTER,
)
