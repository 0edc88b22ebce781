"""The work of an enquiry."""

from domain.roles import Role
from domain.sittings import line, sitting, text

ANSWER = sitting(
    "answer_enquiry",
    "Answer the enquiry by letter",
    Role.SERVICE_OFFICER,
    line("CB-MESSAGE", answer=text("What is the answer, in words for the letter?")),
    outcomes={"send": "Send the letter"},
)

ANSWER_OVERDUE = sitting(
    "enquiry_overdue",
    "The enquiry was not answered in time: see to it",
    Role.TEAM_LEADER,
    line("CB-LATE", text("What was done about it?")),
)

TASKS = (ANSWER, ANSWER_OVERDUE)
