"""What a letter needs before it can be drafted, and who signs it."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain.catalogue import LETTERS
from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.letters import LetterFieldsError, LetterKind
from domain.personalised_services.case_type import PERSONALISED_SERVICES
from domain.personalised_services.letters import (
    FINALISATION_CONTACT_LETTER,
    ISSUES_AND_OPTIONS_LETTER,
    FinalisationContactFields,
)
from letters.gallery import sample
from letters.render import TEMPLATES

KINDS = pytest.mark.parametrize("kind", LETTERS.values(), ids=LETTERS)


def data_of(kind: LetterKind) -> dict[str, object]:
    return sample(kind.name).model_dump()


@KINDS
def test_each_missing_field_is_named_with_the_letter_and_its_step(kind: LetterKind) -> None:
    for name, field in kind.fields.model_fields.items():
        if not field.is_required():
            continue
        data = data_of(kind)
        del data[name]

        with pytest.raises(LetterFieldsError) as refused:
            kind.fill(data)

        (problem,) = refused.value.problems
        assert problem.partition(":")[0] == f"{name} is missing"
        assert f"Letter {kind.name} ({kind.step}) cannot be drafted" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (COMPLAINT_ACKNOWLEDGEMENT, "received_on"),
        (ISSUES_AND_OPTIONS_LETTER, "issues"),
        (ISSUES_AND_OPTIONS_LETTER, "options"),
        (ISSUES_AND_OPTIONS_LETTER, "follow_up_on"),
        (FINALISATION_CONTACT_LETTER, "reply_by"),
        (FINALISATION_CONTACT_LETTER, "signatory"),
        (FINALISATION_CONTACT_LETTER, "reference"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.step,
)
def test_what_a_letter_is_for_cannot_be_left_out(kind: LetterKind, field: str) -> None:
    assert kind.fields.model_fields[field].is_required()


def test_an_error_about_a_field_repeats_nothing_that_was_written() -> None:
    data = data_of(FINALISATION_CONTACT_LETTER)
    data["to"] = {"name": "Casey\nSecret", "lines": ["7 Hidden Lane"] * 9}
    data["reply_by"] = "next Tuesday for Casey"

    with pytest.raises(LetterFieldsError) as refused:
        FINALISATION_CONTACT_LETTER.fill(data)

    words = str(refused.value)
    assert "to.name: must be one line" in words
    assert "to.lines" in words
    assert "reply_by" in words
    assert not any(secret in words for secret in ("Casey", "Secret", "Hidden", "Tuesday"))
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "is empty"), (" \n ", "is empty"), ("bell \a", "holds a control character")],
    ids=["empty", "white space", "control character"],
)
def test_text_that_no_page_can_show_is_refused(text: str, problem: str) -> None:
    data = data_of(COMPLAINT_ACKNOWLEDGEMENT) | {"about": text}

    with pytest.raises(LetterFieldsError) as refused:
        COMPLAINT_ACKNOWLEDGEMENT.fill(data)

    assert refused.value.problems == (f"about: {problem}",)


def test_characters_that_hide_or_reverse_text_are_taken_out() -> None:
    data = data_of(FINALISATION_CONTACT_LETTER)
    data["addressed"] = ["paid \u202eeurt\u202c in\u200b full"]

    fields = FINALISATION_CONTACT_LETTER.fill(data)

    assert isinstance(fields, FinalisationContactFields)
    assert fields.addressed == ("paid eurt in full",)


@pytest.mark.parametrize(
    ("kind", "signs", "may_not"),
    [
        (COMPLAINT_ACKNOWLEDGEMENT, "complaints_officer", "complaints_ssm"),
        (COMPLAINT_ACKNOWLEDGEMENT, "level_1_officer", "mail_team"),
        (ISSUES_AND_OPTIONS_LETTER, "psso", "ps_ssm"),
        (FINALISATION_CONTACT_LETTER, "psso", "ps_sm"),
    ],
)
def test_only_the_signatory_of_the_procedure_signs(
    kind: LetterKind, signs: str, may_not: str
) -> None:
    signatory = {"name": "Ana Diaz", "team": "Personalised Services"}
    kind.fill(data_of(kind) | {"signatory": signatory | {"role": signs}})

    with pytest.raises(LetterFieldsError, match=f"not by {may_not} \\({kind.signatory_source}\\)"):
        kind.fill(data_of(kind) | {"signatory": signatory | {"role": may_not}})


def test_personalised_services_letters_are_signed_by_the_psso_alone() -> None:
    assert ISSUES_AND_OPTIONS_LETTER.signatories == ("psso",)
    assert FINALISATION_CONTACT_LETTER.signatories == ("psso",)
    assert FINALISATION_CONTACT_LETTER.signatory_source == "CSP-T4-S6b"


def test_no_approval_stands_before_an_acknowledgement() -> None:
    assert COMPLAINT_ACKNOWLEDGEMENT.approvers == ()
    assert COMPLAINT_ACKNOWLEDGEMENT.approval_source == "WC-S3p"


def test_only_the_finalisation_letter_of_personalised_services_has_a_window_to_reply() -> None:
    windows = {kind.step: kind.response_window for kind in PERSONALISED_SERVICES.letters}
    assert windows == {
        "CSP-T4-S2e": None,
        "CSP-T5-S4a": None,
        "CSP-T8-S2d": None,
        "CLK-T1-S1h": None,
        "CLK-T5-S2b": None,
        "RES-T3-S3c": None,
        "RES-T4-S3d": None,
        "RES-T4-S3f": None,
        "CSP-T6-S1j": "CSP-T6-S1k",
    }


def test_a_letter_without_any_way_to_answer_is_refused() -> None:
    data = data_of(FINALISATION_CONTACT_LETTER) | {"contact": {"hours": "9 to 5"}}

    with pytest.raises(LetterFieldsError, match="contact: offers no way to answer"):
        FINALISATION_CONTACT_LETTER.fill(data)


@KINDS
def test_a_kind_names_a_template_that_is_there(kind: LetterKind) -> None:
    assert (TEMPLATES / kind.template).is_file()
    assert kind.name == kind.template.removesuffix(".typ")


@KINDS
def test_stored_fields_that_cannot_be_read_any_more_are_not_repeated(kind: LetterKind) -> None:
    """A settle reads them too, and its failure would stand in Temporal's history."""
    stored = sample(kind.name).model_dump(mode="json") | {"dropped_since": "Erika Planted"}

    with pytest.raises(ValidationError) as refused:
        kind.fields.model_validate(stored)

    assert "Erika Planted" not in str(refused.value)


def test_fields_read_from_json_are_the_same_fields() -> None:
    fields = sample("finalisation_contact_letter")

    again = FINALISATION_CONTACT_LETTER.fill(fields.model_dump(mode="json"))

    assert again == fields
    assert fields.dated == date(2027, 1, 4)
