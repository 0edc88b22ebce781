"""What `make` says where it cannot go on, on machines that lack things."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Answers as the Python that make asks for: its version, its venv, its own place.
PYTHON = """#!/bin/sh
case "$*" in
  *version_info*) exit {old} ;;
  *_base_executable*) echo "$0" ;;
  *ensurepip*) exit {bare} ;;
  *"-m venv"*)
    echo made >> {log}
    mkdir -p .venv/bin
    printf '#!/bin/sh\\n%s\\n' '{installing}' > .venv/bin/python
    chmod +x .venv/bin/python ;;
esac
"""


class Machine:
    """A checkout on a machine with make, the usual small programs and a stand-in for Python."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self._bin, self.log = folder / "check out", folder / "bin", folder / "log"
        self._bin.mkdir()
        self.checkout.mkdir()
        for name in ("Makefile", "pyproject.toml"):
            shutil.copy(ROOT / name, self.checkout)
        shutil.copytree(ROOT / "requirements", self.checkout / "requirements")
        for name in (
            "cat",
            "chmod",
            "echo",
            "expand",
            "grep",
            "make",
            "mkdir",
            "rm",
            "sed",
            "test",
        ):
            found = shutil.which(name)
            assert found
            (self._bin / name).symlink_to(found)

    def has_python(self, *, old: bool = False, bare: bool = False, installing: str = "") -> None:
        python = self._bin / "python3"
        python.write_text(
            PYTHON.format(old=int(old), bare=int(bare), log=self.log, installing=installing)
        )
        python.chmod(0o755)

    def make(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self._bin / "make", *words],
            cwd=self.checkout,
            env={"PATH": str(self._bin), "HOME": str(self.checkout)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_it_lists_every_target_for_people(machine: Machine) -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony

    listed = re.findall(r"^  make ([a-z-]+) +\w", machine.make().stdout, re.MULTILINE)

    assert sorted(listed) == sorted(phony[1].split())


def test_a_machine_without_a_new_enough_python_is_told_so(machine: Machine) -> None:
    for old in (None, True):
        if old:
            machine.has_python(old=True)

        done = machine.make("setup")

        assert done.returncode
        assert "needs Python 3.11 or newer. Install it, or name it" in done.stderr


def test_a_python_without_venv_is_told_how_to_get_it(machine: Machine) -> None:
    machine.has_python(bare=True)

    done = machine.make("setup")

    assert done.returncode
    assert "has no venv. Install it" in done.stderr
    assert not machine.log.exists()


def test_packages_that_do_not_come_are_said_and_an_unfinished_environment_is_made_anew(
    machine: Machine,
) -> None:
    machine.has_python(installing="exit 1")

    for _ in range(2):
        done = machine.make("setup")

        assert done.returncode
        assert "the Python packages were not fetched. Run it again" in done.stderr
    assert machine.log.read_text() == "made\nmade\n"


def test_an_environment_that_was_moved_is_made_anew(machine: Machine) -> None:
    machine.has_python()
    ready = machine.checkout / ".venv" / ".ready"
    ready.parent.mkdir()
    ready.write_text("/somewhere/else\n")
    os.utime(ready, (2**31, 2**31))  # newer than all that it is made from

    assert machine.make("setup", "--dry-run").stdout
    assert not ready.exists()
