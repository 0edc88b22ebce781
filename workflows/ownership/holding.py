"""An area has the customer: the lock rests until another area wants them, or they are let go.

Entered  from ASKED or DISPUTED.
Leaves   to ASKED with another area's wish, to RELEASED where they are let go, or ends where
         Personalised Services has taken the customer.
"""

from activities.effects.locks import ReleaseLocks
from domain.file.locks import LockPromised
from domain.messages import CaseWithdrawn
from domain.ownership.messages import OwnershipReleased, OwnershipRequested, OwnershipTaken
from domain.ownership.phases import Phase
from domain.ownership.priority import DECEASED, PERSONALISED_SERVICES
from domain.ownership.state import Owned, Wish
from domain.standing.lookups import DIED
from domain.standing.messages import DeathRetracted
from workflows import deaths
from workflows.handed import Done, NotNow, Received
from workflows.ownership.state import OwnershipCase, ours, owned, promised_to, wish_of


async def held(case: OwnershipCase) -> None:
    """Rest while the area has the customer; the settle that asks for them says whether it has."""
    await case.until(lambda: ours(case) is None, cites="CMA-T2-S10e")
    lock = owned(case)
    if lock and lock.area == PERSONALISED_SERVICES:  # its message is on the way
        _taken(case)
        return
    case.set("CMA-T2-S10f", owner=None)
    if lock:  # whoever was locked meanwhile came first; a lock that is put right may leave nobody
        case.close("lost", "somebody else was given the customer meanwhile")
        return
    case.close("lost", "nobody has the customer")


async def promised(case: OwnershipCase) -> None:
    """Rest until Personalised Services takes the customer, as was agreed."""
    await case.wait(OwnershipTaken, cites="CSP-T1-S2c")
    _taken(case)


def _taken(case: OwnershipCase) -> None:
    case.close("taken", "Personalised Services has the customer")


async def released(case: OwnershipCase) -> None:
    """End where the customer was let go (CMA-T3-S4b), was taken, or stays with whoever has them."""
    lock = ours(case)
    if case.state.taken:
        _taken(case)
    elif lock is None:
        case.close("withdrawn", "nobody asks for the customer any more")
    else:
        _let_go(case, lock)


def _let_go(case: OwnershipCase, lock: Owned) -> None:
    """Let the customer go: nobody has them any more (CMA-T3-S4b)."""
    _release(case, lock)
    case.close("released", "nobody has the customer", step="CMA-T3-S4b")


def _release(case: OwnershipCase, lock: Owned) -> None:
    """Release the lock; the record names who had the customer, and who let go (CMA-T3-S4b)."""
    by = case.state.let_go_by
    case.record("CMA-T3-S4b", "Cuba", "lock", actor=by, released=True, holder=lock.holder, by=by)
    case.collect(ReleaseLocks, "CMA-T3-S4b", actor=by, why="released")


# ---------------------------------------------------------------------- standing orders


def wanted(case: OwnershipCase, received: Received[OwnershipRequested]) -> None:
    """Put another area's wish to whoever has the customer (CMA-T1-S6d).

    An area to which they were promised meanwhile gets them: there is nothing left to settle. Nor is
    there where the customer died.

    Raises:
        NotNow: one wish is settled before the next.
    """
    wish, new = case.state.wish, wish_of(received)
    settled = case.phase in (Phase.ASKED, Phase.DISPUTED) and promised_to(case, new)
    died = new.area == DECEASED and bool(case.answer(DIED)) and case.phase != Phase.RELEASED
    if case.phase != Phase.HELD and not (settled or died):
        who = f"{wish.area} has asked for the customer" if wish else "the customer is let go"
        raise NotNow(f"{who}: that is settled first")
    _nobody_asks(case)
    case.state.wish = new
    case.move_on(Phase.ASKED, "CMA-T1-S6d")


def let_go(case: OwnershipCase, received: Received[OwnershipReleased]) -> None:
    """Release the lock that is meant, and no later one (CMA-T3-S4b).

    Raises:
        NotNow: it is over, somebody else's, or being settled.
    """
    lock, meant = ours(case), received.facts.fence
    if lock is None:
        other = owned(case)
        has = f"{other.holder} has the customer, by {other.case}" if other else "nobody has them"
        raise NotNow(f"this case has no lock on the customer: {has}")
    if lock.fence != meant:
        now = f"{lock.holder} has the customer by number {lock.fence}"
        raise NotNow(f"lock number {meant} is over: {now}")
    if lock.officer is None:
        raise NotNow(f"nobody of {lock.area} has them by name: take them from its queue first")
    if case.phase != Phase.HELD:
        raise NotNow("it is being settled who has the customer: that comes first")
    case.state.let_go_by = received.envelope.actor or received.envelope.source
    case.move_on(Phase.RELEASED, "CMA-T3-S4b")


def taken(case: OwnershipCase, _: Received[OwnershipTaken]) -> None:
    """End what is asked about a customer whom Personalised Services has taken (CMA-T2-S10e).

    Raises:
        NotNow: nobody has taken the lock that is here.
    """
    if ours(case):
        raise NotNow("the lock is here still")
    _nobody_asks(case)
    case.state.taken = True
    case.move_on(Phase.RELEASED, "CMA-T2-S10e")


def died(case: OwnershipCase, done: Done) -> None:
    """Give the customer to Deceased Customer Management, which comes first (CMA-T1-S5b)."""
    if deaths.leave(case, done) is None or case.phase == Phase.RELEASED:
        return
    _nobody_asks(case)
    to = deaths.officer_there(done)
    by = done.by or "casebound"
    case.state.wish = Wish(area=DECEASED, to=to, by=by, message=done.message)
    case.move_on(Phase.ASKED, "CMA-T1-S5b")


def lives(case: OwnershipCase, received: Received[DeathRetracted]) -> None:
    """Release a customer who was Deceased Customer Management's by a mistake (CB-DEATH).

    Whoever asks for them meanwhile gets them; else nobody has them until they are locked again.
    """
    deaths.lives(case, received)
    lock, state = ours(case), case.state
    if received.facts.part != "customer" or lock is None or lock.area != DECEASED:
        return
    state.let_go_by = received.envelope.actor or received.envelope.source
    if state.wish is None or state.wish.area == DECEASED:
        _nobody_asks(case)
        case.move_on(Phase.RELEASED, "CB-DEATH")
    wish = state.wish
    _nobody_asks(case)
    _release(case, lock)
    state.wish = wish
    case.move_on(Phase.ASKED, "CB-DEATH")


def _nobody_asks(case: OwnershipCase) -> None:
    """Forget the wish that is being settled."""
    state = case.state
    if state.agreement:
        case.withdraw_deadline(state.agreement, "CMA-T1-S6d", "nobody asks any more")
    state.wish, state.agreement = None, None


def taken_back(case: OwnershipCase, _: Received[CaseWithdrawn]) -> None:
    """Leave the customer where they are: whoever wanted them does not any more (CB-CLOSE).

    Raises:
        NotNow: nobody wants the customer.
    """
    if case.state.wish is None:
        raise NotNow("nobody asks for the customer; ownership.released lets them go")
    if case.phase == Phase.PROMISED:
        case.act(LockPromised, "CB-CLOSE", customer=case.start.customer)
    _nobody_asks(case)
    case.move_on(Phase.HELD if ours(case) else Phase.RELEASED, "CB-CLOSE")
