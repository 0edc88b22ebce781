"""What the phases of a service restriction share."""

from pydantic import JsonValue

from domain.restrictions.channels import Extents
from domain.restrictions.messages import RestrictionConsidered
from domain.restrictions.state import RestrictionState
from domain.roles import Role
from workflows.case import Case

RestrictionCase = Case[RestrictionState, RestrictionConsidered]

PS = "ps"  # under which the customer's Personalised Services case is asked for


def assignee(state: RestrictionState, role: Role) -> str | None:
    """Give the PSSO's work to the PSSO who has the customer."""
    return state.psso if role is Role.PSSO else None


def ps_case(case: RestrictionCase) -> str | None:
    """Return the customer's case in Personalised Services, as of the last settle."""
    found = case.answer(PS)
    return str(found["case"]) if isinstance(found, dict) else None


def in_codes(extents: Extents) -> dict[str, JsonValue]:
    """Return how far each channel is restricted, as records and messages have it."""
    return {channel.value: extent.value for channel, extent in extents.items()}
