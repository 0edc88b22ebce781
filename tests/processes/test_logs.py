"""What processes log: one line of JSON an event, other libraries' too, and nobody's data."""

import json
import subprocess
import sys
from typing import Any

from tests.cli.commands import ROOT, environment

SCRIPT = """
import logging
from domain.errors import SettingError
from worker import logs
logs.for_processes()
log = logging.getLogger("temporalio.worker")
def fail():
    raise ValueError("C. Query of 1 Street")
try:
    fail()
except ValueError as error:
    log.exception("Failed handling activation\\nfuture: <C. Query>")
    try:
        raise SettingError("cma.callback_days: soon does not fit") from error
    except SettingError:
        log.exception("Completing activity as failed")
log.info("Worker starts")
"""


def logged(**changed: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=environment(**changed),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_an_error_in_another_library_is_one_line_with_its_kind_and_place() -> None:
    foreign, ours = logged()

    assert foreign["event"] == "Failed handling activation"
    assert (foreign["error"], foreign["level"]) == ("ValueError", "error")
    assert foreign["where"][-1] == "<string>:8 fail"
    assert ours["error"] == "SettingError <- ValueError"
    assert ours["words"] == "cma.callback_days: soon does not fit"
    assert "Query" not in json.dumps([foreign, ours])


def test_a_traceback_is_there_for_whoever_asks_for_it() -> None:
    foreign, _ = logged(CASEBOUND_DEBUG="1")

    assert "ValueError: C. Query of 1 Street" in foreign["traceback"]
