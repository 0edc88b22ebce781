"""A typo in a scenario is named with its file, its line and the nearest right word."""

from pathlib import Path

import pytest

from starter.player import scenario_names
from starter.player.scenario import ScenarioError
from starter.player.scenario_file import read
from tests.cli.commands import run_here
from tests.end_to_end.told import SCENARIOS
from tests.player.conftest import Written

RIGHT = """\
title: A complaint that is none
starts: 2027-03-01T09:00+11:00
office: ACT
customers:
  casey: {programme: child_support, name: Casey Example}
officers:
  kim.kim: {roles: [psso]}
settings: {cma.callback_days: 14}
events:
  - at: 2027-03-01T10:00+11:00
    send: complaint.received
    as: mail_team.lee
    case: complaint
    customer: casey
    facts: {channel: post}
    content: {subject: A letter}
  - after: 1 hour
    complete: WC-S3a
    case: complaint
    as: allocations_officer.okafor
    outcome: not_complaint
  - check:
      case: complaint
      state: closed
      none:
        tasks: [{state: open}]
"""

CHECKED = """\
events:
  - at: 2027-03-01T10:00+11:00
    send: complaint.received
    as: mail_team.lee
    case: complaint
    customer: casey
    facts: {channel: post}
  - check: {case: complaint, WORDS}
"""


def told(file: Path) -> str:
    """Return what is said of a scenario file, with the lines of the one file."""
    with pytest.raises(ScenarioError) as error:
        scenario_names.check(read(file))
    return str(error.value).replace(str(file), "FILE")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("title:", "titel:", "FILE:1: 'titel' is not known here; did you mean 'title'?"),
        ("send:", "sned:", "FILE:11: 'sned' is not known here; did you mean 'send'?"),
        (
            "complaint.received",
            "complaint.recieved",
            "FILE:11: there is no message 'complaint.recieved'; did you mean 'complaint.received'?",
        ),
        (
            "mail_team.lee",
            "mail_team.li",
            "FILE:12: there is no officer 'mail_team.li'; did you mean 'mail_team.lee'?",
        ),
        (
            "customer: casey",
            "customer: cassey",
            "FILE:14: there is no customer 'cassey'; did you mean 'casey'?",
        ),
        (
            "{channel:",
            "{chanel:",
            "FILE:15: facts: 'chanel' is not known to complaint.received; did you mean 'channel'?",
        ),
        (
            "{channel: post}",
            "{channel: post, received_on: '1788-01-26'}",
            "FILE:15: facts: received_on: cannot be meant: the year is not from 1900 to 2100",
        ),
        (
            "{subject:",
            "{subjct:",
            "FILE:16: content: 'subjct' is not known to complaint.received; did you mean 'subject",
        ),
        ("1 hour", "1 fortnight", "FILE:17: events.1.after: '1 fortnight' is no length of time"),
        ("WC-S3a", "WC_S3a", "FILE:18: no work covers WC_S3a; did you mean 'WC-S3a'?"),
        (
            "not_complaint",
            "no_complaint",
            "FILE:21: there is no outcome 'no_complaint'; did you mean 'not_complaint'?",
        ),
        (
            "check:\n      case: complaint",
            "check:\n      case: complant",
            "FILE:23: there is no case 'complant'; did you mean 'complaint'?",
        ),
        ("state: closed", "stat: closed", "FILE:24: a case has no 'stat'; did you mean 'state'?"),
        ("{state: open}", "{stat: open}", "FILE:26: tasks have no 'stat'; did you mean 'state'?"),
        ("office: ACT", "office: AKT", "FILE:3: there is no office 'AKT'; did you mean 'ACT'?"),
        ("[psso]", "[pso]", "FILE:7: there is no role 'pso'; did you mean 'psso'?"),
        ("cma.callback_days", "cma.calback_days", "FILE:8: "),
        ("10:00+11:00", "10:00", "FILE:10: events.0.at: give the offset too, as in +11:00"),
        ("child_support", "child_suport", "FILE:5: customers.casey.programme: "),
    ],
    ids=lambda text: text if len(text) < 24 and "FILE" not in text else "",
)
def test_a_typo_is_named_with_its_line_and_the_right_word(
    written: Written, right: str, wrong: str, said: str
) -> None:
    assert right in RIGHT

    assert said in told(written(RIGHT.replace(right, wrong, 1)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("none: {tasks: {stat: open}}", "tasks have no 'stat'; did you mean 'state'?"),
        ("none: {task: [{state: open}]}", "a case has no 'task'; did you mean 'tasks'?"),
        ("one: {records: {sytem: Cuba}}", "records have no 'sytem'; did you mean 'system'?"),
        (
            "none: {tasks: [{answers: {WC-S3i.reefer: true}}]}",
            "answers of tasks have no 'WC-S3i.reefer'; did you mean 'WC-S3i.refer'?",
        ),
        ("none: {letters: [{to: {nam: Casey}}]}", "to of letters have no 'nam'; did you mean"),
        ("file: {isues: []}", "a file has no 'isues'; did you mean 'issues'?"),
        (
            "none: {file: {issues: [{abuot: income}]}}",
            "issues have no 'abuot'; did you mean 'about'?",
        ),
        ("one: {file: {issues: {tellings: []}}}", None),
        ("none: {gates: [{step: CSP-T6-S1b, holds: true}]}", None),
        (
            "text: {letter: WC_S3m, lacks: [x]}",
            "there is no letter of step 'WC_S3m'; did you mean 'WC-S3m'?",
        ),
        ("text: {leter: WC-S3m}", "'leter' is not known here; did you mean 'letter'?"),
    ],
)
def test_a_word_that_no_case_has_is_found_wherever_a_check_says_it(
    written: Written, words: str, said: str | None
) -> None:
    """Under ``none`` it would match nothing, and the expectation would always hold."""
    declared = RIGHT[: RIGHT.index("settings:")]
    file = written(declared + CHECKED.replace("WORDS", words))

    if said is None:
        scenario_names.check(read(file))
    else:
        before = file.read_text().partition(words)[0]
        line = before.count("\n") + 1
        assert f"FILE:{line}: {said}" in told(file)


