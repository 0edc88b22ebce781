"""A stack that `casebound up` runs: other commands find it, and the doctor looks at its parts."""

import getpass
import socket

import pytest

from domain.ownership.having import FREE
from tests.cli.commands import Run, Up

PARTS = (
    "lifecycles",
    "database",
    "clock",
    "settles",
    "deliveries",
    "given up",
    "work",
    "case files",
    "runs",
    "reference data",
    "settings",
    "regional days",
    "temporal",
    "namespace",
    "search attributes",
    "workers",
    "workflow tasks",
    "cases",
    "letters",
    "print spool",
)


def nobody_listens() -> str:
    """Return an address of this machine at which nothing answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


def outside(up: Up, **changed: str) -> dict[str, str]:
    """Return the environment that names the running stack's parts, but for what is changed."""
    return {
        "CASEBOUND_DATABASE_URL": up.where["database"],
        "CASEBOUND_TEMPORAL_ADDRESS": up.where["temporal"],
        "CASEBOUND_SPOOL": str(up.folder / up.where["spool"]),
    } | changed


def test_what_was_set_up_is_shown_with_who_did_it_and_what_was_there_before(staffed: Up) -> None:
    def tokens(ran: Run, *more: str) -> list[tuple[str, str]]:
        assert ran("officers", "token", "psso.diaz", *more).status == 0
        found = ran("changes", "psso.diaz", "--limit", "1", "--json").json["changes"]
        return [(line["actor"], line["known_by"]) for line in found]

    by_user = tokens(staffed.run)
    by_officer = tokens(staffed.run, "--as", "mail_team.lee")

    assert by_user == [(getpass.getuser(), "user of the machine")]
    assert by_officer == [("mail_team.lee", "token")]
    assert "mail_team.lee" in staffed.run("changes", "psso.diaz").out
    of_customer = staffed.run("changes", "cu-1").out
    assert "programme" in of_customer
    assert "Casey" not in of_customer  # it shows which things changed, not what they say


def test_the_doctor_finds_every_part_of_a_running_stack_well(up: Up) -> None:
    ran = up.run("doctor", "--json")

    assert [(part["part"], part["state"]) for part in ran.json["parts"]] == [
        (part, "ok") for part in PARTS
    ]
    assert ran.status == 0


def test_the_doctor_says_what_to_do_where_temporal_does_not_answer(up: Up, beside: Run) -> None:
    ran = beside("doctor", **outside(up, CASEBOUND_TEMPORAL_ADDRESS=nobody_listens()))

    assert ran.status == 3
    assert "temporal: start the Temporal server, or correct CASEBOUND_TEMPORAL_ADDRESS" in ran.out


def test_the_doctor_says_what_to_do_where_the_database_does_not_answer(up: Up, beside: Run) -> None:
    dead = f"postgresql://someone:secret@{nobody_listens()}/casebound"

    ran = beside("doctor", **outside(up, CASEBOUND_DATABASE_URL=dead))

    assert ran.status == 3
    assert "database: start PostgreSQL, or correct CASEBOUND_DATABASE_URL" in ran.out
    assert "secret" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"CASEBOUND_SPOOL": "nowhere"}, "print spool: create the folder"),
        ({"CASEBOUND_TEMPORAL_NAMESPACE": "elsewhere"}, "namespace: have the operator"),
    ],
    ids=["no spool", "no namespace"],
)
def test_the_doctor_says_how_to_put_right_what_is_wrong(
    up: Up, beside: Run, changed: dict[str, str], told: str
) -> None:
    ran = beside("doctor", **outside(up, **changed))

    assert ran.status == 1
    assert told in ran.out


def test_commands_in_the_folder_of_a_stack_find_it(beside: Run) -> None:
    assert beside("cases", "--phase", "none", "--json").json == {"cases": [], "next": None}


def test_where_nobody_is_on_cold_transfer_the_whiteboard_says_so(beside: Run) -> None:
    """CSP-T3-S12a."""
    assert beside("whiteboard").out == "Nobody is on cold transfer.\n"
    assert beside("whiteboard", "--json").json == {"whiteboard": []}


def test_of_a_customer_whom_nobody_has_it_is_said_how_one_has_them(beside: Run) -> None:
    """CMA-T2-S10f."""
    assert beside("owner", "cu-1").out.splitlines() == [
        "Customer  cu-1",
        "With      nobody",
        "",
        "To have them",
        *(f"  {way}" for way in FREE),
    ]
    assert beside("owner", "cu-none").status == 1


def test_commands_elsewhere_find_it_by_its_data_folder(up: Up, alone: Run) -> None:
    assert alone("cases", "--phase", "none", "--data", str(up.folder / ".casebound")).status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("case", "co-aaaaaaaaaa"),
        ("timeline", "co-aaaaaaaaaa"),
        ("next", "co-aaaaaaaaaa"),
        ("letters", "--case", "co-aaaaaaaaaa"),
        ("tasks", "--case", "co-aaaaaaaaaa"),
        ("task", "co-aaaaaaaaaa.t1"),
        ("letter", "co-aaaaaaaaaa.l1"),
        ("receipt", "never-sent"),
        ("explain", "co-aaaaaaaaaa.reply"),
        ("day", "nobody.here"),
    ],
    ids=lambda words: words[0],
)
def test_what_is_not_there_is_said_in_one_line(beside: Run, words: tuple[str, ...]) -> None:
    ran = beside(*words)

    assert ran.status == 1
    assert ran.err.startswith("casebound: There is no ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("cases", "--cursor", "x"),
        ("cases", "--cursor", "9" * 30),
        ("tasks", "--cursor", "x"),
        ("tasks", "--cursor", "2026-12-03T09:00:00|t1"),
    ],
    ids=" ".join,
)
def test_a_cursor_that_is_none_is_wrong_usage(beside: Run, words: tuple[str, ...]) -> None:
    ran = beside(*words)

    assert ran.status == 2
    assert "this cursor is no place in this list" in ran.err


def test_a_second_stack_on_the_same_folder_is_refused(up: Up) -> None:
    ran = up.run("up")

    assert ran.status == 3
    assert "in use by process" in ran.err


def test_a_worker_without_addresses_says_what_to_set(beside: Run) -> None:
    ran = beside("worker")

    assert ran.status == 2
    assert "CASEBOUND_DATABASE_URL and CASEBOUND_TEMPORAL_ADDRESS must be set" in ran.err


def test_migrating_again_changes_nothing(beside: Run) -> None:
    revision = beside("migrate", "--json").json["revision"]

    assert beside("migrate").out == f"The case database is at revision {revision}.\n"
