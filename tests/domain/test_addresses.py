"""What may stand on an envelope, and where an email can go."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.addresses import (
    LONGEST_ADDRESS_LINE,
    LONGEST_NAME,
    MOST_ADDRESS_LINES,
    AddressLines,
    AddressState,
    Email,
    Name,
    place_fault,
)

NAME, LINES, EMAIL = TypeAdapter(Name), TypeAdapter(AddressLines), TypeAdapter(Email)


def fault(adapter: TypeAdapter[Any], given: object) -> str:
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python(given)
    return refused.value.errors()[0]["msg"].removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Casey\u2028Lee", "must be one line"),
        ("Casey\u2029Lee", "must be one line"),
        ("Casey\nLee", "must be one line"),
        ("Casey\r\nLee", "must be one line"),
        ("Casey\rLee", "holds a control character"),
        ("Casey\x85Lee", "holds a control character"),
        ("Casey \x1b[31mRED\x1b[0m \x07", "holds a control character"),
        ("Casey \x9b31m", "holds a control character"),
        ("\u200b \u202e", "is empty"),
        ("L" * (LONGEST_NAME + 1), "String should have at most 80 characters"),
    ],
    ids=[
        *("line separator", "paragraph separator", "line feed", "CR LF", "CR", "next line"),
        *("escape", "C1 control", "nothing to see", "too long"),
    ],
)
def test_a_name_that_no_envelope_shows_is_refused(name: str, words: str) -> None:
    assert fault(NAME, name) == words


@pytest.mark.parametrize("name", ["Nguyễn Đặng", "O'Brien-Smith, J.", "王小明", "L" * LONGEST_NAME])
def test_a_name_is_kept_as_it_is_written(name: str) -> None:
    assert NAME.validate_python(name) == name


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["x"], "has at least 2 characters"),
        (["x", "DICKSON ACT 2602"], "has at least 2 characters"),
        (
            ["12 Example Street"],
            "one line is no address; give the street or box, then the locality",
        ),
        (["12 Example Street", "DICKSON\u2028ACT 2602"], "must be one line"),
        (["12 Example Street", "D" * 51], "String should have at most 50 characters"),
        (
            [
                "c/o Legal Centre",
                "Level 3",
                "Building 12",
                "1204 Long Drive",
                "PO Box 123",
                "MOUNT",
            ],
            "an envelope's window shows 5 lines under the name",
        ),
    ],
    ids=[
        "a slip",
        "a slip before a place",
        "no place",
        "a line in a line",
        "too long",
        "six lines",
    ],
)
def test_an_address_that_no_envelope_shows_is_refused(lines: list[str], words: str) -> None:
    assert fault(LINES, lines) == words


def test_an_address_may_be_as_long_as_the_window() -> None:
    whole = tuple("L" * LONGEST_ADDRESS_LINE for _ in range(MOST_ADDRESS_LINES))

    assert LINES.validate_python(whole) == whole
    assert LINES.validate_python(()) == ()


@pytest.mark.parametrize("state", AddressState)
def test_every_state_and_territory_and_jervis_bay_has_addresses(state: AddressState) -> None:
    assert place_fault(["12 Example Street", f"EXAMPLE {state} 2540"], state) is None


@pytest.mark.parametrize(
    "country", ["NEW ZEALAND", "Aotearoa", "UK", "Côte d'Ivoire", "U.S.A.", "TIMOR-LESTE"]
)
def test_an_address_abroad_ends_with_its_country(country: str) -> None:
    assert place_fault(["12 Example Street", "AUCKLAND 1010", country], None) is None


@pytest.mark.parametrize(
    "lines",
    [
        ["12 Example Street", "DICKSON"],
        ["12 Example Street", "AUCKLAND", "1010"],
        ["12 Example Street", "DICKSON", "ACT 2602"],
        ["12 Example Street", "PERTH", "WA"],
        ["12 Example Street", "PERTH", "Australia"],
        ["12 Example Street", "PERTH", "Western Australia"],
    ],
)
def test_an_address_with_neither_state_nor_country_is_refused(lines: list[str]) -> None:
    words = place_fault(lines, None)

    assert words == (
        "say its state, one of ACT, NSW, VIC, QLD, SA, WA, TAS, NT, JBT; an address abroad has "
        "none and ends with the name of its country, on a third line or later"
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("casey@example.org", "casey@example.org"),
        ("Casey.Lee+cs@EXAMPLE.org", "Casey.Lee+cs@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("casey@bücher.example", "casey@xn--bcher-kva.example"),
    ],
)
def test_an_email_address_is_kept_as_mail_servers_write_it(written: str, kept: str) -> None:
    assert EMAIL.validate_python(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        *("casey", "casey@", "@example.org", "casey@example", "casey lee@example.org"),
        *("casey@example..org", "Casey <casey@example.org>", "a@example.org, b@example.org"),
        *("casey@example.org\r\nBcc: x@example.org", "casey\x00@example.org", "casey@[127.0.0.1]"),
        *("casey@localhost", f"{'c' * 65}@example.org", "casey@example.org\u2028"),
    ],
)
def test_what_is_no_email_address_is_refused_without_repeating_it(written: str) -> None:
    words = fault(EMAIL, written)

    assert words == "is no email address; write one such as name@example.org"
