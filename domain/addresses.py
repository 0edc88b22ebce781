"""Where a letter goes: what an envelope's window shows, and where an email arrives.

The one place of these limits. Doors, files, scenarios and letters all read them, and the letters'
template is tried at each of them.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from domain.written import one_line, printable

LONGEST_NAME = 80  # two rows of the window
LONGEST_ADDRESS_LINE = 50  # one row of it
MOST_ADDRESS_LINES = 5

# A street or a box, then the locality with its postcode; abroad, then the country: no mail is
# delivered to less. A line of one letter is a slip.
FEWEST_ADDRESS_LINES = 2
FEWEST_LINES_ABROAD = 3
SHORTEST_ADDRESS_LINE = 2

_COUNTRY = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'\u2019()&-])*")


class AddressState(StrEnum):
    """The state or territory in an address.

    Jervis Bay has no office and no public holidays of its own: only mail knows it as a territory.
    """

    ACT = "ACT"
    NSW = "NSW"
    VIC = "VIC"
    QLD = "QLD"
    SA = "SA"
    WA = "WA"
    TAS = "TAS"
    NT = "NT"
    JBT = "JBT"


def _no_slip(line: str) -> str:
    if len(line) < SHORTEST_ADDRESS_LINE:
        raise ValueError(f"has at least {SHORTEST_ADDRESS_LINE} characters")
    return line


def _deliverable(lines: tuple[str, ...]) -> tuple[str, ...]:
    if lines and len(lines) < FEWEST_ADDRESS_LINES:
        raise ValueError("one line is no address; give the street or box, then the locality")
    if len(lines) > MOST_ADDRESS_LINES:
        raise ValueError(f"an envelope's window shows {MOST_ADDRESS_LINES} lines under the name")
    return lines


def _email(written: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(written, check_deliverability=False, strict=True)
    except EmailNotValidError:  # its words repeat parts of what was written
        raise ValueError("is no email address; write one such as name@example.org") from None
    return found.ascii_email or found.normalized


# Of somebody who is written to.
Name = Annotated[
    str, Field(max_length=LONGEST_NAME), AfterValidator(printable), AfterValidator(one_line)
]
AddressLine = Annotated[
    str,
    Field(max_length=LONGEST_ADDRESS_LINE),
    AfterValidator(printable),
    AfterValidator(one_line),
    AfterValidator(_no_slip),
]
# Without lines nobody knows where somebody lives.
AddressLines = Annotated[tuple[AddressLine, ...], AfterValidator(_deliverable)]
Email = Annotated[str, AfterValidator(_email)]


def place_fault(lines: Sequence[str], state: AddressState | None) -> str | None:
    """Say what an address lacks to be delivered: a state, or a country; None where it has it.

    An address without a state is abroad, and ends with the name of its country: that is asked
    for in letters and on a third line, for no list knows every country by all of its names.

    Source: CSP-T1-S2m.
    """
    if not lines:
        return "has no lines; give the street or box, then the locality"
    if state or (len(lines) >= FEWEST_LINES_ABROAD and _is_country(lines[-1])):
        return None
    return (
        f"say its state, one of {', '.join(AddressState)}; an address abroad has none and ends "
        "with the name of its country, on a third line or later"
    )


def _is_country(line: str) -> bool:
    words = line.upper().replace(".", "").split()
    return bool(_COUNTRY.fullmatch(line)) and words[-1] not in {"AUSTRALIA", *AddressState}
