"""What a Personalised Services case hears of cold transfers of its customers, and tells them."""

from typing import cast

from domain.cold_transfer.lookups import ON_THE_BOARD
from domain.cold_transfer.messages import ArrangementsChanged, ColdTransferBegun
from domain.file.intrays import NotepadFiled
from domain.personalised_services.lookups import WHOSE_VERSIONS
from workflows.handed import Received
from workflows.personalised_services.state import PsCase


def know_the_transfers(case: PsCase) -> None:
    """Ask which cold transfers are in force, and whose plans are; every settle answers anew."""
    case.ask(ON_THE_BOARD, ON_THE_BOARD, "CSP-T3-S12a")
    case.ask(WHOSE_VERSIONS, WHOSE_VERSIONS, "CSP-T3-S12a")


def begun(case: PsCase, received: Received[ColdTransferBegun]) -> None:
    """Point to the cold transfer in the stacking document (CSP-T3-S12c)."""
    facts = received.facts
    case.act(NotepadFiled, "CSP-T3-S12c", heading="cold_transfer", points_to=facts.transfer)
    words = f"calls of {facts.customer} are put through"
    case.note("CSP-T3-S12a", words, transfer=facts.transfer, customer=facts.customer)


def lift(case: PsCase, by: str, *, of: str | None) -> None:
    """Have the cold transfer of a customer lifted, now that what is arranged changed (A18).

    Where nobody is named it is arranged with both parents.
    """
    for customer, transfer in cast("dict[str, str]", case.answer(ON_THE_BOARD) or {}).items():
        if of in (customer, None):
            why = "what is arranged with the customer has changed"
            case.tell(transfer, ArrangementsChanged, why, step="CSP-T3-S12a", by=by)


def whose(case: PsCase, version: str) -> str | None:
    """Return of which customer a version of a plan is, where the last settle knew it."""
    return cast("dict[str, str]", case.answer(WHOSE_VERSIONS) or {}).get(version)
