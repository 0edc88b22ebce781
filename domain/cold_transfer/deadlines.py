"""The dates of a cold transfer."""

from domain.deadline_rules import Whose, calendar_days, working_days

# The day of the warning ends at local midnight, whoever rings after it.
WARNING = calendar_days("CSP-T3-S9b", 0, "the warning", whose=Whose.NOTICE, reading="A17")
DAY = calendar_days(
    "CSP-T3-S12a",
    0,
    "the beginning of the cold transfer",
    suffix="day",
    whose=Whose.NOTICE,
    reading="A18",
)
REVIEW = working_days(
    "CSP-T3-S12a", 1, "the day of the cold transfer", whose=Whose.AGENCY, reading="A18"
)
# What is asked for the day is answered in it, or somebody else hears of it.
_ASKED = {"whose": Whose.AGENCY, "reading": "A41"}
SSM_ANSWER = calendar_days("CSP-T3-S11b", 0, "the question to the SSM", **_ASKED)
SM_ANSWER = calendar_days("CSP-T3-S11d", 0, "the question to the Service Manager", **_ASKED)

RULES = (WARNING, DAY, REVIEW, SSM_ANSWER, SM_ANSWER)
