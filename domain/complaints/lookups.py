"""What phases may ask about complaints."""

from domain.lookups import Lookup

OPEN_COMPLAINTS = Lookup("open_complaints")
"""The references of the customer's other complaints that are open, the oldest first."""

OPEN_ESCALATIONS = Lookup("open_escalations")
"""Those of them that are escalated (WC-S3b)."""
