"""What a declaration leaves out is found before anything runs, in words that say what to add."""

from dataclasses import replace
from typing import Any

import pytest

from domain import declared
from domain.case_type import CaseType
from domain.complaints.case_type import COMPLAINT
from domain.complaints.deadlines import ALERT
from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.complaints.messages import ComplaintReceived, CustomerIdentified
from domain.complaints.tasks import ASSESS, HANDLE_LEVEL_1
from domain.deadline_rules import working_days
from domain.messages import Message
from domain.personalised_services.case_type import PERSONALISED_SERVICES as PS
from domain.personalised_services.deadlines import PLAN
from domain.roles import ROLE_WORDS, Role
from domain.setting_kinds import Form, Setting
from domain.sittings import day, ending, line, record, sitting
from domain.tasks import TaskKind


def found(*, ps: CaseType[Any] = PS, **changed: Any) -> list[str]:
    """Say what is missing where the complaint is declared otherwise."""
    return declared.faults((replace(COMPLAINT, **changed), ps))


def without(message: type[Message]) -> dict[type[Message], tuple[str, ...]]:
    return {kind: steps for kind, steps in COMPLAINT.takes.items() if kind is not message}


def task(**changed: Any) -> tuple[TaskKind, ...]:
    return (*COMPLAINT.tasks, HANDLE_LEVEL_1.model_copy(update={"name": "new_work"} | changed))


def test_the_product_is_declared_whole() -> None:
    assert declared.faults() == []


