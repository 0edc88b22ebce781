"""How the processes are configured: by environment, in production and on one machine alike."""

import os
from dataclasses import dataclass
from pathlib import Path


class SettingsError(Exception):
    """A setting is missing or wrong."""


@dataclass(frozen=True)
class WorkerSettings:
    """What a worker needs to know."""

    database_url: str
    temporal_address: str
    namespace: str = "default"
    spool: Path = Path("spool")
    smtp: str | None = None  # host:port

    @classmethod
    def from_environment(cls) -> "WorkerSettings":
        """Read the settings from the environment.

        Raises:
            SettingsError: an address is missing.
        """
        missing = [
            name
            for name in ("CASEBOUND_DATABASE_URL", "CASEBOUND_TEMPORAL_ADDRESS")
            if not os.environ.get(name)
        ]
        if missing:
            raise SettingsError(f"{' and '.join(missing)} must be set; see docs/operator.md")
        return cls(
            database_url=os.environ["CASEBOUND_DATABASE_URL"],
            temporal_address=os.environ["CASEBOUND_TEMPORAL_ADDRESS"],
            namespace=os.environ.get("CASEBOUND_TEMPORAL_NAMESPACE", "default"),
            spool=Path(os.environ.get("CASEBOUND_SPOOL", "spool")),
            smtp=os.environ.get("CASEBOUND_SMTP"),
        )
