"""What a Personalised Services case hears of a cold transfer of its customer, and tells it."""

from domain.cold_transfer.lookups import ON_THE_BOARD, OPEN_TRANSFER
from domain.cold_transfer.messages import ArrangementsChanged, ColdTransferBegun
from domain.file.intrays import NotepadFiled
from workflows.handed import Received
from workflows.personalised_services.state import PsCase

TRANSFER = "cold_transfer"  # under which the one in force is asked for
OPEN = "open_cold_transfer"  # under which the open one is, in force or not


def know_the_transfer(case: PsCase) -> None:
    """Ask which cold transfer of the customer is in force; every settle answers anew."""
    case.ask(TRANSFER, ON_THE_BOARD, "CSP-T3-S12a")
    case.ask(OPEN, OPEN_TRANSFER, "CSP-T3-S8a")


def open_transfer(case: PsCase) -> str | None:
    """Return the customer's cold transfer that is open, as of the last settle."""
    found = case.answer(OPEN)
    return found if isinstance(found, str) else None


def begun(case: PsCase, received: Received[ColdTransferBegun]) -> None:
    """Point to the cold transfer in the stacking document (CSP-T3-S12c)."""
    transfer = received.facts.transfer
    case.act(NotepadFiled, "CSP-T3-S12c", heading="cold_transfer", points_to=transfer)
    case.note("CSP-T3-S12a", "the customer's calls are put through", transfer=transfer)


def lift(case: PsCase, by: str) -> None:
    """Have a cold transfer lifted, now that what is arranged with the customer changed (A18)."""
    if transfer := case.answer(TRANSFER):
        why = "what is arranged with the customer has changed"
        case.tell(str(transfer), ArrangementsChanged, why, step="CSP-T3-S12a", by=by)
