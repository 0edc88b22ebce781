"""The letters that a complaint sends."""

from pydantic import Field

from domain.days import Day
from domain.letters import LetterFields, LetterKind
from domain.roles import Role
from domain.written import Prose


class ComplaintAcknowledgementFields(LetterFields):
    """Step WC-S3m: the complaint has arrived and is being handled."""

    received_on: Day
    about: Prose | None = None
    hears_by: Day
    review: tuple[Prose, ...] = Field(min_length=1)  # ways to have the handling reviewed

    ahead = ("hears_by",)
    behind = ("received_on",)


COMPLAINT_ACKNOWLEDGEMENT = LetterKind(
    name="complaint_acknowledgement",
    step="WC-S3m",
    title="We have received your complaint",
    template="complaint_acknowledgement.typ",
    approval_source="WC-S3p",  # no EL1 sign-off: the letter goes straight to dispatch
    signatories=(Role.COMPLAINTS_OFFICER, Role.LEVEL_1_OFFICER, Role.PSSO),
    signatory_source="WC-S3m",
    released_by=Role.COMPLAINTS_SSM,
    fields=ComplaintAcknowledgementFields,
)

LETTERS = (COMPLAINT_ACKNOWLEDGEMENT,)
