"""Tokens by which an officer is known at the command line: one file each, a hash in the database.

A token is made of so much chance that a plain hash of it can be kept; nobody finds it again.
Whoever can read the file is the officer, so the file must be its owner's alone.
"""

import hashlib
import os
import secrets
import stat
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Officer
from database.queries import officers
from domain.errors import NotAuthenticatedError
from starter.doors.caller import Authentication, Caller

PREFIX = "cbo_"  # so that a token in the wrong place is recognised
OWNER_ONLY = 0o600
LONGEST = 200


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def issue(db: AsyncSession, officer: str) -> str:
    """Give an officer a new token, in place of any earlier one, and return it this once.

    Raises:
        UnknownNameError: no such officer.
    """
    person = await officers.person(db, officer)
    token = PREFIX + secrets.token_urlsafe(32)
    row = await db.get_one(Officer, person.id)
    row.token_hash = digest(token)
    return token


async def revoke(db: AsyncSession, officer: str) -> None:
    """Take an officer's token back; its file opens nothing from then on.

    Raises:
        UnknownNameError: no such officer.
    """
    person = await officers.person(db, officer)
    (await db.get_one(Officer, person.id)).token_hash = None


async def authenticate(db: AsyncSession, token: str, source: str) -> Caller:
    """Return the caller whose token this is; ``source`` is the door that they use.

    Raises:
        NotAuthenticatedError: it is nobody's, or was taken back.
    """
    wanted = select(Officer.id).where(Officer.token_hash == digest(token))
    officer = await db.scalar(wanted)
    if officer is None:
        raise NotAuthenticatedError(
            "nobody is known by this token; it was replaced or taken back. Ask your operator for "
            "a new one (`casebound officers token OFFICER`)"
        )
    return Caller(source, Authentication.TOKEN, officer)


async def authenticate_as(db: AsyncSession, officer: str, file: Path, source: str) -> Caller:
    """Return ``officer``, whom the token in ``file`` must belong to, as the caller.

    Raises:
        NotAuthenticatedError: the file is not safe, or is another officer's.
        UnknownNameError: no such officer.
    """
    wanted = await officers.person(db, officer)
    found = await authenticate(db, read(file), source)
    if found.officer != wanted.id:
        raise NotAuthenticatedError(f"{file} is not {wanted.id}'s token, but {found.officer}'s")
    return found


def folder() -> Path:
    """Return where this user's token files are: ``CASEBOUND_TOKENS``, else the user's own."""
    import platformdirs

    named = os.environ.get("CASEBOUND_TOKENS")
    return Path(named) if named else platformdirs.user_config_path("casebound") / "tokens"


def file_of(officer: str) -> Path:
    """Return the token file of an officer."""
    return folder() / officer.replace("/", "_")


def write(file: Path, token: str) -> None:
    """Write a token file that only its owner can read, in place of an earlier one."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as target:
        os.fchmod(descriptor, OWNER_ONLY)  # whatever the umask is
        target.write(token + "\n")
    unfinished.replace(file)


def read(file: Path) -> str:
    """Return the token in a file.

    Raises:
        NotAuthenticatedError: there is none, or others could read it or have put it there.
    """
    try:
        # One descriptor for looking and for reading: nobody puts another file in between.
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise NotAuthenticatedError(
            f"the token file {file} cannot be opened: {error.strerror}. "
            "`casebound officers token OFFICER` makes one"
        ) from None
    with os.fdopen(descriptor, "rb") as source:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise NotAuthenticatedError(f"{file} is not a file; a token is kept in one")
        if stat.S_IMODE(state.st_mode) & 0o077:
            raise NotAuthenticatedError(
                f"{file} can be read by others, who would then be this officer; "
                f"`chmod 600 {file}`, and have a new token made if they may have read it"
            )
        if state.st_uid != os.geteuid():
            raise NotAuthenticatedError(f"{file} belongs to another user of this machine")
        token = source.read(LONGEST).decode("ascii", errors="replace").strip()
    if not token.startswith(PREFIX):
        raise NotAuthenticatedError(f"{file} holds no token")
    return token
