"""What is asked of options: Child Support Table 4, Step 5, and Table 5, Steps 3 and 4."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from domain.file.issues import IssueFacts, open_issues
from domain.file.options import OptionState, standing, state, unanswered, without_option
from domain.file.referrals import made
from domain.file.referrals import state as where
from domain.file.rows import File
from domain.file.social_work import undecided
from domain.file.specialists import undiscussed
from domain.issues import ISSUE_TYPES, Activity
from domain.needs import Opened
from domain.personalised_services.segments import Segment
from domain.personalised_services.strategies import strategies_for


def letter_may_be_left_out(segment: Segment, *, simple: bool) -> bool:
    """Tell whether the PSSO may go without the letter that confirms issues and options.

    The letter may go where it would add nothing to a simple issue: for segment 1 always, for
    segment 2 where the issue is simple, for segment 3 never.

    Source: CSP-T5-S4a, CSP-T5-S4b.
    """
    match segment:
        case Segment.LOW:
            return True
        case Segment.MEDIUM:
            return simple
        case Segment.HIGH:
            return False


def none_without_an_option(opened: Opened) -> tuple[str, ...]:
    """Return the open issues that have no option; where nothing was raised there is nothing to do.

    Source: CSP-T5-S3a, CSP-T7-S1b.
    """
    if not opened.file.live(IssueFacts):
        return ("no issue is recorded: issue.raised says what the customer raised",)
    return tuple(
        f"{row.id}, {ISSUE_TYPES[row.facts.about].words.lower()}, has no option"
        for row in without_option(opened.file)
    )


def without_a_strategy(opened: Opened) -> tuple[str, ...]:
    """Return the open issues of which no option follows a strategy of the segment.

    Source: CSP-T5-S2.
    """
    segment = Segment(str(opened.data.get("segment", Segment.LOW)))
    suggested, file = strategies_for(segment), opened.file
    by_issue = {row.facts.issue for row in standing(file) if row.facts.strategy in suggested}
    return tuple(
        f"{row.id}, {ISSUE_TYPES[row.facts.about].words.lower()}, has no option by a strategy of "
        f"segment {segment}: {', '.join(suggested)}"
        for row in open_issues(file)
        if row.id not in by_issue
    )


def answered_as_the_outcome_says(opened: Opened) -> tuple[str, ...]:
    """Return what does not fit how the customer is said to have decided on the options.

    Source: CSP-T4-S5g.
    """
    check = _DECIDED.get(opened.outcome or "")
    return check(opened.file) if check else ()


def _one_taken_up(file: File) -> tuple[str, ...]:
    states = {state(row, file) for row in standing(file)}
    return () if OptionState.TAKEN_UP in states else ("no option is taken up",)


def _all_declined(file: File) -> tuple[str, ...]:
    rows = standing(file)
    if not rows:
        return ("no option was given that could be declined",)
    states = {row.id: state(row, file) for row in rows}
    return tuple(
        f"{id_} is {found.value.replace('_', ' ')}, not declined"
        for id_, found in states.items()
        if found is not OptionState.DECLINED
    )


def _some_unanswered(file: File) -> tuple[str, ...]:
    return () if unanswered(file) else ("every option is answered: the customer has decided",)


def _issues_over(file: File) -> tuple[str, ...]:
    return tuple(
        f"{row.id}, {ISSUE_TYPES[row.facts.about].words.lower()}, is still open"
        for row in open_issues(file)
    )


_DECIDED: Mapping[str, Callable[[File], tuple[str, ...]]] = MappingProxyType(
    {
        "takes_up": _one_taken_up,
        "declines": _all_declined,
        "not_yet": _some_unanswered,
        "issues_addressed": _issues_over,
    }
)


def outcomes_not_discussed(opened: Opened) -> tuple[str, ...]:
    """Return the issues of which no specialist was asked what is likely to come of them.

    Source: CSP-T5-S3b.
    """
    return tuple(
        f"no specialist was asked what is likely to come of {name}"
        for name in undiscussed(opened.file)
    )


def social_work_undecided(opened: Opened) -> tuple[str, ...]:
    """Return what is put to the SSM, or agreed, and not made. Source: CSP-T5-S3c, CSP-T4-S5f."""
    return tuple(
        f"{row.id}, {row.facts.to.replace('_', ' ')}, is {where(row)}, and not made"
        for row in undecided(opened.file)
    )


def not_referred_outside(opened: Opened) -> tuple[str, ...]:
    """Return the open issues that the agency cannot settle, and that no organisation has.

    Source: CSP-T5-S3d.
    """
    referred = {id_ for row in made(opened.file, "organisation") for id_ in row.facts.issues}
    return tuple(
        f"{row.id} is nothing that the agency can settle: referral.made, with sort=organisation"
        for row in open_issues(opened.file)
        if ISSUE_TYPES[row.facts.about].activity is Activity.OUTSIDE and row.id not in referred
    )
