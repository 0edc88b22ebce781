"""What the agency decides about the ownership of customers."""

from domain.setting_kinds import Form, Setting

SETTINGS = (
    Setting(
        name="cma.ownership_answer_days",
        form=Form.DAYS,
        default=2,
        words="Days to answer whether another area may have a customer, before a Team Leader does",
        steps=("CMA-T1-S6d",),
        reading="A41",
    ),
)
