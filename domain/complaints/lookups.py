"""What phases may ask about complaints."""

from domain.lookups import Lookup

OPEN_COMPLAINTS = Lookup("open_complaints")
"""The references of the customer's other complaints that are open, the oldest first."""

OPEN_ESCALATIONS = Lookup("open_escalations")
"""Those of them that are escalated (WC-S3b)."""

HAND_OVERS = Lookup("hand_overs")
"""To whom the complaint, or a part of it, is referred and who has not said how it ended (A07)."""

OWNERS = Lookup("complaint_owners")
"""Who has the customer's other open complaints, by their references."""

SAME_LETTER = Lookup("same_letter")
"""The customer's other complaints that were logged with the same letter, each with its day of
receipt."""

ACKNOWLEDGED_LATE = Lookup("acknowledged_late")
"""Whether the time to acknowledge was over before the letter left, as it is counted now."""
