"""What the kinds of case declare, joined."""

import pytest

from domain.catalogue import CASE_TYPES, opened_by, steps_of, takers
from domain.complaints.messages import ComplaintReceived
from domain.messages import CalendarChanged, CustomerUpdated


@pytest.mark.parametrize(
    ("message", "case_type", "steps"),
    [
        ("customer.called_back", "PersonalisedServicesCase", ("CSP-T4-S5a",)),
        ("customer.called_back", "Complaint", ("CB-MESSAGE",)),
        ("calendar.changed", "Complaint", ("CB-CALENDAR",)),
        ("complaint.received", None, ("WC-S2a", "WC-S1a", "WC-S1b", "WC-S1c", "WC-S2b")),
        ("customer.updated", None, ("CB-CUSTOMER",)),
        ("complaint.received", "PersonalisedServicesCase", ("CB-MESSAGE",)),
        ("no.such", "Complaint", ("CB-MESSAGE",)),
    ],
    ids=[
        "a call in the procedure that waits for calls",
        "a call in one that does not",
        "what every case takes",
        "what opens a case",
        "what no case takes",
        "what this case does not take",
        "what nobody knows",
    ],
)
def test_a_message_serves_the_steps_of_the_case_that_takes_it(
    message: str, case_type: str | None, steps: tuple[str, ...]
) -> None:
    assert steps_of(message, case_type) == steps


def test_who_takes_a_message_and_what_it_opens_is_said_by_the_kinds_of_case() -> None:
    assert takers(ComplaintReceived) == ("Complaint",)
    assert takers(CalendarChanged) == tuple(CASE_TYPES)
    assert takers(CustomerUpdated) == ()
    assert opened_by(ComplaintReceived) is CASE_TYPES["Complaint"]
    assert opened_by(CalendarChanged) is None
