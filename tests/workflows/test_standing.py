"""The table of standing orders: each is answered in each phase of each kind of case.

Walked over every lifecycle that a worker runs: one that is added is walked with the rest.
"""

from datetime import timedelta
from enum import EnumType
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from activities.carried import Carried
from activities.contracts import Armed, Start, Waiting
from activities.effects.deadlines import ArmDeadline, HoldWindows, RestoreWindows
from activities.effects.file import ChangeFile, OwnAct
from activities.effects.records import Note
from activities.effects.tasks import CallOff, HandOver, OpenTask
from domain.catalogue import takers
from domain.file.procedures import ProcedureReported
from domain.kit_tasks import CHASE_PROCEDURE, READ_MESSAGE
from domain.lookups import WITH_OTHERS
from domain.messages import CaseWithdrawn, Envelope, Message
from domain.ownership.priority import DECEASED
from domain.standing.danger import PROCEDURES, Danger
from domain.standing.lookups import DEATHS
from domain.standing.messages import DangerJudged, DeathReported, DeathRetracted, OfficerLeft
from domain.standing.table import STANDING_ORDERS
from domain.standing.tasks import SEE_TO_DEATH_OF_PARTY
from tests.workflows.memories import NOON
from worker.registration import LIFECYCLES
from workflows import judge, left_to_procedure, standing
from workflows.case import Case
from workflows.complaints.workflow import LIFECYCLE as COMPLAINT
from workflows.consequences import follow
from workflows.declaration import Lifecycle
from workflows.handed import Done, Moved, NotNow
from workflows.personalised_services.workflow import LIFECYCLE as PS

AnyLifecycle = Lifecycle[Any, Any, Any]

FACTS: dict[str, dict[str, Any]] = {
    "behaviour.reported": {
        "sort": "threats",
        "severity": "high",
        "customer": "casey",
        "channel": "phone",
        "recorded_in": "CIRT",
    },
    "danger.noticed": {"sort": "self_harm", "message": "telephony|m1", "task": "t"},
    "danger.judged": {"sort": "child_at_risk", "so": True, "task": "t"},
    "customer.changed": {"customer": "casey", "what": ["addresses"]},
    "death.reported": {"customer": "casey"},
    "death.retracted": {"customer": "casey"},
    "officer.left": {"officer": "psso.diaz", "to": "psso.okafor"},
    "customer.mistaken": {"right": "robin"},
    "procedure.reported": {"procedure": DECEASED, "outcome": "estate_settled"},
    "case.withdrawn": {},
}
# What some fact may be: tried one after the other where facts must be made up.
VALUES = (
    *("casey", "personalised_services", "2027-01-04", "2027-01-04T12:00:00Z", 1, True),
    ["casey"],
)
MESSAGES = [message for each in STANDING_ORDERS for message in each.told_by]
WALK = [
    pytest.param(
        each.lifecycle, phase, message, id=f"{each.lifecycle.of.name}-{phase}-{message.name}"
    )
    for each in LIFECYCLES
    for phase in each.lifecycle.phases
    for message in MESSAGES
]
REPLY = Armed(id="x-1.reply-l1", step="CSP-T6-S1k", due=NOON, due_on="4 January 2027", theirs=True)
WAITING = Waiting(step="CSP-T6-S1k", types=("customer.replied",))
OWED = Armed(id="x-1.plan", step="CSP-T2-S2c", due=NOON, due_on="4 January 2027")


