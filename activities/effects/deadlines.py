"""Dates that are armed, ended, held and counted anew."""

from typing import Literal

from pydantic import AwareDatetime

from activities.effects.base import Cited


class ArmDeadline(Cited):
    """Start a deadline; armed again under the same id it may only move later."""

    effect: Literal["arm_deadline"] = "arm_deadline"
    id: str
    rule: str
    start: AwareDatetime
    agreed: str | None = None  # a date, for limits that people agree
    label: str = ""  # what happens then, in words; shown on the timer


class EndDeadline(Cited):
    """A deadline was met, has passed, or is withdrawn."""

    effect: Literal["end_deadline"] = "end_deadline"
    id: str
    state: Literal["met", "passed", "withdrawn"]
    reason: str = ""


class HoldWindows(Cited):
    """Let the time of people outside stand still: nobody may answer, and no silence counts."""

    effect: Literal["hold_windows"] = "hold_windows"
    reason: str


class RestoreWindows(Cited):
    """Let what stood still count again, each date moved on by the days on which it was held."""

    effect: Literal["restore_windows"] = "restore_windows"
    reason: str


class Recompute(Cited):
    """Work every armed deadline out again with the calendar as it is now; none gets earlier."""

    effect: Literal["recompute"] = "recompute"
