"""What a signal says is read as a door reads it: the same dates can be meant, and no others."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.complaints.messages import ComplaintNoticed, SupplementaryReceived
from domain.errors import MalformedMessageError
from domain.messages import Envelope, Message
from domain.personalised_services.messages import ReferralReceived
from starter.doors import form
from tests.sending import sent
from workflows import reading
from workflows.reading import unfit

SEVEN_IN_SYDNEY = datetime(2026, 12, 2, 20, 0, tzinfo=UTC)  # of 3 December
KNOWN: dict[str, type[Message]] = {
    kind.name: kind for kind in (ComplaintNoticed, SupplementaryReceived, ReferralReceived)
}
REFERRAL = {"kind": "ps_referral", "customer": "cu-1"}


def judged(name: str, facts: dict[str, object]) -> str | None:
    told = {"id": "1", "type": name, "source": "cuba", "facts": facts}
    envelope = Envelope.model_validate(told | {"occurred_at": SEVEN_IN_SYDNEY})
    return unfit(envelope, KNOWN)


@pytest.mark.parametrize(
    ("name", "facts", "said"),
    [
        ("supplementary.received", {"received_on": "0001-01-01"}, "received_on: value_error"),
        ("supplementary.received", {"received_on": "1788-01-26"}, "received_on: value_error"),
        ("supplementary.received", {"received_on": "20261203"}, "received_on: value_error"),
        ("supplementary.received", {"received_on": "2026-12-04"}, "received_on: cannot be meant"),
        ("supplementary.received", {"received_on": "1990-12-04"}, "received_on: cannot be meant"),
        (
            "referral.received",
            REFERRAL | {"received_at": "0001-01-01T00:00:00+11:00"},
            "received_at: value_error",
        ),
        (
            "referral.received",
            REFERRAL | {"received_at": "2026-12-02T20:06:00Z"},
            "received_at: cannot be meant",
        ),
    ],
)
def test_a_date_that_no_door_would_take_is_not_taken_from_a_signal(
    name: str, facts: dict[str, object], said: str
) -> None:
    """The value is not repeated: it may be anybody's day of birth."""
    assert judged(name, facts) == f"the facts do not fit {name}: {said}"


@pytest.mark.parametrize("day", ["2026-12-03", "2026-11-01"])
def test_a_day_that_has_begun_in_some_office_is_taken(day: str) -> None:
    assert judged("complaint.noticed", {"complaint": "co-1", "received_on": day}) is None


@given(st.text(st.characters(codec=None), min_size=1, max_size=8))
def test_a_word_that_a_door_takes_is_read_and_kept(word: str) -> None:
    """Else what was accepted would be set aside as unreadable, and never have a status."""
    if form.WORD.fullmatch(word):
        assert reading.ID.fullmatch(word)
        assert reading.can_be_kept(word)
    if form.ABOUT.fullmatch(word):
        assert reading.ABOUT.fullmatch(word)
        assert reading.can_be_kept(word)


@pytest.mark.parametrize("about", ["ps-1.t1\x00", "ps-1.t1\ud800", "ps-1.t1\x1b"])
def test_no_door_takes_what_no_database_keeps(about: str) -> None:
    with pytest.raises(MalformedMessageError, match="about"):
        form.check(sent("customer.replied", source="telephony", about=about))
