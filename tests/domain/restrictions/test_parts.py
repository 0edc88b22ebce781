"""What stays open of a channel that is restricted in part: said once, and kept to by everybody."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest
from pydantic import ValidationError

from domain.file.rows import Restricted
from domain.letter_channels import Channel
from domain.letters import Contact, offered, offered_whole
from domain.restrictions.channels import Barred, Extent
from domain.restrictions.kept import LATEST, kept_to
from domain.restrictions.parts import WAYS, Only, Part, details, faults, part, stopped_ways
from domain.restrictions.tasks.proposing import parts_of
from tests.domain.file.writing import OWNER, PAYEE, PAYER, TIMES, Writer

OPEN = dict.fromkeys(Barred, Extent.NONE)
MORNINGS = Part(only=Only.HOURS, since="10:00", until="12:00")


@pytest.mark.parametrize(
    ("ways", "said", "lacks"),
    [
        ({}, {}, "telephone is restricted in part: say what of it stays open"),
        ({Barred.PHONE: Only.HOURS}, {"since": "10:00"}, "say which hour it closes at"),
        (
            {Barred.PHONE: Only.HOURS},
            {"since": "12:00", "until": "10:00"},
            "12:00 to 10:00 are no hours",
        ),
        ({Barred.PHONE: Only.OFFICER}, {}, "say which officer"),
        (
            {Barred.PHONE: Only.OFFICER, Barred.WRITING: Only.POST},
            {"officer": "psso.kim"},
            "writing is not restricted in part",
        ),
        (
            {Barred.PHONE: Only.OFFICER},
            {"officer": "psso.kim", "office": "dickson"},
            "nothing stays open by office",
        ),
        ({Barred.PHONE: Only.OFFICER}, {"officer": "psso.kim"}, None),
        ({Barred.PHONE: Only.HOURS}, {"since": "10:00", "until": "12:00"}, None),
    ],
)
def test_a_channel_is_restricted_in_part_only_with_what_of_it_stays_open(
    ways: Mapping[Barred, Only], said: Mapping[str, str], lacks: str | None
) -> None:
    """CSP-T3-S4a."""
    found = faults(OPEN | {Barred.PHONE: Extent.PARTIAL}, ways, said)

    assert found == [] if lacks is None else lacks in found[0]


def test_a_part_has_what_it_needs_and_nothing_that_was_said_of_another() -> None:
    given = {
        "CSP-T3-S4a.phone_only": "hours",
        "CSP-T3-S4a.face_to_face_only": "office",
        "CSP-T3-S4a.since": "10:00",
        "CSP-T3-S4a.until": "12:00",
        "CSP-T3-S4a.office": "dickson",
    }

    assert parts_of(given) == {
        Barred.PHONE: MORNINGS,
        Barred.FACE_TO_FACE: Part(only=Only.OFFICE, office="dickson"),
    }


@pytest.mark.parametrize(
    ("left", "barred"),
    [
        (None, {Channel.POST, Channel.EMAIL}),
        (Part(only=Only.POST), {Channel.EMAIL}),
        (Part(only=Only.EMAIL), {Channel.POST}),
        (Part(only=Only.OFFICER, officer="psso.kim"), set()),
    ],
)
def test_a_partial_restriction_bars_a_letter_only_the_way_that_it_says(
    left: Part | None, barred: set[Channel]
) -> None:
    """CSP-T3-S4b: what is not restricted is open as for anybody."""
    assert stopped_ways([(Barred.WRITING, left)]) == barred
    assert stopped_ways([(Barred.PHONE, MORNINGS)]) == set()


def test_a_letter_that_offers_the_phone_in_part_says_in_which_hours() -> None:
    lines = {"phone": "1800 000 000", "hours": "8 to 5", "email": "team@agency.example"}

    left = offered(lines, {Channel.EMAIL}, hours=MORNINGS.words())
    assert left == {
        "phone": "1800 000 000",
        "hours": "8 to 5",
        "phone_only": "only between 10:00 and 12:00",
    }
    assert offered(lines, {Channel.PHONE}, hours=MORNINGS.words()) == {"email": lines["email"]}


def test_a_letter_made_before_that_offers_the_whole_phone_is_stopped() -> None:
    """CSP-T3-S4a: at draft, approval and sending."""
    made = Contact.model_validate({"phone": "1800 000 000", "hours": "8 to 5"})

    assert offered_whole(made, None) is None
    said = offered_whole(made, MORNINGS.words())
    assert said is not None
    assert "leaves open only between 10:00 and 12:00: prepare it again" in said
    stated = made.model_copy(update={"phone_only": MORNINGS.words()})
    assert offered_whole(stated, MORNINGS.words()) is None
    by_post = Contact.model_validate({"post": ["GPO Box 9001"]})
    assert offered_whole(by_post, MORNINGS.words()) is None


def test_special_contact_details_name_channel_extent_and_what_stays_open() -> None:
    """CSP-T3-S7f, CSP-T3-S7g."""
    assert details(Barred.PHONE, Extent.FULL, None) == "full telephone"
    said = details(Barred.PHONE, Extent.PARTIAL, MORNINGS)
    assert said == "partial telephone, only between 10:00 and 12:00"


@pytest.mark.parametrize("channel", Barred)
def test_every_way_reads_as_part_of_a_sentence(channel: Barred) -> None:
    said = {"since": "10:00", "until": "12:00", "office": "port_augusta", "officer": "psso.kim"}
    words = [part(only, said).words() for only in WAYS[channel]]

    assert all(each.startswith("only ") for each in words)
    assert "psso.kim" not in " ".join(words)


@pytest.mark.parametrize(
    ("left", "refused"),
    [
        (Part(only=Only.HOURS, since="08:00", until="08:30"), True),
        (Part(only=Only.HOURS, since="00:00", until="23:59"), False),
        (Part(only=Only.OFFICER, officer="psso.else"), True),
        (Part(only=Only.OFFICER, officer=OWNER), False),
    ],
)
def test_nobody_rings_outside_of_what_stays_open(left: Part, *, refused: bool) -> None:
    """CSP-T3-S4a, CSP-T3-S14b: at another hour, or by another officer than the one."""
    writer, kept = Writer(), Restricted("sr-elsewhere.phone", PAYER, "phone", part=left)
    writer.file = replace(writer.file, restrictions=(kept,))
    writer.write("contact.prepared", customer=PAYER, went_over=(kept.id,))

    if refused:
        said = writer.refused("contact.made", customer=PAYER, result="no_answer")
        assert "phone is barred to" in said
        assert f"open {left.words()}" in said
    else:
        writer.write("contact.made", customer=PAYER, result="no_answer")


def restricted(left: Part, channel: str = "phone") -> Writer:
    """A file whose customer has a channel open in part."""
    writer, kept = Writer(), Restricted(f"sr-elsewhere.{channel}", PAYER, channel, part=left)
    writer.file = replace(writer.file, restrictions=(kept,), clock=TIMES.zone)
    return writer


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2026-12-01T09:59:59+11:00", False),
        ("2026-12-01T10:00+11:00", True),
        ("2026-12-01T11:59:59+11:00", True),
        ("2026-12-01T12:00+11:00", False),
        ("2026-12-01T11:30+09:30", False),  # one in the afternoon in Canberra
        ("2026-09-30T11:30+10:00", True),  # before the clocks went forward
    ],
)
def test_who_rings_in_the_hours_that_stay_open_keeps_to_it(at: str, *, kept: bool) -> None:
    """CSP-T3-S14b: by the instant of the contact, on the clock of the case's office."""
    writer, when = restricted(MORNINGS), datetime.fromisoformat(at)
    rang = writer.talk(direction="in", at=when)
    abusive = {"sort": "abusive_language", "severity": "medium", "recorded_in": "CIRT"}
    told = {"customer": PAYER, "channel": "phone", "at": when}
    behaved = writer.write("behaviour.reported", **told, also=abusive)

    assert kept_to(writer.file) == {rang: kept, behaved: kept}


