"""Work that comes of silence: an SSM who does not answer, a case that nobody touches."""

from domain.roles import Role
from domain.shown import SEEN_TO, alert, by_a_thing
from domain.sittings import choice, sitting

SILENT = sitting(
    "answer_overdue",
    "Somebody was asked and has not answered: see that somebody does",
    (Role.PS_SM, Role.TEAM_LEADER),
    alert("CSP-T1-S2d"),
    outcomes=SEEN_TO,
)

CASE_UNTOUCHED = sitting(
    "case_untouched",
    "Nobody has contacted the customer or reviewed the case: look at it",
    (Role.PSSO, Role.PS_SSM),
    by_a_thing(
        "CSP-T4-S1a",
        course=choice("What does the case need?", "contact", "review", "closing_contact", "waits"),
    ),
)

TASKS = (SILENT, CASE_UNTOUCHED)
