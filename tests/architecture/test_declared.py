"""What a lifecycle needs of the other rooms is found missing before a worker begins."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from activities.gathering import Data, Gatherer, Gathering
from activities.lookups import Known
from domain.catalogue import CASE_TYPES, LETTERS
from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.errors import DeclarationError
from domain.letters import LetterFields
from domain.personalised_services.messages import CaseHandedOver
from worker import declared
from worker.declared import Parts
from workflows.complaints.workflow import LIFECYCLE, Complaint
from workflows.declaration import Lifecycle, order
from workflows.personalised_services.workflow import PersonalisedServicesCase

PARTS = Parts()


def running(lifecycle: Lifecycle[Any, Any, Any]) -> Any:
    return (SimpleNamespace(lifecycle=lifecycle), PersonalisedServicesCase)


def but(found: Mapping[Any, Any], left_out: object) -> dict[Any, Any]:
    return {key: value for key, value in found.items() if key != left_out}


def test_the_rooms_are_whole() -> None:
    declared.check()

    assert declared.faults(PARTS) == []


async def _resting(*_: object) -> str | None:
    """Do nothing, in a phase."""
    return None


def _nothing(_: Gathering) -> Data:
    """Fill nothing into a letter."""
    return {}


def _ignore(*_: object) -> None:
    """Take nothing, as a standing order."""


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        (
            PARTS._replace(workflows=(Complaint,)),
            (
                "workflows/personalised_services/workflow.py: no worker runs "
                "PersonalisedServicesCase; put it into LIFECYCLES in worker/registration.py"
            ),
        ),
        (
            PARTS._replace(case_types={**CASE_TYPES, "Objection": CASE_TYPES["Complaint"]}),
            (
                "Objection: no workflow runs it; write one, and put it into LIFECYCLES in "
                "worker/registration.py"
            ),
        ),
        (
            PARTS._replace(case_types=but(CASE_TYPES, "Complaint")),
            (
                "worker/registration.py: Complaint is no kind of case; put it into DECLARED in "
                "domain/catalogue.py"
            ),
        ),
        (
            PARTS._replace(
                workflows=running(replace(LIFECYCLE, phases=but(LIFECYCLE.phases, "exempt")))
            ),
            "Complaint: nothing is done in the phase exempt; put its function into phases",
        ),
        (
            PARTS._replace(
                workflows=running(
                    replace(LIFECYCLE, phases={**LIFECYCLE.phases, "resting": _resting})
                )
            ),
            "Complaint: resting is no phase of it; name it in phases.py",
        ),
        (
            PARTS._replace(workflows=running(replace(LIFECYCLE, first="begun"))),
            "Complaint: begun is no phase of it; name it in phases.py",
        ),
        (
            PARTS._replace(
                workflows=running(replace(LIFECYCLE, standing=(order(CaseHandedOver, _ignore),)))
            ),
            "Complaint: it does not take case.handed_over; put it into takes of its case type",
        ),
        (
            PARTS._replace(workflows=running(replace(LIFECYCLE, done={"fill_plan": _ignore}))),
            "Complaint: it has no task fill_plan, on which something would follow",
        ),
        (
            PARTS._replace(answers=but(PARTS.answers, OPEN_COMPLAINTS)),
            (
                "domain/complaints/lookups.py: nobody answers open_complaints; answer it in "
                "activities/<lifecycle>.py"
            ),
        ),
        (
            PARTS._replace(answers=but(PARTS.answers, OPEN_COMPLAINTS)),
            (
                "activities/complaints.py: nobody knows what it answers and fills; put it into "
                "LIFECYCLES in activities/lifecycles.py"
            ),
        ),
        (
            PARTS._replace(answers={**PARTS.answers, "no_such": Known(_ignore)}),
            "activities answer no_such, which nobody asks; declare it in lookups.py",
        ),
        (
            PARTS._replace(gatherers={**PARTS.gatherers, LetterFields: Gatherer(_nothing)}),
            "activities fill LetterFields, which no letter has; leave it out",
        ),
        (
            PARTS._replace(
                letters={
                    **LETTERS,
                    "new_letter": COMPLAINT_ACKNOWLEDGEMENT.model_copy(
                        update={"name": "new_letter", "template": "new_letter.typ"}
                    ),
                }
            ),
            "letter new_letter: write its page, letters/templates/new_letter.typ",
        ),
        (
            PARTS._replace(
                letters={
                    "new_letter": COMPLAINT_ACKNOWLEDGEMENT.model_copy(
                        update={"name": "new_letter"}
                    )
                }
            ),
            "letter new_letter: write an example, letters/samples/new_letter.yaml",
        ),
    ],
    ids=[
        "a workflow that no worker runs",
        "a kind of case without a workflow",
        "a workflow without a kind of case",
        "a phase in which nothing is done",
        "a function without a phase",
        "a first phase that does not exist",
        "a standing order for what the case does not take",
        "something that follows on a task of another",
        "a question that nobody answers",
        "answers that are in nobody's list",
        "an answer that nobody asks for",
        "a gatherer of no letter",
        "a letter without a template",
        "a letter without an example",
    ],
)
def test_an_omission_is_found(parts: Parts, fault: str) -> None:
    assert fault in declared.faults(parts)


def test_all_that_is_missing_is_said_at_once() -> None:
    error = DeclarationError(["one thing", "another"])

    assert str(error) == "the product is declared in part:\n  one thing\n  another"
