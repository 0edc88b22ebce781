"""The work of Child Support Table 3, Steps 4 to 7: propose, review at three levels, decide."""

from enum import StrEnum
from typing import cast

from domain.days import AHEAD
from domain.file.indicators import BehaviourReported
from domain.kit_tasks import LETTER_CHANNEL
from domain.needs import Opened
from domain.refers import ELSEWHERE, OFFICER
from domain.restrictions.channels import SHORT, Barred, Extent, Extents, fault
from domain.restrictions.grounds import not_grounded
from domain.restrictions.parts import HOURS, WAYS, Only, Part, faults, part
from domain.roles import Role
from domain.sittings import (
    ahead,
    choice,
    day,
    ending,
    line,
    needed,
    officer,
    record,
    reference,
    sitting,
    text,
)
from domain.step_ids import StepId
from domain.tasks import AT, BY, OUTCOME, Question

STEP: StepId = "CSP-T3-S4a"
REASON: StepId = "CSP-T3-S14a"


class Follows(StrEnum):
    """What a restriction means for a customer in one programme. Source: CSP-T3-S5d."""

    NOTHING = "nothing"
    OTHER_CHANNEL = "other_channel"
    ONE_OFFICER = "one_officer"
    TAKES_LONGER = "takes_longer"


class Why(StrEnum):
    """For what a restriction is: each has one, as a code. Source: CSP-T3-S14a."""

    REPEATED_AGGRESSION = "repeated_aggression"
    ESCALATING = "escalating"
    COUNTERPRODUCTIVE = "counterproductive"


_PROGRAMS = ("child_support", "centrelink", "medicare")
_TOUCHED = {each: f"CSP-T3-S2b.{each}" for each in _PROGRAMS}
_FOLLOWS = {each: f"CSP-T3-S5d.{each}" for each in _PROGRAMS}
_HOW_MUCH = ("not_at_all", "a_little", "much")


def extents_of(answers: object) -> Extents:
    """Return what a submission proposes for each channel."""
    given = cast("dict[str, object]", answers)
    return {
        channel: Extent(str(given[key]))
        for channel in Barred
        if (key := f"{STEP}.{channel}") in given
    }


def _ways_of(given: dict[str, object]) -> dict[Barred, Only]:
    return {
        channel: Only(str(way))
        for channel in Barred
        if (way := given.get(f"{STEP}.{channel}_only"))
    }


def _said(given: dict[str, object]) -> dict[str, str | None]:
    names = ("since", "until", "office", "officer")
    return {name: str(said) if (said := given.get(f"{STEP}.{name}")) else None for name in names}


def parts_of(answers: object) -> dict[Barred, Part]:
    """Return what stays open of each channel that a submission restricts in part."""
    given = cast("dict[str, object]", answers)
    return {channel: part(only, _said(given)) for channel, only in _ways_of(given).items()}


def channels_do_not_fit(opened: Opened) -> tuple[str, ...]:
    """Say why the channels cannot be restricted as proposed. Source: CSP-T3-S4a."""
    given, extents = cast("dict[str, object]", opened.answers), extents_of(opened.answers)
    if len(extents) < len(Barred):
        return ()
    problem = fault(extents)
    unsaid = faults(extents, _ways_of(given), _said(given))
    return (*((problem,) if problem else ()), *unsaid)


def touches_nothing(opened: Opened) -> tuple[str, ...]:
    """Say that the effect was weighed nowhere: what touches no programme restricts nobody.

    Source: CSP-T3-S2b.
    """
    said = [opened.answers.get(key) for key in _TOUCHED.values()]
    nowhere = all(one == _HOW_MUCH[0] for one in said)
    return ("it touches no programme: weigh again what it does in each",) if nowhere else ()


