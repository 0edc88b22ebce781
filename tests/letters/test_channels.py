"""How a letter leaves, and what the restriction guard stops."""

from collections.abc import Mapping

import pytest

from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.letter_channels import Channel, barred_offer, channel_for
from letters.gallery import sample

BOTH = {"has_address": True, "has_email": True}
ADDRESS = {"has_address": True, "has_email": False}
MAILBOX = {"has_address": False, "has_email": True}
NOTHING = {"has_address": False, "has_email": False}
POST, EMAIL, PHONE = Channel.POST, Channel.EMAIL, Channel.PHONE


@pytest.mark.parametrize(
    ("preference", "on_record", "barred", "channel", "why"),
    [
        (None, ADDRESS, (), POST, "post is the rule"),
        ("phone", BOTH, (), POST, "post is the rule"),
        ("post", BOTH, (), POST, "the customer prefers post"),
        ("email", BOTH, (), EMAIL, "the customer prefers email"),
        ("email", MAILBOX, (POST,), EMAIL, "the customer prefers email"),
        ("email", ADDRESS, (), POST, "has no address on record; post is the rule"),
        ("email", BOTH, (EMAIL,), POST, "which is barred; post is the rule"),
        ("post", MAILBOX, (), None, "no postal address: find one"),
        ("post", BOTH, (POST,), None, "post is barred by a restriction"),
        (None, BOTH, (POST,), None, "post is barred by a restriction"),
        ("email", BOTH, (POST, EMAIL), None, "post is barred by a restriction"),
        ("email", NOTHING, (), None, "no postal address: find one"),
    ],
)
def test_a_letter_leaves_as_the_customer_prefers_else_by_post(
    preference: str | None,
    on_record: Mapping[str, bool],
    barred: tuple[Channel, ...],
    channel: Channel | None,
    why: str,
) -> None:
    choice = channel_for(preference, **on_record, barred=barred)

    assert choice.channel is channel
    assert why in choice.why


def test_a_contact_line_must_not_offer_a_barred_channel() -> None:
    fields = sample("finalisation_contact_letter")

    problem = barred_offer(fields.contact.offers, dict(fields.free_texts()), [PHONE])

    assert problem == "its contact lines offer phone, which a restriction bars"


@pytest.mark.parametrize(
    ("text", "barred"),
    [
        ("ring me on 02 5550 0142", PHONE),
        ("ring 1800 160 401 today", PHONE),
        ("ring 13 12 72", PHONE),
        ("or 0491 570 156", PHONE),
        ("or +61 491 570 156", PHONE),
        ("write to ana.diaz@agency.example", EMAIL),
        ("see https://agency.example/form", Channel.ONLINE),
    ],
)
def test_free_text_must_not_offer_a_barred_channel_either(text: str, barred: Channel) -> None:
    fields = sample("complaint_acknowledgement").model_copy(update={"about": text})

    problem = barred_offer((), dict(fields.free_texts()), [barred])

    assert problem is not None
    assert problem.startswith("about offers")
    assert text not in problem


@pytest.mark.parametrize(
    "text",
    ["between 13 October and 18 November", "$13,000.00 of 2026", "reference co-1300555013"],
)
def test_other_numbers_are_not_taken_for_phone_numbers(text: str) -> None:
    assert barred_offer((), {"about": text}, [PHONE]) is None


def test_a_letter_that_offers_nothing_barred_passes() -> None:
    data = sample("complaint_acknowledgement").model_dump()
    data["contact"] = {"post": ["GPO Box 9001", "CANBERRA ACT 2601"]}
    fields = COMPLAINT_ACKNOWLEDGEMENT.fill(data)

    assert barred_offer(fields.contact.offers, dict(fields.free_texts()), [PHONE, EMAIL]) is None


def test_every_free_text_is_looked_at() -> None:
    names = dict(sample("issues_and_options_letter").free_texts())

    assert {"contact.assistance", "issues 1.said", "options 3.consequence"} <= set(names)
    assert not any(name.startswith(("to", "copies", "reference")) for name in names)