def test_a_day_that_a_later_reader_would_not_take_is_refused_where_it_is_given(
    written: Written,
) -> None:
    """Taken, it let two tasks pass, and then the letter that needs it could never be drafted."""
    scenario = (SCENARIOS / "escalation_reported_back.yaml").read_text(encoding="utf-8")
    right = "WC-S3c.on: 2027-02-23"
    line = scenario[: scenario.index(right)].count("\n") + 1

    said = told(written(scenario.replace(right, 'WC-S3c.on: "20270223"')))

    assert (
        f"FILE:{line}: answers: WC-S3c.on: this is no date; write YYYY-MM-DD, such as 2026-12-24"
        in said.splitlines()
    )


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ('name: "Casey\\u2028Lee"', "customers.casey.name: must be one line"),
        ('name: "Casey\\e[31m"', "customers.casey.name: holds a control character"),
        ("name: C, email: casey", "customers.casey.email: is no email address"),
        (
            "name: C, address: {street: 12 Street, suburb: DICKSON}",
            "address: say its state, one of",
        ),
        ("name: C, address: {lines: [X1], state: ACT}", "address: one line is no address"),
        ("name: C, address: {lines: [A1, A2, A3, A4, A5], country: Fiji}", "shows 5 lines under"),
        ("name: C, nominee: {name: R, address: {lines: [X1]}}", "nominee.address: one line is no"),
    ],
)
def test_a_customer_who_cannot_be_written_to_is_refused_like_in_any_file(
    written: Written, known: str, said: str
) -> None:
    scenario = RIGHT.replace("name: Casey Example", known)

    assert told(written(scenario)).startswith("FILE:5: ")
    assert said in told(written(scenario))


def test_a_customer_of_a_scenario_may_live_abroad(written: Written) -> None:
    abroad = "address: {street: 12 Example Street, suburb: AUCKLAND, postcode: '1010', country: NZ}"
    file = written(RIGHT.replace("name: Casey Example", f"name: Casey Example, {abroad}"))

    address = read(file).customers["casey"].address

    assert address
    assert address.written().lines == ("12 Example Street", "AUCKLAND 1010", "NZ")
    assert address.state is None


