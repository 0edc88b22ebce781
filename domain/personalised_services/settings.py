"""What the agency decides about Personalised Services."""

from domain.contacts import contacts
from domain.setting_kinds import Form, Setting

CONTACT_LINES = "ps.contact_lines"

SETTINGS = (
    Setting(
        name="ps.assessment_services_days",
        form=Form.DAYS,
        default=14,
        words="Days to wait for Assessment Services before somebody is alerted",
        steps=("CLK-T1-S2m", "CLK-T3-S2d", "CSP-T8-S2c"),
        reading="A41",
    ),
    Setting(
        name="ps.time_for_options_days",
        form=Form.DAYS,
        default=14,
        words="Days that a customer has to take an option up, from when it was explained",
        steps=("CSP-T7-S1c",),
        reading="A28",
    ),
    Setting(
        name=CONTACT_LINES,
        form=Form.CONTACTS,
        default=contacts(child_support="1800 975 711", centrelink="1800 975 712"),
        words="How a customer can answer a letter of Personalised Services, by programme",
        steps=("CSP-T4-S6a", "CSP-T4-S6b"),
        reading="A41",
        to_confirm=True,
    ),
    Setting(
        name="ps.ssm_days",
        form=Form.DAYS,
        default=7,
        words="Days to decide or advise on what is asked, before somebody is told of the silence",
        steps=("CSP-T1-S1b", "CSP-T2-S4", "CSP-T4-S1d", "CSP-T7-S1e"),
        reading="A41",
    ),
    Setting(
        name="ps.transfer_days",
        form=Form.DAYS,
        default=1,
        words="Days for an area to take customers who were given to it, before it is asked again",
        steps=("CSP-T7-S5b",),
        reading="A41",
    ),
    Setting(
        name="ps.untouched_days",
        form=Form.DAYS,
        default=30,
        words="Days without contact or review after which a case is shown to its owner",
        steps=("CSP-T4-S1a",),
        reading="A41",
    ),
)
