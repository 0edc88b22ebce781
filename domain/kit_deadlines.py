"""The dates of any kind of case, whatever its procedure."""

from domain.deadline_rules import Whose, days_by_setting, working_days
from domain.kit_settings import CHASED_AFTER

SEND_AGAIN = working_days("CB-LETTER", 1, "the refusal of the letter", whose=Whose.AGENCY)

# On which day whoever has something that was left to them is asked after it (A07).
CHASE = days_by_setting(
    "CB-REFERRAL",
    CHASED_AFTER,
    "the hand-over",
    suffix="procedure",
    agreed="may",
    whose=Whose.NOTICE,  # asking is work, also where the customer died and their time is held
    reading="A41",
)

RULES = (SEND_AGAIN, CHASE)
