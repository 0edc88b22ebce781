"""The catalogue is read from the code: whatever is declared is listed, with what it needs."""

import re

import pytest
from jsonschema import Draft202012Validator, ValidationError, validate

from domain.catalogue import LETTERS, MESSAGES, RULES, TASKS
from domain.roles import Role
from procedures.matrix import steps
from starter.doors import catalogue
from tests.cli.commands import Run

KNOWN = {
    "messages": set(MESSAGES),
    "tasks": set(TASKS),
    "letters": set(LETTERS),
    "deadlines": set(RULES),
    "roles": {role.value for role in Role},
    "steps": set(steps()),
    "lifecycles": {"Complaint", "PersonalisedServicesCase"},
}


@pytest.mark.parametrize("part", KNOWN)
def test_every_declared_thing_is_listed(alone: Run, part: str) -> None:
    listed = alone("catalogue", part, "--json").json

    assert KNOWN[part] <= {thing["name"] for thing in listed}


@pytest.mark.parametrize("part", KNOWN)
def test_every_part_is_shown_to_people(alone: Run, part: str) -> None:
    ran = alone("catalogue", part)

    assert ran.status == 0
    assert len(ran.out.splitlines()) >= 2


def test_every_message_has_a_schema_senders_and_steps() -> None:
    for message in catalogue.messages():
        Draft202012Validator.check_schema(message["facts"])
        assert message["senders"], message["name"]
        assert message["steps"], message["name"]


def test_the_schema_forbids_unknown_facts_as_doors_do() -> None:
    by_name = {message["name"]: message["facts"] for message in catalogue.messages()}

    validate({"channel": "post"}, by_name["complaint.received"])
    with pytest.raises(ValidationError, match="colour"):
        validate({"channel": "post", "colour": "red"}, by_name["complaint.received"])


def test_one_message_is_shown_with_the_form_of_its_facts(alone: Run) -> None:
    out = alone("catalogue", "messages", "complaint.received").out

    assert "starts a case  yes" in out
    assert re.search(r"received_on +date", out)


def test_a_task_is_shown_with_its_questions(alone: Run) -> None:
    out = alone("catalogue", "tasks", "acknowledge_complaint").out

    assert "WC-S3m.about" in out
    assert "{" not in out


def test_what_content_must_look_like_is_shown(alone: Run) -> None:
    out = alone("catalogue", "messages", "customer.updated").out

    assert "addresses  list of (from, lines, state)" in out


def test_who_may_send_what_every_role_may_is_said_with_the_systems_that_may_too(alone: Run) -> None:
    assert (
        "senders        any officer, cuba, cims"
        in alone("catalogue", "messages", "death.reported").out
    )
