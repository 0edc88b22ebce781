"""A referral that is not taken up: on a ground that is shown, while nobody was taken on."""

from dataclasses import replace
from typing import Any

import pytest

from domain.file.acts import Relation
from domain.file.catalogue import ACTS
from domain.file.declines import (
    REFERRED,
    DeclineFacts,
    DeclineState,
    Ground,
    Next,
    asked,
    put_to_the_ssm,
    returned,
    state,
)
from domain.file.seeing import seen_by
from domain.issues import AREAS
from domain.kit_settings import DIRECTORY, SETTINGS
from domain.personalised_services.case_type import PERSONALISED_SERVICES
from domain.personalised_services.declining import GROUNDS, NEXT, REFERRERS, next_step
from domain.personalised_services.messages import ReferralKind
from tests.domain.file.test_locks import BOTH
from tests.domain.file.writing import OWNER, PAYEE, PAYER, Writer

GIVEN = {"ground": "not_suited", "also": {"next": "keep"}, "shown_by": "intray-mail-7"}
OWN = ("decline.proposed", "decline.decided")
MAILBOXES: Any = next(each.default for each in SETTINGS if each.name == DIRECTORY)


def stands(writer: Writer, id_: str) -> DeclineState:
    row = writer.file.find(DeclineFacts, id_)
    assert row
    return state(row, writer.file)


def test_it_is_asked_once_at_a_time_and_decided_by_the_case() -> None:
    """CLK-T5-S2c."""
    writer = Writer()
    first = writer.write("decline.proposed", **GIVEN)
    assert stands(writer, first) is DeclineState.PROPOSED
    assert put_to_the_ssm(writer.file) == {"row": first, "by": OWNER, "ground": "not_suited"}
    assert "with the SSM already" in writer.refused("decline.proposed", **GIVEN)
    decided = {"decline": first, "agreed": False, "seen": 1}
    assert "is not for" in writer.refused("decline.decided", relation=Relation.APPROVER, **decided)

    writer.write("decline.decided", relation=Relation.PRODUCT, **decided)
    assert (stands(writer, first), asked(writer.file)) == (DeclineState.NOT_AGREED, None)
    second = writer.write("decline.proposed", **GIVEN)
    again = {"decline": second, "agreed": True, "seen": 1}
    writer.write("decline.decided", relation=Relation.PRODUCT, **again)
    assert stands(writer, second) is DeclineState.AGREED


def test_whoever_was_taken_on_is_not_declined_any_more() -> None:
    """CSP-T6-S1a: they leave by the gates of a finalisation."""
    writer = Writer()
    asked_first = writer.write("decline.proposed", **GIVEN)
    lock = writer.write("parties.locked", psso=OWNER, parties=BOTH)

    assert lock
    assert stands(writer, asked_first) is DeclineState.OVERTAKEN
    assert "leave by a finalisation" in writer.refused("decline.proposed", **GIVEN)


def test_only_a_case_that_was_referred_has_a_referral_to_decline() -> None:
    """CLK-T1-S1g."""
    assert f"{PERSONALISED_SERVICES.prefix}-" == REFERRED
    writer = Writer()
    writer.file = replace(writer.file, case="sr-aaaaaaaaaa")

    assert "no referral opened sr-aaaaaaaaaa" in writer.refused("decline.proposed", **GIVEN)


def test_whoever_is_sent_to_another_area_is_told_to_which() -> None:
    """CLK-T1-S1h."""
    writer = Writer()
    elsewhere = GIVEN | {"also": {"next": "other_area"}}

    assert "say which area it is for" in writer.refused("decline.proposed", **elsewhere)
    assert "one of assessment_services, " in writer.refused(
        "decline.proposed", area="nowhere", **elsewhere
    )
    assert "leave it out" in writer.refused("decline.proposed", area="privacy", **GIVEN)
    writer.write("decline.proposed", area="privacy", **elsewhere)
    said = next_step(Next.OTHER_AREA, "change_of_assessment")
    assert said == "Please refer the customer to another area: change of assessment."


def test_what_the_ssm_is_asked_is_not_put_right_under_them() -> None:
    """CLK-T5-S2c: another ground is another proposal, once the SSM has said no."""
    assert not [name for name in ACTS if name.startswith("decline.") and name not in OWN]


def test_no_customer_is_shown_it() -> None:
    writer = Writer()
    writer.write("decline.proposed", **GIVEN)

    for person in (PAYER, PAYEE):
        assert [row for row in seen_by(writer.file, person) if row.kind == "decline"] == []


@pytest.mark.parametrize("ground", Ground)
def test_what_does_not_suit_is_declined_and_what_can_be_put_right_comes_back(
    ground: Ground,
) -> None:
    """CLK-T1-S1h, CLK-T5-S2b."""
    assert returned(ground) is (ground in {"criteria_not_met", "process_not_followed"})


def test_every_ground_and_next_step_reads_as_a_sentence_and_every_referrer_has_a_mailbox() -> None:
    """CSP-T1-S1a: the five intrays come from five places."""
    assert set(GROUNDS) == set(Ground)
    said = [*GROUNDS.values(), *(next_step(each, min(AREAS)) for each in NEXT)]
    assert set(NEXT) == set(Next)
    assert all(words.endswith(".") and "_" not in words for words in said)
    assert set(REFERRERS) == set(ReferralKind)
    assert all("email" in MAILBOXES[code] for code in REFERRERS.values())
