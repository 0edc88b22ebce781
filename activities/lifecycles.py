"""What each lifecycle answers of the case database, and how it fills its letters.

A new lifecycle that is asked about, or whose letters draw on more than answers, is named here.
"""

from types import MappingProxyType

from activities import (
    cold_transfer,
    complaints,
    lookups,
    ownership,
    personalised_services,
    restrictions,
)
from activities.gathering import Gatherers
from activities.lookups import Answers

LIFECYCLES = (complaints, personalised_services, restrictions, ownership, cold_transfer)

ANSWERS: Answers = MappingProxyType(
    {lookup: answer for each in (lookups, *LIFECYCLES) for lookup, answer in each.ANSWERS.items()}
)
GATHERERS: Gatherers = MappingProxyType(
    {fields: gather for each in LIFECYCLES for fields, gather in each.GATHERERS.items()}
)
