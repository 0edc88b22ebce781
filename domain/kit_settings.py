"""What the agency decides for any kind of case, whatever its procedure."""

from domain.setting_kinds import Form, Setting
from domain.standing import settings as standing

DIRECTORY = "cb.directory"
CHASED_AFTER = "cb.procedure_chased_after_days"

SETTINGS = (
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
            "team_leader": {
                "name": "Child Support Team Leaders",
                "email": "team.leaders@example.test",
            },
            "complaints_officer": {
                "name": "Complaints Officers",
                "email": "complaints.officers@example.test",
            },
            "service_officer": {
                "name": "Child Support Service Officers",
                "email": "service.officers@example.test",
            },
            "acer": {"name": "ACER", "email": "acer@example.test"},
            "centrelink": {"name": "Centrelink", "email": "centrelink@example.test"},
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
        steps=("CSP-T3-S7a", "CSP-T8-S2e", "RES-T4-S3d", "CLK-T1-S1h", "CLK-T5-S2b"),
        reading="A06",
        to_confirm=True,
    ),
    Setting(
        name=CHASED_AFTER,
        form=Form.DAYS,
        default=28,
        words="Days after which a procedure to which something was left is asked after it",
        steps=("WC-S5a", "WC-S3g", "WC-S3h", "CSP-T3-S14c", "CMA-T1-S5b"),
        reading="A41",
    ),
    *standing.SETTINGS,
)
