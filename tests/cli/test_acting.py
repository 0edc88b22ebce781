"""A whole story by commands: what officers send, complete, hold, note and correct."""

import asyncio
import getpass
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import validate
from temporalio.client import Client

from tests.cli.commands import Run, Story, Up
from tests.cli.conftest import PATIENT
from tests.contract_shapes import CASE, DEADLINE, LETTERS, TIMELINE

# ---------------------------------------------------------------------------- reading a story


def test_a_played_out_case_has_the_shape_that_other_systems_rely_on(
    story: Story, beside: Run
) -> None:
    complaint, ps = beside("case", story.complaint, "--json"), beside("case", story.ps, "--json")

    validate(complaint.json, CASE)
    validate(ps.json, CASE)
    assert complaint.json["letters"][0]["state"] == "sent"
    assert ps.json["type"] == "PersonalisedServicesCase"


def test_lists_timelines_letters_and_dates_have_their_shapes(story: Story, beside: Run) -> None:
    validate(beside("timeline", story.complaint, "--json").json, TIMELINE)
    validate(beside("letters", "--case", story.complaint, "--json").json, LETTERS)
    dates = beside("case", story.ps, "--json").json["deadlines"]
    validate(beside("explain", dates[0]["id"], "--json").json, DEADLINE)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("case", "{ps}"), "PersonalisedServicesCase"),
        (("timeline", "{complaint}"), "WC-S3m"),
        (("next", "{ps}"), "What may be sent now"),
        (("cases", "--customer", "cu-1"), "{complaint}"),
        (("tasks", "--role", "psso"), "{ps}.t1"),
        (("task", "{ps}.t1"), "CSP-T1-S2c"),
        (("letters",), "complaint_acknowledgement"),
        (("day", "--as", "psso.diaz"), "My team's"),
        (("receipt", "{message}"), "letter.txt"),
        (("explain", "{complaint}.acknowledgement"), "How it is counted"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_people_read_it_in_words(
    story: Story, beside: Run, words: tuple[str, ...], told: str
) -> None:
    names = {"ps": story.ps, "complaint": story.complaint, "message": story.message}

    ran = beside(*(word.format(**names) for word in words))

    assert ran.status == 0
    assert told.format(**names) in ran.out


def test_the_pages_of_a_letter_are_written_to_a_file(
    story: Story, beside: Run, tmp_path: Path
) -> None:
    (letter,) = beside("letters", "--case", story.complaint, "--json").json

    ran = beside("letter", letter["id"], "--pdf", str(tmp_path / "letter.pdf"))

    assert ran.status == 0
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_the_day_of_an_officer_holds_the_work_that_waits_for_the_role(
    story: Story, beside: Run
) -> None:
    found = beside("day", "psso.diaz", "--json").json

    assert story.ps in {task["case"] for task in (*found["mine"], *found["team"])}


def test_late_work_is_listed_as_late_everywhere(late: str, beside: Run) -> None:
    alert, task = beside("tasks", "--overdue", "--case", late, "--json").json["tasks"]
    day = beside("day", "--as", "complaints_officer.wu", "--json").json

    assert (task["overdue"], alert["overdue"]) == (True, True)
    assert late in {case["ref"] for case in beside("cases", "--overdue", "--json").json["cases"]}
    assert task["id"] in {each["id"] for each in day["overdue"]}
    assert re.search(rf"{task['id']} .* late ", beside("tasks", "--overdue").out)
    soon = ("tasks", "--due-within", "5d", "--case", late, "--json")
    theirs = beside("case", late, "--json").json["team"]
    assert task["id"] in {each["id"] for each in beside(*soon, "--team", theirs).json["tasks"]}
    assert beside(*soon, "--team", "Nobody's").json["tasks"] == []
    load = beside("load", "--team", theirs, "--json").json
    (waiting,) = [each for each in load["roles"] if each["role"] == "complaints_officer"]
    assert waiting["late"] >= 1


def test_cases_are_found_by_what_they_wait_for(story: Story, late: str, beside: Run) -> None:
    waiting = beside("cases", "--waiting-for", "WC-S3m", "--json").json["cases"]

    assert late in {case["ref"] for case in waiting}
    assert story.ps not in {case["ref"] for case in waiting}


# ---------------------------------------------------------------------------- messages


def test_what_records_say_of_a_customer_is_taken_with_a_receipt(staffed: Up, beside: Run) -> None:
    ran = beside(
        *("send", "customer.updated", "--source", "cuba", "--customer", "cu-1"),
        *("--facts", '{"channel": "post"}', "--content", '{"email": "casey@example.org"}'),
    )

    assert ran.status == 0
    assert "Customer  cu-1" in ran.out
    assert "Status    applied" in ran.out


def test_what_happens_in_the_future_is_refused(staffed: Up, beside: Run) -> None:
    ran = beside(
        *("send", "complaint.received", "--source", "online_form", "--office", "ACT"),
        *("--facts", '{"channel": "online_form"}', "--occurred-at", "2090-01-01T09:00+11:00"),
    )

    assert ran.status == 1
    assert "Reason    it says that it occurred in the future" in ran.out


def test_a_message_to_no_case_becomes_work_for_somebody(staffed: Up, beside: Run) -> None:
    ran = beside(
        *("send", "customer.replied", "--source", "mail_room", "--id", "lost"),
        *("--case", "co-aaaaaaaaaa"),
    )

    assert ran.status == 1
    assert "Status    unmatched" in ran.out
    assert "standalone.mail_room.lost" in beside("tasks").out


async def test_an_unreadable_message_stops_nothing_and_is_shown(
    staffed: Up, late: str, beside: Run
) -> None:
    client = await Client.connect(staffed.where["temporal"])
    await client.get_workflow_handle(late).signal("customer.repleid", "no envelope at all")

    found = await asyncio.to_thread(await_message, beside, late, "quarantined")

    shown = (await asyncio.to_thread(beside, "case", late)).out
    assert found["reason"]
    assert found["id"] in shown[shown.index("Messages that were not applied") :]


def await_message(beside: Run, case: str, status: str) -> dict[str, str]:
    """Return the message of a case that has come to have a status."""
    until = time.monotonic() + 90
    while True:
        found: list[dict[str, str]] = beside("case", case, "--json").json["messages"]
        if of_status := [message for message in found if message["status"] == status]:
            return of_status[0]
        assert time.monotonic() < until, f"no message of {case} was ever {status}"


def test_the_same_id_with_another_body_is_an_error(staffed: Up, beside: Run) -> None:
    words = ("send", "customer.updated", "--source", "cuba", "--id", "cu-1-a", "--customer", "cu-1")
    beside(*words, "--facts", '{"channel": "post"}')

    ran = beside(*words, "--facts", '{"channel": "email"}')

    assert ran.status == 1
    assert "cuba has used the id cu-1-a before, for another message. Nothing was" in ran.err


def test_no_receipt_without_the_database_and_the_id_to_send_it_again(
    staffed: Up, beside: Run
) -> None:
    ran = beside(
        *("send", "complaint.received", "--source", "online_form", "--office", "ACT"),
        *("--facts", '{"channel": "online_form"}', "--id", "form-3"),
        CASEBOUND_DATABASE_URL="postgresql://me:secret@127.0.0.1:9/nothing",
        CASEBOUND_TEMPORAL_ADDRESS=staffed.where["temporal"],
    )

    assert (ran.status, ran.out) == (3, "")
    assert "Send it again with --id form-3, which counts once" in ran.err
    assert "secret" not in ran.err


def test_the_same_message_sent_again_is_one_case(staffed: Up, beside: Run) -> None:
    words = (
        *("send", "complaint.received", "--source", "online_form", "--id", "form-1"),
        *("--facts", '{"channel": "online_form", "customer": "cu-1"}', "--office", "ACT"),
        *(*PATIENT, "--json"),
    )

    first, again = beside(*words), beside(*words)

    assert first.status == again.status == 0
    assert first.json["case"] == again.json["case"]
    assert again.json["status"] == "applied"
    assert (first.json["repeated"], again.json["repeated"]) == (False, True)


def test_an_act_says_which_row_it_added_to_the_file(story: Story, beside: Run) -> None:
    talk = {"customer": "cu-1", "result": "reached", "identity": "confirmed"}
    words = ("act", "contact.made", "--case", story.ps, "--as", "psso.diaz", *PATIENT)

    done = beside(*words, "--facts", json.dumps(talk), "--content", '{"said": "About care"}')

    assert (done.status, done.err) == (0, "")
    (contact,) = beside("file", story.ps, "contact", "--json").json["contacts"]
    assert f"In the file  {contact['id']}" in done.out
    assert (contact["by"], contact["result"]) == ("psso.diaz", "reached")
    (became,) = beside("file", story.ps, contact["id"], "--json").json["versions"]
    assert (became["act"], became["by"], became["version"]) == ("contact.made", "psso.diaz", 1)
    assert beside("file", story.ps, contact["id"]).out.count("contact.made") == 1
    orphans = beside("file", story.ps, "--orphans")
    assert "Somebody has everything that is open." in orphans.out


def test_gates_say_what_they_ask_what_blocks_them_and_what_opens_them(
    story: Story, beside: Run
) -> None:
    """CSP-T6-S1a to CSP-T6-S1h."""
    shown = beside("gates", story.ps)

    assert (shown.status, shown.err) == (0, "")
    assert "it stands outside the file: attest it" in " ".join(shown.out.split())
    attest = f"casebound act gate.attested --case {story.ps} --as "
    (command,) = [line for line in shown.out.splitlines() if attest in line and "S1g" in line]
    assert '{"gate": "CSP-T6-S1g", "shown_by": "<' in command


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("act", "contact.mad", "--case", "ps-a"), "did you mean 'contact.made'?"),
        (("act", "complaint.received", "--case", "ps-a"), "no act complaint.received on a case"),
        (("complete", "ps-a.t1", "--acts", '{"type": "contact.made"}'), "must be a JSON list"),
        (("complete", "ps-a.t1", "--acts", '[{"act": "contact.made"}]'), "must be a JSON list"),
        (("progress", "ps-a.t1", "--answers", "[]"), "--answers must be a JSON object"),
    ],
    ids=["mistyped", "no act", "no list", "no type", "no answers"],
)
def test_what_is_no_act_and_no_answer_is_an_error_of_whoever_typed_it(
    beside: Run, words: tuple[str, ...], told: str
) -> None:
    ran = beside(*words, "--as", "psso.diaz")

    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err


