"""Specialists: what the PSSO and whoever decides an issue must speak about, and when.

The delegation stays with the specialist; the PSSO is consulted before anything is done, and agrees
how the customer is told.

Source: BG-ROLE-SPEC-a to BG-ROLE-SPEC-f, BG-ROLE-PSSO-d to BG-ROLE-PSSO-f, CSP-T5-S3b.
"""

from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import JsonValue

from domain.file.acts import Act, ActKind, Changes, Given, Leaves, Relation, amended, found
from domain.file.issues import IssueFacts, open_issues, specialised
from domain.file.rows import File, RowId
from domain.file.tellings import decision_on
from domain.messages import Ident
from domain.officers import in_which_areas
from domain.refers import OFFICER
from domain.roles import Role


class PssoConsulted(Act):
    """The PSSO and the specialist who decides an issue spoke, before acting or before telling.

    ``specialist`` is who decides. Before telling ``told_how`` is what they agreed: who tells the
    customer, and how.
    """

    name = "psso.consulted"
    words = "a specialist consulted the PSSO"
    senders = (Role.PSSO, Role.PS_SSM)
    content = ("words",)
    names = MappingProxyType({"specialist": Role.SPECIALIST_OFFICER})

    issue: RowId
    before: Literal["acting", "telling"]
    specialist: Annotated[Ident, OFFICER]
    told_how: Literal["by_the_psso", "by_the_specialist", "together", "by_letter"] | None = None


class OutcomesDiscussed(Act):
    """The PSSO asked a specialist what is likely to come of an issue.

    ``with_customer`` says whether the customer was on the line. Source: CSP-T5-S3b.
    """

    name = "outcomes.discussed"
    words = "likely outcomes were discussed with a specialist"
    senders = (Role.PSSO, Role.PS_SSM)
    content = ("words",)
    names = MappingProxyType({"specialist": Role.SPECIALIST_OFFICER})

    issue: RowId
    specialist: Annotated[Ident, OFFICER]
    with_customer: bool = False


Talk = Given[PssoConsulted] | Given[OutcomesDiscussed]


def undiscussed(file: File) -> tuple[str, ...]:
    """Return the open issues of specialist areas whose likely outcomes nobody asked for.

    Source: CSP-T5-S3b.
    """
    return tuple(
        row.id
        for row in file.live(IssueFacts)
        if specialised(row) and not row.facts.closed and not row.facts.outcomes_discussed
    )


def issue_is_there(given: Talk) -> str | None:
    """A consultation on nothing would allow nothing."""
    name = given.act.issue
    return None if given.file.find(IssueFacts, name) else f"there is no {name} in this file"


def with_somebody_else(given: Talk) -> str | None:
    """Who talks with themselves consults nobody. Source: BG-ROLE-SPEC-b."""
    if given.act.specialist == given.by:
        return f"{given.by} has the customer: name the specialist who decides"
    return None


def has_the_delegation(given: Talk) -> str | None:
    """Who may not decide an issue is not whom the PSSO must speak with. Source: BG-ROLE-SPEC-f."""
    issue, officer = given.file.find(IssueFacts, given.act.issue), given.act.specialist
    areas = given.areas_of.get(officer)
    if issue is None or areas is None or not specialised(issue) or issue.facts.area in areas:
        return None
    return f"{issue.id} is with {issue.facts.area}; {in_which_areas(officer, areas)}"


def agreed_how_it_is_told(given: Given[PssoConsulted]) -> str | None:
    """What was not agreed is told twice, or not at all. Source: BG-ROLE-PSSO-e."""
    act = given.act
    if act.before == "acting":
        return "how it is told is agreed before telling" if act.told_how else None
    if act.told_how is None:
        return "say how the customer will be told: told_how"
    if decision_on(act.issue, given.file) is None:
        return f"no decision on {act.issue} stands that anybody could be told of"
    return None


def specialist_has_it(given: Given[OutcomesDiscussed]) -> str | None:
    """What no area decides has no outcome of theirs. Source: CSP-T5-S3b."""
    issue = given.file.find(IssueFacts, given.act.issue)
    return None if issue is None or specialised(issue) else f"{issue.id} is with no specialist area"


def consult(given: Given[PssoConsulted]) -> Changes:
    """Say on the issue when the PSSO was consulted; the first time counts, and the last way."""
    act = given.act
    issue = found(given, IssueFacts, act.issue)
    name = f"consulted_before_{act.before}"
    first = getattr(issue.facts, name) or given.at
    return (
        amended(
            issue, told_how=act.told_how or issue.facts.told_how, **{name: min(first, given.at)}
        ),
    )


def discuss(given: Given[OutcomesDiscussed]) -> Changes:
    """Say when; the last time counts."""
    return (amended(found(given, IssueFacts, given.act.issue), outcomes_discussed=given.at),)


def outstanding(given: Given[PssoConsulted]) -> JsonValue:
    """Return what else is open for the customers: whoever decides is warned of it.

    Source: BG-ROLE-PSSO-d.
    """
    return [
        {"issue": row.id, "about": row.facts.about, "area": row.facts.area}
        for row in open_issues(given.file)
        if row.id != given.act.issue
    ]


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        PssoConsulted,
        steps=("BG-ROLE-SPEC-b", "BG-ROLE-SPEC-c", "BG-ROLE-PSSO-d", "BG-ROLE-PSSO-e"),
        by=(Relation.OWNER,),
        changes=consult,
        rules=(issue_is_there, with_somebody_else, has_the_delegation, agreed_how_it_is_told),
        leaves=(
            Leaves(
                "BG-ROLE-SPEC-b",
                "Cuba",
                "psso_consultation",
                {"issue": "issue", "specialist": "specialist"},
                when={"before": "acting"},
            ),
            Leaves(
                "BG-MANDATE",
                "Cuba",
                "consultation_noted",
                {"issue": "issue", "specialist": "specialist"},
                derived=lambda given: {"psso": given.by},
                when={"before": "acting"},
            ),
            Leaves(
                "BG-ROLE-PSSO-d",
                "Cuba",
                "notice_to_the_specialist",
                {"specialist": "specialist"},
                derived=lambda given: {"outstanding": outstanding(given)},
                when={"before": "acting"},
            ),
            Leaves(
                "BG-ROLE-SPEC-c",
                "Cuba",
                "psso_consultation",
                {"issue": "issue", "specialist": "specialist"},
                when={"before": "telling"},
            ),
            Leaves(
                "BG-ROLE-PSSO-e",
                "Cuba",
                "agreed_communication_approach",
                {"issue": "issue", "approach": "told_how", "words": "words"},
                when={"before": "telling"},
            ),
        ),
    ),
    ActKind(
        OutcomesDiscussed,
        steps=("CSP-T5-S3b",),
        by=(Relation.OWNER,),
        changes=discuss,
        rules=(issue_is_there, with_somebody_else, specialist_has_it, has_the_delegation),
        leaves=(
            Leaves(
                "CSP-T5-S3b",
                "Cuba",
                "specialist_discussion",
                {"issue": "issue", "specialist": "specialist", "with_customer": "with_customer"},
            ),
        ),
    ),
)
