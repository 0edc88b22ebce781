"""What the kinds of case declare, joined."""

from typing import Any

import pytest

from domain.case_type import CaseType
from domain.catalogue import CASE_TYPES, MESSAGES, SETTINGS, TASKS, opened_by, steps_of, takers
from domain.complaints.messages import ComplaintReceived
from domain.days import bounds_of
from domain.kit_tasks import KIT_TASKS
from domain.messages import (
    CalendarChanged,
    CustomerUpdated,
    Envelope,
    Message,
    TaskCompleted,
    TaskProgressed,
    Trust,
)
from domain.refers import ELSEWHERE, OFFICER, references_of
from domain.tasks import AnswerType, TaskKind
from procedures.facets import NO_APPROVAL
from procedures.matrix import steps


@pytest.mark.parametrize(
    ("message", "case_type", "steps"),
    [
        ("customer.called_back", "PersonalisedServicesCase", ("CSP-T4-S5a",)),
        ("customer.called_back", "Complaint", ("CB-MESSAGE",)),
        ("calendar.changed", "Complaint", ("CB-CALENDAR",)),
        ("complaint.received", None, ("WC-S2a", "WC-S1a", "WC-S1b", "WC-S1c", "WC-S2b")),
        ("customer.updated", None, ("CB-CUSTOMER",)),
        ("complaint.received", "PersonalisedServicesCase", ("CB-MESSAGE",)),
        ("no.such", "Complaint", ("CB-MESSAGE",)),
    ],
    ids=[
        "a call in the procedure that waits for calls",
        "a call in one that does not",
        "what every case takes",
        "what opens a case",
        "what no case takes",
        "what this case does not take",
        "what nobody knows",
    ],
)
def test_a_message_serves_the_steps_of_the_case_that_takes_it(
    message: str, case_type: str | None, steps: tuple[str, ...]
) -> None:
    assert steps_of(message, case_type) == steps


def test_who_takes_a_message_and_what_it_opens_is_said_by_the_kinds_of_case() -> None:
    assert takers(ComplaintReceived) == ("Complaint",)
    assert takers(CalendarChanged) == tuple(CASE_TYPES)
    assert takers(CustomerUpdated) == ()
    assert opened_by(ComplaintReceived) is CASE_TYPES["Complaint"]
    assert opened_by(CalendarChanged) is None


# ---------------------------------------------------------------------------- dates and answers


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_every_date_among_facts_has_bounds_that_make_sense_for_it(message: type[Message]) -> None:
    """A day of the year 1 kept a case from every list that had it in, for everybody."""
    assert [name for name, near in bounds_of(message) if near is None] == []


@pytest.mark.parametrize("kind", TASKS.values(), ids=TASKS)
def test_every_date_that_a_task_asks_for_has_bounds(kind: TaskKind) -> None:
    """Either the rule that it is agreed for has them, or the question itself."""
    dates = {key: asked for key, asked in kind.asks.items() if asked.type is AnswerType.DATE}

    assert [key for key, asked in dates.items() if bool(asked.agrees) == bool(asked.near)] == []
    assert all(asked.near is None for asked in kind.asks.values() if asked not in dates.values())


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_every_reference_among_facts_says_to_what_it_refers(message: type[Message]) -> None:
    """What nobody looked up leads nowhere. What a completion holds, its task says."""
    undeclared = [name for name, to in references_of(message) if to is None]
    of_a_task = {
        TaskCompleted: ["outcome", "answers", "version"],
        TaskProgressed: ["answers"],
    }

    assert undeclared == of_a_task.get(message, [])
    assert {
        name: to for name, to in references_of(message) if name in message.names
    } == dict.fromkeys(message.names, OFFICER)


def test_what_anybody_may_signal_refers_to_nothing_here() -> None:
    """Doors look references up: what comes by no door may have none."""
    told = [message for message in MESSAGES.values() if message.trust is Trust.OPEN]

    assert told
    assert {to for message in told for _, to in references_of(message)} <= {ELSEWHERE}


@pytest.mark.parametrize("kind", TASKS.values(), ids=TASKS)
def test_every_reference_that_a_task_asks_for_says_to_what_it_refers(kind: TaskKind) -> None:
    asked = {key: asked for key, asked in kind.asks.items() if asked.refers or asked.names}
    references = {
        key: asked for key, asked in kind.asks.items() if asked.type is AnswerType.REFERENCE
    }

    assert {key: asked.refers for key, asked in references.items() if not asked.refers} == {}
    assert asked == references
    assert {asked.refers for asked in references.values() if asked.names} <= {OFFICER}


