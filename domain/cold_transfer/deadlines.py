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

RULES = (WARNING, DAY, REVIEW)
