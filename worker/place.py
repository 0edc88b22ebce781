"""Where the product runs: its addresses, as the environment or a running stack gives them."""

import os
from dataclasses import dataclass
from pathlib import Path

from domain.errors import SettingError

SPOOL = Path("spool")
NEEDED = ("CASEBOUND_DATABASE_URL", "CASEBOUND_TEMPORAL_ADDRESS")


@dataclass(frozen=True)
class Place:
    """The addresses of what runs.

    Args:
        database_url: of the case database, as the application's role.
        owner_url: the same as the role that owns the tables and migrates them.
        temporal_address: host and port; None where nobody has said.
        namespace: of Temporal.
        spool: folder in which letters wait for the printer.
        smtp: host and port of the mail server, where letters may go by mail.
        ui_url: of the Temporal UI, where the stack has one.
        folder: the stack's own; None where the environment named its parts.
    """

    database_url: str
    owner_url: str
    temporal_address: str | None
    namespace: str = "default"
    spool: Path = SPOOL
    smtp: str | None = None
    ui_url: str | None = None
    folder: Path | None = None


def from_environment() -> Place | None:
    """Return the place that the environment names, if it names a database."""
    url = os.environ.get("CASEBOUND_DATABASE_URL")
    if not url:
        return None
    return Place(
        database_url=url,
        owner_url=os.environ.get("CASEBOUND_OWNER_DATABASE_URL", url),
        temporal_address=os.environ.get("CASEBOUND_TEMPORAL_ADDRESS") or None,
        namespace=os.environ.get("CASEBOUND_TEMPORAL_NAMESPACE", "default"),
        spool=Path(os.environ.get("CASEBOUND_SPOOL", SPOOL)),
        smtp=smtp(),
    )


def smtp() -> str | None:
    """Return the mail server that the environment names, if it does."""
    return os.environ.get("CASEBOUND_SMTP")


def of_processes() -> Place:
    """Return the place at which a process of production runs.

    Raises:
        SettingError: an address is missing.
    """
    missing = [name for name in NEEDED if not os.environ.get(name)]
    place = from_environment()
    if missing or place is None:
        raise SettingError(f"{' and '.join(missing)} must be set; see docs/operator.md")
    return place
