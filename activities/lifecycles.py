"""What each lifecycle answers of the case database, and how it fills its letters.

A new lifecycle that is asked about, or whose letters draw on more than answers, is named here.
"""

from types import MappingProxyType

from activities import complaints, lookups, personalised_services
from activities.gathering import Gatherers
from activities.lookups import Answers

ANSWERS: Answers = MappingProxyType(
    {**lookups.ANSWERS, **complaints.ANSWERS, **personalised_services.ANSWERS}
)
GATHERERS: Gatherers = MappingProxyType({**complaints.GATHERERS, **personalised_services.GATHERERS})