@pytest.fixture(autouse=True)
def no_workflow_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a case be made, and tell the time, although no workflow runs."""
    monkeypatch.setattr("temporalio.workflow.now", lambda: NOON)
    monkeypatch.setattr("workflows.runs.build", lambda: None)


def told(message: type[Message], **facts: Any) -> Envelope:
    return Envelope(
        id=f"m-{message.name}",
        type=message.name,
        source="casebound",
        case="x-1",
        occurred_at=NOON,
        facts=FACTS[message.name] | facts,
    )


def least(message: type[Message]) -> dict[str, Any]:
    """Return facts with which a message can be read, and no more: of whichever kind it is."""
    left = {
        name: [*VALUES, *get_args(field.annotation), *enumerated(field.annotation)]
        for name, field in message.model_fields.items()
        if field.is_required()
    }
    while True:
        facts = {name: values[0] for name, values in left.items()}
        try:
            message.model_validate(facts)
        except ValidationError as error:
            for name in {str(fault["loc"][0]) for fault in error.errors()}:
                left[name].pop(0)
        else:
            return facts


def enumerated(of: Any) -> list[Any]:
    return list(of) if isinstance(of, EnumType) else []


def standing_in(lifecycle: AnyLifecycle, phase: str, **known: Any) -> Case[Any, Any]:
    """Return a case as a new run finds it: in a phase, with what the run before carried on."""
    opens = lifecycle.of.opened_by
    carried = Carried(
        phase=phase,
        state=lifecycle.state().model_dump(mode="json") | known,
        offset=timedelta(0),
        cause=NOON,
        armed=[REPLY, OWED],
    )
    opening = Envelope(
        id="m0", type=opens.name, source="cuba", occurred_at=NOON, facts=least(opens)
    )
    start = Start(
        case="x-1",
        type=lifecycle.of.name,
        office="ACT",
        customer="casey",
        message=opening,
        carried=carried.model_dump(mode="json"),
    )
    return Case(lifecycle, start)


def tell(case: Case[Any, Any], message: Envelope) -> list[Any]:
    """Tell a case something as its wait would; return what it collects."""
    carried = case.verbs.memory.carried
    orders = standing.orders(case.lifecycle.standing)
    asked = Waiting(step="CB-TASK", types=("task.completed",))
    situation = judge.Situation(judge.Wait(asked, NOON), {}, (), orders, ())
    verdict = judge.verdict(message, situation)
    try:
        if isinstance(verdict, judge.Standing):
            orders[message.type].take(case, message)
        else:
            assert isinstance(verdict, judge.ToOwner)
            follow(message, verdict, case.verbs, case.lifecycle.owner)
    except Moved:
        return [*carried.effects, "moved"]
    except NotNow as refused:
        return [str(refused)]
    return list(carried.effects)


def settled(case: Case[Any, Any]) -> list[Any]:
    """Return what is written on the file, and which dates are counted, as a settle takes it."""
    effects, carried = case.verbs.memory.carried.effects, case.verbs.memory.carried
    carried.effects = []
    return [each for each in effects if isinstance(each, OwnAct | ArmDeadline)]


@pytest.mark.parametrize(("lifecycle", "phase", "message"), WALK)
def test_every_standing_order_is_answered_in_every_phase_of_every_kind_of_case(
    lifecycle: AnyLifecycle, phase: str, message: type[Message]
) -> None:
    """What the procedure itself does not answer, every kind of case does."""
    case = standing_in(lifecycle, phase)

    collected = tell(case, told(message))

    assert lifecycle.of.name in takers(message)
    assert collected
    serves = {step for each in STANDING_ORDERS if message in each.told_by for step in each.steps}
    assert serves


@pytest.mark.parametrize("lifecycle", [each.lifecycle for each in LIFECYCLES])
def test_only_a_withdrawal_is_left_to_whoever_has_the_case(lifecycle: AnyLifecycle) -> None:
    left = [each for each in MESSAGES if each.name not in standing.orders(lifecycle.standing)]

    assert set(left) <= {CaseWithdrawn}


@pytest.mark.parametrize("danger", Danger)
@pytest.mark.parametrize("so", [True, False], ids=["danger", "none"])
def test_only_where_a_person_says_so_the_procedure_for_a_danger_takes_over(
    danger: Danger, so: bool
) -> None:
    case = standing_in(COMPLAINT, "assessing")

    decided, *handed = tell(case, told(DangerJudged, sort=danger, so=so))

    assert decided.branch == ("in_danger" if so else "no_danger")
    assert [each.data["procedure"] for each in handed] == [PROCEDURES[danger]] * so


def test_when_a_customer_dies_their_own_time_stands_still_and_the_agency_s_goes_on() -> None:
    """Nobody's silence counts, and what the agency owes it owes."""
    case = standing_in(PS, "closing_contact")

    held, work = tell(case, told(DeathReported))

    assert isinstance(held, HoldWindows)
    assert isinstance(work, OpenTask)
    assert (work.kind, work.role, work.data) == ("see_to_death", "psso", {"customer": "casey"})
    armed = {each.id: each.held for each in case.verbs.memory.carried.armed}
    assert armed == {"x-1.reply-l1": True, "x-1.plan": False}


