"""Who acts by a door: an officer or a system, and how the door knows who that is."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import NotAuthenticatedError


class Authentication(StrEnum):
    """How a caller was authenticated."""

    TOKEN = "token"  # noqa: S105 - the officer's own; its hash is in the case database
    CONFIGURED = "configured"  # whoever set the door up vouches for the system
    PLAYED = "played"  # nobody asks: the people of a simulated stack


@dataclass(frozen=True)
class Caller:
    """Whoever acts by a door.

    Args:
        source: the system whose ids its messages bear; an officer's is the door that they use.
        authentication: how it was authenticated.
        officer: the account of the officer who acts; None where a system does.
    """

    source: str
    authentication: Authentication
    officer: str | None = None

    @property
    def account(self) -> str:
        """The account of the officer who acts.

        Raises:
            NotAuthenticatedError: a system does.
        """
        if self.officer is None:
            raise NotAuthenticatedError(f"only an officer does that, and {self.source} is none")
        return self.officer
