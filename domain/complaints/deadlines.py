"""The dates of a complaint."""

from domain.deadline_rules import Shape, working_days

RULES = (
    working_days(
        "WC-S3n",
        2,
        "receipt of the written complaint",
        unit_setting="wc.acknowledgement_unit",
        reading="A02",
    ),
    working_days(
        "WC-S3n",
        1,
        "the lapse of the acknowledgement",
        suffix="alert",
        warns="WC-S3n",
        shape=Shape.BEFORE,
        opens=True,
        reading="A02",
    ),
)
