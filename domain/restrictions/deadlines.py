"""The dates of a service restriction."""

from domain.deadline_rules import Shape, Whose, agreed_date, calendar_days, days_by_setting

# For visibility only: behaviour after it may still lead to a proposal.
WATCH = calendar_days(
    "CSP-T3-S3d", 28, "issue of the warning letter", whose=Whose.NOTICE, reading="A23"
)
REVIEW = agreed_date(
    "CSP-T3-S7j", "the decision of the Approvers", whose=Whose.AGENCY, reading="A34"
)
REVIEW_OPENS = days_by_setting(
    "CSP-T3-S7j",
    "restriction.review_lead_days",
    "the review day of the restriction",
    suffix="opens",
    shape=Shape.BEFORE,
    agreed="may",
    opens=True,
    whose=Whose.NOTICE,
    reading="A34",
)
_OCCASION = "the occasion of the variation"
VARIATION_OPENS = agreed_date(
    "CSP-T3-S13a", _OCCASION, suffix="opens", opens=True, whose=Whose.NOTICE, reading="A07"
)
VARIATION_OVER = agreed_date("CSP-T3-S13a", _OCCASION, whose=Whose.NOTICE, reading="A07")

RULES = (WATCH, REVIEW, REVIEW_OPENS, VARIATION_OPENS, VARIATION_OVER)
