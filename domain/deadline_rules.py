"""How dates are declared: what a rule counts, from which event, where its length comes from.

The rules stand with the lifecycles that arm them. How a date follows from a rule is in
``domain.deadlines``.
"""

from enum import StrEnum
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


class Whose(StrEnum):
    """Whose time a date ends.

    ``agency``: somebody in the agency must have acted by then, else the case is overdue until they
    have. ``others``: the customer, or somebody outside, has until then; nobody is late.
    ``notice``: something begins, ends, is looked back on or given notice of; what follows is work.
    """

    AGENCY = "agency"
    OTHERS = "others"
    NOTICE = "notice"


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
        whose: whose time it ends. Nobody can guess it, so every rule says it.
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
    whose: Whose
    reading: str | None = None

    @property
    def owed(self) -> bool:
        """Tell whether a case is overdue once the date has passed unmet."""
        return self.whose is Whose.AGENCY

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


def working_days(step: StepId, length: int, counts_from: str, **more: Any) -> DeadlineRule:
    """Declare a limit in working days."""
    return DeadlineRule(
        step=step, length=length, unit=Unit.WORKING_DAYS, counts_from=counts_from, **more
    )


def calendar_days(step: StepId, length: int, counts_from: str, **more: Any) -> DeadlineRule:
    """Declare a limit in calendar days."""
    return DeadlineRule(
        step=step, length=length, unit=Unit.CALENDAR_DAYS, counts_from=counts_from, **more
    )


def months(step: StepId, length: int, counts_from: str, **more: Any) -> DeadlineRule:
    """Declare a limit in months."""
    return DeadlineRule(step=step, length=length, unit=Unit.MONTHS, counts_from=counts_from, **more)


def days_by_setting(step: StepId, setting: str, counts_from: str, **more: Any) -> DeadlineRule:
    """Declare a limit whose length the text leaves open: calendar days, as many as are set."""
    return DeadlineRule(
        step=step, setting=setting, unit=Unit.CALENDAR_DAYS, counts_from=counts_from, **more
    )


def agreed_date(step: StepId, counts_from: str, **more: Any) -> DeadlineRule:
    """Declare a date that people set."""
    return DeadlineRule(
        step=step, unit=Unit.AGREED_DATE, counts_from=counts_from, agreed="must", **more
    )
