"""How a customer can answer a letter, by programme. The numbers are reserved for fiction."""

from domain.letters import Agency, Contact

AGENCIES = {
    "child_support": Agency(name="the Agency", service="Child Support"),
    "centrelink": Agency(name="the Agency", service="Centrelink"),
}

_POST = ("The Agency", "Reply Paid 7000", "CANBERRA ACT 2610")
_HOURS = "Monday to Friday, 8:30 to 16:45"
_ASSISTANCE = "An interpreter or another format of this letter is free: ask us for it."

COMPLAINTS_CONTACT = Contact(phone="1800 975 707", hours=_HOURS, post=_POST, assistance=_ASSISTANCE)
PERSONALISED_SERVICES_CONTACT = Contact(
    phone="1800 975 711", hours=_HOURS, post=_POST, assistance=_ASSISTANCE
)