def test_an_answer_given_ahead_is_held_to_its_question(story: Story, beside: Run) -> None:
    words = ("progress", f"{story.ps}.t1", "--as", "psso.diaz", *PATIENT)

    refused = beside(*words, "--answers", '{"RES-T1-S1": true}')

    assert refused.status == 2
    assert "RES-T1-S1 is not asked here" in refused.err


def test_a_completion_by_the_wrong_role_is_refused_with_the_reason(
    story: Story, beside: Run
) -> None:
    words = ("complete", f"{story.ps}.t1", "--as", "mail_team.lee", "--outcome", "set_up")

    ran = beside(*words, *PATIENT)

    assert ran.status == 1
    assert "Status    refused" in ran.out
    assert "mail_team.lee holds no such role" in ran.out


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("send", "complaint.received"), 2, "say who sends it"),
        (("send", "complaint.recieved", "--source", "x"), 2, "did you mean 'complaint.received'?"),
        (
            ("send", "complaint.received", "--source", "x", "--facts", '{"chanel": "post"}'),
            2,
            "facts: 'chanel' is not known to complaint.received; did you mean 'channel'?",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--content", '{"txt": "..."}'),
            2,
            "content: 'txt' is not known to complaint.received; did you mean 'text'?",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--content", '{"xyz": "..."}'),
            2,
            "'xyz' is not known to complaint.received (it takes: subject, text)",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--facts", "{"),
            2,
            "--facts is not JSON",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--facts", '{"channel": 7}'),
            2,
            "facts: channel: Input should be 'online_form'",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--facts", "[]"),
            2,
            "--facts must be a JSON object",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--content", "@nowhere.json"),
            2,
            "nowhere.json cannot be read",
        ),
        (
            ("send", "complaint.received", "--source", "x", "--occurred-at", "yesterday"),
            2,
            "--occurred-at yesterday is no instant",
        ),
        (
            ("complete", "co-aaaaaaaaaa.t1", "--as", "complaints_officer.wu"),
            1,
            "There is no task co-aaaaaaaaaa.t1",
        ),
        (("claim", "t1", "--as", "psso.nobody"), 1, "There is no officer psso.nobody"),
        (("claim", "t1", "--as", "psso.dias"), 1, "no officer psso.dias; did you mean psso.diaz?"),
    ],
    ids=[
        "nobody sends it",
        "a type that is not known",
        "a fact that is not known",
        "content by another name",
        "content by no such name",
        "no JSON",
        "a fact of the wrong type",
        "JSON that is no object",
        "no such file",
        "no instant",
        "no such task",
        "no such officer",
        "an officer who is like one",
    ],
)
def test_what_cannot_be_sent_is_said_in_one_line(
    staffed: Up, beside: Run, words: tuple[str, ...], status: int, told: str
) -> None:
    ran = beside(*words)

    assert ran.status == status
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_temporal_may_be_away_when_a_message_is_sent(staffed: Up, beside: Run) -> None:
    with staffed.asleep():  # else its forwarder may bring the message while it is looked at
        ran = beside(
            *("send", "complaint.received", "--source", "online_form", "--id", "form-2"),
            *("--facts", '{"channel": "online_form", "customer": "cu-1"}', "--office", "ACT"),
            CASEBOUND_DATABASE_URL=staffed.where["database"],
            CASEBOUND_TEMPORAL_ADDRESS="127.0.0.1:9",
        )

    assert ran.status == 3
    assert "Status    received" in ran.out
    assert ran.err == (
        "casebound: the Temporal server at 127.0.0.1:9 does not answer. The message is kept and "
        "will be brought to its case; ask later: casebound receipt 'online_form|form-2'\n"
    )
    assert await_status(beside, "online_form|form-2") == "applied"


