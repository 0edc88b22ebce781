"""The dates of a complaint."""

from domain.complaints.settings import HEARS_WITHIN
from domain.deadline_rules import Shape, Whose, days_by_setting, working_days

TIME_TO_ACKNOWLEDGE = working_days(
    "WC-S3n",
    2,
    "receipt of the written complaint",
    whose=Whose.AGENCY,
    unit_setting="wc.acknowledgement_unit",
    reading="A02",
)

ALERT = working_days(
    "WC-S3n",
    1,
    "the lapse of the acknowledgement",
    suffix="alert",
    warns="WC-S3n",
    shape=Shape.BEFORE,
    opens=True,
    whose=Whose.NOTICE,
    reading="A02",
)

# By which day the acknowledgement says that the customer hears: owed until they have.
HEARS = days_by_setting(
    "CB-LETTER",
    HEARS_WITHIN,
    "the day of the acknowledgement",
    whose=Whose.AGENCY,
    suffix="hears",
    reading="A41",
)

RULES = (TIME_TO_ACKNOWLEDGE, ALERT, HEARS)
