"""What a reference refers to must be there, be what is meant, and lead somewhere."""

from typing import Annotated

import pytest
from pydantic import BaseModel

from domain.complaints.messages import ComplaintReceived
from domain.messages import Code, Ident
from domain.refers import (
    ANOTHER_COMPLAINT,
    ANOTHER_CUSTOMER,
    COMPLAINT,
    CUSTOMER,
    ELSEWHERE,
    JOINED_TO,
    NEW_CUSTOMER,
    OFFICER,
    Found,
    Here,
    Refers,
    fault,
    references_of,
)

HERE = Here("co-aaaaaaaaaa", "cu-1")
OTHER = Found("co-bbbbbbbbbb", "Complaint", "cu-1")
SOMEBODY_ELSES = Found("co-cccccccccc", "Complaint", "cu-2")


@pytest.mark.parametrize(
    ("refers", "given", "found", "said"),
    [
        (COMPLAINT, "co-bbbbbbbbbb", None, "there is no case co-bbbbbbbbbb"),
        (COMPLAINT, "ps-dddddddddd", Found("ps-dddddddddd", "PersonalisedServicesCase"), "is a P"),
        (COMPLAINT, SOMEBODY_ELSES.id, SOMEBODY_ELSES, "is of another customer"),
        (ANOTHER_COMPLAINT, HERE.case, Found("co-aaaaaaaaaa", "Complaint"), "itself; name another"),
        (JOINED_TO, HERE.case, Found("co-aaaaaaaaaa", "Complaint"), "itself; name another"),
        (
            JOINED_TO,
            OTHER.id,
            Found("co-bbbbbbbbbb", "Complaint", "cu-1", {"co-eeeeeeeeee", "co-aaaaaaaaaa"}),
            "was given over to co-aaaaaaaaaa: nobody would work on either",
        ),
        (JOINED_TO, "co-bbbbbbbbb", None, "there is no case co-bbbbbbbbb"),
        (JOINED_TO, "CO-BBBBBBBBBB", None, "there is no case CO-BBBBBBBBBB"),
        (JOINED_TO, SOMEBODY_ELSES.id, SOMEBODY_ELSES, "is of another customer"),
        (CUSTOMER, "cu-9", None, "not known here; `casebound customers import` adds customers"),
        (ANOTHER_CUSTOMER, "cu-1", Found("cu-1", customer="cu-1"), "itself; name another"),
        (OFFICER, "psso.gone", None, "no officer is known as 'psso.gone'"),
    ],
)
def test_what_leads_nowhere_is_refused(
    refers: Refers, given: str, found: Found | None, said: str
) -> None:
    assert said in (fault(refers, given, found, HERE) or "")


@pytest.mark.parametrize(
    ("refers", "given", "found"),
    [
        (COMPLAINT, OTHER.id, OTHER),
        (COMPLAINT, HERE.case, Found("co-aaaaaaaaaa", "Complaint", "cu-1")),
        (COMPLAINT, "co-bbbbbbbbbb", Found("co-bbbbbbbbbb", "Complaint")),
        (JOINED_TO, OTHER.id, Found("co-bbbbbbbbbb", "Complaint", "cu-1", {"co-eeeeeeeeee"})),
        (JOINED_TO, "ENQ-2041", None),
        (CUSTOMER, "cu-1", Found("cu-1", customer="cu-1")),
        (NEW_CUSTOMER, "cu-9", None),
        (ANOTHER_CUSTOMER, "cu-2", Found("cu-2", customer="cu-2")),
        (OFFICER, "psso.diaz", Found("psso.diaz")),
        (ELSEWHERE, "anything", None),
    ],
)
def test_what_leads_somewhere_may_stand(refers: Refers, given: str, found: Found | None) -> None:
    assert fault(refers, given, found, HERE) is None


def test_a_case_without_a_customer_may_be_anybodys() -> None:
    """Until somebody finds out whose complaint it is."""
    assert fault(COMPLAINT, OTHER.id, OTHER, Here("co-aaaaaaaaaa", None)) is None


class Referring(BaseModel):
    case: Ident
    cases: tuple[Ident, ...] | None = None
    code: Code = "none"
    joined: Annotated[Ident | None, JOINED_TO] = None
    number: int = 0


def test_the_fields_that_hold_words_are_found_with_what_they_refer_to() -> None:
    assert dict(references_of(Referring)) == {
        "case": None,
        "cases": None,
        "code": ELSEWHERE,
        "joined": JOINED_TO,
    }
    assert dict(references_of(ComplaintReceived)) == {
        "customer": CUSTOMER,
        "about_officer": OFFICER,
        "category": ELSEWHERE,
        "document": ELSEWHERE,
    }
