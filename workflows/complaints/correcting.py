"""What was written down wrong of a complaint is put right, and what followed from it follows anew.

The day moves the clock and the register, the channel may take the complaint out of the procedure,
another customer has it assessed anew, another level gives it to others.
"""

from activities.effects.cases import Identify
from domain.complaints.assessment import Level
from domain.complaints.messages import ComplaintCorrected
from domain.complaints.phases import Phase
from domain.complaints.procedures import OF_LEVEL, WORDS, Procedure
from domain.complaints.receipt import accepted, register_name
from domain.complaints.state import Stage
from domain.complaints.tasks import COMPLAINT_RECORD, HANDLE_LEVEL_1, WRITE_AGAIN
from domain.lookups import CUSTOMER
from workflows.complaints import promise
from workflows.complaints.clock import no_clock, recount
from workflows.complaints.correspondence import put_right
from workflows.complaints.ending import tell_ps
from workflows.complaints.handing_over import hand_over, take_back
from workflows.complaints.register import REGISTER, log_item, register
from workflows.complaints.state import (
    ComplaintCase,
    channel_of,
    customer_of,
    is_about,
    received_on,
)
from workflows.handed import NotNow, Received

ACKNOWLEDGING = (Phase.LEVEL_1, Phase.LEVEL_2, Phase.PS_COORDINATED)


def corrected(case: ComplaintCase, received: Received[ComplaintCorrected]) -> None:
    """Put right what a message says was wrong.

    Raises:
        NotNow: nothing in it is other than what is known, or there is no level yet.
    """
    facts, by = received.facts, received.envelope.actor
    changes = _changes(case, facts)
    if not changes:
        raise NotNow("it changes nothing: what it gives is what is known already")
    if facts.level and case.state.level is None:
        raise NotNow("no level is chosen yet: the assessment chooses it")
    case.record(
        "WC-S2a",
        COMPLAINT_RECORD,
        "correction",
        actor=by,
        taken={"reason": "reason"},
        messages=(received.envelope.key,),
        why=facts.why,
        before={name: was for name, (was, _) in changes.items()},
        after={name: is_now for name, (_, is_now) in changes.items()},
    )
    if "received_on" in changes:
        _day(case, facts, by)
        put_right(case, by, received.envelope.key, facts.why)
    if "channel" in changes:
        case.state.channel = facts.channel
    if changes.keys() & {"received_on", "channel"}:
        log_item(case, by)
    if facts.about_officer and "about_officer" in changes:
        is_about(case, facts.about_officer, "WC-S3j", by)
    if "level" in changes and facts.level:
        _level(case, facts.level, by)
    if "customer" in changes:
        _customer(case, str(facts.customer), by)
    register(case, "corrected", actor=by)
    _go_on(case, changes)


def _changes(
    case: ComplaintCase, facts: ComplaintCorrected
) -> dict[str, tuple[str | None, str | None]]:
    """Return what is other than known: by its name, what it was and what it is."""
    state = case.state
    day, channel = facts.received_on, facts.channel
    officer = None if facts.about_officer in state.about else facts.about_officer
    told = {
        "received_on": (received_on(case).isoformat(), day.isoformat() if day else None),
        "channel": (channel_of(case).value, channel.value if channel else None),
        "customer": (customer_of(case), facts.customer),
        "level": (state.level.value if state.level else None, facts.level),
        "about_officer": (None, officer),
    }
    return {name: (was, now) for name, (was, now) in told.items() if now and now != was}


def _day(case: ComplaintCase, facts: ComplaintCorrected, by: str | None) -> None:
    """Count the acknowledgement from the right day, and leave the register of a wrong year."""
    before = register_name(received_on(case))
    case.state.received_on = facts.received_on
    if before != register_name(received_on(case)):
        case.record("WC-S5b", REGISTER, before, actor=by, complaint=case.ref, status="moved")
    recount(case)
    if case.state.acknowledged:
        case.open(WRITE_AGAIN, assignee=case.state.owner, background=True)


def _level(case: ComplaintCase, level: Level, by: str | None) -> None:
    """Give the complaint to the procedure of the right level, where one has it already (WC-S3i)."""
    old = OF_LEVEL[case.state.level or level]
    case.state.level = level
    case.record(
        "WC-S3i", COMPLAINT_RECORD, "level", actor=by, level=level.value, deciding_officer=by
    )
    for task in case.background_work(HANDLE_LEVEL_1) if level is Level.LEVEL_2 else ():
        case.withdraw_task(task, "it is managed at Level 2")
    if old in case.state.handed_over:
        take_back(case, "WC-S5a", old, "managed_at_another_level")
        hand_over(case, "WC-S5a", OF_LEVEL[level], actor=by, owner=case.state.owner)
        case.state.outcome_words = f"It was ended by the {WORDS[OF_LEVEL[level]]}"


def _customer(case: ComplaintCase, customer: str, by: str | None) -> None:
    """Give the complaint to whose it is; what one customer was sent of another is privacy's."""
    state, before = case.state, customer_of(case)
    if state.acknowledged:
        hand_over(case, "WC-S3g", Procedure.PRIVACY, actor=by, sent_to=before, of=customer)
    promise.take_back(case, "the complaint is another customer's")
    tell_ps(case, "of_another_customer")
    for procedure in OF_LEVEL.values():
        take_back(case, "WC-S5a", procedure, "of_another_customer")
    for task in state.own_work:
        case.withdraw_task(task, "the complaint is another customer's")
    state.own_work, state.brought_in = [], False
    state.level_1_begun = state.first_contact_begun = False
    state.in_ps, state.ps_owner, state.owner, state.agreed_owner = False, None, None, None
    state.level, state.stage = None, Stage.FIRST
    state.acknowledged, state.acknowledged_at, state.first_received = False, None, None
    case.set("WC-S2a", owner=None)
    case.collect(Identify, "WC-S2a", customer=customer, actor=by)
    case.ask("customer", CUSTOMER, "WC-S2a")
    recount(case)


def _go_on(case: ComplaintCase, changes: dict[str, tuple[str | None, str | None]]) -> None:
    """Begin anew where what was wrong had led elsewhere."""
    if not accepted(channel_of(case)):
        no_clock(case, "it was said, not written")
        promise.take_back(case, "it was said, not written")
        for procedure in OF_LEVEL.values():
            take_back(case, "WC-S5a", procedure, "not_in_writing")
        case.move_on(Phase.RECEIVED, "WC-S1c")
    if "customer" in changes:
        case.move_on(Phase.ASSESSING, "WC-S3a")
    if case.phase in ACKNOWLEDGING and case.state.level:
        case.move_on(Phase(case.state.level.value), "WC-S3i")