def await_status(beside: Run, message: str) -> str:
    """Return what became of a message, once the forwarder has brought it to its case."""
    until = time.monotonic() + 90
    while (status := str(beside("receipt", message, "--json").json["status"])) == "received":
        assert time.monotonic() < until, f"{message} was never brought to its case"
    return status


# ---------------------------------------------------------------------------- who acts


def test_a_token_file_that_others_can_read_is_no_proof(
    staffed: Up, beside: Run, tmp_path: Path
) -> None:
    token = tmp_path / "psso.diaz"
    token.write_bytes((staffed.folder / "tokens" / "psso.diaz").read_bytes())
    token.chmod(0o640)

    ran = beside("note", "co-aaaaaaaaaa", "x", "--as", "psso.diaz", CASEBOUND_TOKENS=str(tmp_path))

    assert ran.status == 1
    assert "can be read by others" in ran.err


def test_the_token_of_one_officer_is_not_anothers(staffed: Up, beside: Run, tmp_path: Path) -> None:
    token = tmp_path / "mail_team.lee"
    token.write_bytes((staffed.folder / "tokens" / "psso.diaz").read_bytes())
    token.chmod(0o600)

    ran = beside(
        "note", "co-aaaaaaaaaa", "x", "--as", "mail_team.lee", CASEBOUND_TOKENS=str(tmp_path)
    )

    assert ran.status == 1
    assert "not mail_team.lee's token" in ran.err


