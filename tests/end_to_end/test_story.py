"""The main worked case: a complaint grows into a Personalised Services case and is finalised."""

import pytest
from pypdf import PdfReader

from tests.end_to_end.told import Hall, Json, Told


@pytest.fixture(scope="module")
async def told(hall: Hall) -> Told:
    """With three cases of other customers after it, which are at their beginning."""
    return await hall.story("open_to_look_at")


def _words(told: Told, letter: Json, copy: str = "") -> str:
    """Return the words of a letter's PDF as one line."""
    reader = PdfReader(told.spool / f"{letter['id']}{copy}.pdf")
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def _letters(told: Told) -> list[Json]:
    return [letter for name in ("complaint", "ps") for letter in told.case(name)["letters"]]


def _letter(told: Told, name: str, step: str) -> Json:
    (found,) = (letter for letter in told.case(name)["letters"] if letter["step"] == step)
    return dict(found)


@pytest.mark.parametrize(
    ("case", "step", "dated", "sent_at"),
    [
        ("complaint", "WC-S3m", "4 January 2027", "2027-01-04T09:40:00+11:00"),
        ("ps", "CSP-T5-S4a", "20 January 2027", "2027-01-20T10:30:00+11:00"),
        ("ps", "CSP-T6-S1j", "1 February 2027", "2027-02-01T12:00:00+11:00"),
    ],
    ids=["acknowledgement", "issues and options", "please contact us"],
)
def test_a_letter_bears_the_day_on_which_it_left(
    told: Told, case: str, step: str, dated: str, sent_at: str
) -> None:
    letter = _letter(told, case, step)

    assert letter["sent_at"] == sent_at
    assert dated in _words(told, letter)


def test_the_last_letter_says_by_when_to_answer(told: Told) -> None:
    letter = _letter(told, "ps", "CSP-T6-S1j")

    assert letter["reply_due_on"] == "2027-02-15"
    assert "15 February 2027" in _words(told, letter)


def test_the_customer_has_every_letter_and_a_nominee_of_child_support_none(told: Told) -> None:
    """Only Centrelink Table 2 has a copy go to the nominee (CLK-T2-S3h)."""
    letters = _letters(told)

    assert len(letters) == 3
    for letter in letters:
        assert letter["to"]["lines"] == ["12 Example Street", "Dickson ACT 2602"]
        assert letter["copies"] == []
    assert not list(told.spool.rglob("*.copy-*"))


def test_the_two_days_run_over_christmas_and_the_closedown(told: Told) -> None:
    (clock,) = (d for d in told.case("complaint")["deadlines"] if d["rule"] == "WC-S3n")

    assert (clock["due_on"], clock["state"]) == ("2027-01-04", "met")
    assert "Skipped: Tue 29 Dec 2026, Christmas closedown" in clock["working"]


def test_the_silence_is_over_only_after_the_fourteenth_day(told: Told) -> None:
    (passed,) = (line for line in told.lines if (line.step, line.kind) == ("CSP-T6-S1k", "passed"))

    assert passed.at.isoformat() == "2027-02-15T13:00:00+00:00"  # midnight in Canberra


def test_whoever_decided_had_not_asked(told: Told) -> None:
    decided = [a for a in told.case("ps")["approvals"] if a["step"] == "CSP-T7-S1e"]

    assert [(a["state"], a["requested_by"], a["by"]) for a in decided] == [
        ("refused", "psso.diaz", "ps_ssm.ito"),
        ("given", "psso.diaz", "ps_ssm.ito"),
    ]


def test_both_parents_are_locked_together_and_released_together_once(told: Told) -> None:
    locks = [
        (line.at.isoformat(), line.words)
        for line in told.lines
        if line.kind == "recorded" and (line.words.startswith("lock-") or "unlocked" in line.words)
    ]

    assert locks == [
        ("2027-01-06T00:00:00+00:00", "lock-1: the customers were locked and assigned"),
        ("2027-01-06T00:00:00+00:00", "lock-2: the customers were locked and assigned"),
        ("2027-02-22T23:00:00+00:00", "casey is unlocked"),
        ("2027-02-22T23:00:00+00:00", "jordan is unlocked"),
    ]


@pytest.mark.parametrize("hers", ["Jordan", "555 000 222", "Wattle", "Kaleen", "0491 570 110"])
def test_no_letter_shows_anything_of_the_other_parent(told: Told, hers: str) -> None:
    assert [letter["id"] for letter in _letters(told) if hers in _words(told, letter)] == []


def test_everybody_is_told_that_the_customer_has_left(told: Told) -> None:
    records = told.case("ps")["records"]

    notices = {r["name"]: r["data"] for r in records if r["step"] in ("CSP-T7-S5b", "CSP-T7-S5d")}
    assert notices == {
        "lock": {"released": True, "business_line": "child_support_general"},
        "business_line_notice": {"to": "child_support_general"},
        "referrer_notice": {"to": told.names["complaint"]},
        "ps_portal": {"status": "finalised", "business_line": "child_support_general"},
    }


def test_the_two_cases_know_of_each_other(told: Told) -> None:
    links = {
        name: [(link["ref"], link["relation"]) for link in told.case(name)["links"]]
        for name in ("complaint", "ps")
    }

    assert links == {
        "complaint": [(told.names["ps"], "started")],
        "ps": [(told.names["complaint"], "started_by")],
    }