def test_who_rings_another_officer_than_the_one_does_not_keep_to_it() -> None:
    """CSP-T3-S14b; of an incident, and of what telephony tells, nobody knows whom it was with."""
    writer = restricted(Part(only=Only.OFFICER, officer=OWNER))
    right = writer.talk(direction="in")
    wrong = writer.talk(direction="in", by="psso.else")
    passed_on = writer.talk(direction="in", by="psso.else", made_to=OWNER)
    writer.talk(direction="in", by="telephony")
    abusive = {"sort": "abusive_language", "severity": "medium", "recorded_in": "CIRT"}
    writer.write("behaviour.reported", customer=PAYER, channel="phone", also=abusive)

    assert kept_to(writer.file) == {right: True, wrong: False, passed_on: True}


@pytest.mark.parametrize(
    ("left", "channel", "facts", "kept"),
    [
        (Part(only=Only.OFFICE, office="Canberra"), "face_to_face", {"office": "canberra"}, True),
        (Part(only=Only.OFFICE, office="Canberra"), "face_to_face", {"office": "dickson"}, False),
        (Part(only=Only.OFFICE, office="Canberra"), "face_to_face", {}, None),
        (Part(only=Only.OFFICER, officer=OWNER), "writing", {"made_to": OWNER}, True),
        (Part(only=Only.OFFICER, officer=OWNER), "writing", {"made_to": "psso.else"}, False),
        (Part(only=Only.OFFICER, officer=OWNER), "writing", {}, None),
        (Part(only=Only.POST), "writing", {}, None),
    ],
)
def test_a_contact_says_to_which_office_or_to_whom_it_was_made_or_a_person_finds_it(
    left: Part, channel: str, facts: Mapping[str, str], *, kept: bool | None
) -> None:
    """CSP-T3-S14b."""
    writer = restricted(left, channel)
    came = writer.talk(direction="in", channel=channel, also=facts)

    assert kept_to(writer.file) == ({} if kept is None else {came: kept})


def test_only_a_visit_names_the_office_that_it_was_made_to() -> None:
    with pytest.raises(ValidationError, match="its channel is face_to_face"):
        Writer().talk(direction="in", channel="phone", office="canberra")


def test_only_what_came_from_the_customer_over_the_channel_is_judged() -> None:
    """CSP-T3-S14b: at midday, one minute late; of what came before, the latest alone."""
    writer = restricted(MORNINGS)
    writer.talk(direction="in", channel="face_to_face")
    writer.talk(PAYEE, direction="in")
    writer.write("contact.prepared", customer=PAYER, went_over=("sr-elsewhere.phone",))
    writer.talk(unprepared="urgent")
    rang = [writer.talk(direction="in") for _ in range(LATEST + 1)]

    assert kept_to(writer.file) == dict.fromkeys(rang[-LATEST:], False)
