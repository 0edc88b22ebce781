"""The dates of an enquiry."""

from domain.deadline_rules import Whose, working_days

TIME_TO_ANSWER = working_days("CB-MESSAGE", 5, "receipt of the enquiry", whose=Whose.AGENCY)

RULES = (TIME_TO_ANSWER,)
