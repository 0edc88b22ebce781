"""What the agency decides about complaints."""

from domain.contacts import contacts
from domain.setting_kinds import Form, Setting

CONTACT_LINES = "wc.contact_lines"
REVIEW_WAYS = "wc.review_ways"
HEARS_WITHIN = "wc.hears_within_days"

SETTINGS = (
    Setting(
        name="wc.acknowledgement_unit",
        form=Form.DAY_UNIT,
        default="working_days",
        words="Whether the two days to acknowledge a complaint are working or calendar days",
        steps=("WC-S3n",),
        reading="A02",
    ),
    Setting(
        name="wc.level_1_checklist",
        form=Form.CHECKLIST,
        default={},
        words="What a Level 1 Officer does on a complaint about staff behaviour",
        steps=("WC-S3l",),
        reading="A01",
        task="handle_level_1",
    ),
    Setting(
        name="wc.acknowledgement_exemptions",
        form=Form.CODES,
        default={},
        words="Kinds of written complaint that get no acknowledgement letter",
        steps=("WC-S3o",),
        reading="A01",
    ),
    Setting(
        name="wc.ps_customer_checklist",
        form=Form.CHECKLIST,
        default={},
        words="What else is done when a Personalised Services customer complains",
        steps=("WC-S4b",),
        reading="A01",
        task="bring_in_psso",
    ),
    Setting(
        name=CONTACT_LINES,
        form=Form.CONTACTS,
        default=contacts(child_support="1800 975 707", centrelink="1800 975 708"),
        words="How a customer can answer a letter about a complaint, by programme",
        steps=("WC-S3m",),
        reading="A41",
        to_confirm=True,
    ),
    Setting(
        name=HEARS_WITHIN,
        form=Form.DAYS,
        default=14,
        words="Days in which a customer hears about a complaint after its acknowledgement",
        steps=("WC-S3m",),
        reading="A41",
        to_confirm=True,
    ),
    Setting(
        name=REVIEW_WAYS,
        form=Form.CODES,
        default={
            "agency": (
                "Ask us for a review by a senior officer who has not dealt with your complaint."
            ),
            "outside": (
                "Complain to the Commonwealth Ombudsman, who is independent of us and costs "
                "nothing."
            ),
        },
        words="How a customer can have the handling reviewed, outside the agency too",
        steps=("WC-S3m",),
        reading="A41",
        to_confirm=True,
    ),
)
