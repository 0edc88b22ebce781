"""What the agency decides about Personalised Services."""

from domain.contacts import contacts
from domain.setting_kinds import Form, Setting

CONTACT_LINES = "ps.contact_lines"
DIRECTORY = "ps.directory"

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
        name=DIRECTORY,
        form=Form.DIRECTORY,
        default={
            "psso": {
                "name": "Personalised Services Service Officers",
                "email": "ps.officers@example.test",
            },
            "ps_ssm": {"name": "Service Support Manager", "email": "ps.ssm@example.test"},
            "ps_sm": {"name": "Service Manager", "email": "ps.sm@example.test"},
            "ps_psm": {"name": "Program Support Manager", "email": "ps.psm@example.test"},
            "assessment_services": {
                "name": "Assessment Services",
                "lines": ["The Agency", "GPO Box 7100", "CANBERRA ACT 2610"],
            },
            "minister_office": {
                "name": "Office of the Minister",
                "lines": ["Parliament House", "CANBERRA ACT 2600"],
            },
            "ombudsman": {
                "name": "Office of the Ombudsman",
                "lines": ["GPO Box 442", "CANBERRA ACT 2601"],
            },
        },
        words="Where staff, by role, and stakeholders, by code, are written to",
        steps=("CSP-T3-S7a", "CSP-T8-S2e", "RES-T4-S3d"),
        reading="A06",
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
        name="ps.untouched_days",
        form=Form.DAYS,
        default=30,
        words="Days without contact or review after which a case is shown to its owner",
        steps=("CSP-T4-S1a",),
        reading="A41",
    ),
)
