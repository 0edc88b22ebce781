"""What phases may ask about service restrictions."""

from domain.lookups import Lookup

BEHAVIOUR = Lookup("behaviour")
"""The incidents of the customer that the file holds: ids, days and channels, the newest last."""

TRIED = Lookup("tried")
"""What was tried before: the options that were given, and what became of each."""

PLANS = Lookup("plans")
"""The ids of the plans of the customer that are not ended, of either sort (A26)."""

KEPT_TO = Lookup("kept_to")
"""By its id, whether a contact or an incident kept to what is left of its channel. CSP-T3-S14b."""

BREACH_PROCEDURE = "breach_of_restriction"
"""The procedure to which a breach goes, as referrals name it. Source: CSP-T3-S14c."""
