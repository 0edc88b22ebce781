"""The rule of every timed step: what it counts, from which event, and where its length comes from.

How a date follows from a rule is in ``domain.deadlines``.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from domain.step_ids import StepId


class Unit(StrEnum):
    """What a length counts. ``agreed_date`` counts nothing: people set the date."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    AGREED_DATE = "agreed_date"


class Shape(StrEnum):
    """Where the length lies.

    ``after`` its start; ``before`` a given end; ``window``: the stretch that leads up to a given
    end, whose first day is ``Deadline.opens_on`` and whose last is ``Deadline.due_on``.
    """

    AFTER = "after"
    BEFORE = "before"
    WINDOW = "window"


class DeadlineRule(BaseModel):
    """How one date is counted: declared as data, named by the step that it serves.

    Attributes:
        step: the step it serves; ``suffix`` tells several dates of one step apart.
        counts_from: the event in words; of ``before`` and ``window`` the end counted back from.
        setting: gives the length where the text has none; ``unit_setting`` gives the unit.
        agreed: whether people may, must or never give the date themselves. Of ``before`` and
            ``window`` it is the end counted back from; else the start's day is.
        at_most: a given date may not lie beyond the counted one.
        opens: something begins on the day, so it is due at the day's first instant.
        warns: the rule whose lapse this one gives notice of, counted back from it.
        repeats: the next one counts from this one's last day, however late the act was.
        reading: code of the reading that the date rests on, where the text is unclear.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: StepId
    counts_from: str
    unit: Unit
    suffix: str = ""
    length: int | None = None
    shape: Shape = Shape.AFTER
    setting: str | None = None
    unit_setting: str | None = None
    agreed: Literal["never", "may", "must"] = "never"
    at_most: bool = False
    opens: bool = False
    warns: str | None = None
    repeats: bool = False
    reading: str | None = None

    @property
    def id(self) -> str:
        """The rule's wire name: its step id, with the suffix where there is one."""
        return f"{self.step}.{self.suffix}" if self.suffix else self.step

    @model_validator(mode="after")
    def _has_one_length(self) -> "DeadlineRule":
        sources = (self.length is not None) + (self.setting is not None)
        if sources != (self.unit is not Unit.AGREED_DATE):
            raise ValueError(f"{self.id}: give a length or a setting, and none for agreed_date")
        if self.unit is Unit.AGREED_DATE and self.agreed != "must":
            raise ValueError(f"{self.id}: an agreed date must be given")
        return self


def _working(step: StepId, length: int, counts_from: str, **more: Any) -> DeadlineRule:
    return DeadlineRule(
        step=step, length=length, unit=Unit.WORKING_DAYS, counts_from=counts_from, **more
    )


def _calendar(step: StepId, length: int, counts_from: str, **more: Any) -> DeadlineRule:
    return DeadlineRule(
        step=step, length=length, unit=Unit.CALENDAR_DAYS, counts_from=counts_from, **more
    )


def _months(step: StepId, length: int, counts_from: str, **more: Any) -> DeadlineRule:
    return DeadlineRule(step=step, length=length, unit=Unit.MONTHS, counts_from=counts_from, **more)


def _set(step: StepId, setting: str, counts_from: str, **more: Any) -> DeadlineRule:
    """Declare a limit whose length the text leaves open."""
    return DeadlineRule(
        step=step, setting=setting, unit=Unit.CALENDAR_DAYS, counts_from=counts_from, **more
    )


def _agreed(step: StepId, counts_from: str, **more: Any) -> DeadlineRule:
    return DeadlineRule(
        step=step, unit=Unit.AGREED_DATE, counts_from=counts_from, agreed="must", **more
    )


_BEFORE: dict[str, Any] = {"shape": Shape.BEFORE, "agreed": "may"}
_WINDOW: dict[str, Any] = {"shape": Shape.WINDOW, "agreed": "may"}
_AT_MOST: dict[str, Any] = {"agreed": "may", "at_most": True}
_REPLY_DATE: dict[str, Any] = {"agreed": "must", "at_most": True, "reading": "A13"}

_REFERRAL = "receipt of the referral"
_INTRAY = "receipt of the intray"
_REVIEW = "day 0 of the MSP review, the CIMS email"
_MSP_END = "the end of the MSP"
_ASSESSMENT = "ps.assessment_services_days"