@pytest.mark.parametrize("case_type", CASE_TYPES.values(), ids=CASE_TYPES)
def test_one_answer_has_one_form_in_all_tasks_of_a_lifecycle(case_type: CaseType[Message]) -> None:
    """Letters take the newest answer of a name: words about an alert stood where a date must."""
    forms: dict[str, set[str]] = {}
    for kind in (*KIT_TASKS, *case_type.tasks):
        for key, asked in kind.asks.items():
            forms.setdefault(key, set()).add(f"{asked.type} of {asked.choices}")

    assert {key: found for key, found in forms.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", [each.name for each in SETTINGS.values() if each.task])
def test_what_an_agency_asks_besides_has_names_that_no_task_uses(name: str) -> None:
    """A question of its own under the name of another would stand where a letter needs that."""
    prefix = f"{SETTINGS[name].steps[0]}."

    assert [key for kind in TASKS.values() for key in kind.asks if key.startswith(prefix)] == []


# ---------------------------------------------------------------------------- words and ticks

_LETTER = "a sentence of the officer's own in a letter that the file fills"
_ADVICE = "advice is words of one officer to another; what is done on it becomes things"
_SECTION = "a section of the submission, which the approvers read and the matrix names"
_WHY = "the matrix asks for the reason of a judgement that only a person makes"
_SAID = "a warning as it was said in the call that stands beside it; the case note repeats it"

# Each question that takes words, and why no thing, code or act stands in its place.
WORDS = {
    "CB-DANGER": "what was heard and done, beside the number of the register of incidents",
    "CB-LETTER": "a remark, if anything, beside the record by which it is shown",
    "CB-LINK": "a remark, if anything, beside what shows it",
    "CB-MESSAGE": "why a closed case is reopened, or is not: a judgement on what somebody wrote",
    "CB-SECURITY": "who it was, or what was done, beside the number of the register of incidents",
    "WC-S3a.why": _WHY,
    "WC-S3f.proposal": "a proposal to External Complaints, which they agree to or do not",
    "WC-S3i": _WHY,
    "WC-S3c": "what two people agreed in a talk; who and when are asked beside it",
    "WC-S3f": "how several who have it share the work; who owns it is asked beside it",
    "WC-S3m.about": _LETTER,
    "RES-T3-S3c.words": _LETTER,
    "RES-T4-S3d.changes": _LETTER,
    "RES-T4-S3f.reasons": _LETTER,
    "CSP-T1-S2d.advice": _ADVICE,
    "CSP-T2-S1c": "what managers of several programs said; a referral that came of it is named",
    "CSP-T2-S1d": "research before the talk: an option is a thing once it is given (CSP-T5-S3a)",
    "CSP-T3-S2d": _ADVICE,
    "CSP-T3-S3a.change": _LETTER,
    "CSP-T3-S5b": _SECTION,
    "CSP-T3-S5c.arrangements": _LETTER,
    "CSP-T3-S5c.customers": _SECTION,
    "CSP-T3-S5c.impact": _SECTION,
    "CSP-T3-S5c.reasons": _SECTION,
    "CSP-T3-S5d.words": _SECTION,
    "CSP-T3-S6a": _SECTION,
    "CSP-T3-S6b.reasons": _LETTER,
    "CSP-T3-S7j.since": _WHY,
    "CSP-T3-S9b": _SAID,
    "CSP-T3-S11c": _WHY,
    "CSP-T3-S11d": _WHY,
    "CSP-T3-S11e": _SAID,
    "CSP-T3-S12a": "what a review found; calls, plan and restrictions stand beside it",
    "CSP-T3-S12e": "whom the CAPT CANOC answered with: a name, which CIMS is told",
    "CSP-T3-S13b": _WHY,
    "CSP-T4-S1d": _ADVICE,
    "CSP-T4-S2e.message": _LETTER,
    "CSP-T5-S1a": "what no factor of the file holds, if anything; the factors are computed",
    "CSP-T5-S4b": _WHY,
    "CSP-T5-S3e": _ADVICE,
    "CSP-T5-S4a.words": _LETTER,
    "CSP-T6-S1j.words": _LETTER,
    "CSP-T6-S2a": "the document that the PSSO writes; its reason is a code beside it",
    "CSP-T8-S2d.examples": _LETTER,
    "CSP-T8-S2d.managed": _LETTER,
    "CSP-T8-S2d.summary": _LETTER,
    "CSP-T8-S3b": "the notepad on the decision, which the case files; its reason is a code",
    "CSP-T8-S4a": "what nobody tried: an option is a thing once it is given (CSP-T5-S3a)",
    "CSP-T8-S5c": "the notepad on the review, which the case files; its outcome is a code",
    "CSP-T8-S6b": "the Issue Comments of the window: the decision is the outcome",
    "CSP-T7-S2b": "a remark of the SSM, if any: the decision is the outcome",
}


def test_words_are_asked_for_only_where_nothing_else_would_do() -> None:
    """What the product knows, or the procedure means as a thing, nobody retypes as prose."""
    asked = {
        key
        for kind in TASKS.values()
        for key, question in kind.asks.items()
        if question.type is AnswerType.TEXT
    }

    assert asked == set(WORDS)


def test_nobody_ticks_that_something_was_done() -> None:
    """It is shown by what came to the file, by what stands elsewhere, or by the outcome."""
    ticks = [
        key
        for kind in TASKS.values()
        for key, question in kind.asks.items()
        if question.type is AnswerType.CHECKED
    ]

    assert ticks == []


# ---------------------------------------------------------------------------- four eyes

# What is decided, advised or confirmed, and what makes it: whoever made any version may not.
# Advice, and what is confirmed from outside, is barred to whoever asked just now.
DECISIONS: dict[str, set[str]] = {
    "approve_letter": set(),  # the letter's own tasks, in all its versions
    "release_letter": set(),  # they too
    "agree_handling": {"assess_complaint"},
    "settle_avenues": {"assess_complaint", "resume_assessment"},
    "confirm_urgency": {"referral.received"},
    "agree_to_no_contact": {"tell_of_closing"},
    "decide_request": {"request_finalisation", "gate.attested"},
    "decide_transfer_to_area": {"request_finalisation"},
    "approve_plan_version": {
        "prepare_plan",
        "update_plan_there_is",
        "update_plan_taken_over",
        "revise_plan",
        "plan.changed",
        "plan.submitted",
    },
    "decide_decline": {"decline.proposed"},
    "decide_withdrawal": {"case.withdrawn"},
    "consult_on_violence": {"restriction.considered"},
    "approve_warning": {"write_warning"},
    "review_submission": {"write_submission"},
    "review_submission_at_second_level": {"write_submission"},
    "decide_restriction": {"write_submission"},
    "decide_variation": {"variation.requested"},
    "end_restriction": {"review_restriction"},
    "agree_owner": set(),
    "settle_ownership": {"agree_owner"},
    "assign_segment_3": {"propose_segment_3"},
    "decide_segment_3": {"propose_segment_3"},
    "ask_assessment_services": {"propose_segment_3"},
    "review_segment_3": {"propose_segment_3"},
    "decide_cold_transfer": {"ask_cold_transfer"},
    "advise_on_set_up": set(),
    "discuss_across_programs": set(),
    "advise_on_contact": set(),
    "confirm_resolved": set(),
    "discuss_social_work": set(),
    "advise_on_options": set(),
}
ASKS_FOR_IT = {"follow_up", "record_options"}  # they cover the step as its first half
NOTHING_IS_ASKED_FOR = {"decide_issue"}  # an area decides what is its own: BG-ROLE-PSSO-f


def test_every_decision_takes_four_eyes_and_says_what_makes_it() -> None:
    declared = {kind.name: set(kind.decides_on) for kind in TASKS.values() if kind.four_eyes}

    assert declared == DECISIONS
    assert set().union(*declared.values()) <= {*TASKS, *MESSAGES}


def test_what_the_matrix_has_somebody_approve_takes_four_eyes() -> None:
    approved = {
        name
        for name, kind in TASKS.items()
        for step in kind.covers
        if step not in NO_APPROVAL
        and (entry := steps().get(step))
        and (entry.approval or entry.kind == "approval")
    }

    assert approved - ASKS_FOR_IT - NOTHING_IS_ASKED_FOR <= set(DECISIONS)


# ---------------------------------------------------------------------------- who may say what

OPEN = {"customer.replied", "customer.called_back"}  # facts from outside; all else needs a receipt


def test_every_message_is_declared_open_or_authenticated() -> None:
    declared = {name: kind.trust for name, kind in MESSAGES.items()}

    assert {name for name, trust in declared.items() if trust is Trust.OPEN} == OPEN
    assert set(declared.values()) == set(Trust)


@pytest.mark.parametrize(
    "changed",
    [
        {"source": "cims"},
        {"id": "m-2"},
        {"type": "customer.called_back"},
        {"case": "co-2"},
        {"about": "co-1.l2"},
        {"occurred_at": "2027-01-04T00:00:01Z"},
        {"facts": {"channel": "post", "again": 1}},
        {"facts": {"channel": True}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_message_that_says_anything_else_is_another_one(changed: dict[str, Any]) -> None:
    assert Envelope.model_validate(TOLD | changed).digest != Envelope.model_validate(TOLD).digest


def test_a_message_is_the_same_one_whoever_says_they_sent_it_and_in_whichever_zone() -> None:
    """An actor is what a sender says: it makes no other message, and proves nothing."""
    again = TOLD | {"actor": "somebody.else", "occurred_at": "2027-01-04T11:00:00+11:00"}

    assert Envelope.model_validate(again).digest == Envelope.model_validate(TOLD).digest


TOLD: dict[str, Any] = {
    "id": "m-1",
    "source": "mail_room",
    "type": "customer.replied",
    "case": "co-1",
    "about": "co-1.l1",
    "occurred_at": "2027-01-04T00:00:00Z",
    "facts": {"channel": "post"},
}
