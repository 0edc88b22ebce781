"""What phases may ask about Personalised Services."""

from domain.lookups import Lookup

AGREED_CONTACT = Lookup("agreed_contact")
"""The contact that was agreed with a customer and is still to be made; None where there is none."""

SPECIALISED_ISSUES = Lookup("specialised_issues")
"""The ids of the issues that specialist areas have."""

PS_OWNER = Lookup("ps_owner")
"""The open case by which Personalised Services owns the customer, and its PSSO (A48); or None."""

FINALISATION = Lookup("finalisation")
"""What the file says of a finalisation: what was attested, what a request links, who takes over."""

TAKEN_ON = Lookup("taken_on")
"""How the customers of the case were taken on: ``TakenOn``, as the file has it."""
