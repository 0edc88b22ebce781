"""What phases may ask about the ownership of a customer."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.lookups import Lookup
from domain.ownership.priority import with_whom


def _who(found: Mapping[str, Any] | None) -> Iterable[str]:
    if found:
        who = with_whom(found["holder"], found["area"])
        yield f"{who}, by lock number {found['fence']}"


OWNED = Lookup("owned", "Who has the customer", _who)
"""The lock of the customer that is live, whichever case has it; None where nobody has them."""
