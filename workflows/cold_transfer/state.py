"""What the phases of a cold transfer share."""

from typing import cast

from domain.cold_transfer.callers import Caller
from domain.cold_transfer.messages import CallAnswered
from domain.cold_transfer.state import ColdTransferState
from workflows.case import Case

ColdTransferCase = Case[ColdTransferState, CallAnswered]

PS = "ps"  # the names under which it is asked
CALLER, RESTRICTED, THERE = "caller", "restricted", "managers_there"


def ps_case(case: ColdTransferCase) -> str | None:
    """Return the customer's case in Personalised Services, as of the last settle."""
    found = case.answer(PS)
    return str(found["case"]) if isinstance(found, dict) else None


def caller_now(case: ColdTransferCase) -> Caller:
    """Return what the last day showed of the caller when the case last settled."""
    return cast("Caller", case.answer(CALLER))


def restrictions(case: ColdTransferCase) -> list[str]:
    """Return the customer's restrictions that were in force when the case last settled."""
    found = case.answer(RESTRICTED)
    return [str(each) for each in found] if isinstance(found, list) else []
