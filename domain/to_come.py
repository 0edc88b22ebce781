"""Dates and settings of the matrix whose lifecycles are not built; each moves to its lifecycle."""

from typing import Any

from domain.deadline_rules import (
    Shape,
    Whose,
    agreed_date,
    calendar_days,
    days_by_setting,
    months,
    working_days,
)
from domain.setting_kinds import Form, Setting

_BEFORE: dict[str, Any] = {"shape": Shape.BEFORE, "agreed": "may"}
_WINDOW: dict[str, Any] = {"shape": Shape.WINDOW, "agreed": "may"}
_OURS: dict[str, Any] = {"whose": Whose.AGENCY}
_THEIRS: dict[str, Any] = {"whose": Whose.OTHERS}
_NOTICE: dict[str, Any] = {"whose": Whose.NOTICE}
_REPLY_DATE: dict[str, Any] = {"agreed": "must", "at_most": True, "reading": "A13", **_THEIRS}

_REFERRAL = "receipt of the referral"
_REVIEW = "day 0 of the MSP review, the CIMS email"
_MSP_END = "the end of the MSP"
_ASSESSMENT = "ps.assessment_services_days"

RULES = (
    # Customer Management Approach
    days_by_setting(
        "CMA-T1-S2m", "cma.mx1_reply_days", "issue of letter MX1-1", reading="A41", **_THEIRS
    ),
    days_by_setting(
        "CMA-T2-S2f", "cma.callback_days", "the request to call back", reading="A41", **_THEIRS
    ),
    working_days("CMA-T2-S10i", 2, "creation of the intray", **_OURS),
    days_by_setting(
        "CMA-T3-S4d",
        "cma.auto_unlock_days",
        "confirmation of the letters",
        reading="A41",
        **_THEIRS,
    ),
    # Personalised Services, Centrelink
    months("CLK-T1-S1b", 12, "the date of the referral", **_WINDOW, **_NOTICE),
    working_days("CLK-T1-S2a", 5, _REFERRAL, reading="A11", **_OURS),
    working_days("CLK-T1-S2b", 2, _REFERRAL, reading="A11", **_OURS),
    days_by_setting(
        "CLK-T1-S2m", _ASSESSMENT, "the request for a specialist review", reading="A41", **_OURS
    ),
    days_by_setting(
        "CLK-T2-S5a", "clk.voicemail_days", "arrival of the voicemail", reading="A41", **_OURS
    ),
    agreed_date("CLK-T3-S1h", "the commitment", **_NOTICE),
    days_by_setting(
        "CLK-T3-S2d", _ASSESSMENT, "the request to Assessment Services", reading="A41", **_OURS
    ),
    calendar_days("CLK-T3-S3a", 28, _MSP_END, reading="A13", **_WINDOW, **_OURS),
    calendar_days("CLK-T3-S3b", 28, _MSP_END, reading="A13", **_BEFORE, **_NOTICE),
    working_days("CLK-T3-S3c", 3, _REVIEW, **_OURS),
    calendar_days("CLK-T3-S3h", 7, _REVIEW, reading="A13", **_OURS),
    days_by_setting(
        "CLK-T3-S3h",
        "clk.review_letter_target_days",
        _REVIEW,
        suffix="target",
        reading="A13",
        **_NOTICE,
    ),
    # The text says before day 14, so day 13 is the last.
    calendar_days("CLK-T3-S3i", 13, _REVIEW, **_REPLY_DATE),
    calendar_days("CLK-T3-S3k", 13, _REVIEW, **_REPLY_DATE),
    calendar_days("CLK-T3-S3m", 14, _REVIEW, reading="A13", **_OURS),
    calendar_days("CLK-T3-S3q", 14, "the end of the MSP review", **_WINDOW, **_OURS),
    calendar_days("CLK-T3-S6b", 0, "the warning", reading="A17", **_OURS),
    working_days("CLK-T3-S10a", 1, "the day of the cold transfer", reading="A18", **_OURS),
    months("CLK-T5-S2d", 4, "the start of the MSP", agreed="may", **_NOTICE),
    calendar_days(
        "CLK-T5-S3f",
        14,
        "the start of the MSP, or the due date of the review before",
        repeats=True,
        reading="A50",
        **_OURS,
    ),
    days_by_setting(
        "CLK-T5-S4a",
        "clk.review_lead_days",
        _MSP_END,
        opens=True,
        reading="A13",
        **_BEFORE,
        **_NOTICE,
    ),
)

SETTINGS = (
    Setting(
        name="cma.mx1_reply_days",
        form=Form.DAYS,
        default=14,
        words="Days for a customer to answer letter MX1-1, from its issue",
        steps=("CMA-T1-S2m",),
        reading="A41",
    ),
    Setting(
        name="cma.callback_days",
        form=Form.DAYS,
        default=14,
        words="Days for a customer to ring back with their income, from being asked",
        steps=("CMA-T2-S2f",),
        reading="A41",
    ),
    Setting(
        name="cma.auto_unlock_days",
        form=Form.DAYS,
        default=14,
        words="Days until the ownership lock opens by itself, from the confirmed letters",
        steps=("CMA-T3-S4d",),
        reading="A41",
    ),
    Setting(
        name="cma.contact_attempts",
        form=Form.COUNT,
        default=2,
        words="Attempts to reach a customer before a letter takes their place",
        steps=("CMA-T3-S4e",),
        reading="A41",
    ),
    Setting(
        name="clk.voicemail_days",
        form=Form.DAYS,
        default=14,
        words="Days to deal with a voicemail, from its arrival",
        steps=("CLK-T2-S5a",),
        reading="A41",
    ),
    Setting(
        name="clk.review_letter_target_days",
        form=Form.DAYS,
        default=4,
        words="Day of an MSP review by which its letter should go where possible",
        steps=("CLK-T3-S3h",),
        reading="A13",
    ),
    Setting(
        name="clk.review_lead_days",
        form=Form.DAYS,
        default=28,
        words="Days before its end at which the review of a proactive MSP opens",
        steps=("CLK-T5-S4a",),
        reading="A13",
    ),
)