def test_a_token_that_was_taken_back_opens_nothing(
    staffed: Up, beside: Run, tmp_path: Path
) -> None:
    file = tmp_path / "zone.nguyen"
    assert beside("officers", "token", "zone.nguyen", "--file", str(file)).status == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert beside("officers", "token", "zone.nguyen", "--revoke").status == 0

    ran = beside(
        "note", "co-aaaaaaaaaa", "x", "--as", "zone.nguyen", CASEBOUND_TOKENS=str(tmp_path)
    )

    assert ran.status == 1
    assert "replaced or taken back" in ran.err


# ---------------------------------------------------------------------------- work and histories


def test_work_is_claimed_handed_over_and_returned(story: Story, beside: Run) -> None:
    task = f"{story.ps}.t1"

    claimed = beside("claim", task, "--as", "psso.diaz", "--json").json
    stranger = beside("claim", task, "--as", "complaints_officer.wu")
    away = beside("hand-over", task, "--to", "mail_team.lee", "--as", "psso.diaz")
    returned = beside("return", task, "--reason", "I know the customer", "--as", "psso.diaz")

    assert claimed["assignee"] == "psso.diaz"
    assert (stranger.status, away.status, returned.status) == (1, 1, 0)
    assert "psso.diaz" in stranger.err
    assert "which mail_team.lee is not today" in away.err
    assert returned.out == f"{task} is with nobody now.\n"
    shown = beside("task", task).out
    assert re.search(r"Returned +by psso.diaz, .* A[A-Z]+: I know the customer\n", shown)


