"""What may happen to a letter, and when it is refused."""

import pytest

from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.letter_states import ActRefused, LetterAct, LetterState, Standing, move
from domain.letters import LetterKind
from domain.personalised_services.letters import FINALISATION_CONTACT_LETTER
from domain.roles import Role

THREE_LEVELS = FINALISATION_CONTACT_LETTER.model_copy(
    update={"approvers": (Role.PS_SSM, Role.PS_SM, Role.APPROVER)}
)
DRAFT = Standing(sha256="draft")


def walk(kind: LetterKind, *acts: tuple[LetterAct, Role | None], sha256: str) -> Standing:
    letter = Standing(sha256=sha256)
    for act, by in acts:
        moved = move(kind, letter, act, by=by, sha256=sha256)
        assert isinstance(moved, Standing), moved
        letter = moved
    return letter


def refusal(moved: Standing | ActRefused) -> str:
    assert isinstance(moved, ActRefused)
    return moved.reason


def test_a_letter_without_approvers_is_signed_and_sent_at_once() -> None:
    letter = walk(
        COMPLAINT_ACKNOWLEDGEMENT,
        (LetterAct.SIGN, Role.LEVEL_1_OFFICER),
        (LetterAct.SEND, None),
        sha256="a",
    )

    assert letter.state is LetterState.SENT


def test_a_letter_without_approvers_cannot_be_submitted() -> None:
    moved = move(COMPLAINT_ACKNOWLEDGEMENT, DRAFT, LetterAct.SUBMIT)

    assert refusal(moved) == (
        "Letter complaint_acknowledgement (WC-S3m): it needs no approval (WC-S3p): sign it"
    )


def test_a_chain_of_approvers_is_asked_in_order_and_to_its_end() -> None:
    letter = walk(
        THREE_LEVELS,
        (LetterAct.SUBMIT, None),
        (LetterAct.APPROVE, Role.PS_SSM),
        (LetterAct.APPROVE, Role.PS_SM),
        sha256="a",
    )
    assert letter.state is LetterState.SUBMITTED

    again = move(THREE_LEVELS, letter, LetterAct.APPROVE, by=Role.PS_SM, sha256="a")
    assert "approver is asked to decide, not ps_sm" in refusal(again)

    approved = move(THREE_LEVELS, letter, LetterAct.APPROVE, by=Role.APPROVER, sha256="a")
    assert isinstance(approved, Standing)
    assert approved.state is LetterState.APPROVED
    assert approved.approved_sha256 == "a"


def test_an_approver_decides_on_the_pdf_as_it_is() -> None:
    letter = walk(THREE_LEVELS, (LetterAct.SUBMIT, None), sha256="a")

    moved = move(THREE_LEVELS, letter, LetterAct.APPROVE, by=Role.PS_SSM, sha256="older")

    assert "changed since it was looked at" in refusal(moved)


def test_a_returned_letter_goes_through_the_whole_chain_again() -> None:
    letter = walk(
        THREE_LEVELS,
        (LetterAct.SUBMIT, None),
        (LetterAct.APPROVE, Role.PS_SSM),
        (LetterAct.RETURN, Role.PS_SM),
        (LetterAct.SUBMIT, None),
        sha256="a",
    )

    assert letter.state is LetterState.SUBMITTED
    assert letter.approvals == 0


def test_nothing_is_signed_before_its_last_approval() -> None:
    for acts in ((), ((LetterAct.SUBMIT, None), (LetterAct.APPROVE, Role.PS_SSM))):
        letter = walk(THREE_LEVELS, *acts, sha256="a")

        moved = move(THREE_LEVELS, letter, LetterAct.SIGN, by=Role.PSSO, sha256="a")

        assert isinstance(moved, ActRefused)


def test_an_edit_voids_approval_and_signature() -> None:
    approved = walk(
        THREE_LEVELS,
        (LetterAct.SUBMIT, None),
        (LetterAct.APPROVE, Role.PS_SSM),
        (LetterAct.APPROVE, Role.PS_SM),
        (LetterAct.APPROVE, Role.APPROVER),
        (LetterAct.SIGN, Role.PSSO),
        sha256="a",
    )

    edited = move(THREE_LEVELS, approved, LetterAct.EDIT, sha256="b")

    assert edited == Standing(sha256="b")


def test_another_pdf_than_the_signed_one_is_not_sent() -> None:
    signed = walk(COMPLAINT_ACKNOWLEDGEMENT, (LetterAct.SIGN, Role.PSSO), sha256="a")

    moved = move(
        COMPLAINT_ACKNOWLEDGEMENT, signed.model_copy(update={"sha256": "b"}), LetterAct.SEND
    )

    assert "not the one that was signed" in refusal(moved)


def test_only_the_signatory_signs() -> None:
    moved = move(FINALISATION_CONTACT_LETTER, DRAFT, LetterAct.SIGN, by=Role.PS_SSM, sha256="draft")

    assert "signed by psso, not by ps_ssm (CSP-T4-S6b)" in refusal(moved)


@pytest.mark.parametrize("final", [LetterState.SENT, LetterState.WITHDRAWN])
@pytest.mark.parametrize("act", LetterAct)
def test_nothing_changes_a_letter_that_is_finished(act: LetterAct, final: LetterState) -> None:
    letter = Standing(state=final, sha256="a", signed_sha256="a")

    moved = move(COMPLAINT_ACKNOWLEDGEMENT, letter, act, by=Role.PSSO, sha256="a")

    assert f"it is {final}" in refusal(moved)
    assert "write a new letter" in refusal(moved)


@pytest.mark.parametrize("state", [LetterState.DRAFTED, LetterState.SIGNED])
def test_a_stopped_letter_goes_on_from_where_it_was(state: LetterState) -> None:
    letter = Standing(state=state, sha256="a", signed_sha256="a")

    stopped = move(COMPLAINT_ACKNOWLEDGEMENT, letter, LetterAct.STOP)
    assert isinstance(stopped, Standing)
    assert "put right what stopped it" in refusal(
        move(COMPLAINT_ACKNOWLEDGEMENT, stopped, LetterAct.SEND)
    )

    assert move(COMPLAINT_ACKNOWLEDGEMENT, stopped, LetterAct.RELEASE) == letter
