"""Letters that are wanted at any time: which, to whom, with copies of which."""

from typing import Any

import pytest

from domain.file.acts import Relation
from domain.file.letters_wanted import called_for_in
from domain.needs import Opened
from domain.personalised_services.talks import not_asked_for
from tests.domain.file.writing import CASE, NOON, PAYEE, PAYER, Writer

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
        ({"to": PAYEE}, f"letters of {CASE} go to cu-payer, not to cu-payee"),
        ({"called_for_in": "contact-9"}, "there is no contact-9 in this file: name what calls"),
        ({"sort": "copies"}, "say copies of which letters: their ids"),
        ({"copies": ("ps-other.l1",)}, f"ps-other.l1 is no letter of {CASE}; name it by its id"),
    ],
    ids=["to the other parent", "for nothing", "of nothing", "of another case"],
)
def test_one_that_would_go_astray_is_refused(
    writer: Writer, wrong: dict[str, Any], reason: str
) -> None:
    """CSP-T4-S2e."""
    assert writer.refused("letter.wanted", **WANTED | wrong).startswith(reason)


def test_only_whoever_has_the_customer_asks_for_one(writer: Writer) -> None:
    """CSP-T4-S6b: it is signed by the PSSO, and wanted by nobody else."""
    reason = writer.refused("letter.wanted", relation=Relation.SPECIALIST, **WANTED)
    assert reason == "letter.wanted is not for a specialist of the file"
