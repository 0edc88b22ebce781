"""An area wants a customer: Table 1, Steps 5 and 6 (procedure 277-01100010).

Entered  by ``ownership.requested``, from outside or while another area has the customer.
Leaves   to HELD or PROMISED where the customer goes to the other area, else back to HELD, or ends.
"""

from datetime import datetime

from activities.contracts import Armed
from domain.file.locks import LockPassed, LockPromised
from domain.findings import HOLDS
from domain.issues import AREAS
from domain.ownership.deadlines import AGREEMENT
from domain.ownership.lookups import OWNED
from domain.ownership.messages import OwnershipPassed
from domain.ownership.phases import Phase
from domain.ownership.priority import DECEASED, PERSONALISED_SERVICES, PRIORITY, keeps
from domain.ownership.state import Owned, Wish
from domain.ownership.tasks import AGREE_OWNER, SETTLE_OWNERSHIP
from domain.roles import Role
from domain.standing.lookups import DIED
from domain.step_ids import StepId
from workflows.ownership.state import OwnershipCase, ours, owned, promised_to, wish_of


async def asked(case: OwnershipCase) -> str | None:
    """Give a customer whom nobody has; else have whoever has them agree, or not (CMA-T1-S6d)."""
    case.ask("owned", OWNED, "CMA-T2-S10a")
    case.ask(DIED, DIED, "CMA-T1-S5b")
    await case.find_answers()
    wish, lock = _wish(case), owned(case)
    if reason := _nothing_to_ask(case, wish, lock):
        return _kept(case, reason)
    if lock is None:
        return _free(case, wish)
    case.decide("CMA-T2-S10a", "Yes", "the customer is with another officer", fence=lock.fence)
    if promised_to(case, wish):
        return _as_promised(case, wish, lock)
    _weigh(case, lock, wish)
    if wish.area == DECEASED:
        return _comes_first(case, wish, lock)
    due = case.arm("agreement", AGREEMENT, case.clock.cause, label="Agreement", numbered=True)
    case.state.agreement = due
    done = await case.work(
        AGREE_OWNER,
        role=_who_answers(lock.area),
        assignee=lock.officer,
        about=wish.message,
        area=lock.area,
        asked_by=wish.area,
        to=wish.to,
    )
    case.state.agreement = None
    case.met(due, AGREEMENT.step)
    if done.outcome == "not_agreed":
        case.decide("CMA-T1-S6d", "No", "the areas do not agree", actor=done.by)
        return case.to(Phase.DISPUTED, "CMA-T1-S6e")
    case.decide("CMA-T1-S6d", "Yes", "the areas agree", actor=done.by)
    return _goes_over(case, by=done.by, at=done.at)


async def disputed(case: OwnershipCase) -> str | None:
    """Have a Team Leader settle what two areas do not agree on (CMA-T1-S6e, A37)."""
    wish = _wish(case)
    done = await case.approval(
        SETTLE_OWNERSHIP,
        about=wish.message,
        requested_by=wish.by,
        given=("pass_on",),
        asked_by=wish.area,
        to=wish.to,
    )
    if done.outcome == "pass_on":
        return _goes_over(case, by=done.by, at=done.at)
    return _kept(case, "the Team Leader left the customer where they are")


def silent(case: OwnershipCase, deadline: Armed) -> None:
    """Let the Team Leader settle what nobody answers; silence moves no lock (A41)."""
    if case.state.agreement == deadline.id:
        case.state.agreement = None
        case.note("CMA-T1-S6e", "nobody has answered whether they agree")
        case.move_on(Phase.DISPUTED, "CMA-T1-S6e")


def _wish(case: OwnershipCase) -> Wish:
    if case.state.wish is None:
        case.state.wish = wish_of(case.opened_by)
    return case.state.wish


def _nothing_to_ask(case: OwnershipCase, wish: Wish, lock: Owned | None) -> str | None:
    """Say why an area cannot ask for the customer: nobody died, or it has them already."""
    if wish.area == DECEASED and not case.answer(DIED):
        return "no report stands that the customer died"
    if lock and lock.area == wish.area and (lock.officer or not wish.to):
        return f"{lock.area} has the customer already, with {lock.holder}"
    return None


