"""The same letter, logged more than once: each is shown and linked, none is refused (WC-S3e).

Days count from the earliest receipt: the customer waits from the day on which the letter first
reached the agency, whoever logged it and when (WC-S3n).
"""

from activities.effects.links import LinkCase
from domain.complaints.messages import LetterLoggedAgain
from domain.complaints.receipt import earliest
from domain.findings import HOLDS
from workflows.complaints.clock import recount
from workflows.complaints.state import ComplaintCase, first_received, received_on
from workflows.handed import Received


def link_the_same(case: ComplaintCase) -> None:
    """Link what was logged with the same letter, and count from its earliest receipt."""
    found = case.answer("same_letter")
    logged = {str(ref): str(day) for ref, day in found.items()} if isinstance(found, dict) else {}
    if not logged:
        return
    for other in logged:
        case.collect(LinkCase, "WC-S3e", case=other, why="the same letter was logged there too")
    words = f"the same letter was logged as {', '.join(sorted(logged))}"
    case.decide("WC-S3e", "Yes", words, same_letter=[*sorted(logged)])
    _count_from(case, *logged.values())
    _tell_the_later(case, logged)


def logged_again(case: ComplaintCase, received: Received[LetterLoggedAgain]) -> None:
    """Count from an earlier day, on which the letter turns out to have come (WC-S3n)."""
    _count_from(case, received.facts.received_on.isoformat())


def _count_from(case: ComplaintCase, *days: str) -> None:
    day = earliest(received_on(case), *days)
    if day >= first_received(case):
        return
    case.state.first_received = day
    words = f"counted from {day.isoformat()}, when the same letter first came"
    case.decide("WC-S3n", HOLDS, words, received_on=received_on(case).isoformat())
    recount(case, "the same letter had come before")


def _tell_the_later(case: ComplaintCase, logged: dict[str, str]) -> None:
    """Tell the open complaints that count from a later day than the letter came."""
    still = case.answer("open_complaints")
    day = first_received(case).isoformat()
    for other in (other for other in logged if isinstance(still, list) and other in still):
        if day < logged[other]:
            why = "its letter had come before, and was logged there too"
            facts = {"complaint": case.ref, "received_on": day}
            case.tell(other, LetterLoggedAgain, why, step="WC-S3e", **facts)
