"""Letters that are wanted at any time: which, to whom, with copies of which."""

from typing import Any

import pytest

from domain.days import read_day
from domain.file.acts import Relation
from domain.file.letters_wanted import WantedFacts, called_for_in
from domain.file.parties import PartyFacts
from domain.needs import Opened
from domain.personalised_services.talks import not_asked_for
from tests.domain.file.writing import CASE, NOON, PAYEE, PAYER, Writer

SPEAKER = "cu-sister"
SPEAKS = {"customer": SPEAKER, "role": "representative", "since": "2026-02-01", "speaks_for": PAYEE}
WANTED: dict[str, Any] = {"sort": "letter", "to": PAYER, "called_for_in": CASE}


def test_what_a_talk_promised_in_writing_is_asked_for(writer: Writer) -> None:
    """CSP-T4-S2e: the sitting is met by the act, whenever it came."""
    assert not_asked_for(Opened(writer.file, NOON)) == ()
    talk = writer.talk(given=("letter",))
    assert not_asked_for(Opened(writer.file, NOON)) == (
        "contact-1 says that something is sent in writing: letter.wanted asks for it",
    )
    wanted = writer.write("letter.wanted", **WANTED | {"called_for_in": talk})
    assert [row.id for row in called_for_in(writer.file, talk)] == [wanted]
    assert not_asked_for(Opened(writer.file, NOON)) == ()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"to": "cu-9"}, f"cu-9 has no part in {CASE}: write to cu-payer or cu-payee"),
        ({"called_for_in": "contact-9"}, "there is no contact-9 in this file: name what calls"),
        ({"sort": "notice"}, "a notice goes to a stakeholder; cu-payer has a letter of their own"),
        ({"sort": "actions", "to": "ombudsman"}, "ombudsman is shown nothing of the file"),
        ({"sort": "copies"}, "say copies of which letters: their ids"),
        ({"copies": ("ps-other.l1",)}, f"ps-other.l1 is no letter of {CASE}; name it by its id"),
    ],
    ids=[
        "to somebody else",
        "for nothing",
        "a notice to a customer",
        "the file to a stakeholder",
        "of nothing",
        "of another case",
    ],
)
def test_one_that_would_go_astray_is_refused(
    writer: Writer, wrong: dict[str, Any], reason: str
) -> None:
    """CSP-T4-S2e."""
    assert writer.refused("letter.wanted", **WANTED | wrong).startswith(reason)


@pytest.mark.parametrize(
    ("to", "side"),
    [
        (PAYER, PAYER),
        (PAYEE, PAYEE),
        (SPEAKER, PAYEE),
        ("nominee", PAYER),
        ("nominee:2026-01-01", PAYER),
        ("ps_sm", PAYER),
        ("ombudsman", PAYER),
    ],
    ids=[
        *("the customer", "the other parent", "who speaks for the other parent"),
        *("the nominee", "one of several nominees", "staff", "a stakeholder"),
    ],
)
def test_a_letter_has_one_addressee_who_has_a_part_in_the_case(
    writer: Writer, to: str, side: str
) -> None:
    """CMA-T1-S1h: it is on the side of whose information it tells."""
    writer.write("party.added", **SPEAKS)

    wanted = writer.write("letter.wanted", **WANTED | {"to": to})

    row = writer.file.find(WantedFacts, wanted)
    assert row
    assert (row.facts.to, row.told.side) == (to, side)


def test_nobody_is_written_to_whose_authority_is_over(writer: Writer) -> None:
    """CMA-T1-S1h: a nominee or representative no longer in force reads nothing more."""
    party = writer.write("party.added", **SPEAKS)
    over = {"party": party, "until": "2026-12-01", "ended": "authority_ended"}
    writer.write("party.ended", **over, seen=1)

    reason = writer.refused("letter.wanted", **WANTED | {"to": SPEAKER})

    assert reason == (
        f"{SPEAKER} is no longer in force as representative, since 1 December 2026: "
        "write to whoever is"
    )


def test_an_authority_that_ended_nobody_knows_when_ended_on_the_offices_day(
    writer: Writer,
) -> None:
    """CB-DEATH: an afternoon by UTC is the next morning in Canberra."""
    party = writer.write("party.added", **SPEAKS)

    over = {"party": party, "ended": "died"}
    writer.write("party.ended", at=NOON.replace(hour=22), **over, seen=1)

    row = writer.file.find(PartyFacts, party)
    assert row
    assert row.facts.until == read_day("2026-12-02")


def test_only_whoever_has_the_customer_asks_for_one(writer: Writer) -> None:
    """CSP-T4-S6b: it is signed by the PSSO, and wanted by nobody else."""
    reason = writer.refused("letter.wanted", relation=Relation.SPECIALIST, **WANTED)
    assert reason == "letter.wanted is not for a specialist of the file"