def left_unsaid(opened: Opened) -> tuple[str, ...]:
    """Say which programme is touched without that the submission says how. Source: CSP-T3-S5d."""
    return tuple(
        f"{program} is touched, and the submission does not say what follows there"
        for program in _PROGRAMS
        if opened.answers.get(_TOUCHED[program]) in _HOW_MUCH[1:]
        and opened.answers.get(_FOLLOWS[program]) == Follows.NOTHING
    )


def states_another_day(opened: Opened) -> tuple[str, ...]:
    """Say that the letter promises another review day than the one that is set.

    Whoever wants another returns it: a letter that is changed is read by every level again.

    Source: CSP-T3-S7e, CSP-T3-S7j.
    """
    drafted = cast("dict[str, object]", opened.data.get("submitted") or {})
    stated, on = drafted.get("CSP-T3-S5c.timeframe"), opened.answers.get("CSP-T3-S7j")
    if on is None or on == stated:
        return ()
    return (f"the letter says that it is reviewed by {stated}: set that day, or return it",)


def _only(channel: Barred) -> Question:
    words = f"What of {SHORT[channel]} stays open, where it is restricted in part?"
    return choice(words, *WAYS[channel], required=False)


SUBMISSION, DOCUMENT = "restriction_submission", "ps_stacking_document"

# Of the eight points these are words; the behaviour, what was tried, and the kind of restriction
# are in the file and in the channels, and asked of nobody again.
WRITE_SUBMISSION = sitting(
    "write_submission",
    "Write the submission and the service arrangements letter, and send both to the SSM",
    Role.PSSO,
    line(
        "CSP-T3-S5a",
        None,
        record("Cuba", "decision", proposal=OUTCOME, officer=BY),
        needs=needed("the behaviour, as incidents", not_grounded, BehaviourReported),
    ),
    line(
        STEP,
        None,
        needs=needed("some channel restricted, some left open", channels_do_not_fit),
        phone=choice("How far is the telephone restricted?", *Extent),
        face_to_face=choice("How far is service face to face restricted?", *Extent),
        writing=choice("How far is writing restricted?", *Extent),
        online=choice("How far is online service restricted?", *Extent),
        phone_only=_only(Barred.PHONE),
        face_to_face_only=_only(Barred.FACE_TO_FACE),
        writing_only=_only(Barred.WRITING),
        online_only=_only(Barred.ONLINE),
        since=choice(
            "From which hour is it open, where it is in certain hours?", *HOURS, required=False
        ),
        until=choice("Until which hour?", *HOURS, required=False),
        office=reference("At which office alone, where it is at one?", ELSEWHERE, required=False),
        officer=reference(
            "With which officer alone, where it is with one?", OFFICER, required=False
        ),
    ),
    line(
        "CSP-T3-S2b",
        None,
        record("Cuba", "impact_by_program", **_TOUCHED),
        needs=needed("a programme that it touches", touches_nothing),
        child_support=choice("How much does it touch the customer in Child Support?", *_HOW_MUCH),
        centrelink=choice("How much does it touch the customer in Centrelink?", *_HOW_MUCH),
        medicare=choice("How much does it touch the customer in Medicare?", *_HOW_MUCH),
    ),
    line(
        "CSP-T3-S5b",
        text("The core issues, the behaviour, and what they mean for service"),
        record("Cuba", SUBMISSION, review="CSP-T3-S5b", officer=BY),
    ),
    line(
        "CSP-T3-S5c",
        None,
        record(
            "Cuba",
            SUBMISSION,
            reasons="CSP-T3-S5c.reasons",
            impact="CSP-T3-S5c.impact",
            customers="CSP-T3-S5c.customers",
            contact_arrangements="CSP-T3-S5c.arrangements",
            timeframe="CSP-T3-S5c.timeframe",
        ),
        reasons=text("The reasons for the restriction"),
        impact=text("What the behaviour does to staff and to the agency"),
        customers=text("What it does to other customers, in the case and outside"),
        arrangements=text("How the customer reaches the agency meanwhile, for the letter"),
        timeframe=day("Until which day should it be in force, before it is reviewed?", near=AHEAD),
    ),
    line(
        "CSP-T3-S5d",
        None,
        record("Cuba", SUBMISSION, impact_in_words="CSP-T3-S5d.words", **_FOLLOWS),
        needs=needed("what it means in each programme that it touches", left_unsaid),
        child_support=choice("What follows for the customer in Child Support?", *Follows),
        centrelink=choice("What follows for the customer in Centrelink?", *Follows),
        medicare=choice("What follows for the customer in Medicare?", *Follows),
        words=text("What does that mean for the customer?"),
    ),
    line(
        REASON,
        choice("For what is it?", *Why),
        record("CIMS", "restriction_reason", why=REASON, officer=BY),
    ),
    line("CSP-T3-S5e", None, record("Cuba", DOCUMENT, restriction_process_begun=AT, officer=BY)),
    line("CSP-T3-S5f", None, record("Cuba", DOCUMENT, sent_date=AT, recipient="CSP-T3-S6c")),
    line(
        "CSP-T3-S6a",
        text("What was discussed of safety, disruption, workload, others and past action?"),
        record("Cuba", "discussion_note", discussed="CSP-T3-S6a", ps_ssm="CSP-T3-S6c"),
    ),
    line(
        "CSP-T3-S6b",
        None,
        record("Cuba", "letter_draft", signatory="CSP-T3-S6b.signatory", officer=BY, time=AT),
        reasons=text("Why, in words for the letter?"),
        signatory=officer("Which Approver decides and signs?", Role.APPROVER, another=True),
    ),
    line(
        "CSP-T3-S6c",
        officer(
            "With which Service Support Manager was it discussed, and is it sent to?",
            Role.PS_SSM,
            another=True,
        ),
    ),
    LETTER_CHANNEL,
    outcomes={
        "submit": "Yes",
        "do_not_propose": ending("No", needs=(), reason=True),
    },
)

