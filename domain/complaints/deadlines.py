"""The dates of a complaint."""

from domain.deadline_rules import Shape, working_days

TIME_TO_ACKNOWLEDGE = working_days(
    "WC-S3n",
    2,
    "receipt of the written complaint",
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
    owed=False,
    reading="A02",
)

RULES = (TIME_TO_ACKNOWLEDGE, ALERT)
