"""What the agency decides about complaints."""

from domain.setting_kinds import Form, Setting

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
)
