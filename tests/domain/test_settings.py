"""What an agency may decide, and from which day on."""

from datetime import date
from typing import Any

import pytest

from domain.catalogue import SETTINGS
from domain.errors import SettingError
from domain.setting_kinds import Form
from domain.settings import Settings
from domain.tasks import Question
from procedures.matrix import steps

CHECKLIST = {"spoke_to_staff": {"words": "Spoke to the staff member", "type": "checked"}}


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("wc.acknowledgement_unit", "working_days"),
        ("wc.level_1_checklist", {}),
        ("wc.acknowledgement_exemptions", {}),
        ("wc.ps_customer_checklist", {}),
        ("cma.mx1_reply_days", 14),
        ("cma.callback_days", 14),
        ("cma.auto_unlock_days", 14),
        ("cma.contact_attempts", 2),
        ("clk.voicemail_days", 14),
        ("clk.review_letter_target_days", 4),
        ("clk.review_lead_days", 28),
        ("ps.assessment_services_days", 14),
        ("ps.transfer_days", 1),
    ],
)
def test_without_overrides_the_recommended_reading_is_in_force(name: str, default: Any) -> None:
    assert Settings().at(date(2026, 12, 1)).get(name) == default


def test_every_setting_cites_steps_that_exist_and_takes_its_own_default() -> None:
    for setting in SETTINGS.values():
        assert setting.words
        assert setting.reading.startswith("A")
        assert set(setting.steps) <= set(steps())
        assert setting.fault(setting.default) is None


def test_an_override_is_in_force_from_its_day_until_the_next() -> None:
    settings = Settings(
        [
            ("cma.callback_days", date(2027, 3, 1), 10),
            ("cma.callback_days", date(2027, 1, 1), 21),
        ]
    )

    in_force = [
        settings.at(date.fromisoformat(day)).get("cma.callback_days")
        for day in ("2026-12-31", "2027-01-01", "2027-02-28", "2027-03-01", "2030-01-01")
    ]

    assert in_force == [14, 21, 21, 10, 10]


def test_a_number_of_days_is_a_number() -> None:
    in_force = Settings().at(date(2026, 12, 1))

    assert in_force.days("cma.callback_days") == 14
    with pytest.raises(SettingError, match=r"wc\.acknowledgement_unit: is no number of days"):
        in_force.days("wc.acknowledgement_unit")


def test_an_unknown_setting_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match=r"cma\.calback_days: .*cma\.callback_days"):
        Settings().at(date(2026, 12, 1)).get("cma.calback_days")


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("cma.callback_days", 0, "give a whole number of days from 1 to 3650, such as 14"),
        ("cma.callback_days", 3651, "give a whole number of days"),
        ("cma.callback_days", "14", "give a whole number of days"),
        ("cma.callback_days", True, "give a whole number of days"),
        ("cma.callback_days", 1.5, "give a whole number of days"),
        ("cma.callback_days", None, "give a whole number of days"),
        ("cma.contact_attempts", 21, "give a whole number from 1 to 20, such as 2"),
        ("wc.acknowledgement_unit", "hours", "give working_days or calendar_days"),
        ("wc.acknowledgement_exemptions", ["no_address"], "give lower-case codes with their words"),
        ("wc.acknowledgement_exemptions", {"No Address": "x"}, "give lower-case codes"),
        ("wc.acknowledgement_exemptions", {"no_address": ""}, "give lower-case codes"),
        ("wc.level_1_checklist", {"a": "Spoke to staff"}, "give lower-case codes with their quest"),
        ("wc.level_1_checklist", {"a": {"words": "x", "type": "tick"}}, "give lower-case codes"),
        ("wc.level_1_checklist", {"a": {"words": "x", "type": "choice"}}, "give lower-case codes"),
        (
            "wc.level_1_checklist",
            {"a": {"words": "x", "type": "checked", "must": True}},
            "give lower-case codes",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_told_the_right_form(
    name: str, value: Any, right: str
) -> None:
    fault = SETTINGS[name].fault(value)

    assert fault is not None
    assert fault.startswith(f"{name}: ")
    assert right in fault


def test_all_faults_of_overrides_are_told_at_once() -> None:
    day = date(2027, 1, 1)

    with pytest.raises(SettingError) as failed:
        Settings(
            [
                ("cma.callback_days", day, 0),
                ("cma.calback_days", day, 14),
                ("cma.mx1_reply_days", day, 10),
                ("cma.mx1_reply_days", day, 11),
            ]
        )

    assert "cma.callback_days: 0 does not fit" in str(failed.value)
    assert "cma.calback_days: there is no such setting" in str(failed.value)
    assert "cma.mx1_reply_days: has two values from 2027-01-01" in str(failed.value)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("cma.callback_days", "21", 21),
        ("wc.acknowledgement_unit", "calendar_days", "calendar_days"),
        ("wc.acknowledgement_unit", '"calendar_days"', "calendar_days"),
        (
            "wc.acknowledgement_exemptions",
            '{"no_address": "No address"}',
            {"no_address": "No address"},
        ),
    ],
)
def test_a_value_is_read_as_it_is_typed(name: str, typed: str, value: Any) -> None:
    assert SETTINGS[name].parse(typed) == value


def test_a_typed_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(SettingError, match=r"cma\.callback_days: \"soon\" does not fit; give a"):
        SETTINGS["cma.callback_days"].parse("soon")


def test_an_agencys_checklist_adds_its_questions_to_the_task_from_its_day_on() -> None:
    settings = Settings([("wc.level_1_checklist", date(2027, 1, 1), CHECKLIST)])

    asked = settings.checklist("handle_level_1", date(2027, 1, 1))

    assert asked == {"WC-S3l.spoke_to_staff": CHECKLIST["spoke_to_staff"]}
    assert all(Question.model_validate(question) for question in asked.values())
    assert settings.checklist("handle_level_1", date(2026, 12, 31)) == {}
    assert settings.checklist("assess_complaint", date(2027, 1, 1)) == {}


def test_every_checklist_belongs_to_a_kind_of_task() -> None:
    for setting in SETTINGS.values():
        assert (setting.task is not None) is (setting.form is Form.CHECKLIST)
