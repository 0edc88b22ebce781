"""The letters that an enquiry sends."""

from datetime import date

from domain.letters import LetterFields, LetterKind
from domain.roles import Role
from domain.written import Prose


class EnquiryAnswerFields(LetterFields):
    """The answer, and what it answers."""

    received_on: date
    answer: Prose


ENQUIRY_ANSWER = LetterKind(
    name="enquiry_answer",
    step="CB-MESSAGE",
    title="The answer to your enquiry",
    template="enquiry_answer.typ",
    copies=("nominee",),
    approval_source="CB-MESSAGE",  # nobody clears it
    signatories=(Role.SERVICE_OFFICER,),
    signatory_source="CB-MESSAGE",
    released_by=Role.TEAM_LEADER,
    fields=EnquiryAnswerFields,
)

LETTERS = (ENQUIRY_ANSWER,)