def test_released_work_is_everybodys_again(story: Story, beside: Run) -> None:
    task = f"{story.ps}.t1"
    beside("claim", task, "--as", "psso.diaz")

    assert beside("release", task, "--as", "psso.diaz").status == 0
    assert beside("task", task, "--json").json["assignee"] is None


def test_a_note_is_corrected_and_stays_readable(story: Story, beside: Run) -> None:
    noted = beside("note", story.ps, "Prefers mornings", "--as", "psso.diaz", "--json").json
    number = str(noted["sequence"])
    beside("correct", story.ps, number, "Prefers evenings", "--as", "psso.diaz")

    out = beside("timeline", story.ps).out

    assert f"Prefers mornings [corrected by {int(number) + 1}]" in out
    assert f"Prefers evenings [corrects {number}]" in out


def test_an_entry_that_is_not_there_cannot_be_corrected(story: Story, beside: Run) -> None:
    ran = beside("correct", story.ps, "999", "x", "--as", "psso.diaz")

    assert ran.status == 1
    assert f"{story.ps} has no entry 999" in ran.err


# ---------------------------------------------------------------------------- setting up


def test_a_file_with_faults_is_taken_not_at_all(staffed: Up, beside: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("date,office,name\n2027-06-01,ACT,Day\nsoon,ACT,Other\n")

    ran = beside("holidays", "import", str(file))

    assert ran.status == 2
    assert f"{file}:3: date: 'soon' is no date; write YYYY-MM-DD" in ran.err


def test_holidays_imported_again_are_known(staffed: Up, beside: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("date,office,name\n2030-06-03,WA,A day off\n")

    assert beside("holidays", "import", str(file)).out == "1 added, 0 known before.\n"
    assert beside("holidays", "import", str(file)).out == "0 added, 1 known before.\n"


@pytest.mark.parametrize(
    ("type_", "facts"),
    [
        ("complaint.received", '{"channel": "post", "received_on": "0001-01-01"}'),
        ("complaint.received", '{"channel": "post", "received_on": "1788-01-26"}'),
        (
            "referral.received",
            (
                '{"kind": "ps_referral", "customer": "casey",'
                ' "received_at": "0001-01-01T00:00:00+11:00"}'
            ),
        ),
    ],
)
def test_a_date_that_cannot_be_meant_is_not_sent_and_cases_are_listed_as_before(
    staffed: Up, beside: Run, type_: str, facts: str
) -> None:
    """One such message kept the list of cases from everybody."""
    ran = beside("send", type_, "--source", "cuba", "--office", "ACT", "--facts", facts)

    assert (ran.status, ran.out) == (2, "")
    assert "cannot be meant: the year is not from 1900 to 2100" in ran.err
    assert beside("cases").status == 0


def test_a_day_off_is_taken_back_once(staffed: Up, beside: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("date,office,name\n2031-06-03,WA,A day off\n")
    beside("holidays", "import", str(file))

    removed = beside("holidays", "remove", "2031-06-03", "--office", "WA")
    again = beside("holidays", "remove", "2031-06-03", "--office", "WA")

    assert removed.out.startswith("WA works on 3 June 2031 (A day off taken back).\n")
    assert (again.status, again.out) == (2, "")
    listed = beside("holidays", "list", "--office", "WA", "--year", "2031").out
    assert re.search(r"3 June 2031 +WA +A day off +taken back", listed)
    assert "no day off of WA was added for 2031-06-03" in again.err


def test_an_office_decides_on_its_regional_days(staffed: Up, beside: Run) -> None:
    kept = ("holidays", "decide", "nt_show", "2031", "--office", "NT")

    neither = beside(*kept)
    decided = beside(*kept, "--on", "2031-07-25")
    listed = beside("holidays", "regional", "--office", "NT", "--year", "2031")

    assert (neither.status, decided.status) == (2, 0)
    assert "say either --on DATE, or --works" in neither.err
    assert decided.out == "NT keeps Show Day of 2031 on 25 July.\n"
    assert "25 July 2031" in listed.out
    assert beside(*kept, "--works").out == "NT works on Show Day in 2031.\n"


def test_the_doctor_asks_an_office_at_work_for_its_regional_days(
    staffed: Up, beside: Run, tmp_path: Path
) -> None:
    file = tmp_path / "officers.yaml"
    file.write_text("psso.darwin:\n  name: Lee\n  office: NT\n  roles: [psso]\n")
    assert beside("officers", "import", str(file)).status == 0
    asked = {part["part"]: part for part in beside("doctor", "--json").json["parts"]}

    for year in (this := datetime.now(UTC).year, this + 1):
        beside("holidays", "decide", "nt_show", str(year), "--office", "NT", "--works")

    part = asked["regional days"]
    assert part["state"] == "wrong"
    assert f"NT has not decided on Show Day of {this} (nt_show: a Friday of July" in part["words"]
    assert f"casebound holidays decide nt_show {this} --office NT --on DATE" in part["remedy"]
    decided = {part["part"]: part for part in beside("doctor", "--json").json["parts"]}
    assert decided["regional days"]["state"] == "ok"


def test_what_the_agency_is_to_confirm_is_shown_until_it_has(staffed: Up, beside: Run) -> None:
    """Letters show these lines: the product's own numbers are answered by nobody."""

    def shown() -> tuple[set[str], str]:
        listed = beside("settings", "list", "--json").json
        parts = {part["part"]: part for part in beside("doctor", "--json").json["parts"]}
        return {each["name"] for each in listed if each["to_confirm"]}, parts["settings"]["words"]

    before, said = shown()
    assert "to confirm" in beside("settings", "list").out
    beside("settings", "set", "wc.hears_within_days", "14")
    after, said_then = shown()

    assert {"wc.hears_within_days", "wc.contact_lines", "ps.contact_lines"} <= before
    assert before - after == {"wc.hears_within_days"}
    assert said.startswith("the agency is to confirm")
    assert {name for name in before if name in said} == before
    assert "wc.hears_within_days" not in said_then


def test_a_setting_changes_from_a_day_on(staffed: Up, beside: Run) -> None:
    changed = beside("settings", "set", "cma.callback_days", "10", "--from", "2090-01-01")

    listed = {each["name"]: each for each in beside("settings", "list", "--json").json}
    callback = listed["cma.callback_days"]
    assert changed.out == "cma.callback_days is 10 from 1 January 2090 on.\n"
    assert (callback["value"], callback["default"]) == (14, 14)
    assert callback["changes"][0]["value"] == 10
    assert "2090-01-01" in beside("settings", "list").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cma.callback_days", "soon"), "give a whole number of days"),
        (("cma.callback", "10"), "there is no such setting"),
        (("cma.callback_days", "10", "--from", "2020-01-01"), "is past"),
        (("cma.callback_days", "10", "--from", "tomorrow"), "is no date"),
    ],
    ids=["a value that does not fit", "no such setting", "a past day", "no date"],
)
def test_a_setting_that_cannot_be_says_why(
    staffed: Up, beside: Run, words: tuple[str, ...], told: str
) -> None:
    ran = beside("settings", "set", *words)

    assert ran.status == 2
    assert told in ran.err


def test_answers_may_come_from_a_file(story: Story, beside: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"CSP-T1-S2c": "psso.diaz"}))

    ran = beside(
        *("complete", f"{story.ps}.t1", "--as", "psso.diaz", "--outcome", "set_up"),
        *("--answers", f"@{answers}"),
    )

    assert ran.status == 2
    assert "CSP-T1-S2d" in ran.err  # what else it asks


