"""Indicators on a customer, and incidents of behaviour.

Source: CSP-T1-S2f, CSP-T4-S3a, CSP-T4-S3b, CSP-T7-S5c, CSP-T8-S3d, CSP-T3-S9c, CSP-T3-S12d.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from domain.days import AHEAD, Day, months_on, written_day
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
from domain.file.rows import CustomerId, Elsewhere, Facts, File, Row, RowId
from domain.messages import Code

POINTER = "msp_see_note"  # MSP SEE NOTE, in Cuba
VIOLENT = frozenset({"violence", "threat_of_violence"})  # codes of behaviour: CSP-T3-S2d


class IndicatorKind(StrEnum):
    """What an indicator warns of."""

    SPECIAL_RECOVERY_CONDITION = "special_recovery_condition"
    SENSITIVE_ISSUE = "sensitive_issue"
    SPECIAL_CONTACT_DETAILS = "special_contact_details"
    SEGMENT_3_REVIEW = "segment_3_review"
    SERVICE_RESTRICTION = "service_restriction"


class IndicatorState(StrEnum):
    """Where an indicator stands; a review day that passes makes it due, never removed."""

    SET = "set"
    DUE = "due"
    REMOVED = "removed"


class _Indicator(BaseModel):
    """``why`` is a code, such as family_violence; on ``review_by`` somebody looks at it again."""

    sort: IndicatorKind
    customer: CustomerId
    why: Code
    review_by: Annotated[Day, AHEAD]
    safety: bool = False
    authority: Elsewhere | None = None


class IndicatorFacts(_Indicator, Facts):
    """An indicator; ``removed`` is why it is there no more."""

    kind = "indicator"

    removed: Code | None = None


class IndicatorSet(_Indicator, Act):
    """An indicator was set on a customer."""

    name = "indicator.set"
    words = "an indicator was set"
    senders = (*OFFICERS, "cuba")
    content = ("reason", "conditions")

    on_screen: Code | None = None  # what Cuba's front screen says of special contact details


class IndicatorReviewed(Act):
    """An indicator was looked at, and stays until another day."""

    name = "indicator.reviewed"
    words = "an indicator was looked at, and stays"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "indicator"

    indicator: RowId
    review_by: Annotated[Day, AHEAD]


class IndicatorRemoved(Act):
    """An indicator is needed no more."""

    name = "indicator.removed"
    words = "an indicator was removed"
    senders = (*OFFICERS, "cuba")
    content = ("reason",)
    changes_row = "indicator"

    indicator: RowId
    why: Code


class _Incident(BaseModel):
    """``recorded_in`` is the system that has it; ``calls`` is how many there were."""

    sort: Code
    severity: Literal["low", "medium", "high"]
    customer: CustomerId
    channel: Literal["phone", "face_to_face", "writing", "online"]
    recorded_in: Literal["CIRT", "CIMS", "ESS"]
    calls: int = Field(default=1, ge=1, le=10_000)


class IncidentFacts(_Incident, Facts):
    """An incident of behaviour."""

    kind = "incident"


class BehaviourReported(_Incident, Act):
    """A customer behaved in a way that is written down."""

    name = "behaviour.reported"
    words = "a customer's behaviour was reported"
    senders = (*OFFICERS, "telephony", "cims")
    content = ("words",)


def state(row: Row[IndicatorFacts], file: File) -> IndicatorState:
    """Return where an indicator stands on the day of the file."""
    if row.facts.removed:
        return IndicatorState.REMOVED
    return IndicatorState.DUE if file.today > row.facts.review_by else IndicatorState.SET


def live(file: File, customer: str) -> tuple[Row[IndicatorFacts], ...]:
    """Return the indicators of a customer, those of safety first."""
    rows = [
        row
        for row in file.live(IndicatorFacts)
        if row.facts.customer == customer and not row.facts.removed
    ]
    return tuple(sorted(rows, key=lambda row: (not row.facts.safety, row.id)))


def customer_is_in_the_file(given: Given[IndicatorSet] | Given[BehaviourReported]) -> str | None:
    """A warning on the wrong customer is no warning on the right one."""
    customer = given.act.customer
    return None if customer in given.file.sides else f"{customer} is no party of {given.file.case}"


def one_of_a_kind(given: Given[IndicatorSet]) -> str | None:
    """Two of one kind say two things; the one that is there is looked at again or removed."""
    for row in live(given.file, given.act.customer):
        if row.facts.sort is given.act.sort:
            return f"{row.id} is one of that kind already; review or remove it"
    return None


def screen_shows_the_pointer_alone(given: Given[IndicatorSet]) -> str | None:
    """Whoever passes a front screen reads where to look, and nothing of why. Source: CSP-T3-S7h."""
    shown = given.act.on_screen
    if shown in (None, POINTER):
        return None
    return f"the front screen shows {POINTER} alone: what else there is goes into the details"


def review_is_to_come(
    given: Given[IndicatorSet] | Given[IndicatorReviewed],
) -> str | None:
    """An indicator that is due when it is set would be looked at by nobody."""
    if given.act.review_by > given.office.day_of(given.at):
        return None
    return f"review_by {given.act.review_by} is not to come"


SEGMENT_3_MONTHS = 3  # CSP-T8-S3d, CSP-T8-S5f


def segment_3_is_reviewed_in_time(
    given: Given[IndicatorSet] | Given[IndicatorReviewed],
) -> str | None:
    """Segment 3 stands for three months at most until somebody reviews it.

    Source: CSP-T8-S3d, CSP-T8-S5f.
    """
    last = months_on(given.office.day_of(given.at), SEGMENT_3_MONTHS)
    if not _of_segment_3(given) or given.act.review_by <= last:
        return None
    by = written_day(given.act.review_by)
    return f"segment 3 is reviewed by {written_day(last)} at the latest, not by {by}"


def segment_3_is_decided(given: Given[Any]) -> str | None:
    """Nobody sets segment 3, moves its review or ends it by an act: the SSM and the SM decide.

    Source: CSP-T8-S1e, CSP-T8-S3d, CSP-T8-S5d; A22.
    """
    if given.relation is Relation.PRODUCT or not _of_segment_3(given):
        return None
    return (
        "the SSM decides on segment 3 and the SM reviews it: no act sets, moves or ends it; the "
        "PSSO proposes it as the segment is weighed, the SM has it reviewed sooner by "
        "review.brought_forward"
    )


def _of_segment_3(given: Given[Any]) -> bool:
    act = given.act
    if isinstance(act, IndicatorSet):
        return act.sort is IndicatorKind.SEGMENT_3_REVIEW
    name = str(getattr(act, "indicator", None) or getattr(act, "row", None))
    right, row = getattr(act, "right", {}), given.file.find(IndicatorFacts, name)
    sorts = (row.facts.sort if row else None, right.get("sort"))
    return IndicatorKind.SEGMENT_3_REVIEW in sorts


def still_there(given: Given[IndicatorReviewed] | Given[IndicatorRemoved]) -> str | None:
    """What was removed is set anew, with its reason."""
    row = given.file.find(IndicatorFacts, given.act.indicator)
    return f"{row.id} was removed: {row.facts.removed}" if row and row.facts.removed else None


def set_(given: Given[IndicatorSet]) -> Changes:
    """Keep it, on the side of the customer."""
    return (Add(facts_of(IndicatorFacts, given.act), side=given.act.customer),)


def review(given: Given[IndicatorReviewed]) -> Changes:
    """Set the next day."""
    row = found(given, IndicatorFacts, given.act.indicator)
    return (amended(row, review_by=given.act.review_by),)


def remove(given: Given[IndicatorRemoved]) -> Changes:
    """Say why it is there no more."""
    return (amended(found(given, IndicatorFacts, given.act.indicator), removed=given.act.why),)


def report(given: Given[BehaviourReported]) -> Changes:
    """Keep it, on the side of whoever behaved so."""
    return (Add(facts_of(IncidentFacts, given.act), side=given.act.customer),)


_MAY = (Relation.OWNER, Relation.SPECIALIST)
_ANYBODY = (*_MAY, Relation.SYSTEM, Relation.OTHER)

_INCIDENT = {"customer": "customer", "sort": "sort", "severity": "severity", "channel": "channel"}
# Where incidents are reported; an incident says in which of them it was. Source: RES-LINK-a.
TOOLS = {"CIRT": "cirt_report", "CIMS": "cims_report", "ESS": "security_incident"}
_SET = {"customer": "customer", "kind": "sort", "why": "why", "review_by": "review_by"}

ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        IndicatorSet,
        steps=(
            "CSP-T4-S3a",
            "CSP-T1-S2f",
            "CSP-T4-S2d",
            "CSP-T4-S3b",
            "BG-ROLE-PSSO-b",
            "CSP-T3-S7h",
        ),
        by=(*_MAY, Relation.SYSTEM),
        changes=set_,
        rules=(
            segment_3_is_decided,
            customer_is_in_the_file,
            one_of_a_kind,
            review_is_to_come,
            segment_3_is_reviewed_in_time,
            screen_shows_the_pointer_alone,
        ),
        leaves=(
            Leaves(
                "CSP-T3-S7h",
                "Cuba",
                "front_screen",
                {"note": "on_screen"},
                when={"on_screen": POINTER},
            ),
            Leaves(
                "CSP-T4-S3a",
                "Cuba",
                "sensitive_issue_indicator",
                _SET,
                when={"sort": "sensitive_issue"},
            ),
            Leaves(
                "CSP-T4-S3b",
                "Cuba",
                "sensitive_issue_window",
                {"why": "why", "reason": "reason", "conditions": "conditions"},
                when={"sort": "sensitive_issue"},
            ),
            Leaves(
                "CSP-T4-S2d",
                "Cuba",
                "special_contact_details",
                _SET | {"conditions": "conditions"},
                when={"sort": "special_contact_details"},
            ),
            Leaves(
                "BG-ROLE-PSSO-b",
                "Cuba",
                "special_contact_conditions",
                {"customer": "customer", "why": "why", "conditions": "conditions"},
                when={"sort": "special_contact_details"},
            ),
            Leaves(
                "CSP-T1-S2f",
                "Cuba",
                "special_recovery_condition",
                _SET,
                when={"sort": "special_recovery_condition"},
            ),
        ),
    ),
    ActKind(
        IndicatorReviewed,
        steps=("CSP-T8-S5f",),
        by=_MAY,
        changes=review,
        rules=(
            segment_3_is_decided,
            still_there,
            review_is_to_come,
            segment_3_is_reviewed_in_time,
        ),
    ),
    ActKind(
        IndicatorRemoved,
        steps=("CSP-T7-S5c",),
        by=(*_MAY, Relation.SYSTEM),
        changes=remove,
        rules=(segment_3_is_decided, still_there),
    ),
    ActKind(
        BehaviourReported,
        steps=("CSP-T3-S9c", "CSP-T3-S12d", "RES-LINK-a"),
        by=_ANYBODY,
        changes=report,
        rules=(customer_is_in_the_file,),
        leaves=(
            Leaves("CSP-T3-S9c", "CIRT", "incident", _INCIDENT, when={"recorded_in": "CIRT"}),
            Leaves("CSP-T3-S9c", "ESS", "incident", _INCIDENT, when={"recorded_in": "ESS"}),
            Leaves("CSP-T3-S12d", "CIRT", "number_of_calls", {"calls": "calls"}),
            *(
                Leaves("RES-LINK-a", tool, name, _INCIDENT, when={"recorded_in": tool})
                for tool, name in TOOLS.items()
            ),
        ),
    ),
)
