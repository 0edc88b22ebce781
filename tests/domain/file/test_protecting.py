"""Which values of somebody a letter to somebody else may not hold (CMA-T1-S1h)."""

import pytest

from domain.file.parties import Mark
from domain.file.protecting import Detail, Known, hidden_from_a_copy, protected_from
from domain.file.seeing import leaks
from tests.domain.file.writing import PAYEE, PAYER

HER = Known(
    PAYEE,
    names=("Priya Raman",),
    reference="900 555 771",
    email="priya@example.test",
    addresses=(
        ("Unit 4", "12 Wattle Street", "KALEEN ACT 2617"),
        ("PO Box 88", "DICKSON ACT 2602"),
    ),
    details=(
        Detail("detail-1", "phone", Mark.PROTECTED, "0412 555 019"),
        Detail("detail-2", "phone", Mark.OPEN, "02 6155 5000"),
        Detail("detail-3", "address", Mark.PROTECTED, "7 Hidden Lane, Yass"),
        Detail("detail-4", "email", Mark.NOT_TO_BE_USED, "old@example.test"),
        Detail("detail-5", "phone", Mark.PROTECTED, "0499 555 111", in_error=True),
    ),
    nominees=(("Noor Haddad", ("3 Gum Road", "HALL ACT 2618")),),
    words=(("issue-1", "He comes to the school on Fridays. I am afraid."),),
)
HIM = Known(
    PAYER,
    names=("Casey Example",),
    email="casey@example.test",
    addresses=(("1 Example Street", "KALEEN ACT 2617"), ("12 Wattle St", "KALEEN ACT 2617")),
    details=(
        Detail("detail-6", "phone", Mark.PROTECTED, "0498 555 222"),
        Detail("detail-7", "email", Mark.NOT_TO_BE_USED, "casey.before@example.test"),
    ),
)


def found(text: str, reader: Known = HIM) -> list[str]:
    """Return what a letter to a reader gives away."""
    other = HER if reader is HIM else HIM
    secret = [("contact-9", "Seen near the station. Do not tell.")]
    return [leak.what for leak in leaks({"page 1": text}, protected_from(reader, [other], secret))]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("as Priya Raman said", "name"),
        ("RAMAN, Priya", "name"),
        ("customer 900555771", "customer reference"),
        ("write to PRIYA@example.test", "email"),
        ("she is at 12 Wattle St", "address"),
        ("her box is PO Box 88", "earlier address"),
        ("ring +61 412 555 019", "phone, detail-1"),
        ("at 7 Hidden Ln", "address, detail-3"),
        ("at old@example.test", "email, detail-4"),
        ("on 0499555111", "phone, detail-5"),
        ("ask Noor Haddad", "name of a nominee"),
        ("at 3 Gum Rd", "address of a nominee"),
        ("he comes to the school on Fridays", "words, issue-1"),
        ("was seen near the station", "words, contact-9"),
    ],
)
def test_every_value_of_the_other_parent_is_found_the_history_with_it(text: str, what: str) -> None:
    assert found(text) == [what]


@pytest.mark.parametrize(
    "text",
    [
        "Your locality is KALEEN ACT 2617",
        "Unit 4",
        "I am afraid",
        "ring 02 6155 5000",  # open: somebody has decided that it may be shown
    ],
)
def test_what_everybody_shares_or_may_see_is_no_leak(text: str) -> None:
    assert found(text) == []


def test_what_is_the_readers_own_is_given_away_to_nobody() -> None:
    own = "Casey Example, 1 Example Street, KALEEN ACT 2617, 0498 555 222, casey@example.test"
    assert found(own) == []
    assert found(own, HER) == ["name", "email", "address", "phone, detail-6"]


def test_an_earlier_address_of_the_reader_that_the_other_has_now_is_the_others() -> None:
    """He lived there too; that she is there now is what he must not learn."""
    assert found("12 Wattle Street") == ["address"]


def test_a_detail_of_the_readers_own_that_is_not_to_be_used_is_shown_in_no_letter() -> None:
    assert found("to casey.before@example.test") == ["email, detail-7"]


def test_a_copy_does_not_show_where_its_customer_is() -> None:
    hidden = hidden_from_a_copy(HER)
    text = "0412 555 019, 12 Wattle Street, priya@example.test, Priya Raman, 02 6155 5000"
    shown = [leak.what for leak in leaks({"copy 1": text}, hidden)]
    assert shown == ["email", "phone, detail-1", "address"]