# ---------------------------------------------------------------------------- about people


def test_an_officer_reads_who_a_customer_is_and_what_came_in_and_a_manager_sees_that(
    story: Story, beside: Run, tmp_path: Path
) -> None:
    mine = {"CASEBOUND_OFFICER": "psso.diaz"}  # no command need name who acts then
    who = beside("customer", "cu-1", **mine)
    received = beside("receipt", story.message, "--json", **mine).json
    (letter,) = received["documents"]
    out = tmp_path / "letter.txt"
    taken = beside("document", letter["sha256"][:12], "--out", str(out), **mine)
    shown = beside("task", f"{story.complaint}.t1", **mine)
    refused = beside("readings", "--customer", "cu-1", **mine)
    seen = beside(
        "readings", "--officer", "psso.diaz", "--as", "complaints_ssm.rossi", "--json"
    ).json["readings"]

    assert "Casey Example" in who.out
    assert received["content"] == {"subject": "Missing payments"}
    assert (taken.status, out.read_text()) == (0, "My payments are missing.")
    assert "Missing payments" in shown.out
    assert f"casebound document {letter['sha256'][:12]} --out letter.txt" in shown.out
    assert (refused.status, "only managers" in refused.err) == (1, True)
    assert [each["what"] for each in seen[:3]] == ["written", "document", "written"]
    beside("letters", "--case", story.complaint)
    beside("file", story.ps)
    nobody = beside(
        *("readings", "--officer", getpass.getuser(), "--limit", "3"),
        *("--as", "complaints_ssm.rossi", "--json"),
    ).json["readings"]
    assert [(each["what"], each["case"]) for each in nobody] == [
        ("file", story.ps),
        ("letter", story.complaint),
        ("task", story.complaint),
    ]
    assert "Missing" not in json.dumps(seen)


