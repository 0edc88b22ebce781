"""Letters: what their PDF says, and which PDF it is."""

from typst import compile as typeset

from tests.plugin.faults import Faults
from tests.plugin.left import Left
from tests.plugin.proof import Proof


def _pdf(text: str) -> bytes:
    return bytes(typeset(text.encode(), format="pdf"))


async def test_a_letter_is_read_in_its_pdf(left: Left, faults: Faults) -> None:
    pdf = _pdf("We received your complaint. Please reply by 18 January 2027.")
    letter = left.letter("WC-S3m", pdf, signed_by="proof.wu")
    left.settle("m1").line("WC-S3m", "drafted", letter=letter)

    def state(proof: Proof) -> None:
        proof.letter("WC-S3m", contains="18 January 2027", signed_by="complaints_officer")
        proof.letter("WC-S3m", contains="19 January 2027", lacks="complaint", signed_by="psso")
        proof.letter("WC-S3m", contains="reply", state="drafted")
        proof.letter("WC-S3m", contains="reply", approved_by="ps_ssm")

    text, standing, approver = await faults(state)
    assert "the text lacks '19 January 2027'; the text contains 'complaint'" in text
    assert "signed by proof.wu" in text
    assert "it is sent, not drafted" in standing
    assert "approved by None" in approver


async def test_an_edit_after_approval_is_no_proof_of_it(left: Left, faults: Faults) -> None:
    letter = left.letter(
        "WC-S3m", _pdf("New words"), approved_by="proof.ito", approved_sha256="of the old words"
    )
    left.settle("m1").line("WC-S3m", "drafted", letter=letter)

    (fault,) = await faults(
        lambda p: p.letter("WC-S3m", contains="New words", approved_by="proof.ito")
    )

    assert "not the one that was approved" in fault


async def test_a_pdf_that_is_not_the_hashed_one_is_no_proof(left: Left, faults: Faults) -> None:
    letter = left.letter("WC-S3m", _pdf("Words"), sha256="another")
    left.settle("m1").line("WC-S3m", "drafted", letter=letter)

    (fault,) = await faults(lambda p: p.letter("WC-S3m", contains="Words"))

    assert "no PDF with the hash" in fault


async def test_a_stopped_letter_says_why(left: Left, faults: Faults) -> None:
    letter = left.letter("WC-S3m", b"", state="stopped")
    left.settle("m1").line(
        "WC-S3m", "refused", "Letter stopped: to.lines is missing", letter=letter, stopped=True
    )

    def state(proof: Proof) -> None:
        proof.letter("WC-S3m", stopped="to.lines is missing")
        proof.letter("WC-S3m", stopped="barred")

    (fault,) = await faults(state)
    assert "the letter is stopped: 'barred'" in fault
