"""What phases may ask about enquiries."""

from domain.lookups import Lookup

OPEN_ENQUIRIES = Lookup("open_enquiries")
"""The references of the customer's other enquiries that are open, the oldest first."""
