"""The dates of any kind of case, whatever its procedure."""

from domain.deadline_rules import Whose, working_days

SEND_AGAIN = working_days("CB-LETTER", 1, "the refusal of the letter", whose=Whose.AGENCY)

RULES = (SEND_AGAIN,)
