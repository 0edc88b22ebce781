"""A standing order is handed its facts, read; its type and its function must fit together."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from domain.messages import CustomerCalledBack, CustomerReplied, Envelope, Message
from domain.personalised_services.messages import CaseHandedOver, PssoChanged
from workflows.declaration import order
from workflows.handed import Received

Heard = list[Message]


def told(kind: type[Message], **facts: str) -> Envelope:
    return Envelope(
        id="m1",
        type=kind.name,
        source="casebound",
        occurred_at=datetime(2027, 1, 4, tzinfo=UTC),
        facts=dict(facts),
    )


def handed_over(case: Heard, received: Received[CaseHandedOver]) -> None:
    case.append(received.facts)


def psso_changed(case: Heard, received: Received[PssoChanged]) -> None:
    case.append(received.facts)


def heard(case: Heard, received: Received[Message]) -> None:
    case.append(received.facts)


def test_an_order_is_handed_the_facts_of_its_message_read() -> None:
    case: Heard = []

    order(CaseHandedOver, handed_over).take(case, told(CaseHandedOver, to="psso.okafor"))

    assert case == [CaseHandedOver(to="psso.okafor")]


@pytest.mark.parametrize("kind", [CustomerReplied, CustomerCalledBack])
def test_one_function_may_take_several_types(kind: type[Message]) -> None:
    case: Heard = []

    order(kind, heard).take(case, told(kind))

    assert [type(facts) for facts in case] == [kind]


def test_facts_that_do_not_fit_reach_no_order() -> None:
    case: Heard = []

    with pytest.raises(ValidationError):
        order(CaseHandedOver, handed_over).take(case, told(CaseHandedOver))

    assert case == []


def test_an_order_for_one_type_with_the_function_of_another_is_refused_by_mypy() -> None:
    """At run time nobody notices; without the error, mypy calls the ignore comment unused."""
    case: Heard = []

    wrong = order(CaseHandedOver, psso_changed)  # type: ignore[arg-type]  # the pair does not fit
    wrong.take(case, told(CaseHandedOver, to="psso.okafor"))

    assert not isinstance(case[0], PssoChanged)
