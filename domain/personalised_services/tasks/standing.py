"""Work that comes of silence: an SSM who does not answer, a case that nobody touches."""

from domain.roles import Role
from domain.sittings import choice, line, sitting, text

SILENT = sitting(
    "answer_overdue",
    "Somebody was asked and has not answered: see that somebody does",
    (Role.PS_SM, Role.TEAM_LEADER),
    line("CSP-T1-S2d", done=text("What was done about it?")),
)

CASE_UNTOUCHED = sitting(
    "case_untouched",
    "Nobody has contacted the customer or reviewed the case: look at it",
    (Role.PSSO, Role.PS_SSM),
    line(
        "CSP-T4-S1a",
        course=choice("What does the case need?", "contact", "review", "closing_contact", "waits"),
        why=text("Why, and what is done now?"),
    ),
)

TASKS = (SILENT, CASE_UNTOUCHED)
