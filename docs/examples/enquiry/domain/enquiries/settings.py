"""What the agency decides about enquiries."""

from domain.contacts import contacts
from domain.setting_kinds import Form, Setting

CONTACT_LINES = "en.contact_lines"

SETTINGS = (
    Setting(
        name=CONTACT_LINES,
        form=Form.CONTACTS,
        default=contacts(child_support="1800 975 709", centrelink="1800 975 710"),
        words="How a customer can answer a letter about an enquiry, by programme",
        steps=("CB-MESSAGE",),
        reading="A41",
        to_confirm=True,
    ),
)