def _weigh(case: OwnershipCase, lock: Owned, wish: Wish) -> None:
    """Say whom the order of priority gives the customer: a suggestion (CMA-T1-S5a)."""
    areas = (lock.area, wish.area)
    area, step = keeps(areas)
    branch = PRIORITY[area].words if area in PRIORITY else "None of them"
    case.decide("CMA-T1-S5a", branch, f"the order gives {area} the customer", areas=[*areas])
    case.decide(step, HOLDS, f"{area} comes first of the two")


def _who_answers(area: str) -> Role:
    if area == PERSONALISED_SERVICES:
        return Role.PSSO
    return Role.SPECIALIST_OFFICER if area in AREAS else Role.SERVICE_OFFICER


def _free(case: OwnershipCase, wish: Wish) -> str | None:
    """Give an area a customer whom nobody has; Personalised Services locks by itself."""
    case.decide("CMA-T2-S10a", "No", "nobody has the customer")
    if wish.area == PERSONALISED_SERVICES:
        return _kept(case, "nobody has the customer: parties.locked locks them")
    step: StepId = "CMA-T1-S5b" if wish.area == DECEASED else "CMA-T2-S10f"
    return _lock(case, wish, 0, step, by=wish.by)


def _as_promised(case: OwnershipCase, wish: Wish, lock: Owned) -> str | None:
    """Give the customer to the area that they were promised to (CSP-T7-S4a)."""
    words = "whoever has the customer gives them to this area, as was approved"
    case.decide("CMA-T1-S6d", "Yes", words, fence=lock.fence, case=lock.case, to=wish.to)
    return _goes_over(case, by=None, at=case.clock.cause)


def _goes_over(case: OwnershipCase, *, by: str | None, at: datetime) -> str | None:
    """Let the customer go to the other area, by the lock that was agreed on."""
    wish, lock = _wish(case), owned(case)
    if lock is None:  # they were let go meanwhile
        return _free(case, wish)
    case.record(
        "CMA-T1-S6d",
        "Cuba",
        "ownership_agreement",
        actor=by,
        parties=[lock.area, wish.area],
        date=at.isoformat(),
        owner=wish.to,
    )
    if wish.area == PERSONALISED_SERVICES:
        customer = case.start.customer
        case.act(
            LockPromised, "CMA-T1-S6d", actor=by, customer=customer, to=wish.to, area=wish.area
        )
        return case.to(Phase.PROMISED, "CMA-T1-S6d")
    why = "the customer is with another area, as was agreed"
    return _take(case, wish, lock, "CMA-T1-S6d", why, by=by)


def _comes_first(case: OwnershipCase, wish: Wish, lock: Owned) -> str:
    """Take a customer who died from whoever has them: nobody is asked to agree (CMA-T1-S5b)."""
    words = "a death is no matter of serving better: nobody is asked to agree"
    case.decide("CMA-T1-S5b", HOLDS, words, reading="A40", fence=lock.fence, case=lock.case)
    why = "the customer died, and is with Deceased Customer Management"
    return _take(case, wish, lock, "CMA-T1-S5b", why, by=wish.by)


def _take(
    case: OwnershipCase, wish: Wish, lock: Owned, step: StepId, why: str, *, by: str | None
) -> str:
    """Lock the customer to the area, and tell the case that had them."""
    if lock.case != case.ref:
        to = {"area": wish.area, "to": wish.to}
        case.tell(lock.case, OwnershipPassed, why, step=step, **to)
    return _lock(case, wish, lock.fence, step, by=by)


def _lock(case: OwnershipCase, wish: Wish, fence: int, step: StepId, *, by: str | None) -> str:
    """Lock the customer to the area that wants them; ``fence`` is the lock that was agreed on."""
    case.act(
        LockPassed,
        step,
        actor=by,
        customer=case.start.customer,
        holder=wish.to or wish.area,
        area=wish.area,
        fence=fence,
    )
    case.set(step, owner=wish.to)
    case.state.wish = None
    return case.to(Phase.HELD, step)


def _kept(case: OwnershipCase, words: str) -> str | None:
    """Leave the customer where they are; a case that has no lock has nothing more to do."""
    case.note("CMA-T1-S6d", words)
    case.state.wish = None
    if ours(case):
        return case.to(Phase.HELD, "CMA-T1-S6d")
    case.close("kept", words)
    return None
