"""What phases may ask about service restrictions."""

from domain.lookups import Lookup

BEHAVIOUR = Lookup("behaviour")
"""The incidents of the customer that the file holds: ids, days and channels, the newest last."""

TRIED = Lookup("tried")
"""What was tried before: the options that were given, and what became of each."""

PLANS = Lookup("plans")
"""The ids of the plans of the customer that are not ended, of either sort (A26)."""

OPEN_RESTRICTION = Lookup("open_restriction")
"""The reference of the customer's service restriction that is open; None where there is none."""