def test_what_is_right_is_let_through(written: Written) -> None:
    scenario_names.check(read(written(RIGHT)))


def test_one_unknown_message_is_one_fault(written: Written) -> None:
    file = written(RIGHT.replace("complaint.received", "complaint.recieved"))

    assert told(file).count("\n") == 0


def test_every_fault_is_named_at_once(written: Written) -> None:
    file = written(RIGHT.replace("mail_team.lee", "li").replace("WC-S3a", "WC_X"))

    assert [line.split(": ")[0] for line in told(file).splitlines()] == ["FILE:12", "FILE:18"]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ("  - at: 2027-03-01T10:00+11:00\n", "FILE:6: events.0: an event does exactly one thing"),
        (
            "  - {send: complaint.received, check: {case: complaint}}\n",
            "this one has send and check",
        ),
        (
            "  - {at: 2027-03-01T10:00+11:00, after: 1 hour, check: {case: a}}\n",
            "give at or after, not both",
        ),
        ("  - {complete: WC-S3a, as: mail_team.lee}\n", "say which case"),
        (
            "  - {send: complaint.received, expect: aplied}\n",
            "'aplied' is no status of a message; did you mean 'applied'?",
        ),
        ("  - {customers: {robin: {programme: centrelink, name: R}}}\n", "no customer 'robin'"),
        (
            "  - {send: complaint.received, as: mail_team.lee, attach: [gone.pdf]}\n",
            "there is no file gone.pdf beside the scenario",
        ),
        ("\t- nothing\n", "FILE:6: this is not YAML"),
        ("  - {repeat: true}\n", "FILE:6: nothing was sent before that could be repeated"),
        (
            "  - {absent: {officer: psso.dias, from: 2027-03-01, until: 2027-03-02}}\n",
            "no officer 'psso.dias'; did you mean 'psso.diaz'?",
        ),
        (
            "  - {absent: {officer: psso.diaz, from: 2027-03-01, untill: 2027-03-02}}\n",
            "'untill' is not known here; did you mean 'until'?",
        ),
        ("  - {holiday: {date: 2027-03-02, office: AKT, name: Flood}}\n", "no office 'AKT'"),
        ("  - {setting: {name: cma.calback_days, value: 3}}\n", "FILE:6: "),
        ("  - {cases: {none: [{stat: open}]}}\n", "a case has no 'stat'; did you mean 'state'?"),
    ],
    ids=[
        "nothing happens",
        "two things at once",
        "two instants",
        "work of no case",
        "no such status",
        "a change of somebody unknown",
        "no such file",
        "tabs",
        "nothing to repeat",
        "nobody is away",
        "no such word of an absence",
        "no such office",
        "no such setting",
        "no such word of a case",
    ],
)
def test_an_event_that_makes_no_sense_is_explained(
    written: Written, events: str, said: str
) -> None:
    assert said in told(written(events))


def test_a_story_that_leads_back_to_itself_is_refused(tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / f"{name}.yaml").write_text(
            f"title: {name}\nstarts: 2027-03-01T09:00+11:00\ncontinues: {other}.yaml\nevents: []\n"
        )

    assert "a story has a beginning" in told(tmp_path / "one.yaml")


def test_a_story_that_continues_nothing_is_told_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text("")
    file = tmp_path / "second.yaml"
    file.write_text("title: x\ncontinues: frist.yaml\nevents: []\n")

    assert (
        "FILE:2: there is no scenario frist.yaml beside this one; did you mean 'first.yaml'?"
        in (told(file))
    )


def test_the_command_says_it_in_the_same_words_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(RIGHT.replace("send:", "sned:"))

    ran = run_here(tmp_path)("play", "bad.yaml")

    assert ran.status == 2
    assert ran.err == "casebound: bad.yaml:11: 'sned' is not known here; did you mean 'send'?\n"
    assert ran.out == ""
