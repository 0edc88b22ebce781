"""One letter, one envelope, whatever happens to the machine or to the disk."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from domain.letters import Addressee
from letters.delivery import DeliveryError, Posting, PrintSpool
from letters.enclosures import Enclosure

ROOT = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")  # noqa: S108 - Linux has it
CRASHES = Path(__file__).with_name("spool_crashes.py")
LETTER = "co-4n7qk2xw9d.l1"
CASEY = Addressee(name="Casey Lee", lines=("Unit 4", "27 Example Street", "BRADDON ACT 2612"))
ROBIN = Addressee(name="Robin Ames", lines=("PO Box 88", "DICKSON ACT 2602"))
MAIN = Posting(to=CASEY, pdf=b"%PDF-1.7 the letter", pages=2)
ENCLOSED = Enclosure("Our letter of 3 November", b"%PDF-1.7 earlier", ("One", "Two"))
ALSO = Enclosure("A receipt", b"%PDF-1.7 receipt", ("Paid",))
COPY = Posting(to=ROBIN, pdf=b"%PDF-1.7 the copy", pages=3)

FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from domain.letters import Addressee
from letters.delivery import DeliveryError, Posting, PrintSpool

limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
to = Addressee(name="Casey Lee", lines=("Unit 4", "BRADDON ACT 2612"))
envelope = Posting(to=to, pdf=b"x" * 5000, pages=1)
try:
    PrintSpool(Path(sys.argv[1])).put("co-4n7qk2xw9d.l1", envelope)
except DeliveryError as error:
    print(error.retryable, error)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    spool = tmp_path / "spool"
    spool.mkdir()
    return spool


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder in memory, where the machine has one: a thousand syncs to a disk take minutes.

    Processes are killed here, not the machine, and they leave the same there.
    """
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("[!.]*"))


def test_an_envelope_is_the_pdf_with_its_manifest_beside_it(folder: Path) -> None:
    assert PrintSpool(folder).put(LETTER, MAIN) is True

    assert names(folder) == [f"{LETTER}.json", f"{LETTER}.pdf"]
    assert (folder / f"{LETTER}.pdf").read_bytes() == MAIN.pdf
    assert json.loads((folder / f"{LETTER}.json").read_bytes()) == {
        "letter": LETTER,
        "file": f"{LETTER}.pdf",
        "sha256": sha256(MAIN.pdf).hexdigest(),
        "pages": 2,
        "channel": "post",
        "enclosures": [],
        "to": {
            "name": "Casey Lee",
            "lines": ["Unit 4", "27 Example Street", "BRADDON ACT 2612"],
        },
    }


def test_a_copy_goes_in_an_envelope_of_its_own(folder: Path) -> None:
    PrintSpool(folder).put(LETTER, MAIN)
    PrintSpool(folder).put(f"{LETTER}.copy-1", COPY)

    manifest = json.loads((folder / f"{LETTER}.copy-1.json").read_bytes())
    assert (folder / f"{LETTER}.copy-1.pdf").read_bytes() == COPY.pdf
    assert manifest["to"]["lines"] == ["PO Box 88", "DICKSON ACT 2602"]
    assert manifest["sha256"] == sha256(COPY.pdf).hexdigest()
    assert (manifest["letter"], manifest["pages"]) == (f"{LETTER}.copy-1", 3)


def test_what_is_enclosed_lies_beside_the_letter_it_goes_with_and_the_manifest_names_it(
    folder: Path,
) -> None:
    """Each under its own name: the pages that were signed stay as they are."""
    with_it = MAIN.model_copy(update={"enclosures": (ENCLOSED, ALSO)})

    PrintSpool(folder).put(LETTER, with_it)

    assert json.loads((folder / f"{LETTER}.json").read_bytes())["enclosures"] == [
        {
            "file": f"{LETTER}.enclosure-1.pdf",
            "sha256": sha256(ENCLOSED.pdf).hexdigest(),
            "pages": 2,
        },
        {"file": f"{LETTER}.enclosure-2.pdf", "sha256": sha256(ALSO.pdf).hexdigest(), "pages": 1},
    ]
    assert (folder / f"{LETTER}.enclosure-1.pdf").read_bytes() == ENCLOSED.pdf
    assert (folder / f"{LETTER}.enclosure-2.pdf").read_bytes() == ALSO.pdf
    assert PrintSpool(folder).put(LETTER, with_it) is False


