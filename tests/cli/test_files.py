"""Files that people name: a pipe or a device is refused at once, whatever reads them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import ImportFileError, MalformedMessageError
from starter.administration.import_files import Faults, csv_of, yaml_of
from starter.cli.acting import _object
from starter.cli.telling import UsageError
from starter.doors.sent import Attachment
from starter.files import read_text
from starter.player.scenario import ScenarioError
from starter.player.scenario_file import read


def read_csv(file: Path) -> object:
    return list(csv_of(file, ("id",), (), faults=Faults(file)))


READERS: dict[str, tuple[Callable[[Path], object], type[Exception]]] = {
    "a document": (Attachment.of, MalformedMessageError),
    "an import of YAML": (yaml_of, ImportFileError),
    "an import of CSV": (read_csv, ImportFileError),
    "a scenario": (read, ScenarioError),
    "facts": (lambda file: _object("--facts", f"@{file}"), UsageError),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", ["a pipe", "a device", "a folder"])
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, reader: str, kind: str) -> None:
    """Nobody writes into the pipe: whoever waits for it waits for ever."""
    file = tmp_path / "file.yaml"
    match kind:
        case "a pipe":
            os.mkfifo(file)
        case "a device":
            file.symlink_to("/dev/zero")
        case _:
            file.mkdir()
    reads, refusal = READERS[reader]

    with pytest.raises(refusal) as refused:
        reads(file)

    assert "cannot be read: it is no regular file" in str(refused.value)


def test_lines_may_end_as_they_do_on_any_machine(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")

    assert read_text(file) == "one\ntwo\nthree\n"
