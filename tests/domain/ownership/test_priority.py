"""Which area keeps a customer: the order of priority, and who gives a customer up by agreement."""

import pytest
from pydantic import ValidationError

from domain.ownership.messages import OwnershipRequested
from domain.ownership.priority import (
    DECEASED,
    PRIORITY,
    first,
    gives_up_by_agreement_only,
    keeps,
    with_whom,
)


def test_the_order_is_that_of_the_procedure() -> None:
    """CMA-T1-S5b to CMA-T1-S5g."""
    assert [ranked.step for ranked in PRIORITY.values()] == [
        "CMA-T1-S5b",
        "CMA-T1-S5c",
        "CMA-T1-S5d",
        "CMA-T1-S5e",
        "CMA-T1-S5f",
        "CMA-T1-S5g",
    ]


@pytest.mark.parametrize(
    ("areas", "kept"),
    [
        (("litigation", "personalised_services"), ("personalised_services", "CMA-T1-S5c")),
        (
            ("personalised_services", "deceased_customer_management"),
            ("deceased_customer_management", "CMA-T1-S5b"),
        ),
        (("privacy", "new_customers"), ("new_customers", "CMA-T1-S5g")),
        (("privacy", "compensation"), ("privacy", "CMA-T1-S5h")),
    ],
    ids=[
        "Personalised Services before Litigation",
        "the dead before everybody",
        "the list before who is not in it",
        "else whose issue came first",
    ],
)
def test_the_first_area_of_the_list_keeps_the_customer(
    areas: tuple[str, ...], kept: tuple[str, str]
) -> None:
    """CMA-T1-S5a to CMA-T1-S5h."""
    assert keeps(areas) == kept


def test_nobody_comes_first_where_no_area_of_the_list_has_an_issue() -> None:
    """CMA-T1-S5a."""
    assert first(("privacy", "compensation")) is None


def test_an_area_of_the_list_gives_a_customer_up_by_agreement_only() -> None:
    """CMA-T2-S10e; A40."""
    assert all(gives_up_by_agreement_only(area) for area in PRIORITY)
    assert not gives_up_by_agreement_only("service_officers")


def test_a_customer_is_asked_for_by_an_area_that_there_is() -> None:
    """CMA-T1-S6a."""
    with pytest.raises(ValidationError, match="there is no area 'litigations'; the areas are "):
        OwnershipRequested.model_validate({"customer": "cu-1", "area": "litigations", "to": "a"})


def test_only_who_died_is_had_by_an_area_with_no_officer_named() -> None:
    """CMA-T1-S5b: they lie in the queue of Deceased Customer Management."""
    asks = {"customer": "cu-1", "to": None}

    assert OwnershipRequested.model_validate(asks | {"area": DECEASED}).to is None
    with pytest.raises(ValidationError, match="say to which officer: only deceased_customer"):
        OwnershipRequested.model_validate(asks | {"area": "litigation"})
    assert with_whom(DECEASED, DECEASED) == f"the queue of {DECEASED}"
    assert with_whom("a.one", "litigation") == "a.one of litigation"
