"""The dates of an enquiry."""

from domain.deadline_rules import working_days

TIME_TO_ANSWER = working_days("CB-MESSAGE", 5, "receipt of the enquiry")

RULES = (TIME_TO_ANSWER,)
