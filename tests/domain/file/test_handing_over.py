"""What a case hands over to a procedure is open until that says how it ended (A07)."""

import pytest

from domain.file.acts import Relation
from domain.file.referrals import ReferralFacts, unanswered
from tests.domain.file.writing import PAYER, Writer


@pytest.fixture
def writer() -> Writer:
    """A file from which privacy was handed over."""
    writer = Writer()
    writer.write("referral.made", to="privacy", sort="procedure", party=PAYER)
    return writer


def test_a_report_ends_the_referral_with_how_it_ended(writer: Writer) -> None:
    """WC-S3g, WC-S5a."""
    row = writer.write(
        "procedure.reported", procedure="privacy", outcome="no_breach", reference="PRV-12"
    )

    referral = writer.file.find(ReferralFacts, row)
    assert referral
    facts = referral.facts
    assert (facts.answer, facts.outcome, facts.reference) == ("answered", "no_breach", "PRV-12")
    assert unanswered(writer.file) == ()


def test_a_report_of_what_nobody_handed_over_says_who_has_something(writer: Writer) -> None:
    reason = writer.refused("procedure.reported", procedure="level_2", outcome="resolved")

    assert reason == "nothing of ps-aaaaaaaaaa is with level_2; it is with privacy"


def test_what_a_case_takes_back_nobody_answered_and_nothing_is_taken_back_twice(
    writer: Writer,
) -> None:
    """CB-DEATH, WC-S5a: by the case alone, whose officers say of a procedure what it said."""
    back = {"procedure": "privacy", "why": "of_another_customer"}
    own = {"relation": Relation.PRODUCT, "by": "casebound"}

    assert "is not for" in writer.refused("referral.taken_back", **back)
    row = writer.write("referral.taken_back", **back, **own)

    referral = writer.file.find(ReferralFacts, row)
    assert referral
    assert (referral.facts.answer, referral.facts.outcome) == ("withdrawn", "of_another_customer")
    assert unanswered(writer.file) == ()
    assert writer.write("referral.taken_back", **back, **own) == ""


def test_a_procedure_that_has_it_is_not_handed_it_again(writer: Writer) -> None:
    again = {"to": "privacy", "sort": "procedure", "party": PAYER}
    assert writer.refused("referral.made", **again) == "referral-1 is with privacy already"

    writer.write("procedure.reported", procedure="privacy", outcome="no_breach")
    assert writer.write("referral.made", **again) == "referral-2"


def test_no_word_but_its_own_ends_what_a_procedure_has(writer: Writer) -> None:
    answered = {"referral": "referral-1", "answer": "answered", "seen": 1}

    reason = writer.refused("referral.answered", **answered)

    assert reason == "referral-1 is with privacy: procedure.reported says how it ended"
    assert writer.write("referral.answered", **answered | {"answer": "accepted"}) == "referral-1"


def test_a_case_writes_what_it_knows_whoever_may_give_the_act(writer: Writer) -> None:
    """A lifecycle says what its cases do; the other rules hold for them too."""
    own = {"relation": Relation.PRODUCT, "by": "casebound", "sort": "procedure", "party": PAYER}

    assert writer.write("referral.made", to="customer_aggression", **own) == "referral-2"
    assert "already" in writer.refused("referral.made", to="privacy", **own)
