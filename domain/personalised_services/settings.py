"""What the agency decides about Personalised Services."""

from domain.setting_kinds import Form, Setting

SETTINGS = (
    Setting(
        name="ps.assessment_services_days",
        form=Form.DAYS,
        default=14,
        words="Days to wait for Assessment Services before somebody is alerted",
        steps=("CLK-T1-S2m", "CLK-T3-S2d", "CSP-T8-S2c"),
        reading="A41",
    ),
)
