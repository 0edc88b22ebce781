"""A task is written down line by line, and becomes what its lines say."""

from typing import Any

import pytest
from pydantic import JsonValue

from activities.lifecycles import ANSWERS
from domain.catalogue import TASKS
from domain.complaints.lookups import OPEN_COMPLAINTS, OWNERS, SAME_LETTER
from domain.file.contacts import ContactFacts, ContactMade
from domain.lookups import Lookup
from domain.needs import Opened
from domain.personalised_services.lookups import AGREED_CONTACT, PS_OWNER
from domain.refers import ANOTHER_CUSTOMER
from domain.roles import Role
from domain.sittings import (
    ahead,
    checked,
    day,
    ending,
    line,
    needed,
    only_with,
    record,
    reference,
    sitting,
    text,
    yes_no,
)
from domain.tasks import BY, OUTCOME, Recorded, TaskKind
from tests.domain.file.writing import NOON, Writer


def written(*, leads: str | None = None) -> TaskKind:
    return sitting(
        "fill_plan",
        "Fill the plan",
        Role.PSSO,
        line("CSP-T2-S1d", text("Which options are there?"), record("Cuba", "research")),
        line(
            "CSP-T2-S3",
            text("What is the plan?"),
            record("Cuba", "cmp_content", "CSP-T2-S3", options="CSP-T2-S1d", officer=BY),
            changes=text("What changes?", required=False),
        ),
        line("CSP-T2-S2a"),
        ahead("CSP-T4-S5a", checked("The next contact is arranged")),
        outcomes={
            "filled": "Yes",
            "unsure": ending("No", needs=(), reason=True),
            "half": ending("Partly", leaves_open=("CSP-T2-S3",)),
        },
        leads="CSP-T2-S3" if leads else None,
    )


def test_the_first_line_leads_and_every_line_is_covered_once() -> None:
    assert written().step == "CSP-T2-S1d"
    assert written().covers == ("CSP-T2-S1d", "CSP-T2-S3", "CSP-T2-S2a")


def test_another_line_may_lead() -> None:
    assert written(leads="CSP-T2-S3").covers == ("CSP-T2-S3", "CSP-T2-S1d", "CSP-T2-S2a")


def test_what_is_asked_ahead_is_asked_and_not_covered() -> None:
    assert "CSP-T4-S5a" in written().asks
    assert "CSP-T4-S5a" not in written().covers


def test_a_further_question_is_asked_under_the_step_and_its_name() -> None:
    assert list(written().asks) == ["CSP-T2-S1d", "CSP-T2-S3", "CSP-T2-S3.changes", "CSP-T4-S5a"]


def test_a_record_holds_the_answers_of_its_line_or_those_that_are_named() -> None:
    research = Recorded(
        step="CSP-T2-S1d",
        system="Cuba",
        name="research",
        fields={"CSP-T2-S1d": "CSP-T2-S1d"},
    )
    content = Recorded(
        step="CSP-T2-S3",
        system="Cuba",
        name="cmp_content",
        fields={"CSP-T2-S3": "CSP-T2-S3", "options": "CSP-T2-S1d", "officer": BY},
    )

    assert written().records == (research, content)


def test_a_record_is_filled_from_the_answers_and_from_who_gave_them() -> None:
    _, content = written().records
    said = {BY: "psso.diaz", OUTCOME: "filled"}

    assert content.data({"CSP-T2-S1d": "Two"}, said) == {"options": "Two", "officer": "psso.diaz"}
    assert content.data({"CSP-T2-S2a": True}, said) == {}, "nothing was said of what it holds"


def test_a_record_of_the_outcome_alone_is_always_left() -> None:
    route = Recorded(step="CSP-T7-S3f", system="Cuba", name="route", fields={"route": OUTCOME})

    assert route.data({}, {OUTCOME: "back_to_psso"}) == {"route": "back_to_psso"}


def test_a_line_may_leave_several_records() -> None:
    kind = sitting(
        "swap",
        "Swap the intrays",
        Role.PSSO,
        line("CSP-T4-S2c", checked("Done"), record("Cuba", "next"), record("Cuba", "last")),
    )

    assert [left.name for left in kind.records] == ["next", "last"]


ASSOCIATED = sitting(
    "set_up",
    "Set up",
    Role.PSSO,
    line("CSP-T1-S2c", reference("Which associated customer?", ANOTHER_CUSTOMER, required=False)),
    line(
        "CSP-T1-S2l",
        only_with("CSP-T1-S2l.needed", day("On which day?")),
        needed=only_with("CSP-T1-S2c", yes_no("Is contact needed?")),
    ),
)


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({}, []),
        ({"CSP-T1-S2c": "cu-2", "CSP-T1-S2l.needed": False}, []),
        (
            {"CSP-T1-S2c": "cu-2", "CSP-T1-S2l.needed": True, "CSP-T1-S2l": "2027-01-05"},
            [],
        ),
        (
            {"CSP-T1-S2c": "cu-2"},
            ["CSP-T1-S2l.needed (Is contact needed?) is not answered"],
        ),
        (
            {"CSP-T1-S2c": "cu-2", "CSP-T1-S2l.needed": True},
            ["CSP-T1-S2l (On which day?) is not answered"],
        ),
        (
            {"CSP-T1-S2l.needed": False},
            ["CSP-T1-S2l.needed (Is contact needed?): it goes with CSP-T1-S2c alone"],
        ),
        (
            {"CSP-T1-S2c": "cu-2", "CSP-T1-S2l.needed": False, "CSP-T1-S2l": "2027-01-05"},
            ["CSP-T1-S2l (On which day?): it goes with CSP-T1-S2l.needed alone"],
        ),
    ],
    ids=["nobody", "no need", "contacted", "need?", "when?", "of nobody", "although no need"],
)
def test_what_goes_with_another_answer_is_asked_beside_it_alone(
    answers: dict[str, JsonValue], faults: list[str]
) -> None:
    assert ASSOCIATED.faults(None, answers) == faults


