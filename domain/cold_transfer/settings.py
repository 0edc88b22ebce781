"""What the agency decides about cold transfers."""

from domain.contacts import contacts
from domain.setting_kinds import Form, Setting

PERSISTENT_CALLS = "cold_transfer.persistent_calls"
NUMBERS = "cold_transfer.numbers"

SETTINGS = (
    Setting(
        name=PERSISTENT_CALLS,
        form=Form.COUNT,
        default=2,
        words="Calls within a day from which a caller counts as persistent",
        steps=("CSP-T3-S9a",),
        reading="A17",
        to_confirm=True,
    ),
    Setting(
        name=NUMBERS,
        form=Form.CONTACTS,
        default=contacts(child_support="1800 975 715", centrelink="1800 975 716"),
        words="The number to which calls of a customer on cold transfer are put through",
        steps=("CSP-T3-S12b",),
        reading="A18",
        to_confirm=True,
    ),
)
