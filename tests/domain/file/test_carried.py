"""Acts that a completion carries: one after the other, all of them or none."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from domain.file.carried import Author, Carried, Sitting, sit
from domain.file.catalogue import ACTS
from domain.officers import Person
from domain.roles import Role
from tests.domain.file.writing import NOON, OWNER, PAYEE, PAYER, TIMES, Writer


def person(id_: str, *roles: Role) -> Person:
    held = tuple((role.value, date(2020, 1, 1), None) for role in roles)
    return Person(id_, id_, "north", "ACT", ZoneInfo("Australia/Sydney"), None, held)


PSSO = person(OWNER, Role.PSSO)
AUTHOR = Author(OWNER, PSSO, OWNER, {OWNER: PSSO}, NOON, NOON, TIMES.calendar.office)


def act(name: str, **facts: Any) -> Carried:
    return Carried(name, ACTS[name].of.model_validate(facts))


TALK = act("contact.made", customer=PAYER, result="reached", identity="confirmed")


def issue(raised_in: str, **facts: Any) -> Carried:
    known = {"about": "income", "raised_in": raised_in, "parties": [PAYER]}
    return act("issue.raised", **known | facts)


def carried(*acts: Carried, author: Author = AUTHOR, writer: Writer | None = None) -> Sitting:
    return sit(acts, author, (writer or Writer()).file)


def test_an_act_refers_to_the_row_that_an_earlier_one_of_the_sitting_adds() -> None:
    sitting = carried(TALK, issue("contact-1"), issue("contact-1", about="care_levels"))

    assert sitting.fault is None
    assert sitting.rows == (("contact-1",), ("issue-1",), ("issue-2",))
    assert [row.id for row in sitting.file.rows] == ["contact-1", "issue-1", "issue-2"]


def test_rows_are_numbered_after_those_that_are_there() -> None:
    writer = Writer()
    writer.talk()

    assert carried(TALK, issue("contact-2"), writer=writer).rows == (("contact-2",), ("issue-1",))


def test_where_one_may_not_stand_none_does_and_the_reason_names_it() -> None:
    sitting = carried(TALK, issue("contact-9"))

    assert sitting.fault == (
        "act 2, issue.raised: there is no contact-9 in this file: name where the customer raised it"
    )
    assert sitting.file.rows == ()
    assert sitting.done == ()


def test_what_changes_a_row_twice_says_that_it_saw_the_first_change() -> None:
    writer = Writer()
    intray = writer.write("intray.raised", sort="ps_followup", to=OWNER, customer=PAYER)
    close = act("intray.closed", intray=intray, why="dealt_with", seen=1)

    assert "since version 1 was shown" in (carried(close, close, writer=writer).fault or "")


def test_nobody_gives_by_a_completion_what_they_may_not_give_otherwise() -> None:
    """The permissions count for acts that are carried as for others."""
    stranger = replace(AUTHOR, by="psso.kim", officer=person("psso.kim", Role.PSSO))
    approver = replace(AUTHOR, by="zone.wu", officer=person("zone.wu", Role.ZONE))
    why = {"why": "vulnerable", "review_by": "2027-03-01"}
    indicator = act("indicator.set", sort="sensitive_issue", customer=PAYEE, **why)

    assert carried(indicator).fault is None
    assert "somebody who has nothing of this customer's" in (
        carried(indicator, author=stranger).fault or ""
    )
    assert "act 1, contact.made: it is for the Personalised Services Service Officer" in (
        carried(TALK, author=approver).fault or ""
    )


def test_whoever_the_case_is_about_does_no_act_on_its_file() -> None:
    """WC-S3j: not even where they have the customer."""
    concerned = replace(AUTHOR, not_for=(OWNER,))

    reason = carried(TALK, author=concerned).fault

    assert reason == "act 1, contact.made: contact.made is not for whoever the case is about"


def test_a_referral_that_nobody_has_taken_up_is_the_ssm_s_to_end() -> None:
    """CB-CLOSE: nobody has the customer yet, and what came with the referral keeps it open."""
    ssm = person("ps_ssm.ito", Role.PS_SSM)
    nobody = replace(AUTHOR, owner=None, people={}, by=ssm.id, officer=ssm)
    item = {"sender": "mp", "about": [PAYER], "category": "mp_enquiry"}
    writer = Writer()
    writer.write("correspondence.received", **item)
    close = act("correspondence.closed", item="correspondence-1", why="no_response_due", seen=1)

    assert carried(close, author=nobody, writer=writer).fault is None
    another = replace(nobody, owner=OWNER, people={OWNER: PSSO})
    assert "decides over the owner's requests" in (
        carried(close, author=another, writer=writer).fault or ""
    )


def test_the_psso_speaks_with_whoever_may_decide_the_issue() -> None:
    """BG-ROLE-SPEC-b, BG-ROLE-SPEC-f: to speak with another area allows nothing."""
    roy = replace(person("specialist.roy", Role.SPECIALIST_OFFICER), areas=frozenset({"privacy"}))
    people, writer = {OWNER: PSSO, roy.id: roy}, Writer()
    author = replace(AUTHOR, people=people)
    issue_ = writer.issue("objection")
    spoke = act("psso.consulted", issue=issue_, before="acting", specialist=roy.id)

    assert carried(spoke, author=author, writer=writer).fault == (
        "act 1, psso.consulted: issue-1 is with objections; "
        "specialist.roy has the delegation of privacy"
    )
    there = {**people, roy.id: replace(roy, areas=frozenset({"objections"}))}
    author = replace(AUTHOR, people=there)
    assert carried(spoke, author=author, writer=writer).fault is None
