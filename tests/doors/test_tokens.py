"""An officer is known by a token file that nobody else can read."""

import os
from pathlib import Path

import pytest

from database.models import Officer
from domain.errors import NotAuthenticatedError, UnknownNameError
from starter.doors import tokens
from starter.doors.caller import Authentication, Caller
from tests.doors.seeing import Sessions


@pytest.fixture
async def token(stored: Sessions) -> str:
    async with stored.begin() as db:
        return await tokens.issue(db, "psso.diaz")


@pytest.fixture
def file(tmp_path: Path, token: str) -> Path:
    file = tmp_path / "tokens" / "psso.diaz"
    tokens.write(file, token)
    return file


async def test_token_is_its_officers(stored: Sessions, token: str) -> None:
    async with stored() as db:
        found = await tokens.authenticate(db, token, "cli")

    assert found == Caller("cli", Authentication.TOKEN, "psso.diaz")


async def test_only_a_hash_is_kept(stored: Sessions, token: str) -> None:
    async with stored() as db:
        kept = (await db.get_one(Officer, "psso.diaz")).token_hash

    assert kept == tokens.digest(token)
    assert token not in (kept or "")


async def test_new_token_replaces_the_earlier_one(stored: Sessions, token: str) -> None:
    async with stored.begin() as db:
        newer = await tokens.issue(db, "psso.diaz.second")

    async with stored() as db:
        assert (await tokens.authenticate(db, newer, "cli")).officer == "psso.diaz"
        with pytest.raises(NotAuthenticatedError, match="nobody is known by this token"):
            await tokens.authenticate(db, token, "cli")


async def test_revoked_token_opens_nothing(stored: Sessions, token: str) -> None:
    async with stored.begin() as db:
        await tokens.revoke(db, "psso.diaz")

    async with stored() as db:
        with pytest.raises(NotAuthenticatedError) as raised:
            await tokens.authenticate(db, token, "cli")
    assert token not in str(raised.value)


async def test_token_file_must_be_the_named_officers(stored: Sessions, file: Path) -> None:
    async with stored() as db:
        assert (
            await tokens.authenticate_as(db, "psso.diaz.second", file, "cli")
        ).officer == "psso.diaz"
        with pytest.raises(NotAuthenticatedError, match=r"is not ps_ssm.ito's token"):
            await tokens.authenticate_as(db, "ps_ssm.ito", file, "cli")
        with pytest.raises(UnknownNameError):
            await tokens.authenticate_as(db, "ps_ssm.nobody", file, "cli")


def test_written_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        tokens.write(tmp_path / "made" / "officer", f"{tokens.PREFIX}x")
    finally:
        os.umask(before)

    assert (tmp_path / "made" / "officer").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700
    assert tokens.read(tmp_path / "made" / "officer") == f"{tokens.PREFIX}x"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o602, 0o601])
def test_file_that_others_can_reach_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)

    with pytest.raises(NotAuthenticatedError, match="chmod 600"):
        tokens.read(file)


def test_link_to_a_token_file_is_refused(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)

    with pytest.raises(NotAuthenticatedError, match="cannot be opened"):
        tokens.read(link)


def test_what_is_no_file_or_holds_no_token_is_refused(tmp_path: Path) -> None:
    pipe, other = tmp_path / "pipe", tmp_path / "other"
    os.mkfifo(pipe, 0o600)
    other.touch(mode=0o600)
    other.write_text("password")

    with pytest.raises(NotAuthenticatedError, match="is not a file"):
        tokens.read(pipe)
    with pytest.raises(NotAuthenticatedError, match="holds no token"):
        tokens.read(other)
    with pytest.raises(NotAuthenticatedError, match="No such file"):
        tokens.read(tmp_path / "none")


def test_folder_of_token_files_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEBOUND_TOKENS", str(tmp_path))

    assert tokens.file_of("psso.diaz") == tmp_path / "psso.diaz"
