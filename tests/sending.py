"""Messages as tests send them: their people are taken to be whom the door has authenticated."""

from typing import Any

from starter.doors.caller import Authentication, Caller
from starter.doors.sent import Sent, completion


def caller(officer: str | None = None, source: str = "tests") -> Caller:
    """Return an officer with a token, else a system that the door was set up for."""
    known = Authentication.TOKEN if officer else Authentication.CONFIGURED
    return Caller(source, known, officer)


def sent(type_: str, *, source: str = "tests", officer: str | None = None, **given: Any) -> Sent:
    """Return a message; ``given`` as it has it."""
    return Sent(type_, caller(officer, source), **given)


def done(task: str, officer: str | None, *, source: str = "tests", **given: Any) -> Sent:
    """Return the completion of a task; ``given`` as it has it."""
    return completion(task, caller(officer, source), **given)
