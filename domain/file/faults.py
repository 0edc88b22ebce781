"""Faults of the agency's own that a case brings to light: errors, and what keeps going wrong.

Each is a row of the case's file, told to the area whose service it is; read across cases they are
the log of systemic issues.

Source: BG-OBJ-g.
"""

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel

from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Add,
    Changes,
    Given,
    Leaves,
    Relation,
    amended,
    facts_of,
    found,
)
from domain.file.rows import Facts, File, Row, RowId
from domain.messages import Code


class FaultState(StrEnum):
    """Where a fault stands; computed, never typed."""

    OPEN = "open"
    CORRECTED = "corrected"


class _Fault(BaseModel):
    """``about`` is a code, the same for what is the same in other cases.

    ``shown_by`` is the row that shows it. A ``systemic`` one is ``raised_to`` the area whose
    service it is.
    """

    sort: Literal["error", "systemic"]
    about: Code
    shown_by: RowId
    raised_to: Code | None = None


class FaultFacts(_Fault, Facts):
    """A fault; ``corrected_by`` is the row by which it was put right here."""

    kind = "fault"

    corrected_by: RowId | None = None


class FaultFound(_Fault, Act):
    """Somebody saw that the agency made an error, or that a service goes wrong for many."""

    name = "fault.found"
    words = "a fault of the agency's was found"
    senders = OFFICERS
    content = ("words",)


class FaultMended(Act):
    """A fault was put right for the customer."""

    name = "fault.mended"
    words = "a fault was put right"
    senders = OFFICERS
    content = ("words",)
    changes_row = "fault"

    fault: RowId
    by: RowId


def state(row: Row[FaultFacts], _: File) -> FaultState:
    """Return where a fault stands."""
    return FaultState.CORRECTED if row.facts.corrected_by else FaultState.OPEN


def it_is_shown(given: Given[FaultFound]) -> str | None:
    """What no row shows, nobody can look into. Source: BG-OBJ-g."""
    name = given.act.shown_by
    return None if given.file.find(Facts, name) else f"there is no {name} in this file"


def somebody_hears_of_it(given: Given[FaultFound]) -> str | None:
    """What goes wrong for many is changed by whose service it is, or by nobody."""
    act = given.act
    if act.sort != "systemic" or act.raised_to:
        return None
    return "say to which area a systemic issue is raised (raised_to)"


def not_corrected_yet(given: Given[FaultMended]) -> str | None:
    """Nothing is put right twice, and by nothing."""
    row = given.file.find(FaultFacts, given.act.fault)
    if row and row.facts.corrected_by:
        return f"{row.id} is put right already, by {row.facts.corrected_by}"
    by = given.act.by
    return None if given.file.find(Facts, by) else f"there is no {by} in this file"


def find(given: Given[FaultFound]) -> Changes:
    """Keep it with the case; no customer is shown it."""
    return (Add(facts_of(FaultFacts, given.act), side=given.file.sides[0]),)


def correct(given: Given[FaultMended]) -> Changes:
    """Say by what it was put right."""
    return (amended(found(given, FaultFacts, given.act.fault), corrected_by=given.act.by),)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        FaultFound,
        steps=("BG-OBJ-g",),
        by=(Relation.OWNER, Relation.SPECIALIST, Relation.APPROVER, Relation.OTHER),
        changes=find,
        rules=(it_is_shown, somebody_hears_of_it),
        leaves=(
            Leaves(
                "BG-OBJ-g",
                "Casebound",
                "systemic_issue_log",
                {"issue": "about", "raised_to": "raised_to", "shown_by": "shown_by"},
                when={"sort": "systemic"},
            ),
        ),
    ),
    ActKind(
        FaultMended,
        steps=("BG-OBJ-g",),
        by=(Relation.OWNER, Relation.SPECIALIST, Relation.APPROVER),
        changes=correct,
        rules=(not_corrected_yet,),
        leaves=(Leaves("BG-OBJ-g", "Cuba", "error_corrected", {"error": "fault", "by": "by"}),),
    ),
)
