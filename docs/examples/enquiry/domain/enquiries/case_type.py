"""The enquiry: what the product knows of it by name."""

from domain.enquiries.deadlines import RULES
from domain.enquiries.letters import LETTERS
from domain.enquiries.messages import EnquiryReceived
from domain.enquiries.phases import Phase
from domain.enquiries.settings import CONTACT_LINES, SETTINGS
from domain.enquiries.tasks import TASKS

from domain.case_type import CaseType
from domain.messages import CustomerReplied

ENQUIRY = CaseType(
    name="Enquiry",
    prefix="en",
    title="Written enquiry",
    phases=Phase,
    contact=CONTACT_LINES,
    opened_by=EnquiryReceived,
    takes={EnquiryReceived: ("CB-OPEN",), CustomerReplied: ("CB-MESSAGE",)},
    tasks=TASKS,
    letters=LETTERS,
    rules=RULES,
    settings=SETTINGS,
)
