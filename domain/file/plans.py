"""Plans: the Customer Management Plan and its like, with what each says on top.

What is to be done is in their versions (``plan_versions``).

Source: CSP-T1-S2g, CSP-T1-S2k, CSP-T2-S2a, CSP-T7-S5b, CLK-T5-S2d, RES-T1-S2a, BG-ROLE-PSSO-g.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel

from domain.days import AHEAD, SINCE, Day
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

ZONE = "zone"  # the service zone, among those who are consulted on a plan


class _Plan(BaseModel):
    """``sort`` is a Customer Management Plan or a Managed Service Plan."""

    sort: Literal["cmp", "msp"]
    customer: CustomerId
    start: Annotated[Day, SINCE]
    end: Annotated[Day | None, AHEAD] = None
    review_by: Annotated[Day | None, AHEAD] = None


class _Header(BaseModel):
    """``stacking_document`` is where that is, ``dated`` its date; ``source`` the referral's.

    ``main_reason`` is a code; the words for it are content.
    """

    stacking_document: Elsewhere
    dated: Annotated[Day, SINCE]
    segment: Literal["1", "2", "3"]
    source: Code
    main_reason: Code


class _Recommendation(BaseModel):
    """``consulted`` are the zone and whoever else was asked, ``recommended`` what came of it."""

    consulted: tuple[Code, ...]
    recommended: Literal["go_on", "change_plan", "hand_on", "finalise"]


class PlanFacts(_Plan, Facts):
    """A plan with its header, once it has one; ``ended`` is why it is over.

    ``headed_in`` is the case that wrote the header: each has a stacking document of its own.
    ``recommended`` is how to manage the customer, as those who were ``consulted`` on a day see it.
    """

    kind = "plan"

    stacking_document: Elsewhere | None = None
    dated: Annotated[Day | None, SINCE] = None
    segment: Literal["1", "2", "3"] | None = None
    source: Code | None = None
    main_reason: Code | None = None
    headed_in: Elsewhere | None = None
    consulted: tuple[Code, ...] = ()
    consulted_on: Annotated[Day | None, SINCE] = None
    recommended: Code | None = None
    ended: Code | None = None


class PlanOpened(_Plan, Act):
    """A plan was opened for a customer."""

    name = "plan.opened"
    words = "a plan was opened"
    senders = (*OFFICERS, "cuba", "cims")


class PlanHeaded(_Header, Act):
    """What a plan says on top was written, or is other than before."""

    name = "plan.headed"
    words = "the header of a plan was written"
    senders = OFFICERS
    content = ("main_reason",)
    changes_row = "plan"

    plan: RowId


class PlanConsultedOn(_Recommendation, Act):
    """The zone and other stakeholders were asked how to manage the customer, and it is said how."""

    name = "plan.consulted_on"
    words = "zone and stakeholders were consulted on a plan"
    senders = OFFICERS
    content = ("words",)
    changes_row = "plan"

    plan: RowId


class PlanEnded(Act):
    """A plan is over."""

    name = "plan.ended"
    words = "a plan is over"
    senders = (*OFFICERS, "cuba", "cims")
    content = ("reason",)
    changes_row = "plan"

    plan: RowId
    why: Code


# ---------------------------------------------------------------------- reading


def plan_of(file: File, customer: str, sort: str = "cmp") -> Row[PlanFacts] | None:
    """Return the plan of a customer that is not over."""
    for row in file.live(PlanFacts):
        if (row.facts.customer, row.facts.sort) == (customer, sort) and not row.facts.ended:
            return row
    return None


# ---------------------------------------------------------------------- rules


def one_plan_of_a_sort(given: Given[PlanOpened]) -> str | None:
    """Two plans of one customer say two things."""
    for row in given.file.live(PlanFacts):
        same = (row.facts.sort, row.facts.customer) == (given.act.sort, given.act.customer)
        if same and not row.facts.ended:
            return f"{row.id} is a plan of that sort already"
    return None


def for_a_party(given: Given[PlanOpened]) -> str | None:
    """A plan is of a customer of the case."""
    customer = given.act.customer
    return None if customer in given.file.sides else f"{customer} is no party of {given.file.case}"


def plan_goes_on(given: Given[Any]) -> str | None:
    """What is over is not changed; the act names the ``plan``."""
    plan = given.file.find(PlanFacts, given.act.plan)
    if plan is None:
        return f"there is no {given.act.plan} in this file"
    return f"{plan.id} is over: {plan.facts.ended}" if plan.facts.ended else None


def the_zone_was_asked(given: Given[PlanConsultedOn]) -> str | None:
    """A recommendation of whoever recommends rests on nobody. Source: BG-ROLE-PSSO-g."""
    if ZONE in given.act.consulted:
        return None
    return f"say who was consulted, the service zone ({ZONE}) among them"


# ---------------------------------------------------------------------- what they change


def open_(given: Given[PlanOpened]) -> Changes:
    """Keep it, on the side of the customer."""
    return (Add(facts_of(PlanFacts, given.act), side=given.act.customer),)


def head(given: Given[PlanHeaded]) -> Changes:
    """Write it."""
    act = given.act
    header = {name: getattr(act, name) for name in _Header.model_fields}
    in_case = {"headed_in": given.file.case}
    return (amended(found(given, PlanFacts, act.plan), **header, **in_case),)


def recommend(given: Given[PlanConsultedOn]) -> Changes:
    """Say who was asked, when, and what is recommended; the last one counts."""
    act, on = given.act, given.office.day_of(given.at)
    said = {"consulted": act.consulted, "recommended": act.recommended, "consulted_on": on}
    return (amended(found(given, PlanFacts, act.plan), **said),)


def end(given: Given[PlanEnded]) -> Changes:
    """Say why it is over."""
    return (amended(found(given, PlanFacts, given.act.plan), ended=given.act.why),)


# ---------------------------------------------------------------------- what they leave


def whose_plan(given: Given[PlanHeaded] | Given[PlanConsultedOn]) -> dict[str, str]:
    """Say whose plan it is."""
    return {"customer": found(given, PlanFacts, given.act.plan).facts.customer}


_MAY = (Relation.OWNER,)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        PlanOpened,
        steps=("CSP-T1-S2g", "CSP-T2-S2a"),
        by=(*_MAY, Relation.SYSTEM),
        changes=open_,
        rules=(for_a_party, one_plan_of_a_sort),
        leaves=(
            Leaves("CSP-T1-S2g", "Cuba", "cmp", {"customer": "customer"}, when={"sort": "cmp"}),
            Leaves(
                "CSP-T2-S2a",
                "Cuba",
                "cmp_window",
                {"customer": "customer", "start": "start"},
                when={"sort": "cmp"},
            ),
        ),
    ),
    ActKind(
        PlanHeaded,
        steps=("CSP-T1-S2k", "RES-T1-S2a"),
        by=_MAY,
        changes=head,
        rules=(plan_goes_on,),
        leaves=(
            Leaves(
                "CSP-T1-S2k",
                "Cuba",
                "cmp",
                {
                    "stacking_document_location": "stacking_document",
                    "stacking_document_date": "dated",
                    "segment": "segment",
                    "source": "source",
                    "main_reason": "main_reason",
                },
                derived=whose_plan,
            ),
            Leaves(
                "RES-T1-S2a",
                "Cuba",
                "cmp_window",
                {"stacking_document": "stacking_document", "stacking_document_date": "dated"},
            ),
        ),
    ),
    ActKind(
        PlanConsultedOn,
        steps=("BG-ROLE-PSSO-g",),
        by=_MAY,
        changes=recommend,
        rules=(plan_goes_on, the_zone_was_asked),
        leaves=(
            Leaves(
                "BG-ROLE-PSSO-g",
                "Cuba",
                "consultation_and_recommendation",
                {
                    "plan": "plan",
                    "consulted": "consulted",
                    "recommendation": "recommended",
                    "words": "words",
                },
                derived=whose_plan,
            ),
        ),
    ),
    ActKind(
        PlanEnded,
        steps=("CSP-T7-S5b",),
        by=(*_MAY, Relation.SYSTEM),
        changes=end,
        rules=(plan_goes_on,),
    ),
)
