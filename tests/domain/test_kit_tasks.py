"""Work that any case may open: what was done is shown by what stands somewhere, not by prose."""

import pytest
from pydantic import JsonValue

from domain.kit_tasks import (
    FIND_CASE,
    POST_COPY,
    PUT_DELIVERY_RIGHT,
    REPORT_INCIDENT,
    REPORT_PRIVACY_INCIDENT,
    SEE_TO_LETTER,
)
from domain.refers import To
from domain.tasks import AnswerType, TaskKind


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (PUT_DELIVERY_RIGHT, "CB-LETTER.put_right"),
        (SEE_TO_LETTER, "CB-LETTER.shown_by"),
        (POST_COPY, "CB-LETTER.address"),
        (REPORT_INCIDENT, "CB-SECURITY.incident"),
        (REPORT_PRIVACY_INCIDENT, "CB-SECURITY.incident"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_what_was_done_is_shown_by_what_stands_there(kind: TaskKind, key: str) -> None:
    question = kind.asks[key]

    assert (question.type, question.required) == (AnswerType.REFERENCE, True)
    outcome = next(iter(kind.outcomes), None)
    assert any(fault.startswith(key) for fault in kind.faults(outcome, {}))


def test_a_copy_goes_to_an_address_on_a_day_or_it_is_said_why_none_goes() -> None:
    posted: dict[str, JsonValue] = {
        "CB-LETTER.address": "detail-3",
        "CB-LETTER.posted_on": "2026-12-04",
    }

    assert POST_COPY.faults("posted", posted) == []
    assert POST_COPY.faults("none_goes", {}) == []
    assert POST_COPY.reasons == ("none_goes",)


def test_a_message_belongs_to_a_case_that_there_is_or_it_is_said_why_to_none() -> None:
    refers = FIND_CASE.asks["CB-MESSAGE.case"].refers

    assert refers
    assert (refers.to, refers.may_be_elsewhere) == (To.CASE, True)
    assert FIND_CASE.faults("nowhere", {}) == []
    assert FIND_CASE.reasons == ("nowhere",)