def test_a_date_that_is_held_does_not_pass_before_a_settle_has_moved_it_on() -> None:
    """Also where the report was undone just now: the date that it had counts for nothing."""
    case = standing_in(PS, "closing_contact")
    tell(case, told(DeathReported))
    carried, wait = case.verbs.memory.carried, judge.Wait(WAITING, NOON)
    late = NOON + timedelta(days=30)

    assert judge.first_event(wait, carried.inbox, carried.armed[:1], late) is None
    tell(case, told(DeathRetracted))
    assert judge.first_event(wait, carried.inbox, carried.armed[:1], late) is None
    carried.armed[:] = [REPLY]  # as the settle answers
    assert judge.first_event(wait, carried.inbox, carried.armed, late) == REPLY


def test_a_mistaken_report_is_undone_from_when_it_is_heard_of_and_with_its_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told two days late: until then nothing was waited for."""
    heard = NOON + timedelta(days=2)
    monkeypatch.setattr("temporalio.workflow.now", lambda: heard)
    case = standing_in(PS, "closing_contact")
    tell(case, told(DeathReported))

    collected = tell(case, told(DeathRetracted))

    _held, _work, restored, withdrawn = collected
    assert (type(restored), restored.at) == (RestoreWindows, heard)
    assert isinstance(withdrawn, CallOff)
    assert (withdrawn.kind, withdrawn.about) == ("see_to_death", {"customer": "casey"})


@pytest.mark.parametrize("lifecycle", [each.lifecycle for each in LIFECYCLES])
def test_the_death_of_another_party_is_work_for_the_owner_and_holds_nobody_else_s_time(
    lifecycle: AnyLifecycle,
) -> None:
    """The customer of the case lives, and what was asked of them they still owe."""
    case = standing_in(lifecycle, lifecycle.first)

    (work,) = tell(case, told(DeathReported, customer="robin", part="other_party"))
    _work, off = tell(case, told(DeathRetracted, customer="robin", part="other_party"))

    assert (work.kind, work.data) == ("see_to_death_of_party", {"customer": "robin"})
    assert (work.role, off.about) == (lifecycle.owner, {"customer": "robin"})
    assert case.verbs.memory.carried.armed == [REPLY, OWED]


@pytest.mark.parametrize("row", ["party-2", None], ids=["in the file", "of the customer"])
def test_who_spoke_for_a_customer_and_died_does_so_no_more(row: str | None) -> None:
    """CB-DEATH, CMA-T1-S1h: the customer's own time goes on; who speaks now somebody finds out.

    An authority that ended in the file is given again by a person.
    """
    case = standing_in(PS, "closing_contact")
    facts = {"part": "speaker", "row": row, "died_on": "2027-01-03"}

    effects = tell(case, told(DeathReported, **facts))
    back = tell(case, told(DeathRetracted, **facts))[len(effects) :]

    ended = [each.facts for each in effects if isinstance(each, OwnAct)]
    known = {"party": "party-2", "until": "2027-01-03", "ended": "died", "origin": "system"}
    assert ended == ([known] if row else [])
    assert (effects[-1].kind, effects[-1].role) == ("see_to_death_of_speaker", "psso")
    assert [type(each) for each in back] == [CallOff, *[OpenTask] * len(ended)]
    assert case.verbs.memory.carried.armed == [REPLY, OWED]


def test_a_day_of_death_that_nobody_knows_is_left_to_the_office() -> None:
    """CB-DEATH: a case knows no zone, and by UTC a morning's report is of the day before."""
    effects = tell(
        standing_in(PS, "closing_contact"), told(DeathReported, part="speaker", row="party-2")
    )

    assert [each.facts["until"] for each in effects if isinstance(each, OwnAct)] == [None]


@pytest.mark.parametrize(("also", "back"), [("robin", False), (None, True)])
def test_what_one_report_had_called_for_stays_where_somebody_else_of_the_case_died_too(
    also: str | None, back: bool
) -> None:
    """CB-DEATH: one referral has both, and one mistake undoes nothing of the other."""
    case = standing_in(PS, "closing_contact")
    deaths: dict[str, Any] = {"x-1.t1": "casey"} | ({"x-1.t2": also} if also else {})
    case.verbs.memory.carried.answers = {DEATHS: deaths}

    effects = tell(case, told(DeathRetracted))

    acts = [each.type for each in effects if isinstance(each, OwnAct)]
    assert acts == (["referral.taken_back"] if back else [])