def test_the_same_letter_twice_leaves_one_envelope(folder: Path) -> None:
    PrintSpool(folder).put(LETTER, MAIN)

    assert PrintSpool(folder).put(LETTER, MAIN) is False

    assert names(folder) == [f"{LETTER}.json", f"{LETTER}.pdf"]


def test_a_letter_that_the_print_room_took_does_not_come_again(folder: Path) -> None:
    PrintSpool(folder).put(LETTER, MAIN)
    for file in folder.glob("[!.]*"):
        file.unlink()

    assert PrintSpool(folder).put(LETTER, MAIN) is False

    assert names(folder) == []


def test_other_bytes_under_the_same_id_are_refused(folder: Path) -> None:
    PrintSpool(folder).put(LETTER, MAIN)

    with pytest.raises(DeliveryError, match="before with another PDF") as refused:
        PrintSpool(folder).put(LETTER, MAIN.model_copy(update={"pdf": b"%PDF-1.7 changed"}))

    assert refused.value.retryable is False
    assert (folder / f"{LETTER}.pdf").read_bytes() == MAIN.pdf


def test_letters_whose_ids_begin_alike_do_not_meet(folder: Path) -> None:
    for number in (1, 10, 11):
        PrintSpool(folder).put(f"co-4n7qk2xw9d.l{number}", MAIN)

    assert len(names(folder)) == 6


def test_at_once_in_many_threads_one_of_them_sends(folder: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        sent = list(threads.map(lambda _: PrintSpool(folder).put(LETTER, MAIN), range(16)))

    assert sorted(sent) == [False] * 15 + [True]
    assert names(folder) == [f"{LETTER}.json", f"{LETTER}.pdf"]


def test_no_crash_loses_an_envelope_or_makes_a_second_one(in_memory: Path) -> None:
    """A real process is killed at every step; then its repeat is, at some of them."""
    ran = subprocess.run(
        [sys.executable, CRASHES, in_memory, "24"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    stories = [json.loads(line) for line in ran.stdout.splitlines()]
    letter = "ps-m3t8zc5h1r.l1"
    for story in stories:
        assert story["given"] == [[letter, True]], story
        assert story["left"] == [f".delivered/{letter}.json", ".lock"], story
    assert len({story["points"][0] for story in stories}) > 20


@pytest.mark.parametrize("limit", [0, 100, 4999], ids=["no room", "little room", "nearly enough"])
def test_a_full_disk_is_tried_again_and_leaves_nothing_behind(folder: Path, limit: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, folder, str(limit)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.startswith(f"True Letter {LETTER} has not left: the print spool")
    assert "Casey" not in ran.stdout
    assert str(folder) not in ran.stdout
    assert [file for file in folder.rglob("*") if file.is_file()] == [folder / ".lock"]

    assert PrintSpool(folder).put(LETTER, MAIN) is True


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="is not there") as refused:
        PrintSpool(tmp_path / "unmounted").put(LETTER, MAIN)

    assert refused.value.retryable is True
    assert not (tmp_path / "unmounted").exists()


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"")

    with pytest.raises(DeliveryError, match="is not a folder"):
        PrintSpool(tmp_path / "spool").put(LETTER, MAIN)


def test_a_spool_that_cannot_release_keeps_the_letter_for_the_next_try(folder: Path) -> None:
    in_the_way = folder / f"{LETTER}.json"
    in_the_way.mkdir()
    with pytest.raises(DeliveryError) as refused:
        PrintSpool(folder).put(LETTER, MAIN)
    assert refused.value.retryable is True

    in_the_way.rmdir()

    assert PrintSpool(folder).put(LETTER, MAIN) is True
    assert names(folder) == [f"{LETTER}.json", f"{LETTER}.pdf"]


@pytest.mark.parametrize("letter_id", ["", "../up", ".hidden", "a/b", "Casey Lee"])
def test_an_id_that_could_leave_the_folder_is_refused(folder: Path, letter_id: str) -> None:
    with pytest.raises(ValueError, match="a letter id is"):
        PrintSpool(folder).put(letter_id, MAIN)
