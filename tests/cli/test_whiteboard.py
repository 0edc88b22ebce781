"""The whiteboard as people look at it: on what a cold transfer rests, and how often they rang."""

import pytest

from starter.cli.tables import BOARD, board_line

ENTRY: dict[str, object] = {
    "customer": "cu-1",
    "case": "ct-aaaaaaaaaa",
    "since": "2027-02-01T15:00:00+11:00",
    "until": None,
    "approved_by": "ps_ssm.ito",
    "restrictions": [],
    "calls": 2,
    "last_call": "2027-02-01T16:00:40+11:00",
    "zone": "Australia/Hobart",
}


@pytest.mark.parametrize(
    ("more", "rests_on"),
    [
        ({}, "ps_ssm.ito"),
        ({"approved_by": None, "restrictions": ["sr-a.phone", "sr-a.online"]}, None),
    ],
)
def test_a_line_names_who_approved_it_or_the_restrictions(
    more: dict[str, object], rests_on: str | None
) -> None:
    """CSP-T3-S12a, A19."""
    line = dict(zip(BOARD, board_line(ENTRY | more), strict=True))
    assert line["rests on"] == (rests_on or "sr-a.phone, sr-a.online")
    assert (line["customer"], line["calls"], line["until"]) == ("cu-1", "2", None)
    assert line["since"] == "1 February 2027 15:00 AEDT"
