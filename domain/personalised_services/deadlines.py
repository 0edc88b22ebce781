"""The dates of a Personalised Services case, Child Support."""

from typing import Any

from domain.deadline_rules import (
    Whose,
    agreed_date,
    calendar_days,
    days_by_setting,
    months,
    working_days,
)

_INTRAY = "receipt of the intray"
_OURS: dict[str, Any] = {"whose": Whose.AGENCY}
_AT_MOST: dict[str, Any] = {"agreed": "may", "at_most": True, **_OURS}

SET_UP = working_days("CSP-T1-S2a", 5, _INTRAY, **_OURS, reading="A11")
URGENT_SET_UP = working_days(
    "CSP-T1-S2b", 2, "receipt of the urgent intray", **_OURS, reading="A11"
)
PLAN = calendar_days(
    "CSP-T2-S2c", 21, "lock and assignment of the customer", **_OURS, reading="A25"
)
NEXT_CONTACT = agreed_date("CSP-T4-S5a", "the arrangement with the customer", **_OURS)
# A promise is the customer's as often as the agency's; once its day is over, checking it is work.
COMMITMENT = agreed_date("CSP-T4-S5e", "the commitment", whose=Whose.NOTICE)
# What a customer of segment 2 or 3 is to keep to, who is watched more closely.
CLEAR_TIMES = agreed_date("RES-T3-S3d", "the commitment", whose=Whose.OTHERS)
REPLY = calendar_days(
    "CSP-T6-S1k", 14, "issue of the finalisation letter", whose=Whose.OTHERS, reading="A27"
)
CHASE = agreed_date("CB-REFERRAL", "the referral", whose=Whose.OTHERS)
PLAN_REVIEW = agreed_date("BG-ROLE-PSSO-g", "the opening of the plan", whose=Whose.NOTICE)
SSM_ANSWER = days_by_setting(
    "CB-TASK", "ps.ssm_days", "the question to the SSM", **_OURS, suffix="answer", reading="A41"
)
SM_ANSWER = days_by_setting(
    "CSP-T4-S1d", "ps.ssm_days", "the question to the Service Manager", **_OURS, reading="A41"
)
UNTOUCHED = days_by_setting(
    "CB-TASK",
    "ps.untouched_days",
    "the last contact or review",
    whose=Whose.NOTICE,
    suffix="untouched",
    reading="A41",
)
ASSESSMENT = days_by_setting(
    "CSP-T8-S2c",
    "ps.assessment_services_days",
    "the request to Assessment Services",
    **_OURS,
    reading="A41",
)
TAKEN_OVER = days_by_setting(
    "CSP-T7-S5b",
    "ps.transfer_days",
    "the request that the area takes the customers",
    **_OURS,
    reading="A41",
)
# By when segment 3 is reviewed, first and after each review; its review opens on that day.
SEGMENT_3_APPROVED = months("CSP-T8-S3d", 3, "approval of segment 3", **_AT_MOST)
SEGMENT_3_RENEWED = months("CSP-T8-S5f", 3, "this review", **_AT_MOST)
SEGMENT_3_REVIEW = months("CSP-T8-S5a", 3, "approval of segment 3, or the last review", **_AT_MOST)
SEGMENT_3_OPENS = agreed_date(
    "CSP-T8-S5a",
    "approval of segment 3, or the last review",
    suffix="opens",
    opens=True,
    whose=Whose.NOTICE,
)

RULES = (
    SET_UP,
    URGENT_SET_UP,
    PLAN,
    NEXT_CONTACT,
    COMMITMENT,
    CLEAR_TIMES,
    CHASE,
    PLAN_REVIEW,
    REPLY,
    SSM_ANSWER,
    SM_ANSWER,
    UNTOUCHED,
    ASSESSMENT,
    TAKEN_OVER,
    SEGMENT_3_APPROVED,
    SEGMENT_3_RENEWED,
    SEGMENT_3_REVIEW,
    SEGMENT_3_OPENS,
)
