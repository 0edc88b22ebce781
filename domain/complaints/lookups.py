"""What phases may ask about complaints."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.days import written_day
from domain.lookups import Lookup


def _with_whom(owners: Mapping[str, str | None]) -> Iterable[str]:
    return (f"{ref}, with {owner or 'nobody yet'}" for ref, owner in sorted(owners.items()))


def _since_when(logged: Mapping[str, str]) -> Iterable[str]:
    days = ((ref, date.fromisoformat(day)) for ref, day in sorted(logged.items()))
    return (f"{ref}, received on {written_day(day)}" for ref, day in days)


OPEN_COMPLAINTS = Lookup("open_complaints", "Open complaints of the customer")
"""The references of the customer's other complaints that are open, the oldest first."""

OPEN_ESCALATIONS = Lookup("open_escalations", "Escalations in hand")
"""Those of them that are escalated (WC-S3b)."""

OPEN_ITEMS = Lookup("open_items")
"""The items of correspondence that arose in the complaint and are not closed, by their ids."""

OWNERS = Lookup("complaint_owners", "Other open complaints of the customer", _with_whom)
"""Who has the customer's other open complaints, by their references."""

SAME_LETTER = Lookup("same_letter", "Complaints logged from the same letter", _since_when)
"""The customer's other complaints that were logged with the same letter, each with its day of
receipt."""

LOOK_ALIKES = Lookup(
    "look_alikes", "Items that may be the same: same sender, same category", _since_when
)
"""Other items about the customer from the same sender, in the same category, with another document
or none: each with its day of receipt, by its id in the file. Whether one is the same, a person
judges (WC-S3e)."""

COMPLEX = Lookup(
    "complex_or_vulnerable", "What makes the customer complex or vulnerable, and nobody manages it"
)
"""What the file has of a customer who must be referred to Personalised Services, by its ids: how
they behaved, and sensitive issues. Nothing where somebody has the customer already (BG-REF)."""

ACKNOWLEDGED_LATE = Lookup("acknowledged_late")
"""Whether the time to acknowledge was over before the letter left, as it is counted now."""