def test_a_kind_of_case_that_the_catalogue_does_not_list_is_found() -> None:
    assert (
        "domain/personalised_services/case_type.py: nobody knows of PersonalisedServicesCase; "
        "put it into DECLARED in domain/catalogue.py"
    ) in declared.faults((COMPLAINT,))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"tasks": tuple(kind for kind in COMPLAINT.tasks if kind is not ASSESS)},
            (
                "domain/complaints/tasks.py: nobody knows of the task assess_complaint; "
                "put it into TASKS there"
            ),
        ),
        (
            {"letters": ()},
            (
                "domain/complaints/letters.py: nobody knows of the letter "
                "complaint_acknowledgement; put it into LETTERS there"
            ),
        ),
        (
            {"rules": tuple(rule for rule in COMPLAINT.rules if rule is not ALERT)},
            (
                "domain/complaints/deadlines.py: nobody knows of the rule WC-S3n.alert; "
                "put it into RULES there"
            ),
        ),
        (
            {"settings": COMPLAINT.settings[1:]},
            (
                "domain/complaints/settings.py: nobody knows of wc.acknowledgement_unit; "
                "put it into SETTINGS there"
            ),
        ),
        (
            {"takes": without(CustomerIdentified)},
            (
                "domain/complaints/messages.py: customer.identified is taken by no case; "
                "put it into the takes of a case type"
            ),
        ),
        (
            {"takes": without(ComplaintReceived)},
            (
                "domain/complaints/case_type.py: complaint.received opens a Complaint; "
                "put it into its takes"
            ),
        ),
        (
            {"takes": without(CustomerIdentified) | {CustomerIdentified: ()}},
            (
                "domain/complaints/case_type.py: customer.identified serves no step; "
                "name one in takes, or CB-MESSAGE"
            ),
        ),
        (
            {"prefix": "Com"},
            (
                "domain/complaints/case_type.py: the prefix of Complaint is two small letters, "
                "not 'Com'"
            ),
        ),
        ({"prefix": "ps"}, "the prefix ps is declared twice; a name means one thing"),
        (
            {"tasks": (*COMPLAINT.tasks, ASSESS)},
            "the task assess_complaint is declared twice; a name means one thing",
        ),
        (
            {"rules": (*COMPLAINT.rules, PLAN)},
            "the rule CSP-T2-S2c is declared twice; a name means one thing",
        ),
        (
            {"tasks": task(due="WC-S1a")},
            "task new_work: there is no rule WC-S1a; declare it in deadlines.py of the lifecycle",
        ),
        (
            {"tasks": task(asks={"WC-S3l.on": day("On which day?", agrees="WC-S1a")})},
            "task new_work: there is no rule WC-S1a; declare it in deadlines.py of the lifecycle",
        ),
        ({"tasks": task(roles=())}, "task new_work: no role does it; say which"),
        ({"tasks": task(reasons=("no",))}, "task new_work: no is none of its outcomes"),
        (
            {
                "letters": (
                    COMPLAINT_ACKNOWLEDGEMENT.model_copy(update={"response_window": "WC-S1a"}),
                )
            },
            (
                "letter complaint_acknowledgement: there is no rule WC-S1a; "
                "declare it in deadlines.py of the lifecycle"
            ),
        ),
        (
            {
                "rules": (
                    *COMPLAINT.rules,
                    working_days("WC-S2a", 2, "receipt", whose="notice", warns="WC-S1a"),
                )
            },
            "rule WC-S2a: there is no rule WC-S1a; declare it in deadlines.py of the lifecycle",
        ),
        (
            {
                "rules": (
                    *COMPLAINT.rules,
                    working_days("WC-S2a", 2, "receipt", whose="agency", unit_setting="wc.no_such"),
                )
            },
            "rule WC-S2a: there is no setting wc.no_such; declare it in settings.py",
        ),
        (
            {
                "settings": (
                    *COMPLAINT.settings,
                    Setting(
                        name="wc.more",
                        form=Form.CHECKLIST,
                        default={},
                        words="More questions",
                        steps=("WC-S3l",),
                        reading="A01",
                        task="no_such_task",
                    ),
                )
            },
            "setting wc.more: there is no task no_such_task to add questions to",
        ),
    ],
    ids=[
        "a task that is not listed",
        "a letter that is not listed",
        "a rule that is not listed",
        "a setting that is not listed",
        "a message without a lifecycle",
        "an opening message that the case does not take",
        "a message that serves no step",
        "a prefix that is none",
        "a prefix of another",
        "a task listed twice",
        "a rule of another",
        "a task due by a rule that does not exist",
        "a date agreed by a rule that does not exist",
        "a task that nobody does",
        "a reason of an outcome that does not exist",
        "a reply window that does not exist",
        "a warning of a rule that does not exist",
        "a length from a setting that does not exist",
        "a checklist of a task that does not exist",
    ],
)
def test_an_omission_is_found(changed: dict[str, Any], fault: str) -> None:
    assert fault in found(**changed)


def test_a_record_or_an_outcome_that_speaks_of_what_is_not_asked_is_found() -> None:
    kind = sitting(
        "new_work",
        "New work",
        Role.PSSO,
        line("WC-S3l", None, record("Cuba", "list", "WC-S3l.items")),
        outcomes={"done": ending("Done", leaves_open=("WC-S3l.why",))},
    )

    faults = found(tasks=(*COMPLAINT.tasks, kind))

    assert "task new_work: WC-S3l.items is not asked; ask it in a line, or leave it out" in faults
    assert "task new_work: WC-S3l.why is not asked; ask it in a line, or leave it out" in faults


def test_a_role_without_words_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ROLE_WORDS, Role.ZONE)

    assert "role zone: nobody can read it; give it words in domain/roles.py" in declared.faults()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"senders": ()}, "has no senders; say who may send it"),
        ({"senders": ("psso",)}, "is sent by 'psso'; write the role, Role.PSSO"),
        (
            {"senders": (Role.PSSO,), "names": {"to": Role.PSSO}},
            "names an officer by to, which is none of its facts",
        ),
    ],
    ids=["nobody sends it", "a role in quotes", "a fact that it does not have"],
)
def test_a_message_that_nobody_can_send_is_found(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], fault: str
) -> None:
    for name, value in fields.items():
        monkeypatch.setattr(CustomerIdentified, name, value)

    assert f"domain/complaints/messages.py: customer.identified {fault}" in declared.faults()