_DECLARED = (
    # Written complaints
    _working(
        "WC-S3n",
        2,
        "receipt of the written complaint",
        unit_setting="wc.acknowledgement_unit",
        reading="A02",
    ),
    _working(
        "WC-S3n",
        1,
        "the lapse of the acknowledgement",
        suffix="alert",
        warns="WC-S3n",
        shape=Shape.BEFORE,
        opens=True,
        reading="A02",
    ),
    # Customer Management Approach
    _set("CMA-T1-S2m", "cma.mx1_reply_days", "issue of letter MX1-1", reading="A41"),
    _set("CMA-T2-S2f", "cma.callback_days", "the request to call back", reading="A41"),
    _working("CMA-T2-S10i", 2, "creation of the intray"),
    _set("CMA-T3-S4d", "cma.auto_unlock_days", "confirmation of the letters", reading="A41"),
    # Personalised Services, Centrelink
    _months("CLK-T1-S1b", 12, "the date of the referral", **_WINDOW),
    _working("CLK-T1-S2a", 5, _REFERRAL, reading="A11"),
    _working("CLK-T1-S2b", 2, _REFERRAL, reading="A11"),
    _set("CLK-T1-S2m", _ASSESSMENT, "the request for a specialist review", reading="A41"),
    _set("CLK-T2-S5a", "clk.voicemail_days", "arrival of the voicemail", reading="A41"),
    _agreed("CLK-T3-S1h", "the commitment"),
    _set("CLK-T3-S2d", _ASSESSMENT, "the request to Assessment Services", reading="A41"),
    _calendar("CLK-T3-S3a", 28, _MSP_END, reading="A13", **_WINDOW),
    _calendar("CLK-T3-S3b", 28, _MSP_END, reading="A13", **_BEFORE),
    _working("CLK-T3-S3c", 3, _REVIEW),
    _calendar("CLK-T3-S3h", 7, _REVIEW, reading="A13"),
    _set("CLK-T3-S3h", "clk.review_letter_target_days", _REVIEW, suffix="target", reading="A13"),
    # The text says before day 14, so day 13 is the last.
    _calendar("CLK-T3-S3i", 13, _REVIEW, **_REPLY_DATE),
    _calendar("CLK-T3-S3k", 13, _REVIEW, **_REPLY_DATE),
    _calendar("CLK-T3-S3m", 14, _REVIEW, reading="A13"),
    _calendar("CLK-T3-S3q", 14, "the end of the MSP review", **_WINDOW),
    _calendar("CLK-T3-S6b", 0, "the warning", reading="A17"),
    _working("CLK-T3-S10a", 1, "the day of the cold transfer", reading="A18"),
    _months("CLK-T5-S2d", 4, "the start of the MSP", agreed="may"),
    _calendar(
        "CLK-T5-S3f",
        14,
        "the start of the MSP, or the due date of the review before",
        repeats=True,
        reading="A50",
    ),
    _set("CLK-T5-S4a", "clk.review_lead_days", _MSP_END, opens=True, reading="A13", **_BEFORE),
    # Personalised Services, Child Support
    _working("CSP-T1-S2a", 5, _INTRAY, reading="A11"),
    _working("CSP-T1-S2b", 2, _INTRAY, reading="A11"),
    _calendar("CSP-T2-S2c", 21, "lock and assignment of the customer", reading="A25"),
    _calendar("CSP-T3-S3d", 28, "issue of the warning letter", reading="A23"),
    _agreed("CSP-T3-S7j", "the decision of the Approvers", reading="A34"),
    _calendar("CSP-T3-S9b", 0, "the warning", reading="A17"),
    _working("CSP-T3-S12a", 1, "the day of the cold transfer", reading="A18"),
    _agreed("CSP-T4-S5a", "the arrangement with the customer"),
    _agreed("CSP-T4-S5e", "the commitment"),
    _calendar("CSP-T6-S1k", 14, "issue of the finalisation letter", reading="A27"),
    _set("CSP-T8-S2c", _ASSESSMENT, "the request to Assessment Services", reading="A41"),
    _months("CSP-T8-S3d", 3, "approval of segment 3", **_AT_MOST),
    _months("CSP-T8-S5a", 3, "approval of segment 3, or the last review", **_AT_MOST),
    _months("CSP-T8-S5f", 3, "this review", **_AT_MOST),
    # Resources
    _agreed("RES-T3-S3d", "the commitment"),
)

RULES: Mapping[str, DeadlineRule] = MappingProxyType({rule.id: rule for rule in _DECLARED})
"""Every rule by its id."""