def test_an_ending_says_what_it_leaves_open_and_whether_it_needs_a_reason() -> None:
    kind = written()

    assert kind.outcomes == {"filled": "Yes", "unsure": "No", "half": "Partly"}
    assert kind.optional_for == {"unsure": tuple(kind.asks), "half": ("CSP-T2-S3",)}
    assert kind.reasons == ("unsure",)


def test_an_ending_that_needs_some_lines_leaves_all_others_open() -> None:
    needed = line("WC-S3g", yes_no("Privacy?"))
    kind = sitting(
        "assess",
        "Assess",
        (Role.ALLOCATIONS_OFFICER, Role.PSSO),
        needed,
        line("WC-S3h", yes_no("Language?"), refer=yes_no("Refer?")),
        outcomes={"no": ending("No", needs=(needed,), presumes={"WC-S3g": (False,)})},
    )

    assert kind.roles == (Role.ALLOCATIONS_OFFICER, Role.PSSO)
    assert kind.optional_for == {"no": ("WC-S3h", "WC-S3h.refer")}
    assert kind.presumes == {"no": {"WC-S3g": (False,)}}


def test_what_is_asked_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="WC-S3g is asked twice"):
        sitting(
            "assess",
            "Assess",
            Role.PSSO,
            line("WC-S3g", yes_no("Privacy?")),
            line("WC-S3g", text("Which?")),
        )


def nobody_spoken_with(opened: Opened) -> tuple[str, ...]:
    since = [row for row in opened.file.live(ContactFacts) if row.told.at >= opened.at]
    return () if since else ("nobody has spoken with the customer",)


_TALKED = line(
    "CSP-T4-S1a",
    text("What was discussed?"),
    needs=needed("a contact with the customer", nobody_spoken_with, ContactMade),
)
CONTACT = sitting(
    "contact",
    "Contact",
    Role.PSSO,
    _TALKED,
    line("CSP-T4-S1b", yes_no("Was the guide used?")),
    outcomes={
        "made": "Contact made",
        "unsure": ending("Unsure", needs=()),
        "made_before": ending("Made before", leaves_open=("CSP-T4-S1a.needs",)),
        "only_talked": ending("Talked", needs=(_TALKED,)),
    },
)


@pytest.mark.parametrize(
    ("outcome", "lacks"),
    [("made", True), ("only_talked", True), ("unsure", False), ("made_before", False)],
)
def test_what_a_line_needs_is_looked_for_in_the_file(outcome: str, *, lacks: bool) -> None:
    writer = Writer()
    words = ["CSP-T4-S1a (a contact with the customer): nobody has spoken with the customer"]
    opened = Opened(writer.file, NOON, outcome=outcome)

    assert CONTACT.lacks(opened) == (words if lacks else [])

    writer.talk()
    assert CONTACT.lacks(Opened(writer.file, NOON, outcome=outcome)) == []


def test_a_question_beside_what_a_line_needs_is_left_open_as_before() -> None:
    assert CONTACT.faults("made_before", {}) == [
        "CSP-T4-S1a (What was discussed?) is not answered",
        "CSP-T4-S1b (Was the guide used?) is not answered",
    ]
    assert CONTACT.faults("unsure", {}) == []


def test_what_contradicts_an_answer_is_shown_beside_it_with_what_else_a_line_shows() -> None:
    kind = sitting(
        "look",
        "Look",
        Role.PSSO,
        line("CSP-T1-S2c", yes_no("Is there one?", known=OWNERS), shows=(OPEN_COMPLAINTS,)),
        ahead("CSP-T4-S5a", shows=(OWNERS,)),
    )

    assert kind.shows == ("complaint_owners", "open_complaints")


def test_whatever_is_looked_up_for_officers_stands_beside_some_work() -> None:
    """A lookup with a heading that no work shows would be found for nobody."""
    shown = {name for kind in TASKS.values() for name in kind.shows}

    assert shown == {name for name in ANSWERS if isinstance(name, Lookup) and name.heading}


@pytest.mark.parametrize(
    ("lookup", "answer", "words"),
    [
        (OPEN_COMPLAINTS, ["co-1", "co-2"], ["co-1", "co-2"]),
        (
            OWNERS,
            {"co-2": None, "co-1": "complaints_officer.wu"},
            ["co-1, with complaints_officer.wu", "co-2, with nobody yet"],
        ),
        (
            SAME_LETTER,
            {"co-2": "2027-01-05", "co-1": "2027-01-04"},
            ["co-1, received on 4 January 2027", "co-2, received on 5 January 2027"],
        ),
        (
            PS_OWNER,
            {"case": "ps-1", "owner": "psso.diaz", "since": "2027-01-04"},
            ["ps-1, with psso.diaz since 4 January 2027"],
        ),
        (
            PS_OWNER,
            {"case": "ps-1", "owner": None, "since": "2027-01-04"},
            ["ps-1, with nobody yet, open since 4 January 2027"],
        ),
        (
            AGREED_CONTACT,
            {"id": "commitment-1", "by_day": "2027-01-15", "made_at": "2027-01-08T09:00+11:00"},
            ["by 15 January 2027, as commitment-1 says"],
        ),
    ],
    ids=["references", "who has them", "since when", "its PSSO", "nobody yet", "by when"],
)
def test_what_was_found_is_said_in_words(lookup: Lookup, answer: Any, words: list[str]) -> None:
    assert list(lookup.told(answer)) == words
