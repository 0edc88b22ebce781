"""The command line answers at once, and tells every error in one plain line."""

import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from starter.cli.telling import STATUSES
from tests.cli.commands import CASEBOUND, ROOT, Run, environment

HEAVY = ("sqlalchemy", "temporalio", "asyncpg", "rich", "yaml", "typst", "domain.catalogue")
GROUPS = ("Reading:", "Acting:", "What the product knows:", "Setting up:", "Running:")


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys, starter.cli as cli\n"
        "cli.leave = lambda status: None\n"
        "sys.argv = ['casebound', '--help']\n"
        "cli.main()\n"
        f"print('loaded', *[name for name in {HEAVY!r} if name in sys.modules])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "loaded"


def test_help_takes_less_than_three_tenths_of_a_second(tmp_path: Path) -> None:
    took = [1.0]
    while min(took) >= 0.3 and len(took) < 20:  # the cores of a busy machine are slower, too
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*CASEBOUND, "--help"], env=environment(), check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)

    assert min(took) < 0.3  # seconds of processor, so that a busy machine does not matter


def test_help_lists_every_command_under_its_heading(alone: Run) -> None:
    out = alone("--help").out

    assert [line for line in out.splitlines() if line in GROUPS] == list(GROUPS)


def test_the_help_of_every_command_ends_with_an_example(alone: Run) -> None:
    listed = [
        line.split()[0]
        for line in alone("--help").out.split("Reading:")[1].splitlines()
        if line.startswith("  ") and not line.startswith("   ")
    ]

    for name in listed:
        shown = alone(name, "--help").out
        if "COMMAND [ARGS]" not in shown:
            assert f"Example:\n    casebound {name}" in shown, name


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["cse"], 2, "casebound: No such command 'cse'. Did you mean 'case', 'cases'?"),
        (["cases", "--stat", "open"], 2, "casebound: No such option: --stat"),
        (["case"], 2, "casebound: Missing argument 'REF'; see `casebound case --help`"),
        (["catalogue", "colours"], 2, "'colours' is not one of 'messages', 'tasks'"),
        (["catalogue", "messages", "complaint.recieved"], 2, "did you mean 'complaint.received'?"),
        (["cases"], 3, "casebound: nothing runs on .casebound/; start it with `casebound up`"),
        (["cases", "--data", "there"], 3, "start it with `casebound up --data there`"),
        (["doctor"], 3, "casebound: nothing runs on .casebound/"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_error_is_one_line_with_its_exit_status(
    alone: Run, words: list[str], status: int, told: str
) -> None:
    ran = alone(*words)

    assert ran.status == status
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_every_kind_of_error_that_has_a_status_is_there() -> None:
    for name in STATUSES:
        module, _, kind = name.rpartition(".")
        assert issubclass(getattr(import_module(module), kind), Exception)


def test_no_command_at_all_shows_the_help(alone: Run) -> None:
    ran = alone()

    assert ran.status == 2
    assert "Reading:" in ran.err


def test_a_database_that_does_not_answer_is_told_without_its_password(alone: Run) -> None:
    ran = alone("cases", CASEBOUND_DATABASE_URL="postgresql://me:secret@127.0.0.1:9/nothing")

    assert ran.status == 3
    assert "not available" in ran.err
    assert "secret" not in ran.err + ran.out
    assert "Traceback" not in ran.err


def test_a_strange_error_is_told_by_its_kind_alone() -> None:
    script = (
        "from starter.cli.telling import told\n"
        "def fail(): raise ValueError('C. Query of 1 Street')\n"
        "raise SystemExit(told(fail))\n"
    )
    command = [sys.executable, "-c", script]

    plain = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    debugged = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(CASEBOUND_DEBUG="1"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert plain.returncode == 1
    assert "ValueError" in plain.stderr
    assert "Query" not in plain.stderr
    assert "Traceback" in debugged.stderr


# ---------------------------------------------------------------------------- no traceback, ever

STRANGE = """
import logging, sys, threading
from starter.cli.telling import last_resort, told
class Closing:
    def __del__(self):
        raise ValueError('C. Query of 1 Street')
def thread():
    raise ValueError('C. Query of 1 Street')
def fail():
    logging.getLogger('other').error('lost', exc_info=ValueError('C. Query of 1 Street'))
    worker = threading.Thread(target=thread)
    worker.start()
    worker.join()
    Closing()
last_resort()
told(fail)
raise ValueError('C. Query of 1 Street')
"""


def test_what_nobody_catches_is_told_without_a_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STRANGE],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.count("something went wrong inside (ValueError)") == 2  # thread, and the end
    assert len(done.stderr.splitlines()) == 2
    assert "Query" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["coverage", "--html", "nowhere/x.html"], 2, "--html: nowhere/x.html cannot be written"),
        (["tasks", "--role", "pso"], 2, "there is no role pso; did you mean 'psso'?"),
        (["cases", "--type", "complaint"], 2, "no lifecycle complaint; did you mean 'Complaint'?"),
        (["cases", "--waiting-for", "customer.replid"], 2, "did you mean 'customer.replied'?"),
        (["day"], 2, "say whose day: casebound day --as OFFICER"),
        (["send", "x", "--source", "y", "--facts", "[" * 10_000], 2, "--facts is not JSON that"),
    ],
    ids=["no such folder", "a role", "a lifecycle", "a step", "a day", "depth"],
)
def test_what_is_typed_wrong_is_told_with_what_is_right(
    alone: Run, words: list[str], status: int, told: str
) -> None:
    ran = alone(*words)

    assert (ran.status, ran.err.count("\n")) == (status, 1)
    assert told in ran.err
    assert ran.out == ""