def test_nobody_is_shown_what_people_wrote_who_does_not_say_who_they_are(
    story: Story, beside: Run
) -> None:
    assert "content" not in beside("receipt", story.message, "--json").json
    assert "Missing payments" not in beside("task", f"{story.complaint}.t1").out
    assert beside("customer", "cu-1").status == 2


def test_a_completion_is_tried_before_it_is_sent(late: str, beside: Run) -> None:
    work = beside("tasks", "--case", late, "--json").json["tasks"]
    (task,) = [each for each in work if each["step"] == "WC-S3m"]
    before = len(beside("timeline", late, "--json").json)
    shown = beside("task", task["id"], "--as", "complaints_officer.wu").out
    complete = ("complete", task["id"], "--outcome", "send", "--check")

    mistyped = beside(
        *complete, "--as", "complaints_officer.wu", "--answers", '{"WC-S3m.abuot": 1}'
    )
    others = beside(*complete, "--as", "psso.diaz")
    well = beside(
        *complete, "--as", "complaints_officer.wu", "--answers", '{"WC-S3m.about": "a payment"}'
    )

    assert f"casebound complete {task['id']} --as complaints_officer.wu --outcome send" in shown
    assert (mistyped.status, "WC-S3m.about" in mistyped.err) == (2, True)
    assert (others.status, "it would be refused: this is work for" in others.err) == (1, True)
    assert (well.status, "nothing keeps it from being taken" in well.out) == (0, True)
    assert len(beside("timeline", late, "--json").json) == before
