"""Segment 3, ongoing reactive management: what the file bears out, and until when it is reviewed.

Child Support Table 8 (procedure 101-17021300).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypedDict

from pydantic import JsonValue

from domain.days import read_day, written_day
from domain.file.correspondence import ENQUIRIES, ItemFacts
from domain.file.discussions import About, latest, unconfirmed
from domain.file.indicators import IncidentFacts, IndicatorKind, live
from domain.file.intrays import NotepadFacts
from domain.file.issues import IssueFacts, open_issues
from domain.file.plan_versions import VersionFacts, open_actions
from domain.file.referrals import SOCIAL_WORK, made
from domain.file.rows import File
from domain.needs import Opened
from domain.personalised_services.finalisation import status_of
from domain.personalised_services.weighing import ESCALATION, MORE_THAN_ONE

ASSESSMENT_SERVICES = "assessment_services"

# Headings of notepads: the decision, the referral, the review, the look back.
APPROVED = "segment_3_approved"
REFERRED = "assessment_services_referral"
REVIEWED = "segment_3_reviewed"
LOOKED_BACK = "retrospective_review"


class Why(StrEnum):
    """For what the SSM approves segment 3. Source: CSP-T8-S3a."""

    ONGOING_SUPPORT = "ongoing_support"
    RESTRICTIONS = "restrictions"


WHY_WORDS: Mapping[Why, str] = MappingProxyType(
    {Why.ONGOING_SUPPORT: "Ongoing support", Why.RESTRICTIONS: "Restrictions"}
)


# ---------------------------------------------------------------------- what the file says


def restrictions(file: File) -> tuple[str, ...]:
    """Return what restricts how the customer is served, wherever it was imposed.

    Source: CSP-T8-S1c, RES-T4-S1.
    """
    customer = _customer(file)
    marked = (i.id for i in live(file, customer) if i.facts.sort is _RESTRICTED)
    imposed = (each.id for each in file.restrictions if each.customer == customer)
    return tuple(sorted({*imposed, *marked}))


_RESTRICTED = IndicatorKind.SERVICE_RESTRICTION


def escalations(file: File) -> tuple[str, ...]:
    """Return what shows how often the customer escalated: to an MP, the Ombudsman, or within.

    Source: CSP-T8-S1b, RES-T4-S1.
    """
    customer = _customer(file)
    issues = (
        row.id
        for row in file.live(IssueFacts)
        if row.facts.about == ESCALATION and customer in row.facts.parties
    )
    items = (
        row.id
        for row in file.live(ItemFacts)
        if row.facts.category in ENQUIRIES and customer in row.facts.about
    )
    return (*issues, *items)


def is_pattern(escalated: Iterable[object]) -> bool:
    """Tell whether escalation is a pattern: once is none. Source: CSP-T8-S1b."""
    return len(tuple(escalated)) >= MORE_THAN_ONE


def characteristics(file: File) -> tuple[str, ...]:
    """Return what else marks a customer of segment 3: aggression, sensitivity, need of support.

    Source: RES-T4-S2, CSP-T8-S3a.
    """
    customer = _customer(file)
    sensitive = (
        row.id
        for row in live(file, customer)
        if row.facts.safety or row.facts.sort is IndicatorKind.SENSITIVE_ISSUE
    )
    behaved = (row.id for row in file.live(IncidentFacts) if row.facts.customer == customer)
    helped = (
        row.id for row in made(file) if row.facts.to == SOCIAL_WORK and row.facts.party == customer
    )
    return (*sensitive, *behaved, *helped)


def _customer(file: File) -> str:
    return file.sides[0] if file.sides else ""


class Known(TypedDict):
    """What Table 8 knows of the file: ids."""

    restrictions: list[JsonValue]
    escalations: list[JsonValue]
    characteristics: list[JsonValue]
    issues: dict[str, JsonValue]  # id: how it ended, or where it is
    open_issues: list[JsonValue]
    outstanding: list[JsonValue]  # actions that the plans in force still ask for
    indicator: str | None  # that shows until when segment 3 is reviewed
    notepads: dict[str, JsonValue]  # heading: the last notepad under it
    discussed: dict[str, JsonValue]  # about what: the last discussion
    plan_versions: list[JsonValue]


def known(file: File) -> Known:
    """Return what Table 8 knows of the file."""
    return {
        "restrictions": [*restrictions(file)],
        "escalations": [*escalations(file)],
        "characteristics": [*characteristics(file)],
        "issues": {row.id: status_of(row) for row in file.live(IssueFacts)},
        "open_issues": [row.id for row in open_issues(file)],
        "outstanding": [f"{plan.id} {action.id}" for plan, action in open_actions(file)],
        "indicator": review_indicator(file),
        "notepads": {row.facts.heading: row.id for row in file.live(NotepadFacts)},
        "discussed": {about: row.id for about in About if (row := latest(file, about))},
        "plan_versions": [row.id for row in file.live(VersionFacts)],
    }


def review_indicator(file: File) -> str | None:
    """Return the indicator that shows until when segment 3 is reviewed. Source: CSP-T8-S3d."""
    sort = IndicatorKind.SEGMENT_3_REVIEW
    found = (row.id for row in live(file, _customer(file)) if row.facts.sort is sort)
    return next(found, None)


# ---------------------------------------------------------------------- what a sitting lacks


def not_addressed(opened: Opened) -> tuple[str, ...]:
    """Say which issue is not addressed, other agencies' included; it is a precondition (A30).

    Source: CSP-T8-S1a.
    """
    if not opened.file.live(IssueFacts):
        return ("no issue is recorded: there is none that was addressed",)
    return tuple(f"{row.id} is not over" for row in open_issues(opened.file))


def no_reason(opened: Opened) -> tuple[str, ...]:
    """Say that neither reason holds: no pattern of escalating, and no restriction (A30).

    Source: CSP-T8-S1b, CSP-T8-S1c.
    """
    if is_pattern(escalations(opened.file)) or restrictions(opened.file):
        return ()
    return ("neither a history of escalating nor a restriction is in the file",)


def not_discussed(opened: Opened) -> tuple[str, ...]:
    """Say that no discussion of the recommendation with the SSM is told of. Source: CSP-T8-S1d."""
    ssm = opened.answers.get("CSP-T8-S1d")
    row = latest(opened.file, About.SEGMENT_3, opened.at)
    if row and ssm in (None, row.facts.other):
        return ()
    return (f"no discussion with {ssm or 'the SSM'} was told of since this was opened",)


def not_confirmed(opened: Opened) -> tuple[str, ...]:
    """Say that the SSM has not borne the discussion out; another one may be held.

    Source: CSP-T8-S1d, CSP-T8-S1e.
    """
    row = latest(opened.file, About.SEGMENT_3)
    fault = unconfirmed(row) if row else "nobody told of a discussion of it"
    return (fault,) if fault else ()


def not_talked_over(opened: Opened) -> tuple[str, ...]:
    """Say that the SSM's word is missing on what the plan still asks for.

    Either of the two tells of it, and the other confirms. Source: CSP-T8-S5b.
    """
    left = [f"{plan.id} {action.id}" for plan, action in open_actions(opened.file)]
    if not left:
        return ()
    row = latest(opened.file, About.SEGMENT_3_REVIEW, opened.at)
    if row is None:
        return (f"no discussion of {', '.join(left)} was told of since this was opened",)
    ssm = opened.answers.get("CSP-T8-S5b")
    if ssm not in (None, row.told.by, row.facts.other):
        return (f"{row.id} was between {row.told.by} and {row.facts.other}, not with {ssm}",)
    fault = unconfirmed(row)
    return (fault,) if fault else ()


def not_looked_back(opened: Opened) -> tuple[str, ...]:
    """Say that no notepad tells what the look back has shown. Source: RES-T4-S3b."""
    return _not_filed(opened, LOOKED_BACK)


def _not_filed(opened: Opened, heading: str) -> tuple[str, ...]:
    rows = opened.file.live(NotepadFacts)
    if any(row.facts.heading == heading and row.told.at >= opened.at for row in rows):
        return ()
    return (f"no notepad is headed {heading} since this was opened",)


def not_borne_out(opened: Opened) -> tuple[str, ...]:
    """Say why the reason of an approval is not one that the file bears out. Source: CSP-T8-S3a."""
    match opened.answers.get("CSP-T8-S3a"):
        case Why.RESTRICTIONS if not restrictions(opened.file):
            return ("no restriction is in the file",)
        case Why.ONGOING_SUPPORT if not characteristics(opened.file):
            return ("no indicator, incident or social work referral shows what calls for it",)
    return ()


def plan_unchanged(opened: Opened) -> tuple[str, ...]:
    """Say that no version of the plan has the actions that were found. Source: CSP-T8-S2f."""
    if any(row.told.at >= opened.at for row in opened.file.live(VersionFacts)):
        return ()
    return ("no version of the plan was written since this was opened",)


def not_thorough(opened: Opened) -> tuple[str, ...]:
    """Say which issue is open, or ended on no decision: both invite the next letter about it.

    Source: RES-T4-S3c.
    """
    told = opened.data.get("since")
    since = datetime.fromisoformat(str(told)) if told else opened.at
    found = [row for row in opened.file.live(IssueFacts) if row.told.at >= since]
    return (
        *(f"{row.id} is not over" for row in open_issues(opened.file)),
        *(
            f"{row.id} ended on nothing that shows how"
            for row in found
            if row.facts.closed and not row.facts.closed_on
        ),
    )


def nothing_raised(opened: Opened) -> tuple[str, ...]:
    """Say that errors were found, and none of them is an issue. Source: RES-T4-S3b, RES-T4-S3c."""
    if opened.outcome != "errors_found" or open_issues(opened.file):
        return ()
    return ("no issue is open: raise what was found",)


def routed_otherwise(opened: Opened) -> tuple[str, ...]:
    """Say where the issues lead other than the outcome says. Source: CSP-T8-S4b; A33."""
    left = [row.id for row in open_issues(opened.file)]
    if opened.outcome == "manage" and not left:
        return ("no issue is open: what is to be managed is raised first",)
    if opened.outcome == "exit" and left:
        return tuple(f"{id_} is not over" for id_ in left)
    return ()


# ---------------------------------------------------------------------- until when it is reviewed


def review_unfit(opened: Opened) -> tuple[str, ...]:
    """Say why the day that the PSM sets does not fit: it counts from the approval.

    Three months at most, by the last day of a shorter month; an earlier day is fine.

    Source: CSP-T8-S3d.
    """
    given, times = opened.answers.get("CSP-T8-S3d"), opened.times
    if given is None or times is None:
        return ()
    approved = datetime.fromisoformat(str(opened.data["approved_at"]))
    by = read_day(given)
    fault = times.agreed_fault("CSP-T8-S3d", approved, by) or not_to_come(by, opened.file.today)
    return (fault,) if fault else ()


def renewal_unfit(opened: Opened) -> tuple[str, ...]:
    """Say that the next review would be due already, or that there is none to come.

    Source: CSP-T8-S5f.
    """
    given = opened.answers.get("CSP-T8-S5f")
    if given and opened.outcome == "not_required":
        return ("segment 3 ends, and is not reviewed again: leave the day out, or renew it",)
    fault = not_to_come(read_day(given), opened.file.today) if given else None
    return (fault,) if fault else ()


def not_to_come(by: date, today: date) -> str | None:
    """Say that a day is no day of a review: it must be to come."""
    if by > today:
        return None
    return f"{written_day(by)} is not to come: give a day after {written_day(today)}"