REVIEW_SUBMISSION = sitting(
    "review_submission",
    "Review the submission and the letter, and forward both to the Service Manager",
    Role.PS_SSM,
    line("CSP-T3-S6d", None, record("Cuba", "submission_review", reviewer=BY, date=AT)),
    outcomes={"approve": "Yes", "return": ending("No", reason=True)},
    decides_on=(WRITE_SUBMISSION,),
    approves=True,
)

REVIEW_AT_SECOND_LEVEL = sitting(
    "review_submission_at_second_level",
    "Review the submission and the letter, and send both to the Approvers",
    Role.PS_SM,
    line("CSP-T3-S6e", None, record("Cuba", "submission_review", reviewer=BY, date=AT)),
    line("CSP-T3-S5g", None, record("Cuba", SUBMISSION, status=OUTCOME, time=AT)),
    outcomes={"approve": "Yes", "return": ending("No", reason=True)},
    decides_on=(WRITE_SUBMISSION,),
    approves=True,
)

_SIGNED = line("CSP-T3-S7e", needs=needed("a letter that states that day", states_another_day))

DECIDE_RESTRICTION = sitting(
    "decide_restriction",
    "Decide on the restriction, and set the day of its review",
    Role.APPROVER,
    line("CSP-T3-S6f", None, record("CIMS", "restriction_decision", decision=OUTCOME, officer=BY)),
    _SIGNED,
    ahead("CSP-T3-S7j", day("On which day is it reviewed?", agrees="CSP-T3-S7j")),
    outcomes={
        "approve": "Yes",
        "refuse": ending("No", needs=(), reason=True),
        "return": ending(
            "Return it to be changed; every level reads it again",
            needs=(_SIGNED,),
            reason=True,
        ),
    },
    decides_on=(WRITE_SUBMISSION,),
    approves=True,
)

TASKS = (WRITE_SUBMISSION, REVIEW_SUBMISSION, REVIEW_AT_SECOND_LEVEL, DECIDE_RESTRICTION)