def test_whoever_turned_out_to_live_is_handed_over_to_nobody() -> None:
    """CB-DEATH: the work was done as the report was undone."""
    case = standing_in(PS, "closing_contact")
    done = Done("x-1.t1", "see_to_death", None, {}, "ana", "cb|m1", NOON)

    standing.DONE[done.kind](case, done)

    (said,) = case.verbs.memory.carried.effects
    assert isinstance(said, Note)


def test_a_report_that_was_acted_on_is_taken_back_by_a_person() -> None:
    """Deceased Customer Management has the customer by then: somebody tells them."""
    case = standing_in(PS, "closing_contact")

    effects = tell(case, told(DeathRetracted))

    (back,) = (each for each in effects if isinstance(each, OwnAct))
    assert (back.type, back.facts["procedure"]) == ("referral.taken_back", DECEASED)
    assert (effects[-1].kind, effects[-1].step) == ("read_message", "CB-DEATH")


@pytest.mark.parametrize("lifecycle", [each.lifecycle for each in LIFECYCLES])
def test_who_died_is_left_to_a_procedure_which_is_asked_after_until_it_reports(
    lifecycle: AnyLifecycle,
) -> None:
    """CB-DEATH, CB-REFERRAL, CMA-T1-S5b; A07, A41: the same in every kind of case."""
    case = standing_in(lifecycle, lifecycle.first)
    carried, day = case.verbs.memory.carried, f"x-1.report-of-{DECEASED}"
    tell(case, told(DeathReported, customer="robin", part="other_party"))
    (task,) = case.background_work(SEE_TO_DEATH_OF_PARTY)
    carried.answers = {DEATHS: {task: "robin"}}
    seen = Done(task, SEE_TO_DEATH_OF_PARTY.name, None, {}, "ana", "cb|m1", NOON)

    standing.DONE[seen.kind](case, seen)

    made, armed = settled(case)
    assert made.type == "referral.made"
    assert (made.facts["to"], made.facts["party"]) == (DECEASED, "robin")
    assert (armed.id, armed.rule, armed.start) == (day, "CB-REFERRAL.procedure", NOON)
    carried.answers |= {WITH_OTHERS: {"referral-1": DECEASED}}
    silence = Armed(id=day, step="CB-REFERRAL", due=NOON, due_on="4 January 2027")
    with case.verbs.passing(silence):
        standing.PASSED[f"report-of-{DECEASED}"](case, silence)
    (chase,) = case.background_work(CHASE_PROCEDURE)
    until: dict[str, Any] = {"CB-REFERRAL.until": "2027-02-01"}
    asked = Done(chase, CHASE_PROCEDURE.name, None, until, "ana", "cb|m2", NOON)
    carried.work.pop(chase)
    settled(case)

    standing.DONE[asked.kind](case, asked)

    chased, again = settled(case)
    assert (chased.facts["referral"], chased.facts["answer_due"]) == ("referral-1", "2027-02-01")
    assert (again.id, again.agreed) == (day, "2027-02-01")
    carried.armed.append(silence)
    assert left_to_procedure.with_others(case) == {DECEASED}

    effects = tell(case, told(ProcedureReported))

    assert not left_to_procedure.is_left(case, DECEASED)
    assert any(isinstance(each, OwnAct | ChangeFile) for each in effects)


def test_what_waits_on_somebody_who_leaves_goes_to_somebody_else_and_so_does_what_follows() -> None:
    case = standing_in(COMPLAINT, "acknowledged", owner="psso.diaz", ps_owner="psso.diaz")

    (given,) = tell(case, told(OfficerLeft))
    case.open(READ_MESSAGE, role="psso", background=True)
    case.set("WC-S4b", owner="psso.diaz")

    assert isinstance(given, HandOver)
    assert (given.was, given.to) == ("psso.diaz", "psso.okafor")
    effects: list[Any] = list(case.verbs.memory.carried.effects)
    *_, opened, owner = effects
    assert (opened.assignee, owner.fields) == ("psso.okafor", {"owner": "psso.okafor"})


def test_a_psso_who_leaves_gives_the_customer_with_the_locks_and_the_plan() -> None:
    case = standing_in(PS, "active", psso="psso.diaz")

    collected = tell(case, told(OfficerLeft))

    names = [type(each).__name__ for each in collected]
    assert case.state.psso == "psso.okafor"
    assert names[0] == "HandOver"
    assert {"OwnAct", "GiveLocks", "OpenTask"} <= set(names)
