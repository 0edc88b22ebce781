"""What phases may ask about a cold transfer, and what whoever answers a call is shown."""

from collections.abc import Iterable, Mapping, Sequence

from domain.lookups import Lookup


def _each_role(found: Mapping[str, Sequence[str]]) -> Iterable[str]:
    return (f"{role}: {', '.join(officers)}" for role, officers in found.items() if officers)


def _of_the_day(found: Mapping[str, Sequence[str]]) -> Iterable[str]:
    return (*found["calls"], *found["incidents"])


ARRANGED = Lookup("arranged", "What is arranged with the customer, or restricted")
"""The ids of restrictions in force and of arrangements on contact that were agreed (A49)."""

RESTRICTED = Lookup("restricted")
"""The ids of the customer's restrictions that are in force."""

CALLER = Lookup("caller", "Calls and incidents of the last day", _of_the_day)
"""The calls and incidents on the telephone of the last day, and what is arranged, by their ids."""

ON_THE_BOARD = Lookup("on_the_board")
"""The cold transfers that are in force, of the customer and whom the case has locked."""

MANAGERS_THERE = Lookup("managers_there", "Managers who are there today", _each_role)
"""Who may decide on a cold transfer and is there today, by role."""
