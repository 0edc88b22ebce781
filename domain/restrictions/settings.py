"""What the agency decides about service restrictions."""

from domain.contacts import contacts
from domain.setting_kinds import Form, Setting

CONTACT_LINES = "restriction.contact_lines"
BE_HEARD = "restriction.be_heard"
REVIEW_WAYS = "restriction.review_ways"

SETTINGS = (
    Setting(
        name="restriction.continuing_days",
        form=Form.DAYS,
        default=28,
        words="Days after the last incident in which behaviour counts as going on",
        steps=("CSP-T3-S2a",),
        reading="A23",
    ),
    Setting(
        name="restriction.review_lead_days",
        form=Form.DAYS,
        default=14,
        words="Days before its day at which the review of a restriction opens",
        steps=("CSP-T3-S7j",),
        reading="A34",
    ),
    Setting(
        name=BE_HEARD,
        form=Form.CODES,
        default={
            "us": (
                "If you see this differently, or if we do not know something, tell us in any way "
                "that stays open to you. We take it into account."
            ),
        },
        words="How a customer is heard on a warning, a restriction, and what else was decided",
        steps=("CSP-T3-S3a", "CSP-T3-S6b", "RES-T4-S3f", "RES-T3-S3c", "CSP-T6-S1j"),
        reading="A21",
        to_confirm=True,
    ),
    Setting(
        name=REVIEW_WAYS,
        form=Form.CODES,
        default={
            "agency": (
                "Ask us for a review by a senior officer who has not dealt with your matter."
            ),
            "outside": (
                "Complain to the Commonwealth Ombudsman, who is independent of us and costs "
                "nothing."
            ),
        },
        words="How a customer can have a decision reviewed, outside the agency too",
        steps=("CSP-T3-S6b", "RES-T4-S3f", "RES-T3-S3c", "CSP-T6-S1j"),
        reading="A21",
        to_confirm=True,
    ),
    Setting(
        name=CONTACT_LINES,
        form=Form.CONTACTS,
        default=contacts(child_support="1800 975 713", centrelink="1800 975 714"),
        words="How a customer can answer a letter about a restriction, by programme",
        steps=("CSP-T3-S3a", "CSP-T3-S6b"),
        reading="A41",
        to_confirm=True,
    ),
)
