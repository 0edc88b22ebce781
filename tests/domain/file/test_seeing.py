"""What one parent gave never reaches the other: what is shown, and what is stopped."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.file.kinds import KINDS
from domain.file.rows import BOTH
from domain.file.seeing import OWN, SHARED, Leak, Protected, covered, leaks, seen_by
from tests.domain.file.writing import PAYEE, PAYER, Writer

ADDRESS = Protected(PAYEE, "address, detail-1", "12 Wattle St, Kaleen")
PHONE = Protected(PAYEE, "phone, detail-2", "0412 555 019")
NAME = Protected(PAYEE, "name of a child", "Zoë Nguyễn")


def found(text: str, *protected: Protected) -> list[str]:
    return [leak.what for leak in leaks({"page 1": text}, protected)]


class TestWhatIsShown:
    @pytest.mark.parametrize(("kind", "fields"), [*OWN.items(), *SHARED.items()])
    def test_only_facts_that_there_are_can_be_listed(
        self, kind: str, fields: tuple[str, ...]
    ) -> None:
        assert set(fields) <= set(KINDS[kind].model_fields)

    @pytest.mark.parametrize("kind", ["party", "detail", "notepad", "indicator"])
    def test_what_officers_keep_for_themselves_is_shown_to_no_customer(self, kind: str) -> None:
        assert kind not in OWN
        assert kind not in SHARED

    def test_a_parent_sees_their_own_and_of_both_the_day_and_result_of_a_decision(self) -> None:
        writer = Writer()
        issue = writer.issue(parties=(PAYER, PAYEE))
        writer.decision(issue)
        writer.talk(PAYEE)

        payee = seen_by(writer.file, PAYEE)
        assert [(seen.id, dict(seen.facts)) for seen in payee] == [
            ("decision-1", {"result": "agreed", "in_force_from": "2026-12-01"}),
            ("contact-2", {"direction": "out", "channel": "phone", "result": "reached"}),
        ]
        payer = {seen.id for seen in seen_by(writer.file, PAYER)}
        assert payer == {"contact-1", "issue-1", "decision-1"}

    def test_what_was_told_in_confidence_is_shown_to_nobody(self) -> None:
        writer = Writer()
        writer.talk(PAYER)
        row = writer.file.rows[0]
        secret = row.told.model_copy(update={"in_confidence": True})
        hidden = type(row)(row.id, secret, row.facts)
        file = type(writer.file)(
            writer.file.case, writer.file.sides, writer.file.now, writer.file.today, (hidden,)
        )
        assert seen_by(file, PAYER) == ()
        assert seen_by(file, BOTH) == ()

    def test_an_authority_over_one_issue_shows_nothing_of_another(self) -> None:
        """CMA-T1-S1h: what does not say of which issue it is may be of another."""
        writer = Writer()
        care = writer.issue()
        paid = writer.issue("payment")
        writer.decision(care)
        writer.decision(paid)
        writer.talk(PAYER)

        shown = {row.id for row in seen_by(covered(writer.file, ("care_levels",)), PAYER)}

        assert {care, "decision-1"} <= shown
        assert not {paid, "decision-2", "contact-2"} & shown
        assert covered(writer.file, ()) == writer.file


class TestTheGuard:
    @pytest.mark.parametrize(
        "text",
        [
            "She lives at 12 Wattle St, Kaleen now.",
            "12  WATTLE ST\nKALEEN",
            "12-wattle-st-kaleen.pdf",
            "(12 Wattle St.) Kaleen",
        ],
    )
    def test_an_address_is_found_however_it_is_written(self, text: str) -> None:
        assert found(text, ADDRESS) == ["address, detail-1"]

    @pytest.mark.parametrize(
        "text",
        ["0412555019", "0412-555-019", "+61 412 555 019", "0061412555019", "(04) 12 55 50 19"],
    )
    def test_a_phone_number_is_found_in_every_form(self, text: str) -> None:
        assert found(f"Ring {text}.", PHONE) == ["phone, detail-2"]

    @pytest.mark.parametrize("text", ["Zoe Nguyen", "ZOË NGUYỄN", "zoe\u00a0nguyen"])
    def test_a_name_is_found_without_its_accents(self, text: str) -> None:
        assert found(text, NAME) == ["name of a child"]

    def test_a_word_within_another_is_none(self) -> None:
        ann = Protected(PAYEE, "first name", "Ann")
        assert found("The planned annual review", ann) == []
        assert found("The review that Ann asked for", ann) == ["first name"]

    def test_the_place_is_named_and_the_value_is_not(self) -> None:
        (leak,) = leaks({"page 1": "nothing", "enclosure 2": "0412 555 019"}, [PHONE])
        assert leak == Leak(PAYEE, "phone, detail-2", "enclosure 2")

    @drawn(
        words=st.lists(st.sampled_from(["12", "Wattle", "St", "Kaleen"]), min_size=4, max_size=4),
        between=st.sampled_from([" ", "\n", ", ", " - ", "\u00a0", "\t"]),
        upper=st.booleans(),
    )
    def test_spacing_and_case_hide_nothing(
        self, words: list[str], between: str, upper: bool
    ) -> None:
        text = between.join(words)
        text = f"Dear Alex,\n{text.upper() if upper else text.lower()}\nYours"
        assert found(text, Protected(PAYEE, "value", " ".join(words))) == ["value"]

    @drawn(st.text(max_size=60))
    def test_two_parents_who_share_no_value_leak_nothing(self, text: str) -> None:
        only = "".join(letter for letter in text if letter not in "0123456789zZ")
        assert found(only, PHONE, Protected(PAYEE, "value", "zzzz")) == []
