"""What phases may ask about Personalised Services."""

from domain.lookups import Lookup

PS_OWNER = Lookup("ps_owner")
"""The open case by which Personalised Services owns the customer, and its PSSO (A48); or None."""

FINALISATION = Lookup("finalisation")
"""What the file says of a finalisation: what was attested, what a request links, who takes over."""
