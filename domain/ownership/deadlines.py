"""The dates of the ownership of a customer."""

from domain.deadline_rules import Whose, days_by_setting

# The text sets no limit on an agreement; silence goes to the Team Leader, and moves no lock.
AGREEMENT = days_by_setting(
    "CMA-T1-S6d",
    "cma.ownership_answer_days",
    "the question to whoever has the customer",
    whose=Whose.AGENCY,
    reading="A41",
)

RULES = (AGREEMENT,)
